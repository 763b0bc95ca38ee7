"""Conversion between dtypes."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face import dtypes
from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import (
    NUMBERS,
    DType,
    as_dtype,
    complex64,
    complex128,
    float32,
    float64,
    int32,
    int64,
)
from edflow.engine.face.shapes import Shape
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.indexed_slices import IndexedSlices

__all__ = [
    "bitcast",
    "cast",
    "to_complex64",
    "to_complex128",
    "to_double",
    "to_float",
    "to_int32",
    "to_int64",
]


class Cast(OpDef):
    """y = x as another dtype; fractions are cut off, not rounded."""

    takes = "x:SrcT"
    gives = "y:DstT"
    SrcT = NUMBERS | {dtypes.bool}
    aliases = True
    DstT: DType = float32

    def infer(self, x: Spec) -> Spec:
        value = x.value if self.DstT.is_integer and isinstance(x.value, tuple) else None
        return Spec(x.shape, self.DstT, value)

    def compute(self, x: Array) -> Array:
        if np.iscomplexobj(x) and not self.DstT.is_complex:
            x = x.real
        return x.astype(self.DstT.as_numpy_dtype, copy=False)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        source = op.inputs[0].dtype.base_dtype
        return cast(dy, source) if source.is_differentiable else None


class Bitcast(OpDef):
    """y = the bytes of x, read as another dtype."""

    takes = "input:T"
    gives = "output:type"
    T = NUMBERS
    aliases = True
    type_: DType = float32

    def infer(self, input: Spec) -> Spec:
        return Spec(self._shape(input.shape, input.dtype), self.type_)

    def _shape(self, shape: Shape, source: DType) -> Shape:
        """A last axis is added for parts, and taken away where parts are joined."""
        if shape is None or source.size == self.type_.size:
            return shape
        if source.size > self.type_.size:
            return (*shape, source.size // self.type_.size)
        parts = self.type_.size // source.size
        if not shape or shape[-1] not in (None, parts):
            raise ValueError(
                f"{parts} {source.name} make one {self.type_.name}, so the last axis "
                f"must have the size {parts}"
            )
        return shape[:-1]

    def compute(self, x: Array) -> Array:
        shape: Any = self._shape(x.shape, as_dtype(x.dtype))
        flat = np.ascontiguousarray(x).reshape(-1)
        return flat.view(self.type_.as_numpy_dtype).reshape(shape)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None


def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """`x` converted to `dtype`; from float to integer the fraction is cut off.

    >>> import edflow as tf
    >>> tf.Session().run(tf.cast([1.8, -1.8], tf.int32))
    array([ 1, -1], dtype=int32)
    """
    wanted = as_dtype(dtype).base_dtype
    if isinstance(x, Tensor) and x.dtype.base_dtype is wanted:
        return x
    with name_scope(name, "Cast", [x]) as scope:
        if isinstance(x, IndexedSlices):
            values = cast(x.values, wanted, name=scope)
            return IndexedSlices(values, x.indices, x.dense_shape)
        x = convert_to_tensor(x, name="x")
        return x if x.dtype.base_dtype is wanted else apply(Cast(wanted), x, name=scope)


def bitcast(input: Any, type: Any, name: str | None = None) -> Tensor:
    """The bytes of `input`, read as numbers of another dtype.

    >>> import edflow as tf
    >>> hex(tf.Session().run(tf.bitcast(1.0, tf.int32)))
    '0x3f800000'
    """
    return apply(Bitcast(as_dtype(type).base_dtype), input, name=name)


def to_float(x: Any, name: str = "ToFloat") -> Tensor:
    """`x` as float32."""
    return cast(x, float32, name=name)


def to_double(x: Any, name: str = "ToDouble") -> Tensor:
    """`x` as float64."""
    return cast(x, float64, name=name)


def to_int32(x: Any, name: str = "ToInt32") -> Tensor:
    """`x` as int32, fractions cut off."""
    return cast(x, int32, name=name)


def to_int64(x: Any, name: str = "ToInt64") -> Tensor:
    """`x` as int64, fractions cut off."""
    return cast(x, int64, name=name)


def to_complex64(x: Any, name: str = "ToComplex64") -> Tensor:
    """`x` as complex64."""
    return cast(x, complex64, name=name)


def to_complex128(x: Any, name: str = "ToComplex128") -> Tensor:
    """`x` as complex128."""
    return cast(x, complex128, name=name)
