"""Images in other colors, and compared."""

import numpy as np
from program import Runs, promises

outer = promises(nodes="outer")


def _pixels(*shape, high=1.0, dtype=np.float32):
    numbers = np.random.default_rng(0).uniform(0, high, shape)
    return numbers.astype(dtype)


def _photo(*shape, dtype=np.uint8):
    return _pixels(*shape, high=256, dtype=dtype)


def hue_saturation_and_value(tf):
    x = tf.constant(_pixels(4, 5, 3))
    hsv = tf.image.rgb_to_hsv(x)
    extremes = tf.constant(
        [[0.0, 0, 0], [1, 1, 1], [0.5, 0.5, 0], [1, 0, 1], [-1, 0, 1]]
    )
    return [
        hsv,
        tf.image.hsv_to_rgb(hsv),
        tf.image.hsv_to_rgb(x),
        tf.image.rgb_to_hsv(extremes),
        tf.image.rgb_to_hsv(tf.cast(x, tf.float64)),
    ]


@promises(nodes=None, rtol=1e-4, atol=1e-4)
def the_gradient_of_hue(tf):
    x = tf.constant(_pixels(40, 3))
    hsv = tf.image.rgb_to_hsv(x)
    return [tf.gradients(hsv[:, i], x)[0] for i in range(3)]


@promises(nodes="outer", atol=1e-5)
def adjusting(tf):
    x, photo = tf.constant(_pixels(2, 4, 5, 3)), tf.constant(_photo(4, 5, 3))
    ways = (
        lambda image: tf.image.adjust_brightness(image, 0.3),
        lambda image: tf.image.adjust_contrast(image, 2.5),
        lambda image: tf.image.adjust_hue(image, 0.3),
        lambda image: tf.image.adjust_hue(image, -0.7),
        lambda image: tf.image.adjust_saturation(image, 0.4),
        lambda image: tf.image.adjust_saturation(image, 4.0),
        lambda image: tf.image.adjust_gamma(image, 0.4, 1.1),
        tf.image.per_image_standardization,
    )
    return [way(image) for image in (x, photo) for way in ways]


@promises(nodes=None, atol=1e-5)
def adjusting_by_chance(tf):
    tf.set_random_seed(8)
    x, photo = tf.constant(_pixels(4, 5, 3)), tf.constant(_photo(4, 5, 3))
    return Runs(
        [
            tf.image.random_brightness(x, 0.5, seed=1),
            tf.image.random_brightness(photo, 0.2),
            tf.image.random_contrast(photo, 0.5, 1.5),
            tf.image.random_hue(x, 0.4, seed=5),
            tf.image.random_saturation(photo, 0.2, 3),
        ],
        n=3,
    )


def a_negative_delta_is_an_error(tf):
    return tf.image.random_brightness(tf.zeros([2, 2, 3]), -0.1)


def a_hue_beyond_the_circle_is_an_error(tf):
    return tf.image.random_hue(tf.zeros([2, 2, 3]), 0.6)


def contrast_bounds_the_wrong_way_round_are_an_error(tf):
    return tf.image.random_contrast(tf.zeros([2, 2, 3]), 2, 1)


def a_negative_gamma_is_an_error(tf):
    return tf.image.adjust_gamma(tf.zeros([2, 2, 3]), -1)


def hue_of_two_channels_is_an_error(tf):
    return tf.image.rgb_to_hsv(tf.zeros([2, 2, 2]))


@outer
def converting_dtypes(tf):
    photo, x = tf.constant(_photo(6)), tf.constant(_pixels(6) * 1.2 - 0.1)
    deep = tf.constant(_pixels(6, high=65536, dtype=np.uint16))
    return [
        tf.image.convert_image_dtype(photo, tf.float32),
        tf.image.convert_image_dtype(photo, tf.uint8),
        tf.image.convert_image_dtype(photo, tf.uint16),
        tf.image.convert_image_dtype(photo, tf.int16, saturate=True),
        tf.image.convert_image_dtype(deep, tf.uint8),
        tf.image.convert_image_dtype(deep, tf.int8, saturate=True),
        tf.image.convert_image_dtype(x, tf.float64),
        tf.image.convert_image_dtype(x, tf.uint8, saturate=True, name="clipped"),
        tf.image.convert_image_dtype(_pixels(6), tf.int32),
    ]


def converting_truth_is_an_error(tf):
    return tf.image.convert_image_dtype([True], tf.float32)


@promises(nodes="outer", atol=1e-5)
def color_spaces(tf):
    x, photo = tf.constant(_pixels(2, 4, 5, 3)), tf.constant(_photo(4, 5, 3))
    gray = tf.image.rgb_to_grayscale(photo)
    return [
        tf.image.rgb_to_grayscale(x),
        gray,
        tf.image.grayscale_to_rgb(gray),
        tf.image.rgb_to_yiq(x),
        tf.image.yiq_to_rgb(x),
        tf.image.rgb_to_yuv(x),
        tf.image.yuv_to_rgb(x),
    ]


def colors_are_not_grey(tf):
    return tf.image.grayscale_to_rgb(tf.zeros([2, 2, 3]))


# -- comparing ------------------------------------------------------------------------


@promises(nodes="outer", rtol=1e-4, atol=1e-4)
def comparing(tf):
    a = _photo(2, 24, 20, 3)
    b = np.clip(a + np.random.default_rng(1).normal(0, 20, a.shape), 0, 255)
    a, b = tf.constant(a), tf.constant(b.astype(np.uint8))
    return [
        tf.image.psnr(a, b, 255),
        tf.image.psnr(a[0], b[0], max_val=255, name="one"),
        tf.image.ssim(a, b, 255),
        tf.image.ssim(a, b, 255, filter_size=5, return_index_map=True),
        tf.image.total_variation(tf.cast(a, tf.float32)),
        tf.image.total_variation(tf.cast(a[0], tf.float32)),
    ]


@promises(nodes="outer", rtol=1e-4)
def comparing_at_several_scales(tf):
    a = _pixels(2, 45, 52, 3)
    b = a * 0.9 + 0.1 * _pixels(45, 52, 3)
    return tf.image.ssim_multiscale(a, b, 1.0, (0.3, 0.3, 0.4), filter_size=5)


def images_of_two_sizes_are_an_error(tf):
    return tf.image.psnr(tf.zeros([4, 4, 3]), tf.zeros([4, 5, 3]), 1.0)


@promises(nodes="outer", atol=1e-5)
def edges(tf):
    x = tf.constant(_pixels(2, 4, 5, 3))
    return [tf.image.sobel_edges(x), *tf.image.image_gradients(x)]


@outer
def patches_by_their_old_name(tf):
    x = tf.constant(_pixels(1, 4, 5, 2))
    return tf.image.extract_image_patches(
        x, [1, 2, 2, 1], [1, 1, 1, 1], [1] * 4, "VALID"
    )
