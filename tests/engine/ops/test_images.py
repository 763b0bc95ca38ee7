"""Pictures: what the tables of ops and the programs for TensorFlow do not reach."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

import edflow as tf
from edflow.engine.kernels import boxes, jpeg, png
from edflow.engine.kernels.taps import Grid, area, cubic, linear


def photo(*shape, seed=0):
    steps = np.random.default_rng(seed).normal(0, 9, shape)
    return np.clip(np.cumsum(steps, 1) + 128, 0, 255).astype(np.uint8)


def saved(pixels, kind, **options):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def run(fetch, feed=None):
    return tf.Session().run(fetch, feed)


# -- resizing -------------------------------------------------------------------------


@pytest.mark.parametrize("table", [linear, cubic, area])
@pytest.mark.parametrize("centers", [False, True])
@pytest.mark.parametrize(("before", "after"), [(7, 3), (3, 7), (5, 5), (1, 4), (4, 1)])
def test_a_grey_line_stays_grey(table, centers, before, after):
    taps = table(before, after, Grid(half_pixel_centers=centers and table is not area))
    np.testing.assert_allclose(taps.weights.sum(1), 1, atol=1e-6)
    assert taps.places.min() >= 0
    assert taps.places.max() < before


@pytest.mark.parametrize("method", range(4))
def test_float16_images_are_resized_like_float32_ones(method):
    x = photo(2, 6, 7, 3).astype(np.float16)
    half, full = (
        run(tf.image.resize_images(image, [4, 9], method))
        for image in (x, x.astype(np.float32))
    )
    np.testing.assert_array_equal(half.astype(np.float32), full)


def test_the_gradient_of_a_float16_image_is_float16():
    x = tf.constant(photo(1, 6, 7, 3).astype(np.float16))
    for method in (0, 1):
        y = tf.image.resize_images(x, [4, 9], method)
        assert run(tf.gradients(tf.cast(y, tf.float32), x)[0]).dtype == np.float16


def test_many_images_are_resized_like_each():
    x = photo(40, 50, 60, 3)
    whole = run(tf.image.resize_images(x, [33, 70]))
    for image, resized in zip(x[::13], whole[::13], strict=True):
        one = run(tf.image.resize_images(image, [33, 70]))
        np.testing.assert_array_equal(one, resized)


@pytest.mark.parametrize("dtype", [np.float32, np.uint8, np.float16, np.complex64])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_large_image_is_mirrored_like_a_small_one(dtype, channels):
    x = photo(300, 400, channels).astype(dtype)
    np.testing.assert_array_equal(run(tf.reverse(x, [1])), x[:, ::-1])
    np.testing.assert_array_equal(run(tf.image.flip_up_down(x)), x[::-1])


# -- colors ---------------------------------------------------------------------------


@pytest.mark.parametrize("adjust", [tf.image.adjust_hue, tf.image.adjust_saturation])
def test_colors_of_float16_images(adjust):
    x = photo(5, 6, 3).astype(np.float32) / 255
    half, full = run([adjust(x.astype(np.float16), 0.3), adjust(x, 0.3)])
    assert half.dtype == np.float16
    np.testing.assert_allclose(half, full, atol=2e-3)


def test_contrast_of_a_large_image_keeps_its_digits():
    x = np.random.default_rng(0).random((1, 300, 300, 3), np.float32) + 1000
    mean = x.mean((1, 2), dtype=np.float64, keepdims=True)
    y = run(tf.image.adjust_contrast(x, 2.0))
    np.testing.assert_allclose(y, (x - mean) * 2 + mean, rtol=1e-6)


def test_hue_all_round_is_where_it_began():
    x = photo(40, 50, 3).astype(np.float32) / 255
    for delta in (-1, 0, 1):
        np.testing.assert_allclose(run(tf.image.adjust_hue(x, delta)), x, atol=1e-5)


# -- files ----------------------------------------------------------------------------


@pytest.mark.parametrize("colors", ["4:4:4", "4:2:2", "4:2:0"])
def test_fast_jpeg_pixels_are_near_the_accurate_ones(colors):
    data = saved(photo(37, 51, 3), "JPEG", subsampling=colors)
    fast, accurate = (jpeg.decode(data, jpeg.Decoding(accurate=a)) for a in (0, 1))
    assert np.abs(fast.astype(int) - accurate).mean() < 2


@pytest.mark.parametrize("ratio", [2, 4, 8])
def test_a_jpeg_is_read_smaller(ratio):
    data = saved(photo(64, 48, 3), "JPEG")
    assert run(tf.image.decode_jpeg(data, ratio=ratio)).shape == (
        64 // ratio,
        48 // ratio,
        3,
    )


def test_a_cut_off_jpeg_can_be_shown_as_far_as_it_goes():
    data = saved(photo(64, 64, 3), "JPEG")
    broken = data[: len(data) // 2]
    with pytest.raises(tf.errors.InvalidArgumentError, match="truncated or damaged"):
        run(tf.image.decode_jpeg(broken))
    there = run(tf.image.decode_jpeg(broken, try_recover_truncated=True))
    whole = run(tf.image.decode_jpeg(data))
    np.testing.assert_array_equal(there[:15, :31], whole[:15, :31])
    assert np.ptp(there[-1, -1]) == 0


def test_cmyk_photographs_become_red_green_and_blue():
    file = io.BytesIO()
    Image.fromarray(photo(16, 16, 3)).convert("CMYK").save(file, "JPEG")
    assert run(tf.image.decode_jpeg(file.getvalue())).shape == (16, 16, 3)


def filtered(pixels, kind):
    """The lines of a PNG file of 16 bits, all with one filter."""
    raw = pixels.astype(">u2").view(np.uint8).reshape(len(pixels), -1).astype(int)
    step = 2 * pixels.shape[2]
    left = np.pad(raw, [(0, 0), (step, 0)])[:, :-step]
    above = np.pad(raw, [(1, 0), (0, 0)])[:-1]
    corner = np.pad(above, [(0, 0), (step, 0)])[:, :-step]
    guess = left + above - corner
    apart = [abs(guess - near) for near in (left, above, corner)]
    paeth = np.choose(np.argmin(apart, 0), [left, above, corner])
    guesses = [0 * raw, left, above, (left + above) // 2, paeth]
    lines = ((raw - guesses[kind]) % 256).astype(np.uint8)
    return np.insert(lines, 0, kind, 1).tobytes()


@pytest.mark.parametrize("kind", range(5))
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_deep_png_pixels_through_every_filter(kind, channels):
    pixels = np.random.default_rng(0).integers(0, 2**16, (5, 4, channels), np.uint16)
    data = png.encode(pixels)
    start, end = data.index(b"IDAT") - 4, data.index(b"IEND") - 4
    body = zlib.compress(filtered(pixels, kind))
    chunk = struct.pack(">I", len(body)) + b"IDAT" + body
    chunk += struct.pack(">I", zlib.crc32(b"IDAT" + body))
    back = png.decode(data[:start] + chunk + data[end:], 0, deep=True)
    np.testing.assert_array_equal(back, pixels)


def test_what_cannot_be_read_says_what_it_is():
    with pytest.raises(tf.errors.InvalidArgumentError, match="no JPEG, PNG or GIF"):
        run(tf.image.decode_png(b"%PDF-1.4"))
    animation = saved(
        photo(4, 4, 3), "GIF", save_all=True, append_images=[Image.new("RGB", (4, 4))]
    )
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"tf\.image\.decode_gif"):
        run(tf.image.decode_jpeg(animation))


# -- boxes ----------------------------------------------------------------------------


def test_a_part_by_lot_comes_again_with_the_seed_and_not_without():
    given = ([90, 120, 3], [[[0.2, 0.2, 0.8, 0.8]]])
    seeded = [tf.image.sample_distorted_bounding_box(*given, seed=4) for _ in range(2)]
    free = tf.image.sample_distorted_bounding_box(*given)
    one, other = run([part.bboxes for part in seeded])
    np.testing.assert_array_equal(one, other)
    assert len({run(free.bboxes).tobytes() for _ in range(5)}) > 1


def test_a_box_without_area_overlaps_nothing():
    line = np.float32([[0, 0, 1, 1], [0.5, 0.2, 0.5, 0.8], [1, 1, 0, 0]])
    table = boxes.overlaps(line)
    np.testing.assert_array_equal(table, [[1, 0, 1], [0, 0, 0], [1, 0, 1]])


def test_impossible_demands_give_the_whole_image():
    begin, size, _ = run(
        tf.image.sample_distorted_bounding_box(
            [50, 60, 3],
            [[[0.0, 0.0, 1.0, 1.0]]],
            seed=1,
            min_object_covered=1.0,
            area_range=[0.01, 0.02],
        )
    )
    np.testing.assert_array_equal([begin, size], [[0, 0, 0], [50, 60, -1]])
