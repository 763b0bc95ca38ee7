"""Images resized, cropped and turned."""

import numpy as np
from program import Runs, promises

outer = promises(nodes="outer")
BILINEAR, NEAREST, BICUBIC, AREA = range(4)


def _pixels(*shape, high=1.0, dtype=np.float32):
    numbers = np.random.default_rng(0).uniform(0, high, shape)
    return numbers.astype(dtype)


def _photo(*shape, dtype=np.uint8):
    return _pixels(*shape, high=256, dtype=dtype)


def _fed(tf, array, known=None):
    """A placeholder and what to feed it."""
    x = tf.placeholder(tf.as_dtype(array.dtype), known)
    return x, {x: array}


# -- resizing -------------------------------------------------------------------------


def resizing_bilinearly(tf):
    x = tf.constant(_pixels(2, 5, 7, 3))
    return [
        tf.image.resize_bilinear(x, [3, 13]),
        tf.image.resize_bilinear(x, [3, 13], align_corners=True, name="aligned"),
        tf.image.resize_bilinear(x, [11, 2], half_pixel_centers=True),
        tf.image.resize_bilinear(x, [5, 7]),
    ]


@promises(atol=1e-5)
def resizing_bicubically(tf):
    x = tf.constant(_pixels(2, 5, 7, 3))
    return [
        tf.image.resize_bicubic(x, [3, 13]),
        tf.image.resize_bicubic(x, [3, 13], align_corners=True, name="aligned"),
        tf.image.resize_bicubic(x, [11, 2], half_pixel_centers=True),
    ]


def resizing_by_area(tf):
    x = tf.constant(_pixels(2, 5, 7, 3))
    return [
        tf.image.resize_area(x, [3, 13]),
        tf.image.resize_area(x, [3, 3], align_corners=True, name="aligned"),
        tf.image.resize_area(x, [11, 2]),
    ]


def resizing_by_repetition(tf):
    x = tf.constant(_photo(2, 5, 7, 3))
    return [
        tf.image.resize_nearest_neighbor(x, [3, 13]),
        tf.image.resize_nearest_neighbor(
            x, [3, 13], align_corners=True, name="aligned"
        ),
        tf.image.resize_nearest_neighbor(x, [11, 2], half_pixel_centers=True),
    ]


def resizing_integers(tf):
    x = tf.constant(_photo(1, 6, 6, 2, dtype=np.int32))
    return [
        tf.image.resize_bilinear(x, [4, 9]),
        tf.image.resize_area(tf.cast(x, tf.uint8), [4, 9]),
    ]


@promises(nodes="outer", atol=1e-5)
def gradients_of_resizing(tf):
    x = tf.constant(_pixels(2, 5, 7, 2))
    ways = (
        tf.image.resize_bilinear,
        tf.image.resize_bicubic,
        tf.image.resize_nearest_neighbor,
    )
    resized = [way(x, [8, 4], align_corners=a) for way in ways for a in (True, False)]
    return [tf.gradients(y * y, x) for y in resized]


@promises(nodes="outer", atol=1e-4)
def resizing_by_a_method(tf):
    x, feed = _fed(tf, _photo(4, 6, 3), [None, None, 3])
    resized = [tf.image.resize_images(x, [3, 5], method) for method in range(4)]
    return Runs([*resized, tf.image.resize_images(x, [7, 7])], feeds=feed)


@outer
def resizing_to_the_same_size_keeps_the_dtype(tf):
    x = tf.constant(_photo(4, 6, 3))
    return [
        tf.image.resize_images(x, [4, 6]),
        tf.image.resize_images([x, x], [4, 6], name="batch"),
    ]


@outer
def resizing_in_proportion(tf):
    x, feed = _fed(tf, _photo(2, 10, 17, 3), [None, 10, None, 3])
    resized = tf.image.resize(x, [5, 40], preserve_aspect_ratio=True)
    return Runs(
        [resized, tf.image.resize(x, [50, 5], 1, preserve_aspect_ratio=True)],
        feeds=feed,
    )


@outer
def resizing_to_a_size_that_is_computed(tf):
    size, feed = _fed(tf, np.int32([3, 9]), [2])
    return Runs(tf.image.resize_images(_pixels(1, 4, 4, 1), size), feeds=feed)


def resizing_without_a_shape_is_an_error(tf):
    return tf.image.resize_images(tf.placeholder(tf.float32), [2, 2])


def resizing_to_one_number_is_an_error(tf):
    return tf.image.resize_images(tf.zeros([4, 4, 3]), 7)


def resizing_by_an_unknown_method_is_an_error(tf):
    return tf.image.resize_images(tf.zeros([4, 4, 3]), [2, 2], 9)


def resizing_to_nothing_is_an_error(tf):
    return tf.image.resize_images(tf.zeros([4, 4, 3]), [0, 2])


@promises(nodes="outer", atol=1e-5)
def fitting_into_a_frame(tf):
    x, y = tf.constant(_pixels(4, 9, 3)), tf.constant(_pixels(2, 9, 4, 1))
    return [
        tf.image.resize_image_with_pad(x, 8, 8),
        tf.image.resize_image_with_pad(y, 5, 8, method=NEAREST),
        tf.image.resize_image_with_pad(x, 12, 8, align_corners=True),
    ]


# -- cropping and padding -------------------------------------------------------------


@outer
def cropping(tf):
    x, batch = tf.constant(_photo(6, 7, 3)), tf.constant(_photo(2, 6, 7, 3))
    return [
        tf.image.crop_to_bounding_box(x, 1, 2, 3, 4),
        tf.image.crop_to_bounding_box(batch, 0, 0, 6, 2),
        tf.image.central_crop(x, 0.5),
        tf.image.central_crop(batch, 0.3),
        tf.image.central_crop(x, 1),
    ]


@outer
def padding(tf):
    x, batch = tf.constant(_photo(6, 7, 3)), tf.constant(_photo(2, 6, 7, 3))
    return [
        tf.image.pad_to_bounding_box(x, 1, 2, 9, 10),
        tf.image.pad_to_bounding_box(batch, 0, 0, 6, 12),
        tf.image.resize_image_with_crop_or_pad(x, 3, 10),
        tf.image.resize_image_with_crop_or_pad(batch, 9, 4),
    ]


@outer
def cropping_what_only_runs_know(tf):
    x, feed = _fed(tf, _photo(6, 7, 3), [None, None, 3])
    return Runs(
        [
            tf.image.crop_to_bounding_box(x, 1, 2, 3, 4),
            tf.image.central_crop(x, 0.5),
            tf.image.pad_to_bounding_box(x, 1, 2, 9, 10),
            tf.image.resize_image_with_crop_or_pad(x, 3, 10),
            tf.image.flip_left_right(x),
        ],
        feeds=feed,
    )


@outer
def cropping_to_a_size_that_is_computed(tf):
    size, feed = _fed(tf, np.int32(4), [])
    x = tf.constant(_photo(6, 7, 3))
    return Runs(
        [
            tf.image.crop_to_bounding_box(x, 0, 0, size, size),
            tf.image.resize_image_with_crop_or_pad(x, size, 9),
        ],
        feeds=feed,
    )


@outer
def a_crop_outside_is_an_error(tf):
    return tf.image.crop_to_bounding_box(tf.zeros([4, 4, 3]), 2, 0, 3, 3)


@outer
def a_crop_outside_is_an_error_in_a_run(tf):
    x, feed = _fed(tf, _photo(4, 4, 3), [None, None, 3])
    return Runs(tf.image.crop_to_bounding_box(x, 2, 0, 3, 3), feeds=feed)


def a_frame_that_is_too_small_is_an_error(tf):
    return tf.image.pad_to_bounding_box(tf.zeros([4, 4, 3]), 0, 0, 3, 5)


def a_crop_of_nothing_is_an_error(tf):
    return tf.image.central_crop(tf.zeros([4, 4, 3]), 0.0)


def a_line_is_no_image(tf):
    return tf.image.resize_image_with_crop_or_pad(tf.zeros([4, 4]), 2, 2)


# -- flipping and turning -------------------------------------------------------------


@outer
def flipping(tf):
    x, batch = tf.constant(_photo(3, 4, 2)), tf.constant(_photo(2, 3, 4, 2))
    ways = (tf.image.flip_left_right, tf.image.flip_up_down, tf.image.transpose_image)
    return [way(image) for image in (x, batch) for way in ways]


@promises(nodes=None)
def turning(tf):
    x, batch = tf.constant(_photo(3, 4, 2)), tf.constant(_photo(2, 3, 4, 2))
    turns = (0, 1, 2, 3, 5, -1)
    return [tf.image.rot90(image, k) for image in (x, batch) for k in turns]


@promises(nodes=None)
def flipping_images_of_unknown_rank(tf):
    x, feed = _fed(tf, _photo(3, 4, 2))
    ways = (tf.image.flip_left_right, tf.image.flip_up_down)
    return Runs([way(x) for way in ways], feeds=[feed, {x: _photo(2, 3, 4, 2)}])


@promises(nodes=None)
def flipping_by_chance(tf):
    tf.set_random_seed(3)
    x, batch = tf.constant(_photo(3, 4, 2)), tf.constant(_photo(5, 3, 4, 2))
    return Runs(
        [
            tf.image.random_flip_left_right(x, seed=1),
            tf.image.random_flip_up_down(x),
            tf.image.random_flip_left_right(batch),
            tf.image.random_flip_up_down(batch, seed=4),
        ],
        n=6,
    )


def flipping_a_line_is_an_error(tf):
    return tf.image.flip_left_right(tf.zeros([3, 4]))


def flipping_five_axes_is_an_error(tf):
    return tf.image.flip_left_right(tf.zeros([3, 4, 2, 2, 2]))
