"""Tensors made larger: tile, pad."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.axes import transpose
from edflow.engine.ops.array.broadcasting import reduce_sum
from edflow.engine.ops.array.joining import Pad, PadV2, padded
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import reshape, shape, size
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply

__all__ = ["pad", "tile"]


class Tile(OpDef):
    """y = x, repeated multiples[k] times along axis k."""

    takes = "input:T multiples:Tmultiples"
    Tmultiples = INDICES

    def infer(self, input: Spec, multiples: Spec) -> Spec:
        times = multiples.sizes()
        if input.shape is None or times is None:
            known = input.shape if times is None else times
            return Spec(None if known is None else (None,) * len(known), input.dtype)
        if len(times) != len(input.shape):
            raise ValueError(
                f"multiples has {len(times)} entries, but the tensor has rank "
                f"{len(input.shape)}"
            )
        return Spec(
            tuple(
                None if s is None or t is None else s * t
                for s, t in zip(input.shape, times, strict=True)
            ),
            input.dtype,
        )

    def compute(self, x: Array, multiples: Array) -> Array:
        if min(multiples.tolist(), default=0) < 0:
            raise ValueError(f"multiples must not be negative: {multiples.tolist()}")
        return np.tile(x, multiples.tolist())

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, multiples = op.inputs
        # Each axis of dy is split in two, [multiple, size]; the copies are added up.
        sizes = shape(x, out_type=multiples.dtype)
        split = reshape(transpose(stack([multiples, sizes])), [-1])
        copies = range_(0, size(split), 2)
        dx = reduce_sum(reshape(dy, split), copies)
        dx.set_shape(x.shape)
        return dx, None


class MirrorPad(OpDef):
    """y = x continued beyond its borders by its own mirror image.

    REFLECT leaves the value on the border out of the image, SYMMETRIC repeats it.
    """

    takes = "input:T paddings:Tpaddings"
    Tpaddings = INDICES
    mode: str = "REFLECT"

    def infer(self, input: Spec, paddings: Spec) -> Spec:
        if input.shape is not None and paddings.known is not None:
            _check_mirror(input.shape, paddings.known, self.mode)
        return Spec(padded(input, paddings), input.dtype)

    def compute(self, x: Array, paddings: Array) -> Array:
        _check_mirror(x.shape, paddings, self.mode)
        return np.pad(x, paddings.tolist(), self.mode.lower())  # type: ignore[call-overload]

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return apply(MirrorPadGrad(self.mode), dy, op.inputs[1]), None


class MirrorPadGrad(OpDef):
    """dx = dy inside the borders, plus what the mirror images outside add to it."""

    takes = "input:T paddings:Tpaddings"
    Tpaddings = INDICES
    mode: str = "REFLECT"

    def infer(self, input: Spec, paddings: Spec) -> Spec:
        widths = paddings.known
        if input.shape is None or widths is None:
            unknown = None if input.shape is None else (None,) * len(input.shape)
            return Spec(unknown, input.dtype)
        sizes = zip(input.shape, widths.tolist(), strict=True)
        return Spec(
            tuple(None if s is None else s - a - b for s, (a, b) in sizes), input.dtype
        )

    def compute(self, dy: Array, paddings: Array) -> Array:
        edge = 1 if self.mode == "REFLECT" else 0
        for axis, (before, after) in enumerate(paddings.tolist()):
            dy = np.moveaxis(dy, axis, 0)
            size = len(dy) - before - after
            dx = dy[before : before + size].copy()
            if before:
                dx[edge : edge + before] += dy[:before][::-1]
            if after:
                end = size - edge
                dx[end - after : end] += dy[before + size :][::-1]
            dy = np.moveaxis(dx, 0, axis)
        return dy

    def gradient(self, op: Operation, ddx: Tensor) -> Any:
        return apply(MirrorPad(self.mode), ddx, op.inputs[1]), None


def _check_mirror(sizes: Any, paddings: Array, mode: str) -> None:
    edge = 1 if mode == "REFLECT" else 0
    for axis, (length, pair) in enumerate(zip(sizes, paddings.tolist(), strict=True)):
        if length is not None and max(pair) > length - edge:
            raise ValueError(
                f"{mode} padding of {max(pair)} on axis {axis} needs a size of "
                f"{max(pair) + edge} or more, but it is {length}"
            )


# -- public functions -----------------------------------------------------------------


def tile(input: Any, multiples: Any, name: str | None = None) -> Tensor:
    """`input` repeated, `multiples[k]` times along axis k.

    >>> import edflow as tf
    >>> tf.Session().run(tf.tile([[1, 2]], [2, 2]))
    array([[1, 2, 1, 2],
           [1, 2, 1, 2]], dtype=int32)
    """
    return apply(Tile(), input, multiples, name=name)


def pad(
    tensor: Any,
    paddings: Any,
    mode: str = "CONSTANT",
    name: str | None = None,
    constant_values: Any = 0,
) -> Tensor:
    """`tensor` made larger on all sides.

    Args:
      tensor: a tensor of rank n.
      paddings: [n, 2]: how much to add in front and behind along each axis.
      mode: `"CONSTANT"`; `"REFLECT"`: mirrored at the border; or `"SYMMETRIC"`:
        mirrored, the border itself included.
      name: the operation's name.
      constant_values: what to fill in under `"CONSTANT"`.

    Raises:
      ValueError: an unknown mode, or a mirror image that is not wide enough.

    >>> import edflow as tf
    >>> tf.Session().run(tf.pad([1, 2, 3], [[2, 1]], mode="REFLECT"))
    array([3, 2, 1, 2, 3, 2], dtype=int32)
    """
    mode = mode.upper()
    if mode == "CONSTANT":
        if not isinstance(constant_values, Tensor) and constant_values == 0:
            return apply(Pad(), tensor, paddings, name=name)
        return apply(PadV2(), tensor, paddings, constant_values, name=name)
    if mode not in ("REFLECT", "SYMMETRIC"):
        raise ValueError(
            f"there is no padding mode {mode!r}, only CONSTANT, REFLECT and SYMMETRIC"
        )
    return apply(MirrorPad(mode), tensor, paddings, name=name)
