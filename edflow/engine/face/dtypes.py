"""Element types: what one number of a tensor is."""

from __future__ import annotations

from builtins import bool as truth
from typing import Any, cast

import numpy as np

__all__ = [
    "DType", "as_dtype", "bool", "complex64", "complex128", "double", "float16",
    "float32", "float64", "half", "int8", "int16", "int32", "int64", "string",
    "uint8", "uint16", "uint32", "uint64",
]  # fmt: skip

# TensorFlow's wire numbers (DataType in types.proto); a ref type is 100 higher.
_REF = 100


class DType:
    """One element type, such as `float32`, or a reference to one (`float32_ref`).

    A *reference* type marks the output of a variable: an update may write through it.

    >>> float32.name, float32.size, float32.is_floating
    ('float32', 4, True)
    >>> as_dtype(np.int64) is int64
    True
    """

    __slots__ = ("_base", "_enum", "_name", "_numpy", "_ref")

    def __init__(self, name: str, enum: int, numpy: Any, base: DType | None = None):
        self._name = name
        self._enum = enum
        self._numpy = numpy
        self._base = base or self
        self._ref: DType | None = None
        if base is not None:
            base._ref = self

    @property
    def name(self) -> str:
        return self._name

    @property
    def as_datatype_enum(self) -> int:
        return self._enum

    @property
    def as_numpy_dtype(self) -> Any:
        """The NumPy scalar type, e.g. `np.float32`; `object` for strings."""
        return self._numpy

    @property
    def base_dtype(self) -> DType:
        """The type itself for a plain type, the referenced one for a reference."""
        return self._base

    @property
    def is_ref(self) -> truth:
        return self._base is not self

    @property
    def as_ref(self) -> DType:
        return self if self._ref is None else self._ref

    @property
    def real_dtype(self) -> DType:
        """The type of the real part: float32 for complex64."""
        return {complex64: float32, complex128: float64}.get(self._base, self._base)

    @property
    def is_numpy_compatible(self) -> truth:
        return self._numpy is not None

    @property
    def is_bool(self) -> truth:
        return self._base is bool

    @property
    def is_integer(self) -> truth:
        return self._base in INTEGERS

    @property
    def is_floating(self) -> truth:
        return self._base in FLOATS

    @property
    def is_complex(self) -> truth:
        return self._base in COMPLEX

    @property
    def is_quantized(self) -> truth:
        return False

    @property
    def is_unsigned(self) -> truth:
        return self.is_integer and self._name.startswith("u")

    @property
    def is_differentiable(self) -> truth:
        """Whether gradients flow through it: a variant may be a list of tensors."""
        return self.is_floating or self.is_complex or self._base is variant

    @property
    def size(self) -> int:
        """Bytes of one element; 1 for strings, as TensorFlow says."""
        if self._numpy in (None, object):
            return 1
        return np.dtype(self._numpy).itemsize

    @property
    def min(self) -> Any:
        """The smallest finite value."""
        return self.limits[0]

    @property
    def max(self) -> Any:
        """The largest finite value."""
        return self.limits[1]

    @property
    def limits(self) -> tuple[Any, Any]:
        """The smallest and the largest finite value, as NumPy scalars."""
        if self.is_integer:
            info = np.iinfo(self._numpy)
        elif self.is_floating:
            info = np.finfo(self._numpy)
        elif self.is_bool:
            return False, True
        else:
            raise TypeError(f"{self!r} has no smallest and largest value")
        return self._numpy(info.min), self._numpy(info.max)

    def is_compatible_with(self, other: Any) -> truth:
        other = as_dtype(other)
        return self._enum in (other._enum, other.base_dtype._enum)

    def __eq__(self, other: object) -> Any:
        if self is other:
            return True
        if other is None:
            return False
        try:
            return self is as_dtype(other)
        except TypeError:
            return False

    def __hash__(self) -> int:
        return self._enum

    def __str__(self) -> str:
        return f"<dtype: '{self._name}'>"

    def __repr__(self) -> str:
        return f"tf.{self._name}"

    def __int__(self) -> int:
        return self._enum

    def __reduce__(self) -> tuple[Any, ...]:
        return as_dtype, (self._name,)


float32 = DType("float32", 1, np.float32)
float64 = DType("float64", 2, np.float64)
int32 = DType("int32", 3, np.int32)
uint8 = DType("uint8", 4, np.uint8)
int16 = DType("int16", 5, np.int16)
int8 = DType("int8", 6, np.int8)
string = DType("string", 7, object)
complex64 = DType("complex64", 8, np.complex64)
int64 = DType("int64", 9, np.int64)
bool = DType("bool", 10, np.bool_)
uint16 = DType("uint16", 17, np.uint16)
complex128 = DType("complex128", 18, np.complex128)
float16 = DType("float16", 19, np.float16)
resource = DType("resource", 20, None)
variant = DType("variant", 21, None)
uint32 = DType("uint32", 22, np.uint32)
uint64 = DType("uint64", 23, np.uint64)

half, double = float16, float64

FLOATS = frozenset({float16, float32, float64})
COMPLEX = frozenset({complex64, complex128})
SIGNED = frozenset({int8, int16, int32, int64})
INTEGERS = SIGNED | {uint8, uint16, uint32, uint64}
REALS = FLOATS | INTEGERS
NUMBERS = REALS | COMPLEX
INEXACT = FLOATS | COMPLEX
INDICES = frozenset({int32, int64})
ALL = NUMBERS | {bool, string}

_BY_NAME: dict[str, DType] = {}
for _plain in [*sorted(ALL, key=int), resource, variant]:
    _BY_NAME[_plain.name] = _plain
    _BY_NAME[f"{_plain.name}_ref"] = DType(
        f"{_plain.name}_ref",
        _plain.as_datatype_enum + _REF,
        _plain.as_numpy_dtype,
        _plain,
    )
_BY_NAME.update({"half": float16, "float": float32, "double": float64})
_BY_ENUM = {dtype.as_datatype_enum: dtype for dtype in _BY_NAME.values()}
_BY_NUMPY = {
    np.dtype(dtype.as_numpy_dtype): dtype for dtype in ALL if dtype is not string
}
_BY_PYTHON: dict[type, DType] = {
    float: float32,
    int: int32,
    truth: bool,
    complex: complex128,
    str: string,
    bytes: string,
    object: string,
}


def as_dtype(type_value: Any) -> DType:
    """The `DType` meant by a name, an enum number, a NumPy or a Python type.

    >>> as_dtype("float32"), as_dtype(float), as_dtype(9)
    (tf.float32, tf.float32, tf.int64)
    """
    if isinstance(type_value, DType):
        return type_value
    found: DType | None = None
    if isinstance(type_value, str):
        found = _BY_NAME.get(type_value)
    elif isinstance(type_value, int):
        found = _BY_ENUM.get(type_value)
    elif isinstance(type_value, type):
        found = _BY_PYTHON.get(type_value)
    # NumPy takes None for float64, and any class for an object.
    foreign = type_value is None or (
        isinstance(type_value, type) and not issubclass(type_value, np.generic)
    )
    if found is None and not foreign:
        try:
            numpy: Any = np.dtype(cast("Any", type_value))
        except TypeError:
            numpy = None
        if numpy is not None:
            found = string if numpy.kind in "OSU" else _BY_NUMPY.get(numpy)
    if found is None:
        raise TypeError(
            f"cannot convert {type_value!r} to a dtype; "
            "use one such as tf.float32, tf.int32, tf.bool or tf.string"
        )
    return found
