"""What a convolution or a pooling did with one image, fetched from a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from edflow.engine.gradients import gradients
from edflow.engine.graph import Graph, Operation, Tensor, traversal
from edflow.engine.ops.array.identity import placeholder
from edflow.engine.ops.build import apply
from edflow.engine.ops.windows import window
from edflow.engine.runtime import Session

Place = tuple[int, int]
"""Row and column of a window, counted from 0."""

TYPES = ("Conv2D", "MaxPool", "AvgPool")


@dataclass(frozen=True)
class Side:
    """How windows stand along one side of an image."""

    pixels: int
    taps: int
    stride: int
    dilation: int
    before: int
    """Pixels of padding before the image."""
    after: int
    windows: int

    @property
    def span(self) -> int:
        """How many pixels there are from the first tap to the last, both counted."""
        return self.dilation * (self.taps - 1) + 1

    def at(self, place: int, dense: bool = False) -> np.ndarray:
        """The pixels under the taps of a window; negative ones are padding.

        With `dense` also the pixels between the taps.
        """
        step = 1 if dense else self.dilation
        return place * self.stride - self.before + np.arange(0, self.span, step)

    @property
    def formula(self) -> str:
        """How the number of windows comes about, with its numbers."""
        padding = f" + {self.before} + {self.after}" if self.before + self.after else ""
        return (
            f"⌊({self.pixels}{padding} \N{MINUS SIGN} {self.span}) / {self.stride}⌋ + 1"
            f" = {self.windows}"
        )


@dataclass(frozen=True)
class Sweep:
    """A window that slid over one image: all that it met and made."""

    name: str
    type: str
    padding: str
    sides: tuple[Side, Side]
    x: np.ndarray
    """The image, [height, width, channels]."""
    w: np.ndarray | None
    """The kernels, [height, width, channels, filters]; None for pooling."""
    y: np.ndarray
    """The result, [height, width, filters], for pooling [height, width, channels]."""
    send_back: Callable[[Place, int, int], np.ndarray]
    """From a place, a channel and a filter: d y[place] / d channel, [height, width]."""
    sees: tuple[str, Place] | None
    """The image at the bottom, and how much of it one number of y depends on."""

    @property
    def pools(self) -> bool:
        return self.w is None

    def patch(self, place: Place, channel: int) -> np.ndarray:
        """What the window sees of a channel; not a number where it sees padding."""
        return self.under(self.x[:, :, channel], place)

    def gradient(
        self, place: Place, channel: int, filter: int, dense: bool = False
    ) -> np.ndarray:
        """What one number of y sends back to each pixel of its patch."""
        return self.under(self.send_back(place, channel, filter), place, dense)

    def kernel(self, place: Place, channel: int, filter: int) -> np.ndarray:
        """What the pixels of the patch are multiplied by.

        In pooling that is what it sends back: 1 for the largest and 0 for the others,
        or the same share for all.
        """
        if self.w is None:
            return np.nan_to_num(self.gradient(place, channel, filter))
        return self.w[:, :, channel, filter]

    def answer(self, place: Place, channel: int, filter: int) -> float:
        """The number that the window made."""
        return float(self.y[(*place, channel if self.pools else filter)])

    def under(self, plane: np.ndarray, place: Place, dense: bool = False) -> np.ndarray:
        """The part of a plane [height, width] below the taps of the window.

        With `dense` also what lies between the taps.
        """
        rows, columns = (
            side.at(at, dense) for side, at in zip(self.sides, place, strict=True)
        )
        padded = [(side.before, side.after) for side in self.sides]
        wide = np.pad(plane.astype(float), padded, constant_values=np.nan)
        return wide[np.ix_(rows + padded[0][0], columns + padded[1][0])]


def read(
    target: Any, feed: Mapping[Any, Any], session: Session, image: int = 0
) -> Sweep:
    """Fetch the image, the kernels and the result of the nearest convolution.

    Raises:
      ValueError: there is none, or no such image.
    """
    op = nearest(target)
    x, w, y = _fetched(op, session, feed, image)
    return Sweep(
        op.name,
        op.type,
        op.get_attr("padding"),
        _sides(op, x, w, y),
        x,
        w,
        y,
        _backwards(op, x, w, y),
        _field(op, session, feed),
    )


def _fetched(
    op: Operation, session: Session, feed: Mapping[Any, Any], image: int = 0
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray]:
    """One image, the kernels and the result, channels last."""
    kernels = op.inputs[1] if op.type == "Conv2D" else []
    x, w, y = session.run([op.inputs[0], kernels, op.outputs[0]], dict(feed))
    if not -len(x) <= image < len(x):
        raise ValueError(
            f"there is no image {image}: the feed has {len(x)}, counted from 0"
        )
    x, y = _channels_last(op, x)[image], _channels_last(op, y)[image]
    return x, w if op.type == "Conv2D" else None, y


def nearest(target: Any) -> Operation:
    """The convolution or pooling that is the fewest steps before `target`."""
    found = traversal.nearest([target], lambda op: op.type in TYPES)
    if found is None:
        raise ValueError(
            f"{target.name} comes from no Conv2D, MaxPool or AvgPool; give the result "
            "of tf.nn.conv2d, tf.nn.max_pool, tf.layers.conv2d or what follows it"
        )
    return found


def _channels_last(op: Operation, array: np.ndarray) -> np.ndarray:
    return array if op.get_attr("data_format") == "NHWC" else np.moveaxis(array, 1, -1)


def _sides(op: Operation, x: Any, w: Any, y: Any) -> tuple[Side, Side]:
    height, width = (_side(op, axis, x, w, y) for axis in (0, 1))
    return height, width


def _side(op: Operation, axis: int, x: Any, w: Any, y: Any) -> Side:
    at = op.get_attr("data_format").index("HW"[axis])
    taps = op.get_attr("ksize")[at] if w is None else w.shape[axis]
    dilation = 1 if w is None else op.get_attr("dilations")[at]
    stride = op.get_attr("strides")[at]
    padding = op.get_attr("padding")
    if padding == "EXPLICIT":
        padding = tuple(op.get_attr("explicit_paddings")[2 * at : 2 * at + 2])
    pixels = x.shape[axis]
    _, before, after = window(pixels, taps, stride, dilation, padding)
    assert before is not None, "the image has a size"
    assert after is not None
    return Side(pixels, taps, stride, dilation, before, after, y.shape[axis])


def _backwards(op: Operation, x: Any, w: Any, y: Any) -> Any:
    """The operation once more, alone in a graph of its own, with its gradient.

    The learner's graph stays as it is: a picture adds no node to it.
    """
    last = op.get_attr("data_format") == "NHWC"

    def laid(array: np.ndarray) -> np.ndarray:
        return array[None] if last else np.moveaxis(array, -1, 0)[None]

    with Graph().as_default() as graph:
        images = placeholder(op.inputs[0].dtype)
        kernels = [] if w is None else [placeholder(op.inputs[1].dtype)]
        result: Any = apply(op.opdef, images, *kernels)
        dy = placeholder(result.dtype)
        (dx,) = gradients(result, images, grad_ys=dy)
    session = Session(graph=graph)

    def send_back(place: Place, channel: int, filter: int) -> np.ndarray:
        pick = np.zeros((*y.shape[:2], 1), y.dtype)
        pick[place] = 1
        feed = {images: laid(x[:, :, channel, None]), dy: laid(pick)}
        if w is not None:
            feed[kernels[0]] = w[:, :, [channel]][..., [filter]]
        back = session.run(dx, feed)[0]
        return back[:, :, 0] if last else back[0]

    return send_back


def _field(
    op: Operation, session: Session, feed: Mapping[Any, Any]
) -> tuple[str, Place] | None:
    """How much of the lowest image one number of y depends on; None for one layer."""
    path = [op]
    source = op.inputs[0]
    while (below := _layer_below(source)) is not None:
        path.append(below)
        source = below.inputs[0]
    if len(path) == 1:
        return None
    images = [_fetched(layer, session, feed) for layer in path]
    size = [1, 1]
    for layer, (x, w, y) in zip(path, images, strict=True):
        sides = _sides(layer, x, w, y)
        size = [
            (n - 1) * side.stride + side.span
            for n, side in zip(size, sides, strict=True)
        ]
    image = images[-1][0].shape[:2]
    height, width = (min(n, most) for n, most in zip(size, image, strict=True))
    return _image(source).op.name, (height, width)


def _layer_below(tensor: Tensor) -> Operation | None:
    op = _image(tensor).op
    return op if op.type in TYPES else None


def _image(tensor: Tensor) -> Tensor:
    """The first image before `tensor` that was made by more than one-to-one ops."""
    while tensor.op.type not in TYPES:
        images = [x for x in tensor.op.inputs if _same_size(x, tensor)]
        if not images:
            break
        tensor = images[0]
    return tensor


def _same_size(x: Tensor, y: Tensor) -> bool:
    return len(x.spec.shape or ()) == 4 and x.spec.shape == y.spec.shape
