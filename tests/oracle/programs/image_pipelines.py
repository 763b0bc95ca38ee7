"""Photographs on their way into a network, a little different every time.

The way of the well-known image classifiers: a part of random place, size and
proportions, resized by one of four methods, mirrored or not, its colors distorted.
"""

import io
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from program import Runs, promises

FOLDER = tempfile.TemporaryDirectory(prefix="edflow-photos-")


def _stored(name, shape=(90, 120, 3), seed=0):
    steps = np.random.default_rng(seed).normal(0, 6, shape)
    pixels = np.clip(np.cumsum(steps, 1) + 128, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    path = Path(FOLDER.name) / name
    path.write_bytes(file.getvalue())
    return str(path)


def _distorted_colors(tf, image, order, seed):
    changes = [
        lambda x: tf.image.random_brightness(x, max_delta=32.0 / 255, seed=seed),
        lambda x: tf.image.random_saturation(x, lower=0.5, upper=1.5, seed=seed + 1),
        lambda x: tf.image.random_hue(x, max_delta=0.2, seed=seed + 2),
        lambda x: tf.image.random_contrast(x, lower=0.5, upper=1.5, seed=seed + 3),
    ]
    for i in order:
        image = changes[i](image)
    return tf.clip_by_value(image, 0.0, 1.0)


def _distorted(tf, image, boxes, size, order, method, seed):
    image = tf.image.convert_image_dtype(image, tf.float32)
    begin, extent, box = tf.image.sample_distorted_bounding_box(
        tf.shape(image),
        bounding_boxes=boxes,
        seed=seed,
        min_object_covered=0.1,
        area_range=[0.3, 1.0],
    )
    part = tf.slice(image, begin, extent)
    part = tf.image.resize_images(part, [size, size], method=method)
    part.set_shape([size, size, 3])
    part = tf.image.random_flip_left_right(part, seed=seed)
    shown = tf.image.draw_bounding_boxes(tf.expand_dims(image, 0), box)
    return _distorted_colors(tf, part, order, seed), shown


@promises(nodes=None, atol=2e-4)
def distorted_photographs(tf):
    tf.set_random_seed(7)
    name = tf.placeholder(tf.string, [])
    image = tf.image.decode_jpeg(tf.read_file(name), channels=3)
    boxes = tf.constant([[[0.1, 0.2, 0.6, 0.7], [0.4, 0.5, 0.9, 0.9]]])
    orders = [(0, 1, 2, 3), (1, 0, 3, 2), (3, 2, 1, 0), (2, 3, 0, 1)]
    parts = [
        _distorted(tf, image, boxes, 32, order, method, 10 * method + 1)
        for method, order in enumerate(orders)
    ]
    names = [_stored("one.jpg"), _stored("other.jpg", (77, 50, 3), 1)]
    return Runs(parts, feeds=[{name: path} for path in names * 3])


@promises(nodes=None, atol=1e-4)
def photographs_for_an_evaluation(tf):
    image = tf.image.decode_jpeg(tf.read_file(_stored("eval.jpg")), channels=3)
    image = tf.image.convert_image_dtype(image, tf.float32)
    image = tf.image.central_crop(image, central_fraction=0.875)
    image = tf.expand_dims(image, 0)
    image = tf.image.resize_bilinear(image, [48, 48], align_corners=False)
    return (tf.squeeze(image, [0]) - 0.5) * 2.0


@promises(nodes=None, atol=1e-4)
def small_pictures_in_a_batch(tf):
    """As for CIFAR-10: padded, cropped by lot, mirrored by lot, standardized."""
    tf.set_random_seed(3)
    pixels = np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3), np.uint8)

    def distorted(image):
        image = tf.image.resize_image_with_crop_or_pad(image, 40, 40)
        image = tf.random_crop(tf.cast(image, tf.float32), [24, 24, 3], seed=1)
        image = tf.image.random_flip_left_right(image, seed=2)
        image = tf.image.random_brightness(image, max_delta=63, seed=3)
        image = tf.image.random_contrast(image, lower=0.2, upper=1.8, seed=4)
        return tf.image.per_image_standardization(image)

    images = tf.unstack(tf.constant(pixels))
    return Runs(tf.stack([distorted(image) for image in images]), n=3)
