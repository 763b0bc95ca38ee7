"""From pixels to the bytes of picture files."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import int32, string, uint8, uint16
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Spec, Tensor, name_scope
from edflow.engine.kernels import jpeg, png
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.image.converting import convert_image_dtype
from edflow.engine.ops.image.decoding import decode_jpeg
from edflow.engine.ops.image.shapes import of_rank
from edflow.engine.ops.random.draws import random_uniform

__all__ = [
    "adjust_jpeg_quality", "encode_jpeg", "encode_png", "random_jpeg_quality",
]  # fmt: skip

CHANNELS = {"": (1, 3), "grayscale": (1,), "rgb": (3,)}
FULL_SIZE, HALF_SIZE = 0, 2  # Pillow's numbers for the sizes of the color planes.


class EncodeJpeg(OpDef):
    """y = the bytes of a JPEG file."""

    takes = "image:uint8"
    gives = "contents:string"
    format: str = ""
    quality: int = 95
    progressive: bool = False
    optimize_size: bool = False
    chroma_downsampling: bool = True
    density_unit: str = "in"
    x_density: int = 300
    y_density: int = 300
    xmp_metadata: str = ""

    def infer(self, image: Spec) -> Spec:
        of_rank(image, 3, "image")
        if self.format not in CHANNELS:
            raise ValueError(
                f"format must be grayscale, rgb or empty, not {self.format!r}"
            )
        return Spec((), string)

    def compute(self, x: Array) -> Array:
        if not 0 <= self.quality <= 100:
            raise ValueError(f"quality must be from 0 to 100, not {self.quality}")
        _check_channels(x, CHANNELS[self.format])
        per_inch = 1 if self.density_unit == "in" else 2.54
        density = round(self.x_density * per_inch), round(self.y_density * per_inch)
        options: dict[str, Any] = {"progressive": self.progressive}
        options["optimize"] = self.optimize_size
        if x.shape[2] == 3:
            options["subsampling"] = (
                HALF_SIZE if self.chroma_downsampling else FULL_SIZE
            )
        if self.xmp_metadata:
            options["xmp"] = self.xmp_metadata.encode()
        return np.array(jpeg.encode(x, self.quality, density, **options), object)


class EncodeJpegVariableQuality(OpDef):
    """y = the bytes of a JPEG file of a quality that the graph computes."""

    takes = "images:uint8 quality:int32"
    gives = "contents:string"

    def infer(self, images: Spec, quality: Spec) -> Spec:
        of_rank(images, 3, "images")
        of_rank(quality, 0, "quality")
        return Spec((), string)

    def compute(self, x: Array, quality: Any) -> Array:
        return EncodeJpeg(quality=int(quality)).compute(x)


class EncodePng(OpDef):
    """y = the bytes of a PNG file."""

    takes = "image:T"
    gives = "contents:string"
    T = frozenset({uint8, uint16})
    compression: int = -1

    def infer(self, image: Spec) -> Spec:
        if image.rank is not None and image.rank < 3:
            raise ValueError(
                f"image must be [height, width, channels], not {text(image.shape)}"
            )
        return Spec(None if image.shape is None else image.shape[:-3], string)

    def compute(self, x: Array) -> Array:
        if not -1 <= self.compression <= 9:
            raise ValueError(f"compression must be -1 to 9, not {self.compression}")
        _check_channels(x, (1, 2, 3, 4))
        files = np.empty(x.shape[:-3], object)
        for place in np.ndindex(files.shape):
            files[place] = png.encode(x[place], self.compression)
        return files


def _check_channels(x: Array, allowed: tuple[int, ...]) -> None:
    if x.shape[-1] not in allowed:
        some = ", ".join(map(str, allowed))
        raise ValueError(f"the image has {x.shape[-1]} channels, but can have {some}")
    if x.size == 0:
        raise ValueError(f"an image without pixels, {x.shape}, makes no file")


# -- public functions -----------------------------------------------------------------


def encode_jpeg(
    image: Any,
    format: str = "",
    quality: int = 95,
    progressive: bool = False,
    optimize_size: bool = False,
    chroma_downsampling: bool = True,
    density_unit: str = "in",
    x_density: int = 300,
    y_density: int = 300,
    xmp_metadata: str = "",
    name: str | None = None,
) -> Tensor:
    """The bytes of a JPEG file, the very same as TensorFlow's.

    Args:
      image: uint8 pixels [height, width, 1 or 3].
      format: `"grayscale"` or `"rgb"`; by default what the channels say.
      quality: from 0 to 100.
      progressive: from coarse to fine, for slow lines.
      optimize_size: a smaller file, for more time.
      chroma_downsampling: store the colors at half the size, which hardly shows.
      density_unit: `"in"` or `"cm"`, for the densities.
      x_density: dots per unit across.
      y_density: dots per unit down.
      xmp_metadata: an XMP document to put into the file.
      name: the operation's name.
    """
    op = EncodeJpeg(
        format,
        quality,
        progressive,
        optimize_size,
        chroma_downsampling,
        density_unit,
        x_density,
        y_density,
        xmp_metadata,
    )
    return apply(op, image, name=name)


def encode_png(image: Any, compression: int = -1, name: str | None = None) -> Tensor:
    """The bytes of a PNG file for each image.

    Args:
      image: uint8 or uint16 pixels [..., height, width, 1 to 4 channels].
      compression: from 0 for none to 9 for most, -1 for zlib's default.
      name: the operation's name.
    """
    return apply(EncodePng(compression), convert_to_tensor(image), name=name)


def adjust_jpeg_quality(
    image: Any, jpeg_quality: Any, dct_method: str = "", name: str | None = None
) -> Tensor:
    """The image as a JPEG file of this quality would show it.

    Args:
      image: [height, width, 1 or 3]; floats from 0 to 1.
      jpeg_quality: from 0 to 100.
      dct_method: as for `tf.image.decode_jpeg`.
      name: the scope's name.
    """
    with name_scope(name, "adjust_jpeg_quality", [image]):
        image = convert_to_tensor(image, name="image")
        dtype = image.dtype.base_dtype
        channels = (image.spec.shape or (None,))[-1] or 0
        pixels = convert_image_dtype(image, uint8, saturate=True)
        quality = convert_to_tensor(jpeg_quality, int32)
        file = apply(EncodeJpegVariableQuality(), pixels, quality)
        decoded = decode_jpeg(file, channels=channels, dct_method=dct_method)
        return convert_image_dtype(decoded, dtype, saturate=True)


def random_jpeg_quality(
    image: Any, min_jpeg_quality: int, max_jpeg_quality: int, seed: int | None = None
) -> Tensor:
    """`tf.image.adjust_jpeg_quality` by a quality from [min, max).

    Raises:
      ValueError: not 0 <= min < max <= 100.
    """
    if not 0 <= min_jpeg_quality < max_jpeg_quality <= 100:
        raise ValueError(
            "the qualities must be 0 <= min < max <= 100, not "
            f"{min_jpeg_quality} and {max_jpeg_quality}"
        )
    quality = random_uniform(
        [], min_jpeg_quality, max_jpeg_quality, dtype=int32, seed=seed
    )
    return adjust_jpeg_quality(image, quality)
