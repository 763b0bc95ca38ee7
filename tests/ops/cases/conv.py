"""Rows of convolution and pooling, of lines, images and volumes."""

import numpy as np
from case import Case, In, ints

from edflow.engine.ops.build import apply
from edflow.engine.ops.conv.conv2d import (
    Conv2D,
    Conv2DBackpropFilter,
    Conv2DBackpropInput,
)
from edflow.engine.ops.conv.conv3d import (
    Conv3D,
    Conv3DBackpropFilterV2,
    Conv3DBackpropInputV2,
)
from edflow.engine.ops.conv.depthwise import (
    DepthwiseConv2dNative,
    DepthwiseConv2dNativeBackpropFilter,
    DepthwiseConv2dNativeBackpropInput,
)
from edflow.engine.ops.conv.dilation2d import (
    Dilation2D,
    Dilation2DBackpropFilter,
    Dilation2DBackpropInput,
)
from edflow.engine.ops.conv.pool import MaxPoolGradWithArgmax, MaxPoolWithArgmax
from edflow.engine.ops.conv.pool2d import (
    AvgPool,
    AvgPoolGrad,
    MaxPool,
    MaxPoolGrad,
    MaxPoolGradGrad,
)
from edflow.engine.ops.conv.pool3d import (
    AvgPool3D,
    AvgPool3DGrad,
    MaxPool3D,
    MaxPool3DGrad,
    MaxPool3DGradGrad,
)

# -- what windows see -----------------------------------------------------------------


def seen(shape, k, strides, ends, dilations=None):
    """[n, *windows, *k, c]: which element of x, counted from 1, a window's tap sees.

    0 stands for the padding.
    """
    x = np.arange(1, np.prod(shape) + 1).reshape(shape)
    x = np.pad(x, [(0, 0), *ends, (0, 0)])
    sides = len(k)
    for side in range(sides):
        step = (dilations or [1] * sides)[side]
        count = (x.shape[1 + side] - step * (k[side] - 1) - 1) // strides[side] + 1
        windows = np.arange(count)[:, None] * strides[side]
        # Taps go behind what is there: [n, windows..., sides..., taps..., c].
        x = np.moveaxis(
            x.take(windows + np.arange(k[side]) * step, 1 + side), 2 + side, -2
        )
    return x


def values(x, at, outside=0.0):
    return np.concatenate([[outside], x.reshape(-1)]).astype(x.dtype)[at]


def added_up(at, parts, shape):
    """Parts that go back to where they were seen."""
    total = np.zeros(np.prod(shape) + 1, parts.dtype)
    np.add.at(total, at, parts)
    return total[1:].reshape(shape)


def convolution(sums, *how):
    """y, dx, dw for an einsum of patches `P`, filter and y."""
    patch, w, y = sums.replace("->", ",").split(",")

    def forward(x, f):
        k = f.shape[: len(how[0])]
        return np.einsum(f"{patch},{w}->{y}", values(x, seen(x.shape, k, *how)), f)

    def to_input(sizes, f, dy):
        k = f.shape[: len(how[0])]
        parts = np.einsum(f"{y},{w}->{patch}", dy, f)
        return added_up(seen(tuple(sizes), k, *how), parts, tuple(sizes))

    def to_filter(x, sizes, dy):
        k = tuple(sizes)[: len(how[0])]
        at = seen(x.shape, k, *how)
        return np.einsum(f"{patch},{y}->{w}", values(x, at), dy)

    return forward, to_input, to_filter


IMAGES = "nijpqc,pqco->nijo"
VOLUMES = "nijkpqrc,pqrco->nijko"
SAME = convolution(IMAGES, [2, 1], [(1, 1), (0, 1)])
VALID = convolution(IMAGES, [1, 2], [(0, 0), (0, 0)], [2, 1])
EXPLICIT = convolution(IMAGES, [1, 1], [(2, 0), (0, 1)])
SAME3D = convolution(VOLUMES, [1, 2, 1], [(0, 1), (0, 1), (0, 0)])

same = {"strides": (1, 2, 1, 1), "padding": "SAME"}
valid = {"strides": (1, 1, 2, 1), "padding": "VALID", "dilations": (1, 2, 1, 1)}
explicit = {
    "strides": (1, 1, 1, 1),
    "padding": "EXPLICIT",
    "explicit_paddings": (0, 0, 2, 0, 0, 1, 0, 0),
}
first = {"strides": (1, 1, 2, 1), "padding": "SAME", "data_format": "NCHW"}
volumes = {"strides": (1, 1, 2, 1, 1), "padding": "SAME"}


def channels_first(function):
    def forward(x, w):
        return np.moveaxis(function(np.moveaxis(x, 1, -1), w), -1, 1)

    return forward


# Each channel by itself: output channel (c, l) in one.
def depthwise(x, w):
    at = seen(x.shape, w.shape[:2], [1, 1], [(1, 1), (0, 1)])
    y = np.einsum("nijpqc,pqcl->nijcl", values(x, at), w)
    return y.reshape(*y.shape[:3], -1)


def depthwise_to_input(sizes, w, dy):
    dy = dy.reshape(*dy.shape[:3], *w.shape[2:])
    at = seen(tuple(sizes), w.shape[:2], [1, 1], [(1, 1), (0, 1)])
    return added_up(at, np.einsum("nijcl,pqcl->nijpqc", dy, w), tuple(sizes))


def depthwise_to_filter(x, sizes, dy):
    dy = dy.reshape(*dy.shape[:3], *sizes[2:])
    at = seen(x.shape, tuple(sizes[:2]), [1, 1], [(1, 1), (0, 1)])
    return np.einsum("nijpqc,nijcl->pqcl", values(x, at), dy)


CONVOLUTIONS = [
    Case(Conv2D(**same), [(2, 5, 4, 3), (3, 2, 3, 2)], SAME[0]),
    Case(Conv2D(**valid), [(1, 6, 5, 2), (2, 3, 2, 3)], VALID[0], label="gaps"),
    Case(Conv2D(**explicit), [(1, 4, 4, 2), (3, 2, 2, 1)], EXPLICIT[0], label="padded"),
    Case(
        Conv2D(**first),
        [(2, 3, 5, 4), (3, 2, 3, 2)],
        channels_first(SAME[0]),
        label="channels first",
    ),
    Case(
        Conv2DBackpropInput(**same),
        [ints(2, 5, 4, 3), (3, 2, 3, 2), (2, 3, 4, 2)],
        SAME[1],
    ),
    Case(
        Conv2DBackpropFilter(**same),
        [(2, 5, 4, 3), ints(3, 2, 3, 2), (2, 3, 4, 2)],
        SAME[2],
    ),
    Case(Conv3D(**volumes), [(1, 3, 4, 3, 2), (2, 3, 1, 2, 2)], SAME3D[0]),
    Case(
        Conv3DBackpropInputV2(**volumes),
        [ints(1, 3, 4, 3, 2), (2, 3, 1, 2, 2), (1, 3, 2, 3, 2)],
        SAME3D[1],
    ),
    Case(
        Conv3DBackpropFilterV2(**volumes),
        [(1, 3, 4, 3, 2), ints(2, 3, 1, 2, 2), (1, 3, 2, 3, 2)],
        SAME3D[2],
    ),
    Case(
        DepthwiseConv2dNative((1, 1, 1, 1), "SAME"),
        [(2, 4, 4, 3), (3, 2, 3, 2)],
        depthwise,
    ),
    Case(
        DepthwiseConv2dNativeBackpropInput((1, 1, 1, 1), "SAME"),
        [ints(2, 4, 4, 3), (3, 2, 3, 2), (2, 4, 4, 6)],
        depthwise_to_input,
    ),
    Case(
        DepthwiseConv2dNativeBackpropFilter((1, 1, 1, 1), "SAME"),
        [(2, 4, 4, 3), ints(3, 2, 3, 2), (2, 4, 4, 6)],
        depthwise_to_filter,
    ),
]

# -- pooling --------------------------------------------------------------------------


class Pools:
    """The reference for poolings with one window, stride and padding."""

    def __init__(self, k, strides, ends):
        self.k, self.how = k, (strides, ends)
        self.axes = tuple(range(-1 - len(k), -1))

    def at(self, x):
        """[n, windows..., taps, c]."""
        at = seen(x.shape, self.k, *self.how)
        sides = len(self.k)
        return at.reshape(*at.shape[: 1 + sides], -1, at.shape[-1])

    def max(self, x):
        return values(x, self.at(x), -np.inf).max(-2)

    def place(self, x):
        """Where the first largest of each window stands, counted from 1."""
        at = self.at(x)
        best = values(x, at, -np.inf).argmax(-2)[..., None, :]
        return np.take_along_axis(at, best, -2)[..., 0, :]

    def max_to_input(self, x, dy):
        return added_up(self.place(x), dy, x.shape)

    def max_again(self, x, ddx):
        return values(ddx, self.place(x))

    def weights(self, x):
        inside = self.at(x) > 0
        return (inside / inside.sum(-2, keepdims=True)).astype(x.dtype)

    def mean(self, x):
        return (values(x, self.at(x)) * self.weights(x)).sum(-2)

    def mean_to_input(self, sizes, dy):
        x = np.zeros(tuple(sizes), dy.dtype)
        return added_up(self.at(x), self.weights(x) * dy[..., None, :], x.shape)


def with_output(op, pool):
    """A gradient op, given the pool's own output beside its input."""
    return lambda x, dy: apply(op, x, apply(pool, x), dy)


images = Pools((3, 2), [2, 1], [(1, 1), (0, 1)])
how = ((1, 3, 2, 1), (1, 2, 1, 1), "SAME")
boxes = Pools((2, 3, 2), [1, 2, 1], [(0, 1), (1, 1), (0, 1)])
how3d = ((1, 2, 3, 2, 1), (1, 1, 2, 1, 1), "SAME")
apart = In((2, 5, 4, 2), step=0.05)
apart3d = In((1, 3, 5, 3, 2), step=0.05)


def place_in_image(x):
    return images.max(x), (images.place(x) - 1) % x[0].size


def places_to_input(x, dy, argmax):
    n = np.arange(len(x)).reshape(-1, 1, 1, 1) * x[0].size
    return added_up(argmax + n + 1, dy, x.shape)


POOLS = [
    Case(MaxPool(*how), [apart], images.max),
    Case(
        MaxPool((1, 1, 3, 2), (1, 1, 2, 1), "SAME", "NCHW"),
        [In((2, 2, 5, 4), step=0.05)],
        lambda x: np.moveaxis(images.max(np.moveaxis(x, 1, -1)), -1, 1),
        label="channels first",
    ),
    Case(
        MaxPool(
            (1, 2, 2, 1), (1, 2, 2, 1), "EXPLICIT", "NHWC", (0, 0, 1, 0, 1, 1, 0, 0)
        ),
        [apart],
        Pools((2, 2), [2, 2], [(1, 0), (1, 1)]).max,
        smooth=False,  # As in TensorFlow.
        label="padded",
    ),
    Case(
        MaxPoolGrad(*how),
        [apart, (2, 3, 4, 2)],
        images.max_to_input,
        build=with_output(MaxPoolGrad(*how), MaxPool(*how)),
        wrt=(1,),
    ),
    Case(
        MaxPoolGradGrad(*how),
        [apart, (2, 5, 4, 2)],
        images.max_again,
        build=with_output(MaxPoolGradGrad(*how), MaxPool(*how)),
        wrt=(1,),
    ),
    Case(AvgPool(*how), [(2, 5, 4, 2)], images.mean),
    Case(AvgPoolGrad(*how), [ints(2, 5, 4, 2), (2, 3, 4, 2)], images.mean_to_input),
    Case(MaxPoolWithArgmax(*how), [apart], place_in_image, smooth=False),
    Case(
        MaxPoolGradWithArgmax(*how),
        [(2, 5, 4, 1), (2, 3, 4, 1), np.arange(24).reshape(2, 3, 4, 1) % 20],
        places_to_input,
        flat="TensorFlow has no kernel for it on a CPU",
    ),
    Case(MaxPool3D(*how3d), [apart3d], boxes.max),
    Case(
        MaxPool3DGrad(*how3d),
        [apart3d, (1, 3, 3, 3, 2)],
        boxes.max_to_input,
        build=with_output(MaxPool3DGrad(*how3d), MaxPool3D(*how3d)),
        wrt=(1,),
    ),
    Case(
        MaxPool3DGradGrad(*how3d),
        [apart3d, (1, 3, 5, 3, 2)],
        boxes.max_again,
        build=with_output(MaxPool3DGradGrad(*how3d), MaxPool3D(*how3d)),
        wrt=(1,),
    ),
    Case(AvgPool3D(*how3d), [(1, 3, 5, 3, 2)], boxes.mean),
    Case(
        AvgPool3DGrad(*how3d),
        [ints(1, 3, 5, 3, 2), (1, 3, 3, 3, 2)],
        boxes.mean_to_input,
    ),
]

# -- morphology -----------------------------------------------------------------------

moves = ((1, 2, 1, 1), (1, 1, 2, 1), "SAME")


def sums(x, w):
    """[n, i, j, taps, c]: image and filter at each tap, and what the taps see."""
    at = seen(x.shape, w.shape[:2], [2, 1], [(1, 1), (1, 1)], [1, 2])
    total = values(x, at, -np.inf) + w
    return total.reshape(*at.shape[:3], -1, at.shape[-1]), at


def dilation_to_input(x, w, dy):
    total, at = sums(x, w)
    best = total.argmax(-2)[..., None, :]
    there = np.take_along_axis(at.reshape(total.shape), best, -2)[..., 0, :]
    return added_up(there, dy, x.shape)


def dilation_to_filter(x, w, dy):
    total, _ = sums(x, w)
    taps = np.arange(total.shape[-2])[:, None]
    chosen = total.argmax(-2)[..., None, :] == taps
    return (chosen * dy[..., None, :]).sum((0, 1, 2)).reshape(w.shape)


MORPHOLOGY = [
    Case(
        Dilation2D(*moves),
        [In((2, 5, 5, 2), step=0.05), In((3, 2, 2), step=0.013)],
        lambda x, w: sums(x, w)[0].max(-2),
        smooth=False,
    ),
    Case(
        Dilation2DBackpropInput(*moves),
        [In((2, 5, 5, 2), step=0.05), In((3, 2, 2), step=0.013), (2, 3, 5, 2)],
        dilation_to_input,
        flat="TensorFlow defines none",
    ),
    Case(
        Dilation2DBackpropFilter(*moves),
        [In((2, 5, 5, 2), step=0.05), In((3, 2, 2), step=0.013), (2, 3, 5, 2)],
        dilation_to_filter,
        flat="TensorFlow defines none",
    ),
]

CASES = CONVOLUTIONS + POOLS + MORPHOLOGY
