"""PNG files to pixels and back.

Pillow, but for 16 bits a channel, which it cuts to 8: those are read and written here.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np

from edflow.engine.kernels.jit import jit
from edflow.engine.kernels.philox import Array

START = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
"""How many channels a color type has; 3 is a palette."""
TYPES = {count: kind for kind, count in CHANNELS.items()}


def decode(data: bytes, channels: int, deep: bool) -> Array:
    """The pixels [h, w, c]; ValueError if they cannot be read.

    Args:
        data: the file.
        channels: 0 for as many as there are, 1 for grey, 3 for colors, 4 with opacity.
        deep: uint16 instead of uint8.
    """
    if not data.startswith(START) or len(data) < 33:
        raise ValueError("this is no PNG file, or its header is cut off")
    wide = data[24] == 16
    pixels = _deep_pixels(data) if wide else _pixels(data, channels in (2, 4))
    pixels = with_channels(pixels, channels or pixels.shape[2])
    if wide == deep:
        return pixels
    return pixels * np.uint16(257) if deep else (pixels >> 8).astype(np.uint8)


def with_channels(pixels: Array, channels: int) -> Array:
    """Grey from colors, colors from grey, opacity added or left out."""
    color, opacity = pixels, None
    if pixels.shape[2] in (2, 4):
        color, opacity = pixels[..., :-1], pixels[..., -1:]
    if channels < 3 and color.shape[2] == 3:
        weights = np.array([9797, 19234, 3737])  # 0.299, 0.587, 0.114 of 2**15.
        # libpng rounds the sum of 16 bits a channel, and cuts that of 8.
        half = 2**14 if pixels.dtype == np.uint16 else 0
        color = (color @ weights + half >> 15)[..., None].astype(pixels.dtype)
    if channels >= 3 and color.shape[2] == 1:
        color = color.repeat(3, 2)
    if channels in (1, 3):
        return np.ascontiguousarray(color)
    if opacity is None:
        opacity = np.full_like(color[..., :1], np.iinfo(pixels.dtype).max)
    return np.concatenate([color, opacity], 2)


def encode(pixels: Array, compression: int = -1) -> bytes:
    """The file of pixels [h, w, c], uint8 or uint16, of 1 to 4 channels."""
    if pixels.dtype == np.uint16:
        return _deep_file(pixels, compression)
    from PIL import Image

    file = BytesIO()
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    image.save(file, "PNG", compress_level=compression)
    return file.getvalue()


def _pixels(data: bytes, opaque: bool) -> Array:
    """Of 8 bits a channel or less; with `opaque`, a transparent color gets opacity."""
    from PIL import Image

    try:
        image = Image.open(BytesIO(data), formats=["PNG"])
        mask = "transparency" in image.info
        if image.mode == "P":
            image = image.convert("RGBA" if mask else "RGB")
        elif mask and opaque:
            image = image.convert("RGBA")
        elif image.mode == "1":
            image = image.convert("L")
        pixels = np.array(image)
    except (OSError, SyntaxError) as error:
        raise ValueError(f"the PNG data is truncated or damaged: {error}") from None
    return pixels.reshape(*pixels.shape[:2], -1)


def _deep_pixels(data: bytes) -> Array:
    width, height, _, kind, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    if interlaced:
        raise ValueError("interlaced PNG files of 16 bits a channel are not supported")
    count = CHANNELS[kind]
    try:
        packed = b"".join(body for name, body in _chunks(data) if name == b"IDAT")
        raw = np.frombuffer(zlib.decompress(packed), np.uint8)
        lines = raw.reshape(height, 1 + 2 * count * width).copy()
    except (zlib.error, struct.error, ValueError):
        raise ValueError("the PNG data is truncated or damaged") from None
    _unfilter(lines, 2 * count)
    deep = lines[:, 1:].reshape(-1).view(">u2").astype(np.uint16)
    return deep.reshape(height, width, count)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(START)
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        yield name, data[at + 8 : at + 8 + size]
        at += size + 12


def _deep_file(pixels: Array, compression: int) -> bytes:
    height, width, count = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 16, TYPES[count], 0, 0, 0)
    lines = pixels.astype(">u2").view(np.uint8).reshape(height, -1)
    lines = np.pad(lines, [(0, 0), (1, 0)])  # Each begins with its filter, 0 for none.
    packed = zlib.compress(lines.tobytes(), compression)
    parts = (b"IHDR", header), (b"IDAT", packed), (b"IEND", b"")
    return START + b"".join(_chunk(*part) for part in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    check = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)


@jit(nogil=True)
def _unfilter(lines: Array, step: int) -> None:
    """Bytes are stored as differences from a guess; the first of a line says which."""
    for i in range(lines.shape[0]):
        kind = lines[i, 0]
        for j in range(1, lines.shape[1]):
            left = int(lines[i, j - step]) if j > step else 0
            above = int(lines[i - 1, j]) if i else 0
            corner = int(lines[i - 1, j - step]) if i and j > step else 0
            guess: Any = 0
            if kind == 1:
                guess = left
            elif kind == 2:
                guess = above
            elif kind == 3:
                guess = (left + above) // 2
            elif kind == 4:
                # The neighbour next to left + above - corner, in this order.
                a, b = abs(above - corner), abs(left - corner)
                c = abs(left + above - 2 * corner)
                guess = left if a <= b and a <= c else above if b <= c else corner
            lines[i, j] = (int(lines[i, j]) + guess) & 255
