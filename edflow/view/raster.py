"""A scene as a PNG, by Matplotlib, which brings the font the layout is made for."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np

from edflow.view import style
from edflow.view.outlines import Outline, Point, rectangle
from edflow.view.scene import Bitmap, Item, Path, Scene, Text, moved

SCALE = 2
"""Pixels of the file per px of the scene: sharp on today's screens."""


def png(scene: Scene) -> bytes:
    """The scene as the bytes of a PNG file, at `SCALE` times its size."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure((scene.width / 72, scene.height / 72), dpi=72 * SCALE)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, scene.width)
    axes.set_ylim(scene.height, 0)  # Scenes count downwards.
    axes.axis("off")
    card = rectangle(0.5, 0.5, scene.width - 1, scene.height - 1, 8)
    _draw(axes, Path(card, style.EDGE_OF_CARD, style.CARD, 1))
    for group in scene.groups:
        for item in group.items:
            _draw(axes, moved(item, *group.shift))
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=72 * SCALE, facecolor="none")
    return file.getvalue()


def _draw(axes: Any, item: Item) -> None:
    if isinstance(item, Text):
        _text(axes, item)
        return
    if isinstance(item, Bitmap):
        _bitmap(axes, item)
        return
    from matplotlib.patches import PathPatch
    from matplotlib.transforms import Affine2D

    dash = tuple(map(float, item.dash.split()))
    axes.add_patch(
        PathPatch(
            _traced(item.outline).transformed(Affine2D().translate(*item.shift)),
            facecolor=item.fill,
            edgecolor=item.stroke,
            linewidth=item.width if item.stroke != "none" else 0,
            linestyle=(0, [length / item.width for length in dash]) if dash else "-",
        )
    )


def _bitmap(axes: Any, item: Bitmap) -> None:
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(item.png))) as image:
        pixels = np.asarray(image.convert("RGB"))
    right, bottom = item.left + item.width, item.top + item.height
    axes.imshow(
        pixels,
        extent=(item.left, right, bottom, item.top),
        interpolation="nearest",
        aspect="auto",
        zorder=1,  # Where paths are: what comes later lies above.
    )


def _text(axes: Any, item: Text) -> None:
    align = {"start": "left", "middle": "center", "end": "right"}[item.anchor]
    axes.text(
        item.x,
        item.y,
        item.text.replace("$", r"\$"),  # Else Matplotlib takes it for mathematics.
        fontsize=item.size,
        color=item.fill,
        fontweight="bold" if item.bold else "normal",
        ha=align,
        va="baseline",
    )


def _traced(outline: Outline) -> Any:
    """An outline as a path of Matplotlib's."""
    from matplotlib.path import Path as Trace

    vertices: list[Point] = []
    codes: list[Any] = []
    for stroke in outline:
        vertices.append(stroke.start)
        codes.append(Trace.MOVETO)
        for segment in stroke.segments:
            vertices += segment
            codes += [Trace.LINETO if len(segment) == 1 else Trace.CURVE4] * len(
                segment
            )
        if stroke.closed:
            vertices.append(stroke.start)
            codes.append(Trace.CLOSEPOLY)
    return Trace(np.reshape(vertices, (-1, 2)), codes)
