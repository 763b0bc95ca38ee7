"""Maps of many numbers: a pixel for each, in the colours of `charts.heat_map`."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np

from edflow.view.charts import SHADES, tints
from edflow.view.scene import Bitmap

_LEVELS = (*(np.arange(-SHADES, SHADES + 1) / SHADES), np.nan)


def bitmap(
    left: float,
    top: float,
    width: float,
    height: float,
    values: Any,
    limit: float = 0.0,
) -> Bitmap:
    """A matrix as a map, its first row on top.

    Args:
      left, top, width, height: where it is, in px.
      values: the matrix.
      limit: the size of number with the full colour, by default the largest one.
    """
    return Bitmap(left, top, width, height, png(values, limit))


def png(values: Any, limit: float = 0.0) -> str:
    """The map as the base64 of a PNG with one pixel per number."""
    from PIL import Image

    values = np.atleast_2d(np.asarray(values, dtype=float))
    known = np.isfinite(values)
    size = np.abs(np.where(known, values, 0))
    shares = np.clip(np.where(known, values, 0) / (limit or size.max() or 1.0), -1, 1)
    codes = np.where(known, np.rint(shares * SHADES) + SHADES, len(_LEVELS) - 1)
    height, width = codes.shape
    image = Image.frombytes("P", (width, height), codes.astype(np.uint8).tobytes())
    image.putpalette([part for tint in tints(_LEVELS, 1.0) for part in _rgb(tint)])
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def _rgb(tint: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(tint[1:]))
