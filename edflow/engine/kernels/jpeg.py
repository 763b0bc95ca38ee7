"""JPEG files to pixels and back: Pillow's libjpeg, set as TensorFlow sets its own.

TensorFlow decodes with libjpeg's fast inverse transform, and stretches the planes of
color, which have half the size, smoothly. Pillow offers the fast transform only with
planes that are stretched by repetition. As repetition can be undone, the smooth
stretching is done here: the pixels are TensorFlow's, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.philox import Array

START, END = b"\xff\xd8\xff", b"\xff\xd9"
FAST, ACCURATE = 1, 0  # What Pillow calls a draft, and no draft.
HALF_ACROSS, HALF_BOTH = 1, 2  # Pillow's numbers for the sizes of the color planes.
BLOCK = 16  # So many columns share their colors; libjpeg decodes no less.


@dataclass(frozen=True)
class Decoding:
    """How to decode.

    channels: 0 for as many as there are, 1 for grey, 3 for red, green and blue.
    ratio: 1, 2, 4 or 8: only every so many rows and columns, averaged.
    smooth: stretch the color planes smoothly.
    recover: fill with grey what a truncated file lacks.
    accurate: take the slower and more accurate inverse transform.
    """

    channels: int = 0
    ratio: int = 1
    smooth: bool = True
    recover: bool = False
    accurate: bool = False


def shape(data: bytes) -> tuple[int, int, int]:
    """Height, width and number of channels, without decoding."""
    image = _opened(data)
    return image.height, image.width, len(image.getbands())


def decode(data: bytes, how: Decoding, columns: tuple[int, int] | None = None) -> Array:
    """The pixels [h, w, c] as uint8; ValueError if they cannot be read.

    Args:
        data: the file.
        how: the options.
        columns: the first that is wanted, and the one after the last. As in libjpeg,
            those near them may then differ a little in color from the whole image.
    """
    image = _opened(data + END if how.recover else data)
    grey = how.channels == 1 or image.mode == "L"
    planes = _half_planes(image)
    if image.mode == "CMYK":
        pixels = _loaded(image.convert("L" if grey else "RGB"))
    elif how.ratio > 1:
        size = [max(side // how.ratio, 1) for side in image.size]
        image.draft("L" if grey else "RGB", tuple(size))
        pixels = _loaded(image)
    elif how.accurate or (planes is None and not grey):
        image.draft("L" if grey else "RGB", image.size)
        pixels = _loaded(image)
    elif grey or planes == 0 or not how.smooth:
        pixels = _fast(image, "L" if grey else "RGB")
    else:
        first, last = columns or (0, image.width)
        pixels = _fast(image, "YCbCr")
        wanted = pixels[:, max(first, 0) // BLOCK * BLOCK : last]
        _stretch(wanted.copy(), planes == HALF_BOTH, wanted)
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    return pixels.repeat(3, 2) if grey and how.channels == 3 else pixels


def encode(
    pixels: Array, quality: int = 95, density: tuple[int, int] = (300, 300), **how: Any
) -> bytes:
    """The file of pixels [h, w, c] of 1 or 3 channels, byte for byte TensorFlow's.

    Args:
        pixels: uint8.
        quality: from 0 to 100.
        density: dots per inch, across and down.
        how: further options of Pillow's encoder.
    """
    from PIL import Image

    file = BytesIO()
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    # Pillow takes a quality of 0 for its own default.
    image.save(file, "JPEG", quality=max(quality, 1), dpi=density, **how)
    return file.getvalue()


def _opened(data: bytes) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(BytesIO(data), formats=["JPEG"])
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise ValueError("this is no JPEG file, or its header is damaged") from None


def _loaded(image: Any) -> Array:
    try:
        return np.array(image)
    except (OSError, SyntaxError) as error:
        raise ValueError(f"the JPEG data is truncated or damaged: {error}") from None


def _half_planes(image: Any) -> int | None:
    """0 for color planes of full size, or which of their sides is halved.

    None where they are halved in a way that is not known here, or where there are none.
    """
    from PIL.JpegImagePlugin import get_sampling

    sampling = get_sampling(image) if image.mode == "RGB" else -1
    plain = (
        image.info.get("adobe_transform", 1) == 0
    )  # Red, green and blue as they are.
    return sampling if sampling in (0, HALF_ACROSS, HALF_BOTH) and not plain else None


def _fast(image: Any, mode: str) -> Array:
    """The pixels by the fast transform, color planes stretched by repetition."""
    image.draft(mode, image.size)
    image.decoderconfig = (1, FAST)
    return _loaded(image)


@jit(nogil=True)
def _stretch(x: Array, both: bool, out: Array) -> None:
    """A new value is 3/4 of the nearer and 1/4 of the farther of two old ones.

    So along each side that is stretched; which way halves are rounded alternates.
    """
    height, width, _ = x.shape
    rows = (height + 1) // 2 if both else height
    columns = (width + 1) // 2
    smooth = columns > 2
    line = np.empty((2, columns), np.int32)
    for i in range(height):
        near, far = i, i
        if both:
            k = i // 2
            near, far = 2 * k, 2 * min(max(k - 1 + 2 * (i % 2), 0), rows - 1)
        for plane in range(2):
            for k in range(columns):
                a, b = int(x[near, 2 * k, plane + 1]), int(x[far, 2 * k, plane + 1])
                line[plane, k] = 3 * a + b if both else a
        shift, even, odd = (4, 8, 7) if both else (2, 1, 2)
        for j in range(width):
            k = j // 2
            other = min(max(k - 1 + 2 * (j % 2), 0), columns - 1)
            bias = odd if j % 2 else even
            if smooth:
                cb = (3 * line[0, k] + line[0, other] + bias) >> shift
                cr = (3 * line[1, k] + line[1, other] + bias) >> shift
            else:
                cb, cr = np.int32(x[i, j, 1]), np.int32(x[i, j, 2])
            y, cb, cr = int(x[i, j, 0]), cb - 128, cr - 128
            # The rounded multiples of 2**-16 that libjpeg converts with.
            red = y + ((91881 * cr + 32768) >> 16)
            green = y + ((-22554 * cb - 46802 * cr + 32768) >> 16)
            blue = y + ((116130 * cb + 32768) >> 16)
            out[i, j, 0] = min(max(red, 0), 255)
            out[i, j, 1] = min(max(green, 0), 255)
            out[i, j, 2] = min(max(blue, 0), 255)
