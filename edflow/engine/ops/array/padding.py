"""Tensors made larger: tile, pad."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.axes import transpose
from edflow.engine.ops.array.filling import range_
from edflow.engine.ops.array.shape import rank, reshape, shape, size
from edflow.engine.ops.array.slicing import slice_
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
        from edflow.engine.ops.reduce import reduce_sum

        dx = reduce_sum(reshape(dy, split), copies)
        dx.set_shape(x.shape)
        return dx, None


class PadV2(OpDef):
    """y = x with paddings[k, 0] values in front and paddings[k, 1] behind on axis k."""

    takes = "input:T paddings:Tpaddings constant_values:T"
    Tpaddings = INDICES

    def infer(self, input: Spec, paddings: Spec, constant_values: Spec) -> Spec:
        return Spec(_padded(input, paddings), input.dtype)

    def compute(self, x: Array, paddings: Array, value: Array) -> Array:
        if paddings.size and paddings.min() < 0:
            raise ValueError(f"paddings must not be negative: {paddings.tolist()}")
        widths = paddings.tolist()
        y = np.full(
            [a + s + b for (a, b), s in zip(widths, x.shape, strict=True)],
            value,
            x.dtype,
        )
        y[_inside(x.shape, widths)] = x
        return y

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, paddings = op.inputs[:2]
        # The first column of the paddings says where x starts in y.
        before = slice_(paddings, [0, 0], stack([rank(x), 1]))
        dx = slice_(dy, reshape(before, [-1]), shape(x, out_type=paddings.dtype))
        if len(op.inputs) == 2:
            return dx, None
        from edflow.engine.ops.reduce import reduce_sum

        return dx, None, reduce_sum(dy) - reduce_sum(dx)


class Pad(PadV2):
    """y = x with paddings[k, 0] zeros in front and paddings[k, 1] behind on axis k."""

    takes = "input:T paddings:Tpaddings"

    def infer(self, input: Spec, paddings: Spec) -> Spec:
        return Spec(_padded(input, paddings), input.dtype)

    def compute(self, x: Array, paddings: Array) -> Array:
        return super().compute(x, paddings, np.zeros((), x.dtype))


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
        return Spec(_padded(input, paddings), input.dtype)

    def compute(self, x: Array, paddings: Array) -> Array:
        _check_mirror(x.shape, paddings, self.mode)
        mode = "reflect" if self.mode == "REFLECT" else "symmetric"
        return np.pad(x, paddings.tolist(), mode)

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


def _inside(sizes: Any, widths: Any) -> tuple[slice, ...]:
    return tuple(
        slice(before, before + length)
        for length, (before, _) in zip(sizes, widths, strict=True)
    )


def _padded(input: Spec, paddings: Spec) -> StaticShape:
    """The static shape after padding."""
    if paddings.shape is not None and len(paddings.shape) != 2:
        raise ValueError(
            f"paddings must be a matrix [rank, 2], not of shape {text(paddings.shape)}"
        )
    rows = None if paddings.shape is None else paddings.shape[0]
    if input.shape is None:
        return None if rows is None else (None,) * rows
    if rows not in (None, len(input.shape)):
        raise ValueError(
            f"paddings has {rows} rows, but the tensor has rank {len(input.shape)}"
        )
    if paddings.known is None:
        return (None,) * len(input.shape)
    widths = paddings.known.tolist()
    if min((min(pair) for pair in widths), default=0) < 0:
        raise ValueError(f"paddings must not be negative: {widths}")
    return tuple(
        None if length is None else before + length + after
        for length, (before, after) in zip(input.shape, widths, strict=True)
    )


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
