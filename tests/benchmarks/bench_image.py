"""tf.image beside TensorFlow: run me where TensorFlow is installed.

Times in ms of `session.run` for 100 images of 224 x 224 x 3, floats and bytes, and of
one JPEG file.  Both take turns, so that a busy machine is busy for both; of many turns
each shows its best and its median.
"""

import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow.compat.v1 as tensorflow

import edflow

TURNS = 12
FLOATS = np.random.default_rng(0).random((100, 224, 224, 3), np.float32)
BYTES = (FLOATS * 255).astype(np.uint8)
BOXES = np.random.default_rng(1).random((100, 4), np.float32)


def resizing(tf, x):
    size = [128, 160]
    for method in ("BILINEAR", "NEAREST_NEIGHBOR", "BICUBIC", "AREA"):
        kind = getattr(tf.image.ResizeMethod, method)
        yield f"resize, {method.lower()}", tf.image.resize_images(x, size, kind)
    yield "resize up, bilinear", tf.image.resize_images(x, [299, 299])
    yield "crop or pad", tf.image.resize_image_with_crop_or_pad(x, 240, 200)


def turning(tf, x):
    """Each with a sum after it: what is only seen from another side costs who reads."""
    yield "flip left right, + 1", tf.image.flip_left_right(x) + 1
    yield "flip up down, + 1", tf.image.flip_up_down(x) + 1
    yield "random flip", tf.image.random_flip_left_right(x, seed=1)
    yield "transpose, + 1", tf.image.transpose_image(x) + 1


def adjusting(tf, x):
    yield "brightness", tf.image.random_brightness(x, 0.2, seed=1)
    yield "contrast", tf.image.random_contrast(x, 0.5, 1.5, seed=1)
    yield "hue", tf.image.random_hue(x, 0.2, seed=1)
    yield "saturation", tf.image.random_saturation(x, 0.5, 1.5, seed=1)
    yield "standardization", tf.image.per_image_standardization(x)
    yield "to grey", tf.image.rgb_to_grayscale(x)


def only_floats(tf, x):
    y = tf.image.resize_bilinear(x, [128, 160])
    yield "d resize, bilinear", tf.gradients(y, x)[0]
    yield "rgb to hsv", tf.image.rgb_to_hsv(x)
    boxes = tf.constant(BOXES)
    yield "crop and resize", tf.image.crop_and_resize(x, boxes, range(100), [64, 64])


def photo(tf, x):
    steps = np.random.default_rng(0).normal(0, 9, (375, 500, 3))
    pixels = np.clip(np.cumsum(steps, 1) + 128, 0, 255).astype(np.uint8)
    file = edflow.Session().run(edflow.image.encode_jpeg(pixels))
    contents = tf.placeholder_with_default(file, [])
    yield "decode a JPEG file", tf.image.decode_jpeg(contents)
    yield "encode a JPEG file", tf.image.encode_jpeg(tf.Variable(pixels))


def built(tf):
    """The rows of one side, by name, in a graph and a session of their own."""
    graph = tf.Graph()
    with graph.as_default():
        floats, bytes_ = tf.Variable(FLOATS), tf.Variable(BYTES)
        rows = {}
        for part in (resizing, turning, adjusting):
            rows |= {f"{name}, floats": y for name, y in part(tf, floats)}
            rows |= {f"{name}, bytes": y for name, y in part(tf, bytes_)}
        rows |= dict(only_floats(tf, floats)) | dict(photo(tf, bytes_))
        session = tf.Session()
        session.run(tf.global_variables_initializer())
    return session, {name: y.op for name, y in rows.items()}


def main():
    tensorflow.disable_v2_behavior()
    (mine, ours), (other, theirs) = built(edflow), built(tensorflow)
    print(f"{'best (median), ms':34}{'edflow':>18}{'TensorFlow':>18}{'ratio':>14}")
    for name, op in ours.items():
        a, b = turns(lambda op=op: mine.run(op), lambda op=theirs[name]: other.run(op))
        ratio = f"{a.min() / b.min():.2f} ({np.median(a) / np.median(b):.2f})"
        print(f"{name:34}{shown(a):>18}{shown(b):>18}{ratio:>14}")


def turns(one, another):
    one()
    another()
    times = np.empty((TURNS, 2))
    for turn in times:
        for k, run in enumerate((one, another)):
            start = time.perf_counter()
            run()
            turn[k] = 1e3 * (time.perf_counter() - start)
    return times.T


def shown(times):
    return f"{times.min():.1f} ({np.median(times):.1f})"


if __name__ == "__main__":
    main()
