"""Maps of many numbers: a pixel for each, in the colours of `charts.heat_map`."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np

from edflow.view.charts import SHADES, tints
from edflow.view.scene import Bitmap

FEW = 7
"""Steps of each colour in a map that is one of many: half the bytes of a small map."""


def bitmap(
    left: float,
    top: float,
    width: float,
    height: float,
    values: Any,
    limit: float = 0.0,
    shades: int = SHADES,
) -> Bitmap:
    """A matrix as a map, its first row on top.

    Args:
      left, top, width, height: where it is, in px.
      values: the matrix.
      limit: the size of number with the full colour, by default the largest one.
      shades: into how many steps to divide each colour.
    """
    return Bitmap(left, top, width, height, png(values, limit, shades))


def png(values: Any, limit: float = 0.0, shades: int = SHADES) -> str:
    """The map as the base64 of a PNG with one pixel per number."""
    from PIL import Image

    values = np.atleast_2d(np.asarray(values, dtype=float))
    known = np.isfinite(values)
    size = np.abs(np.where(known, values, 0))
    shares = np.clip(np.where(known, values, 0) / (limit or size.max() or 1.0), -1, 1)
    steps = np.where(known, np.rint(shares * shades) / shades, np.nan)
    # Only the colours that appear: a palette is most of what a small map weighs.
    levels, codes = np.unique(steps, return_inverse=True)
    height, width = values.shape
    image = Image.frombytes("P", (width, height), codes.astype(np.uint8).tobytes())
    image.putpalette([part for tint in tints(levels, 1.0) for part in _rgb(tint)])
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def _rgb(tint: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(tint[1:]))
