"""BMP and GIF files to pixels."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np

from edflow.engine.kernels.philox import Array

BMP, GIF = b"BM", b"GIF8"


def decode_bmp(data: bytes, channels: int = 0) -> Array:
    """The pixels [h, w, c] of an uncompressed bitmap as uint8.

    A palette is not looked up: of 8 bits a pixel, the numbers are taken as grey.
    """
    if not data.startswith(BMP) or len(data) < 30:
        raise ValueError("this is no BMP file, or its header is cut off")
    (start,) = struct.unpack_from("<I", data, 10)
    width, height, _, bits = struct.unpack_from("<iiHH", data, 18)
    count = bits // 8
    if count not in (1, 3, 4):
        raise ValueError(f"BMP files have 8, 24 or 32 bits a pixel, not {bits}")
    if channels not in (0, count):
        raise ValueError(f"the BMP file has {count} channels, not {channels}")
    line = (width * count + 3) // 4 * 4  # A line fills whole words.
    rows = abs(height)
    if width <= 0 or start + rows * line > len(data):
        raise ValueError(f"the BMP data of {rows} rows and {width} columns is cut off")
    raw = np.frombuffer(data, np.uint8, rows * line, start).reshape(rows, line)
    pixels = raw[:, : width * count].reshape(rows, width, count)
    if count >= 3:
        pixels = pixels[..., [2, 1, 0, 3][:count]]  # Stored are blue, green, red.
    # Stored from the bottom up, unless the height is negative.
    return np.ascontiguousarray(pixels[::-1] if height > 0 else pixels)


def decode_gif(data: bytes) -> Array:
    """The pictures [n, h, w, 3] of an animation as uint8."""
    from PIL import Image, ImageSequence

    try:
        image = Image.open(BytesIO(data), formats=["GIF"])
        frames = [np.array(f.convert("RGB")) for f in ImageSequence.Iterator(image)]
    except (OSError, SyntaxError, EOFError) as error:
        raise ValueError(f"this is no GIF file, or it is damaged: {error}") from None
    return np.stack(frames)
