"""Convolution and pooling beside TensorFlow: run me where TensorFlow is installed.

Times in ms for the MNIST network and relatives, batch 100.  Both take turns, so that a
busy machine is busy for both; of many turns each shows its best and its median.
"""

import os
import time
from collections.abc import Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow.compat.v1 as tf

from edflow.engine.kernels import conv, depthwise, pool

TURNS = 40
ONE, HALF = (1, 1), (2, 2)
BORDER, NONE = ((2, 2), (2, 2)), ((0, 0), (0, 0))
random = np.random.default_rng(0)


def main() -> None:
    tf.disable_v2_behavior()
    rows = {}
    layers = {
        "5x5x1->32 on 28x28": ((100, 28, 28, 1), (5, 5, 1, 32)),
        "5x5x32->64 on 14x14": ((100, 14, 14, 32), (5, 5, 32, 64)),
        "1x1x64->64 on 14x14": ((100, 14, 14, 64), (1, 1, 64, 64)),
        "3x3x64->64 on 14x14": ((100, 14, 14, 64), (3, 3, 64, 64)),
    }
    for name, (x, w) in layers.items():
        rows |= {f"conv {name}, {part}": pair for part, pair in convolution(x, w)}
    for shape in (100, 28, 28, 32), (100, 14, 14, 64):
        name = "x".join(map(str, shape[1:]))
        rows |= {f"pool 2x2 {name}, {part}": pair for part, pair in pools(shape)}
    shape = (100, 14, 14, 64)
    rows |= {f"depthwise 3x3 14x14x64, {part}": p for part, p in depthwises(shape)}

    session = tf.Session()
    session.run(tf.global_variables_initializer())
    print(f"{'best (median), ms':42}{'edflow':>16}{'TensorFlow':>16}{'ratio':>14}")
    for name, (ours, theirs) in rows.items():
        a, b = turns(ours, lambda op=theirs.op: session.run(op))
        ratio = f"{a.min() / b.min():.2f} ({np.median(a) / np.median(b):.2f})"
        print(f"{name:42}{shown(a):>16}{shown(b):>16}{ratio:>14}")


def convolution(shape, kernel):
    pad = tuple(((k - 1) // 2, k // 2) for k in kernel[:2])
    x, w, dy = normal(*shape), normal(*kernel), normal(*shape[:3], kernel[3])
    tx, tw, tdy = map(tf.Variable, (x, w, dy))
    at = ONE, ONE, pad
    nn, same = tf.nn, ([1, 1, 1, 1], "SAME")
    yield (
        "forward",
        (lambda: conv.conv2d(x, w, *at), nn.conv2d(tx, tw, *same)),
    )
    yield (
        "d filter",
        (
            lambda: conv.conv2d_filter_gradient(x, kernel, dy, *at),
            nn.conv2d_backprop_filter(tx, kernel, tdy, *same),
        ),
    )
    yield (
        "d input",
        (
            lambda: conv.conv2d_input_gradient(shape, w, dy, *at),
            nn.conv2d_backprop_input(shape, tw, tdy, *same),
        ),
    )


def depthwises(shape):
    kernel = (3, 3, shape[3], 1)
    x, w, dy = normal(*shape), normal(*kernel), normal(*shape)
    tx, tw, tdy = map(tf.Variable, (x, w, dy))
    at = ONE, ONE, ((1, 1), (1, 1))
    nn, same = tf.nn, ([1, 1, 1, 1], "SAME")
    yield (
        "forward",
        (
            lambda: depthwise.depthwise_conv2d(x, w, *at),
            nn.depthwise_conv2d_native(tx, tw, *same),
        ),
    )
    yield (
        "d filter",
        (
            lambda: depthwise.depthwise_conv2d_filter_gradient(x, kernel, dy, *at),
            nn.depthwise_conv2d_native_backprop_filter(tx, kernel, tdy, *same),
        ),
    )
    yield (
        "d input",
        (
            lambda: depthwise.depthwise_conv2d_input_gradient(shape, w, dy, *at),
            nn.depthwise_conv2d_native_backprop_input(shape, tw, tdy, *same),
        ),
    )


def pools(shape):
    n, h, w, c = shape
    x, dy = normal(*shape), normal(n, h // 2, w // 2, c)
    tx, tdy = tf.Variable(x), tf.Variable(dy)
    ty = tf.Variable(pool.max_pool2d(x, HALF, HALF, NONE))
    at, taken = (HALF, HALF, NONE), ([1, 2, 2, 1], [1, 2, 2, 1], "SAME")
    yield (
        "max",
        (lambda: pool.max_pool2d(x, *at), tf.nn.max_pool(tx, *taken)),
    )
    yield (
        "d max",
        (
            lambda: pool.max_pool2d_gradient(x, dy, *at),
            tf.raw_ops.MaxPoolGrad(
                orig_input=tx,
                orig_output=ty,
                grad=tdy,
                ksize=taken[0],
                strides=taken[1],
                padding="SAME",
            ),
        ),
    )
    yield (
        "average",
        (lambda: pool.avg_pool2d(x, *at), tf.nn.avg_pool(tx, *taken)),
    )
    yield (
        "d average",
        (
            lambda: pool.avg_pool2d_gradient(shape, dy, *at),
            tf.raw_ops.AvgPoolGrad(
                orig_input_shape=shape,
                grad=tdy,
                ksize=taken[0],
                strides=taken[1],
                padding="SAME",
            ),
        ),
    )


def normal(*shape: int) -> np.ndarray:
    return random.standard_normal(shape, np.float32)


def turns(*programs: Callable[[], object]) -> np.ndarray:
    """Seconds [program, turn], after three turns to warm up."""
    taken = np.empty((len(programs), TURNS + 3))
    for turn in range(TURNS + 3):
        for i, program in enumerate(programs):
            start = time.perf_counter()
            program()
            taken[i, turn] = time.perf_counter() - start
    return taken[:, 3:]


def shown(seconds: np.ndarray) -> str:
    return f"{seconds.min() * 1e3:.2f} ({np.median(seconds) * 1e3:.2f})"


if __name__ == "__main__":
    main()
