"""Files read and written, pictures decoded and encoded.

Both sides run in one process, so the files that TensorFlow reads are those that edflow
has written, and the other way round.
"""

import io
import tempfile

import numpy as np
from PIL import Image
from program import Runs, promises

outer = promises(nodes="outer")
FOLDER = tempfile.TemporaryDirectory(prefix="edflow-pictures-")


def _photo(*shape):
    """Smooth enough for a JPEG file to be small, rough enough to be lossy."""
    steps = np.random.default_rng(0).normal(0, 9, shape)
    return np.clip(np.cumsum(steps, 1) + 128, 0, 255).astype(np.uint8)


def _file(kind, mode="RGB", shape=(21, 30, 3), **options):
    file = io.BytesIO()
    Image.fromarray(_photo(*shape)).convert(mode).save(file, kind, **options)
    return file.getvalue()


def _jpegs():
    return [
        _file(
            "JPEG", mode, quality=quality, subsampling=colors, progressive=progressive
        )
        for mode in ("RGB", "L")
        for quality in (95, 40)
        for colors in ("4:4:4", "4:2:2", "4:2:0")
        for progressive in (False, True)
    ]


def jpeg_pixels_bit_for_bit(tf):
    contents = tf.placeholder(tf.string, [])
    return Runs(
        [
            tf.image.decode_jpeg(contents),
            tf.image.decode_jpeg(contents, channels=1),
            tf.image.decode_jpeg(contents, channels=3, name="colors"),
            tf.image.decode_jpeg(contents, fancy_upscaling=False),
            tf.image.decode_jpeg(contents, dct_method="INTEGER_ACCURATE"),
        ],
        feeds=[{contents: file} for file in _jpegs()],
    )


def windows_of_a_jpeg(tf):
    contents, window = tf.placeholder(tf.string, []), tf.placeholder(tf.int32, [4])
    windows = [[3, 4, 10, 12], [0, 17, 21, 13], [11, 0, 1, 9], [20, 29, 1, 1]]
    return Runs(
        tf.image.decode_and_crop_jpeg(contents, window),
        feeds=[{contents: f, window: w} for f in _jpegs()[:6:2] for w in windows],
    )


def jpeg_shapes(tf):
    contents = tf.placeholder(tf.string, [])
    return Runs(
        [
            tf.image.extract_jpeg_shape(contents),
            tf.image.extract_jpeg_shape(contents, output_type=tf.int64),
            tf.image.is_jpeg(contents),
        ],
        feeds=[{contents: _file("JPEG")}, {contents: _file("JPEG", "L")}],
    )


def png_pixels(tf):
    contents = tf.placeholder(tf.string, [])
    files = [_file("PNG", mode) for mode in ("RGB", "L", "RGBA", "LA", "P", "1")]
    return Runs(
        [
            tf.image.decode_png(contents),
            tf.image.decode_png(contents, channels=1, name="grey"),
            tf.image.decode_png(contents, channels=3, dtype=tf.uint16),
        ],
        feeds=[{contents: file} for file in files],
    )


def grey_and_opaque_png_pixels(tf):
    file = _file("PNG")
    return [
        tf.image.decode_png(file, channels=1),
        tf.image.decode_png(file, channels=4, name="opaque"),
    ]


def bmp_pixels(tf):
    return [tf.image.decode_bmp(_file("BMP", mode)) for mode in ("RGB", "L")]


def gif_pictures(tf):
    first, *others = (Image.fromarray(_photo(9, 8, 3) // (i + 1)) for i in range(3))
    file = io.BytesIO()
    first.save(file, "GIF", save_all=True, append_images=others)
    contents = file.getvalue()
    return [
        tf.image.decode_gif(contents),
        tf.image.decode_image(contents),
        tf.image.decode_image(contents, expand_animations=False, name="first"),
    ]


def any_format(tf):
    contents = tf.placeholder(tf.string, [])
    files = [_file(kind) for kind in ("PNG", "BMP")] + [_file("JPEG", subsampling=0)]
    return Runs(
        [
            tf.image.decode_image(contents),
            tf.image.decode_image(contents, channels=3, dtype=tf.float32),
            tf.image.decode_image(contents, dtype=tf.uint16, expand_animations=False),
        ],
        feeds=[{contents: file} for file in files],
    )


def a_decoder_takes_what_another_is_for(tf):
    jpeg, png = _file("JPEG"), _file("PNG")
    return [
        tf.image.decode_jpeg(png),
        tf.image.decode_png(jpeg),
        tf.image.decode_gif(png),
        tf.image.decode_jpeg(_file("GIF"), channels=3),
    ]


def jpeg_files_byte_for_byte(tf):
    photo = tf.constant(_photo(21, 30, 3))
    return [
        tf.image.encode_jpeg(photo),
        tf.image.encode_jpeg(photo, quality=40, name="small"),
        tf.image.encode_jpeg(photo, "rgb", 80, progressive=True),
        tf.image.encode_jpeg(photo, optimize_size=True, chroma_downsampling=False),
        tf.image.encode_jpeg(photo, x_density=72, y_density=72),
        tf.image.encode_jpeg(photo[:, :, :1], quality=0),
    ]


@outer
def png_files_hold_what_was_put_in(tf):
    photo = tf.constant(_photo(2, 21, 30, 4))
    deep = tf.constant(_photo(9, 8, 3).astype(np.uint16) * 250)
    files = [tf.image.encode_png(photo[0]), tf.image.encode_png(photo[1, :, :, :2], 9)]
    again = tf.image.encode_png(deep)
    return [
        *[tf.image.decode_png(file) for file in files],
        tf.image.decode_png(again, dtype=tf.uint16),
        tf.image.decode_png(again, channels=1, dtype=tf.uint16, name="grey"),
        tf.image.decode_png(again, channels=1, name="grey_cut"),
    ]


@promises(nodes=None)
def worse_jpeg_quality(tf):
    photo = tf.constant(_photo(21, 30, 3))
    return [
        tf.image.adjust_jpeg_quality(photo, 30),
        tf.image.adjust_jpeg_quality(tf.cast(photo, tf.float32) / 255, 80),
        tf.image.random_jpeg_quality(photo, 20, 60, seed=3),
    ]


def what_is_no_picture_is_an_error(tf):
    return tf.image.decode_jpeg(b"hello")


def a_broken_jpeg_is_an_error(tf):
    return tf.image.decode_jpeg(_file("JPEG", shape=(64, 64, 3))[:-200])


def a_broken_png_is_an_error(tf):
    return tf.image.decode_png(_file("PNG")[:100])


def an_animation_is_no_png(tf):
    frame = Image.fromarray(_photo(9, 8, 3))
    file = io.BytesIO()
    other = Image.fromarray(255 - _photo(9, 8, 3))
    frame.save(file, "GIF", save_all=True, append_images=[other])
    return tf.image.decode_png(file.getvalue())


def a_bitmap_is_no_png(tf):
    return tf.image.decode_png(_file("BMP"))


def several_files_at_once_are_an_error(tf):
    return tf.image.decode_jpeg([_file("JPEG"), _file("JPEG")])


def a_window_outside_is_an_error(tf):
    return tf.image.decode_and_crop_jpeg(_file("JPEG"), [0, 0, 22, 5])


def an_unknown_format_is_an_error(tf):
    return tf.image.encode_jpeg(_photo(4, 4, 3), format="cmyk")


def a_quality_above_100_is_an_error(tf):
    return tf.image.encode_jpeg(_photo(4, 4, 3), quality=101)


def two_channels_are_no_jpeg(tf):
    return tf.image.encode_jpeg(_photo(4, 4, 2))


# -- files ----------------------------------------------------------------------------


def writing_and_reading(tf):
    path = f"{FOLDER.name}/deep/down/file.bin"
    yield tf.write_file(path, b"\x00caf\xc3\xa9")
    yield tf.read_file(path)
    yield [
        tf.matching_files(f"{FOLDER.name}/deep/*/*.bin"),
        tf.matching_files([f"{FOLDER.name}/deep/down/f*", f"{FOLDER.name}/none*"]),
    ]


def a_file_that_is_not_there_is_an_error(tf):
    return tf.read_file(f"{FOLDER.name}/nowhere")


def a_folder_is_no_file(tf):
    return tf.read_file(FOLDER.name)


def several_names_at_once_are_an_error(tf):
    return tf.read_file(["a", "b"])
