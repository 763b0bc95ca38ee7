"""Rows of files read and written, and of pictures decoded and encoded."""

import atexit
import io
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from case import Case, ints
from PIL import Image

from edflow.engine.ops.files import MatchingFiles, ReadFile, WriteFile
from edflow.engine.ops.image.decoding import (
    DecodeAndCropJpeg,
    DecodeBmp,
    DecodeGif,
    DecodeImage,
    DecodeJpeg,
    DecodePng,
    ExtractJpegShape,
)
from edflow.engine.ops.image.encoding import (
    EncodeJpeg,
    EncodeJpegVariableQuality,
    EncodePng,
)

FOLDER = Path(tempfile.mkdtemp())
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
(FOLDER / "stored.txt").write_bytes(b"caf\xc3\xa9")

PHOTO = np.random.default_rng(0).integers(0, 256, (9, 8, 3), np.uint8)


def one(content):
    return np.array(content, object)


def path(name):
    return one(os.fsencode(FOLDER / name))


def file(kind, pixels=PHOTO, **options):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **options)
    return one(buffer.getvalue())


def opened(content, *_):
    """What Pillow sees, which takes the accurate transform."""
    pixels = np.array(Image.open(io.BytesIO(content.item())))
    return pixels.reshape(*pixels.shape[:2], -1)


SMOOTH = (np.arange(768) // 4).reshape(16, 16, 3).astype(np.uint8)


def shows_the_picture(image, *rest):
    """Up to what the compression loses."""
    seen = opened(one(np.asarray(rest[-1], object).item()))
    return np.abs(seen.astype(int) - image).max() < 16


FRAMES = [PHOTO // 51 * 51, PHOTO[::-1] // 51 * 51]
ANIMATION = file(
    "GIF", FRAMES[0], save_all=True, append_images=[Image.fromarray(FRAMES[1])]
)

CASES = [
    Case(ReadFile(), [path("stored.txt")], lambda name: one(b"caf\xc3\xa9")),
    Case(WriteFile(), [path("written.txt"), one(b"content")]),
    Case(
        MatchingFiles(),
        [path("st*.txt").reshape(1)],
        lambda pattern: path("stored.txt").reshape(1),
        static=False,
    ),
    Case(
        DecodeJpeg(dct_method="INTEGER_ACCURATE"),
        [file("JPEG")],
        opened,
        static=False,
    ),
    Case(
        DecodeJpeg(channels=1, dct_method="INTEGER_ACCURATE"),
        [file("JPEG", PHOTO[..., 0])],
        opened,
        static=False,
        label="grey",
    ),
    Case(
        DecodeAndCropJpeg(channels=3, dct_method="INTEGER_ACCURATE"),
        [file("JPEG"), ints(1, 2, 4, 3)],
        lambda content, window: opened(content)[1:5, 2:5],
    ),
    Case(DecodePng(), [file("PNG")], lambda content: PHOTO, static=False),
    Case(
        DecodePng(channels=4),
        [file("PNG")],
        lambda content: np.dstack([PHOTO, np.full((9, 8), 255, np.uint8)]),
        static=False,
        label="opaque",
    ),
    Case(DecodeBmp(), [file("BMP")], lambda content: PHOTO, static=False),
    Case(DecodeGif(), [ANIMATION], lambda content: np.stack(FRAMES), static=False),
    Case(DecodeImage(), [file("PNG")], lambda content: PHOTO, static=False),
    Case(
        DecodeImage(expand_animations=False),
        [ANIMATION],
        lambda content: FRAMES[0],
        static=False,
        label="first picture",
    ),
    Case(ExtractJpegShape(), [file("JPEG")], lambda content: ints(9, 8, 3)),
    Case(EncodeJpeg(), [SMOOTH], holds=shows_the_picture),
    Case(EncodeJpegVariableQuality(), [SMOOTH, np.int32(90)], holds=shows_the_picture),
    Case(
        EncodePng(),
        [np.stack([PHOTO, PHOTO[::-1]])],
        holds=lambda images, files: all(
            (opened(one(file)) == image).all()
            for image, file in zip(images, files, strict=True)
        ),
    ),
]
