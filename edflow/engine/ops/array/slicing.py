"""What `begin:end:stride` takes out of a tensor: strided_slice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, int16
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.filling import ones_like
from edflow.engine.ops.array.joining import elements
from edflow.engine.ops.array.shape import followed, shape
from edflow.engine.ops.build import apply

__all__ = ["strided_slice"]


class Masks(NamedTuple):
    """What begin, end and strides cannot say, a bit for each of their entries.

    begin, end: the entry is to be ignored (`x[:3]`, `x[3:]`); ellipsis: it stands for
    `...`; new_axis: for `tf.newaxis`; shrink_axis: for a single index, whose axis goes.
    """

    begin: int = 0
    end: int = 0
    ellipsis: int = 0
    new_axis: int = 0
    shrink_axis: int = 0

    def index(self, begin: Array, end: Array, strides: Array) -> tuple[Any, ...]:
        """The same as NumPy's index."""
        index: list[Any] = []
        for i, (b, e, s) in enumerate(
            zip(begin.tolist(), end.tolist(), strides.tolist(), strict=True)
        ):
            bit = 1 << i
            if self.ellipsis & bit:
                index.append(...)
            elif self.new_axis & bit:
                index.append(None)
            elif self.shrink_axis & bit:
                index.append(b)
            elif s == 0:
                raise ValueError("a slice cannot have a step of 0")
            else:
                # NumPy reads an end of -1 under a negative step as "up to the last":
                # the same here, for begin and end follow Python's rules.
                index.append(
                    slice(
                        None if self.begin & bit else b,
                        None if self.end & bit else e,
                        s,
                    )
                )
        # With an ellipsis NumPy gives an array even for one element.
        return (*index, ...) if not self.ellipsis else tuple(index)


class Strided(OpDef, abstract=True):
    """What ops on x[begin : end : strides] share."""

    Index = INDICES
    begin_mask: int = 0
    end_mask: int = 0
    ellipsis_mask: int = 0
    new_axis_mask: int = 0
    shrink_axis_mask: int = 0

    @property
    def masks(self) -> Masks:
        return Masks(
            self.begin_mask,
            self.end_mask,
            self.ellipsis_mask,
            self.new_axis_mask,
            self.shrink_axis_mask,
        )


class StridedSlice(Strided):
    """y = x[begin : end : strides], with Python's meaning of `:` and `...`."""

    takes = "input:T begin:Index end:Index strides:Index"
    Index = INDICES | {int16}
    aliases = True

    def infer(self, input: Spec, begin: Spec, end: Spec, strides: Spec) -> Spec:
        if input.shape is None:
            return Spec(None, input.dtype)
        length = next((s.shape[0] for s in (begin, end, strides) if s.shape), None)
        if length is None:
            return Spec(None, input.dtype)
        if strides.known is not None and 0 in strides.known.tolist():
            raise ValueError("a slice cannot have a step of 0")
        parts = [elements(spec, length) for spec in (begin, end, strides)]
        sizes = _sliced(input.shape, self.masks, list(zip(*parts, strict=True)))
        return Spec(sizes, input.dtype, self._value(input, begin, end, strides))

    def _value(self, input: Spec, begin: Spec, end: Spec, strides: Spec) -> Any:
        """What is known of the elements, where the input is a vector known in part."""
        if not isinstance(input.value, tuple):
            return None  # What is known wholly is followed by `compute`.
        if begin.known is None or end.known is None or strides.known is None:
            return None
        vector = np.array(input.value, object)
        picked = vector[self.masks.index(begin.known, end.known, strides.known)]
        if picked.ndim == 1:
            return followed(picked.tolist(), input.dtype)
        item = picked.item() if picked.ndim == 0 else None
        return None if item is None else np.array(item, input.dtype.as_numpy_dtype)

    def compute(self, x: Array, begin: Array, end: Array, strides: Array) -> Array:
        try:
            return x[self.masks.index(begin, end, strides)]
        except IndexError:
            raise ValueError(
                f"the index {begin.tolist()} is out of bounds for the shape "
                f"{text(x.shape)}"
            ) from None

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, *where = op.inputs
        sizes = shape(x, out_type=where[0].dtype)
        known = [t if t.spec.known is None else t.spec.known for t in (sizes, *where)]
        dx = apply(StridedSliceGrad(*self.masks), *known, dy)
        dx.set_shape(x.shape)
        return dx, None, None, None


class StridedSliceGrad(Strided):
    """x = 0 but for x[begin : end : strides] = dy."""

    takes = "shape:Index begin:Index end:Index strides:Index dy:T"

    def infer(
        self, shape: Spec, begin: Spec, end: Spec, strides: Spec, dy: Spec
    ) -> Spec:
        return Spec(shape.sizes(), dy.dtype)

    def compute(
        self, shape: Array, begin: Array, end: Array, strides: Array, dy: Array
    ) -> Array:
        x = np.zeros(shape.tolist(), np.asarray(dy).dtype)
        x[self.masks.index(begin, end, strides)] = dy
        return x

    def gradient(self, op: Operation, dx: Tensor) -> Any:
        _, begin, end, strides, _ = op.inputs
        again = apply(StridedSlice(*self.masks), dx, begin, end, strides)
        return None, None, None, None, again


def _sliced(
    sizes: Sequence[int | None], masks: Masks, entries: Sequence[Any]
) -> StaticShape:
    """The static shape of a slice; its entries are (begin, end, stride) triples."""
    bits = [1 << i for i in range(len(entries))]
    if sum(bool(masks.ellipsis & bit) for bit in bits) > 1:
        raise ValueError("an index may have only one ellipsis (...)")
    taking = [b for b in bits if not (masks.ellipsis | masks.new_axis) & b]
    rest = len(sizes) - len(taking)
    if rest < 0:
        raise ValueError(
            f"{len(taking)} indices are too many for a tensor of rank {len(sizes)}"
        )
    result: list[int | None] = []
    axis = 0
    for bit, entry in zip(bits, entries, strict=True):
        if masks.ellipsis & bit:
            result += sizes[axis : axis + rest]
            axis += rest
        elif masks.new_axis & bit:
            result.append(1)
        else:
            size = sizes[axis]
            axis += 1
            if masks.shrink_axis & bit:
                _check_bounds(entry[0], size, axis - 1)
            else:
                result.append(_length(size, entry, masks.begin & bit, masks.end & bit))
    return (*result, *sizes[axis:])


def _check_bounds(index: int | None, size: int | None, axis: int) -> None:
    if index is not None and size is not None and not -size <= index < size:
        raise ValueError(
            f"slice index {index} of axis {axis} is out of bounds: its size is {size}"
        )


def _length(size: int | None, entry: Any, no_begin: int, no_end: int) -> int | None:
    begin, end, stride = entry
    if (
        stride is None
        or (begin is None and not no_begin)
        or (end is None and not no_end)
    ):
        return None
    begin = None if no_begin else begin
    end = None if no_end else end
    if size is not None:
        return len(range(*slice(begin, end, stride).indices(size)))
    # Of an unknown size an empty slice and the first few are known all the same.
    if begin is not None and end is not None and (begin < 0) == (end < 0):
        return 0 if (end - begin) * stride <= 0 else None
    return None


# -- public functions -----------------------------------------------------------------


def strided_slice(
    input_: Any,
    begin: Any,
    end: Any,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """`input_[begin:end:strides]`; what `x[...]` is made of, which reads better.

    Args:
      input_: a tensor.
      begin, end, strides: vectors with an entry for each axis, in front.
      begin_mask, end_mask: bit i set: ignore entry i, as in `x[:3]` and `x[3:]`.
      ellipsis_mask: bit i set: entry i stands for `...`.
      new_axis_mask: bit i set: entry i makes a new axis of size 1.
      shrink_axis_mask: bit i set: entry i is a single index, and its axis goes.
      var: the variable that is sliced, if one is.
      name: the operation's name.
    """
    if strides is None:
        strides = ones_like(begin)
    opdef = StridedSlice(
        begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask
    )
    return apply(opdef, input_, begin, end, strides, name=name)
