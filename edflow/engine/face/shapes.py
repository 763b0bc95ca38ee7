"""Shapes that may be known only in part.

Inside the engine a shape is a plain tuple whose sizes are `int` or `None` (unknown
until the graph runs), or `None` as a whole where even the rank is unknown. Learners
meet it as TensorFlow's `TensorShape` of `Dimension`s.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeGuard, overload

__all__ = ["Dimension", "TensorShape"]

Size = int | None
Shape = tuple[Size, ...] | None


@overload
def broadcast(*shapes: tuple[Size, ...]) -> tuple[Size, ...]: ...
@overload
def broadcast(*shapes: Shape) -> Shape: ...
def broadcast(*shapes: Shape) -> Shape:
    """The shape of an element-wise result, by NumPy's rules.

    >>> broadcast((None, 3), (1,))
    (None, 3)
    """
    if any(shape is None for shape in shapes):
        return None
    known = [shape for shape in shapes if shape is not None]
    rank = max(map(len, known), default=0)
    padded = [(1,) * (rank - len(shape)) + shape for shape in known]
    return tuple(_broadcast_size(sizes, known) for sizes in zip(*padded, strict=True))


def _broadcast_size(sizes: tuple[Size, ...], shapes: list[tuple[Size, ...]]) -> Size:
    fixed = {size for size in sizes if size not in (None, 1)}
    if len(fixed) > 1:
        pair = " and ".join(map(text, shapes))
        raise ValueError(
            f"shapes {pair} do not broadcast: sizes {min(fixed)} and {max(fixed)} "
            "differ and neither is 1"
        )
    if fixed:
        return fixed.pop()
    return None if None in sizes else 1


@overload
def merge(a: tuple[Size, ...], b: Shape) -> tuple[Size, ...]: ...
@overload
def merge(a: Shape, b: tuple[Size, ...]) -> tuple[Size, ...]: ...
@overload
def merge(a: Shape, b: Shape) -> Shape: ...
def merge(a: Shape, b: Shape) -> Shape:
    """What is known of one shape by two accounts of it; ValueError if they clash.

    >>> merge((None, 3), (2, None))
    (2, 3)
    """
    if a is None or b is None:
        return a if b is None else b
    if not compatible(a, b):
        raise ValueError(f"shapes {text(a)} and {text(b)} are not compatible")
    return tuple(y if x is None else x for x, y in zip(a, b, strict=True))


def compatible(a: Shape, b: Shape) -> bool:
    """Whether one array could have both shapes."""
    if a is None or b is None:
        return True
    return len(a) == len(b) and all(
        x is None or y is None or x == y for x, y in zip(a, b, strict=True)
    )


def is_full(shape: Shape) -> TypeGuard[tuple[int, ...]]:
    """Whether every size is known."""
    return shape is not None and None not in shape


def count(shape: Shape) -> Size:
    """How many elements, or None where that is not known."""
    if shape is None or None in shape:
        return None
    return math.prod(size for size in shape if size is not None)


def text(shape: Shape) -> str:
    """How messages show a shape: `[?, 3]`, or `<unknown>`."""
    if shape is None:
        return "<unknown>"
    return "[" + ", ".join("?" if size is None else str(size) for size in shape) + "]"


def as_shape(value: Any) -> Shape:
    """The plain tuple behind whatever a user may hand over as a shape."""
    if value is None:
        return None
    if isinstance(value, TensorShape):
        return value.sizes
    if isinstance(value, int | Dimension):
        raise TypeError(
            f"a shape must be a list or tuple of sizes, not the single number {value}; "
            f"write [{value}]"
        )
    return tuple(as_size(size) for size in value)


def as_size(value: Any) -> Size:
    """One size as a plain `int`, or None for unknown."""
    if value is None or isinstance(value, Dimension):
        return None if value is None else value.value
    if isinstance(value, str | bytes) or not hasattr(value, "__index__"):
        raise TypeError(f"a size must be an integer or None, not {value!r}")
    size = value.__index__()
    if size < 0:
        raise ValueError(f"a size must be 0 or more, or None, not {size}")
    return size


Combine = Callable[[int, int], Any]


def _floor_divide(a: int, b: int) -> int:
    return a // b


def _mirrored(combine: Combine) -> Combine:
    def mirrored(a: int, b: int) -> Any:
        return combine(b, a)

    return mirrored


class Dimension:
    """One size of a `TensorShape`: a number, or unknown (`value` is None).

    >>> Dimension(3) * 2, Dimension(None) + 1
    (Dimension(6), Dimension(None))
    """

    __slots__ = ("value",)

    def __init__(self, value: Any):
        self.value: Size = as_size(value)

    def __int__(self) -> int:
        if self.value is None:
            raise TypeError("this dimension is unknown until the graph runs")
        return self.value

    def __index__(self) -> int:
        return int(self)

    def __str__(self) -> str:
        return "?" if self.value is None else str(self.value)

    def __repr__(self) -> str:
        return f"Dimension({self.value})"

    def __hash__(self) -> int:
        return hash(self.value)

    def is_compatible_with(self, other: Any) -> bool:
        other = as_size(other)
        return self.value is None or other is None or self.value == other

    def assert_is_compatible_with(self, other: Any) -> None:
        if not self.is_compatible_with(other):
            raise ValueError(f"dimensions {self} and {Dimension(other)} differ")

    def merge_with(self, other: Any) -> Dimension:
        self.assert_is_compatible_with(other)
        return Dimension(as_size(other) if self.value is None else self.value)

    def _with(self, other: Any, combine: Combine) -> Any:
        """`combine` of both sizes; None, not knowing, if either is unknown."""
        try:
            other = as_size(other) if isinstance(other, Dimension) else other
            if self.value is None or other is None:
                return None
            return combine(self.value, other.__index__())
        except AttributeError:
            return NotImplemented

    def _arithmetic(self, other: Any, combine: Combine) -> Any:
        result = self._with(other, combine)
        return result if result is NotImplemented else Dimension(result)

    def __eq__(self, other: object) -> Any:
        return self._with(other, operator.eq)

    def __ne__(self, other: object) -> Any:
        return self._with(other, operator.ne)

    def __lt__(self, other: Any) -> Any:
        return self._with(other, operator.lt)

    def __le__(self, other: Any) -> Any:
        return self._with(other, operator.le)

    def __gt__(self, other: Any) -> Any:
        return self._with(other, operator.gt)

    def __ge__(self, other: Any) -> Any:
        return self._with(other, operator.ge)

    def __add__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.add)

    def __sub__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.sub)

    def __rsub__(self, other: Any) -> Any:
        return self._arithmetic(other, _mirrored(operator.sub))

    def __mul__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.mul)

    def __floordiv__(self, other: Any) -> Any:
        return self._arithmetic(other, _floor_divide)

    def __rfloordiv__(self, other: Any) -> Any:
        return self._arithmetic(other, _mirrored(_floor_divide))

    def __mod__(self, other: Any) -> Any:
        return self._arithmetic(other, operator.mod)

    def __rmod__(self, other: Any) -> Any:
        return self._arithmetic(other, _mirrored(operator.mod))

    __radd__, __rmul__ = __add__, __mul__


class TensorShape:
    """The shape of a tensor as far as it is known before the graph runs.

    >>> shape = TensorShape([None, 3])
    >>> shape.as_list(), shape[1].value, shape.ndims, str(shape)
    ([None, 3], 3, 2, '(?, 3)')
    """

    __slots__ = ("sizes",)

    def __init__(self, dims: Any):
        if hasattr(dims, "__index__") and not getattr(dims, "ndim", 0):
            dims = [dims]
        self.sizes: Shape = as_shape(dims)

    @property
    def ndims(self) -> int | None:
        """The rank, or None where it is unknown."""
        return None if self.sizes is None else len(self.sizes)

    rank = ndims

    @property
    def dims(self) -> list[Dimension] | None:
        return None if self.sizes is None else [Dimension(s) for s in self.sizes]

    def _known(self) -> tuple[Size, ...]:
        if self.sizes is None:
            raise ValueError("the rank of this shape is unknown until the graph runs")
        return self.sizes

    def as_list(self) -> list[Size]:
        """The sizes, None where unknown; ValueError if even the rank is unknown."""
        return list(self._known())

    def num_elements(self) -> Size:
        return count(self.sizes)

    def is_fully_defined(self) -> bool:
        return is_full(self.sizes)

    def is_compatible_with(self, other: Any) -> bool:
        return compatible(self.sizes, as_shape(other))

    def assert_is_compatible_with(self, other: Any) -> None:
        merge(self.sizes, as_shape(other))

    def assert_is_fully_defined(self) -> None:
        if not self.is_fully_defined():
            raise ValueError(f"shape {self} is not fully known")

    def assert_has_rank(self, rank: int) -> None:
        if self.ndims not in (None, rank):
            raise ValueError(f"shape {self} must have rank {rank}")

    def assert_same_rank(self, other: Any) -> None:
        other = TensorShape(other)
        if None not in (self.ndims, other.ndims) and self.ndims != other.ndims:
            raise ValueError(f"shapes {self} and {other} must have the same rank")

    def merge_with(self, other: Any) -> TensorShape:
        return TensorShape(merge(self.sizes, as_shape(other)))

    def concatenate(self, other: Any) -> TensorShape:
        other = as_shape(other)
        if self.sizes is None or other is None:
            return TensorShape(None)
        return TensorShape(self.sizes + other)

    def with_rank(self, rank: int) -> TensorShape:
        try:
            return self.merge_with([None] * rank)
        except ValueError:
            raise ValueError(f"shape {self} must have rank {rank}") from None

    def with_rank_at_least(self, rank: int) -> TensorShape:
        if self.ndims is not None and self.ndims < rank:
            raise ValueError(f"shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        if self.ndims is not None and self.ndims > rank:
            raise ValueError(f"shape {self} must have rank at most {rank}")
        return self

    def __len__(self) -> int:
        return len(self._known())

    def __bool__(self) -> bool:
        return self.sizes is not None

    def __iter__(self) -> Iterator[Dimension]:
        return map(Dimension, self._known())

    @overload
    def __getitem__(self, key: int) -> Dimension: ...
    @overload
    def __getitem__(self, key: slice) -> TensorShape: ...
    def __getitem__(self, key: int | slice) -> Dimension | TensorShape:
        if self.sizes is None:
            return TensorShape(None) if isinstance(key, slice) else Dimension(None)
        if isinstance(key, slice):
            return TensorShape(self.sizes[key])
        return Dimension(self.sizes[key])

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def __radd__(self, other: Any) -> TensorShape:
        return TensorShape(other).concatenate(self)

    def __eq__(self, other: object) -> bool:
        try:
            return self.sizes == as_shape(other)
        except (TypeError, ValueError):
            return NotImplemented

    def __hash__(self) -> int:
        return hash(self.sizes)

    def __str__(self) -> str:
        if self.sizes is None:
            return "<unknown>"
        sizes = ["?" if size is None else str(size) for size in self.sizes]
        return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"

    def __repr__(self) -> str:
        return f"TensorShape({self.dims})"

    def __reduce__(self) -> tuple[Any, ...]:
        return TensorShape, (self.sizes,)


def product(sizes: Iterable[Size]) -> Size:
    """The product of sizes, None if one is unknown (unless another is 0).

    >>> product([2, 3]), product([2, None]), product([0, None])
    (6, None, 0)
    """
    sizes = list(sizes)
    if 0 in sizes:
        return 0
    return count(tuple(sizes))
