"""From the bytes of picture files to pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import (
    DType,
    as_dtype,
    float32,
    int32,
    string,
    uint8,
    uint16,
)
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Spec, Tensor, name_scope
from edflow.engine.kernels import bitmaps, jpeg, png
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.image.converting import convert_image_dtype
from edflow.engine.ops.image.shapes import of_rank
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.strings.editing import substr

__all__ = [
    "decode_and_crop_jpeg", "decode_bmp", "decode_gif", "decode_image",
    "decode_jpeg", "decode_png", "extract_jpeg_shape", "is_jpeg",
]  # fmt: skip

METHODS = {"": False, "INTEGER_FAST": False, "INTEGER_ACCURATE": True}


class Decode(OpDef, abstract=True):
    """One text of bytes to pixels."""

    takes = "contents:string"
    gives = "image:uint8"
    channels: int = 0

    def infer(self, contents: Spec, *_others: Spec) -> Spec:
        _check_single(contents)
        return Spec((None, None, self.channels or None), uint8)

    def compute(self, contents: Any, *others: Any) -> Array:
        return self.pixels(np.asarray(contents, object).item(), *others)

    def pixels(self, data: bytes, *others: Any) -> Array:
        """What the file shows; ValueError if it cannot be read."""
        return still(data, jpeg.Decoding(self.channels))


class DecodeJpeg(Decode):
    """y = the pixels of a JPEG file."""

    ratio: int = 1
    fancy_upscaling: bool = True
    try_recover_truncated: bool = False
    acceptable_fraction: float = 1.0
    dct_method: str = ""

    @property
    def how(self) -> jpeg.Decoding:
        """ValueError for what libjpeg cannot do."""
        if self.channels not in (0, 1, 3, 4):
            raise ValueError(f"channels must be 0, 1 or 3, not {self.channels}")
        if self.ratio not in (1, 2, 4, 8):
            raise ValueError(f"ratio must be 1, 2, 4 or 8, not {self.ratio}")
        if self.dct_method not in METHODS:
            raise ValueError(
                f"dct_method must be INTEGER_FAST or INTEGER_ACCURATE, not "
                f"{self.dct_method!r}"
            )
        return jpeg.Decoding(
            self.channels,
            self.ratio,
            self.fancy_upscaling,
            self.try_recover_truncated,
            METHODS[self.dct_method],
        )

    def pixels(self, data: bytes, *others: Any) -> Array:
        return still(data, self.how)


class DecodeAndCropJpeg(DecodeJpeg):
    """y = a window [y, x, height, width] of the pixels of a JPEG file."""

    takes = "contents:string crop_window:int32"

    def infer(self, contents: Spec, crop_window: Spec) -> Spec:
        _check_single(contents)
        of_rank(crop_window, 1, "crop_window")
        _, _, height, width = crop_window.sizes() or (None,) * 4
        return Spec((height, width, self.channels or None), uint8)

    def pixels(self, data: bytes, crop_window: Array) -> Array:
        y, x, height, width = crop_window.tolist()
        whole = jpeg.decode(data, self.how, (x, x + width))
        inside = y + height <= whole.shape[0] and x + width <= whole.shape[1]
        if min(y, x) < 0 or min(height, width) <= 0 or not inside:
            raise ValueError(
                f"the window [{y}, {x}, {height}, {width}] is not inside the image of "
                f"{whole.shape[0]} rows and {whole.shape[1]} columns"
            )
        return whole[y : y + height, x : x + width].copy()


class DecodePng(Decode):
    """y = the pixels of a PNG file."""

    gives = "image:dtype"
    dtype: DType = uint8

    def infer(self, contents: Spec, *_others: Spec) -> Spec:
        if self.dtype not in (uint8, uint16):
            raise TypeError(f"PNG files hold uint8 or uint16, not {self.dtype.name}")
        return super().infer(contents).with_dtype(self.dtype)

    def pixels(self, data: bytes, *others: Any) -> Array:
        if self.channels not in (0, 1, 3, 4):
            raise ValueError(f"channels must be 0, 1, 3 or 4, not {self.channels}")
        return still(data, jpeg.Decoding(self.channels), deep=self.dtype is uint16)


class DecodeBmp(Decode):
    """y = the pixels of a BMP file."""

    def pixels(self, data: bytes, *others: Any) -> Array:
        return bitmaps.decode_bmp(data, self.channels)


class DecodeGif(OpDef):
    """y = the pixels of all pictures of a GIF file."""

    takes = "contents:string"
    gives = "image:uint8"

    def infer(self, contents: Spec) -> Spec:
        _check_single(contents)
        return Spec((None, None, None, 3), uint8)

    def compute(self, contents: Any) -> Array:
        data = np.asarray(contents, object).item()
        if data.startswith(bitmaps.GIF):
            return bitmaps.decode_gif(data)
        return still(data, jpeg.Decoding(3))[None]


class DecodeImage(OpDef):
    """y = the pixels of a JPEG, PNG, GIF or BMP file."""

    takes = "contents:string"
    gives = "image:dtype"
    channels: int = 0
    dtype: DType = uint8
    expand_animations: bool = True

    def infer(self, contents: Spec) -> Spec:
        _check_single(contents)
        # An animation has an axis more than a picture: nothing is known before.
        if self.expand_animations:
            return Spec(None, self.dtype)
        return Spec((None, None, self.channels or None), self.dtype)

    def compute(self, contents: Any) -> Array:
        data = np.asarray(contents, object).item()
        pixels = self._pixels(data)
        if self.dtype is float32:
            return pixels.astype(np.float32) / np.float32(np.iinfo(pixels.dtype).max)
        if self.dtype is uint16 and pixels.dtype == np.uint8:
            return pixels.astype(np.uint16) << 8
        return pixels

    def _pixels(self, data: bytes) -> Array:
        if data.startswith(bitmaps.GIF):
            frames = bitmaps.decode_gif(data)
            return frames if self.expand_animations else frames[0]
        if data.startswith(bitmaps.BMP):
            return bitmaps.decode_bmp(data, self.channels)
        return still(data, jpeg.Decoding(self.channels), deep=self.dtype is not uint8)


class ExtractJpegShape(OpDef):
    """y = [height, width, channels] of a JPEG file, without decoding it."""

    takes = "contents:string"
    gives = "image_shape:output_type"
    output_type: DType = int32

    def infer(self, contents: Spec) -> Spec:
        _check_single(contents)
        return Spec((3,), self.output_type)

    def compute(self, contents: Any) -> Array:
        sizes = jpeg.shape(np.asarray(contents, object).item())
        return np.array(sizes, self.output_type.as_numpy_dtype)


def still(data: bytes, how: jpeg.Decoding, deep: bool = False) -> Array:
    """The pixels [h, w, c] of a file, of whichever format, that holds one picture."""
    if data.startswith(jpeg.START):
        if how.channels == 4:
            raise ValueError("a JPEG file has no opacity: channels must not be 4")
        return jpeg.decode(data, how)
    if data.startswith(png.START):
        return png.decode(data, how.channels, deep)
    if not data.startswith(bitmaps.GIF):
        raise ValueError(
            "the contents are no JPEG, PNG or GIF file: they begin with "
            f"{data[:4]!r}; for a BMP file there is tf.image.decode_bmp"
        )
    frames = bitmaps.decode_gif(data)
    if len(frames) > 1:
        raise ValueError(
            f"this is an animation of {len(frames)} pictures: tf.image.decode_gif"
        )
    return png.with_channels(frames[0], how.channels or 3)


def _check_single(contents: Spec) -> None:
    if contents.rank not in (None, 0):
        raise ValueError(
            f"contents must be one text, not of shape {text(contents.shape)}; "
            "for several use tf.map_fn"
        )


# -- public functions -----------------------------------------------------------------


def decode_jpeg(
    contents: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """The pixels [height, width, channels] of a JPEG file, as uint8.

    Args:
      contents: the bytes of the file, e.g. from `tf.read_file`.
      channels: 1 for grey, 3 for colors, 0 for what the file has.
      ratio: 1, 2, 4 or 8: so many times smaller, which also takes less time.
      fancy_upscaling: stretch the colors, stored at half the size, smoothly.
      try_recover_truncated: show what there is of a file that breaks off, the rest
        grey.
      acceptable_fraction: accepted; a file is recovered however much is missing.
      dct_method: `"INTEGER_FAST"`, as by default, or `"INTEGER_ACCURATE"`.
      name: the operation's name.

    >>> import edflow as tf
    >>> image = tf.image.decode_jpeg(tf.read_file("photo.jpg"), channels=3)
    >>> image.shape.as_list()
    [None, None, 3]
    """
    how = (channels, ratio, fancy_upscaling, try_recover_truncated)
    op = DecodeJpeg(*how, acceptable_fraction, dct_method)
    return apply(op, contents, name=name)


def decode_and_crop_jpeg(
    contents: Any,
    crop_window: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """A window of the pixels of a JPEG file.

    Args:
      contents: the bytes of the file.
      crop_window: [y, x, height, width].
      channels: as for `tf.image.decode_jpeg`, like all that follow.
      ratio: likewise.
      fancy_upscaling: likewise.
      try_recover_truncated: likewise.
      acceptable_fraction: likewise.
      dct_method: likewise.
      name: the operation's name.
    """
    how = (channels, ratio, fancy_upscaling, try_recover_truncated)
    op = DecodeAndCropJpeg(*how, acceptable_fraction, dct_method)
    return apply(op, contents, crop_window, name=name)


def decode_png(
    contents: Any, channels: int = 0, dtype: Any = uint8, name: str | None = None
) -> Tensor:
    """The pixels [height, width, channels] of a PNG file.

    Args:
      contents: the bytes of the file.
      channels: 1 for grey, 3 for colors, 4 with opacity, 0 for what the file has.
      dtype: uint8 or uint16.
      name: the operation's name.
    """
    return apply(DecodePng(channels, as_dtype(dtype)), contents, name=name)


def decode_bmp(contents: Any, channels: int = 0, name: str | None = None) -> Tensor:
    """The pixels [height, width, channels] of an uncompressed BMP file, as uint8.

    Args:
      contents: the bytes of the file.
      channels: 0, or the number that the file has.
      name: the operation's name.
    """
    return apply(DecodeBmp(channels), contents, name=name)


def decode_gif(contents: Any, name: str | None = None) -> Tensor:
    """The pixels [pictures, height, width, 3] of a GIF animation, as uint8."""
    return apply(DecodeGif(), contents, name=name)


def decode_image(
    contents: Any,
    channels: int | None = None,
    dtype: Any = uint8,
    name: str | None = None,
    expand_animations: bool = True,
) -> Tensor:
    """The pixels of a JPEG, PNG, GIF or BMP file.

    Args:
      contents: the bytes of the file.
      channels: 1 for grey, 3 for colors, 4 with opacity, None for what the file has.
      dtype: of the pixels; floats go from 0 to 1.
      name: the scope's name.
      expand_animations: give all pictures of a GIF file, as [pictures, height, width,
        3]; else the first. Only without them is the rank known before the run.
    """
    with name_scope(name, "decode_image"):
        wanted = as_dtype(dtype)
        stored = wanted if wanted in (float32, uint8, uint16) else uint16
        op = DecodeImage(channels or 0, stored, expand_animations)
        image = apply(op, contents)
        return image if stored is wanted else convert_image_dtype(image, wanted)


def extract_jpeg_shape(
    contents: Any, output_type: Any = int32, name: str | None = None
) -> Tensor:
    """[height, width, channels] of a JPEG file, read from its first bytes.

    Args:
      contents: the bytes of the file.
      output_type: int32 or int64.
      name: the operation's name.
    """
    return apply(ExtractJpegShape(as_dtype(output_type)), contents, name=name)


def is_jpeg(contents: Any, name: str | None = None) -> Tensor:
    """Whether these bytes begin as those of a JPEG file do."""
    with name_scope(name, "is_jpeg"):
        start = substr(convert_to_tensor(contents, string), 0, 3)
        return equal(start, jpeg.START, name=name)
