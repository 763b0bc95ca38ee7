"""Python values as arrays, by TensorFlow's rules for their dtypes."""

from __future__ import annotations

from operator import index
from typing import Any, cast

import numpy as np

from edflow.engine.face.dtypes import DType, as_dtype, string

# What a Python value may be (NumPy's kind letters) to become a dtype of each kind.
_ACCEPTED = {"b": "b", "i": "biu", "u": "biu", "f": "bfiu", "c": "bcfiu", "O": "O"}
_WIDER = {np.dtype(np.float64): np.float32, np.dtype(np.int64): np.int32}

Array = np.ndarray[Any, Any]


def as_array(value: Any, dtype: DType | None = None) -> Array:
    """`value` as an array.

    Without a `dtype`, Python's floats become float32 and its integers int32 (int64
    where one does not fit); arrays keep their dtype. Text becomes UTF-8 bytes.

    Raises:
      TypeError: a Python value is not of the kind that `dtype` asks for.
      ValueError: None, nested lists of uneven lengths, or a number out of range.

    >>> as_array([1, 2]).dtype, as_array(0.5).dtype, as_array(np.ones(1)).dtype
    (dtype('int32'), dtype('float32'), dtype('float64'))
    """
    if isinstance(value, np.ndarray | np.generic):
        return _from_numpy(np.asarray(cast("Any", value)), dtype)
    if value is None:
        raise ValueError(
            "None is not a value that a tensor can hold; a function that lacks its "
            "`return` gives None"
        )
    try:
        array = np.array(value)
    except ValueError as error:
        raise ValueError(
            f"cannot make a tensor of {_short(value)}: {error}; "
            "all lists on one level must have the same length"
        ) from None
    if array.dtype.kind in "SU":
        # As objects: NumPy's own text drops zero bytes at the end, and turns a number
        # among the strings into one.
        array = np.array(value, object)
    if array.dtype == object and not _is_text(array):
        array = _indices(array)
        if array is None:
            raise TypeError(
                f"cannot make a tensor of {_short(value)}: a tensor holds numbers, "
                "truth values or text"
            )
    return _from_python(value, array, dtype)


def _from_numpy(array: Array, dtype: DType | None) -> Array:
    if array.dtype.kind in "SU":
        array = _encoded(array)
    elif array.dtype == object and dtype in (None, string):
        if not _is_text(array):
            raise TypeError(f"expected text, as str or bytes, but got {_short(array)}")
        array = _encoded(array)
    elif dtype is string:
        raise TypeError(f"expected text, but got {array.dtype.name} {_short(array)}")
    if dtype is None:
        as_dtype(array.dtype)  # TypeError for what no tensor can hold, such as dates.
        return array
    return array.astype(dtype.as_numpy_dtype, copy=False)


def _from_python(value: Any, array: Array, dtype: DType | None) -> Array:
    if array.dtype == object:
        array = _encoded(array)
    if dtype is not None:
        wanted = np.dtype(dtype.as_numpy_dtype)
        if array.size and array.dtype.kind not in _ACCEPTED[wanted.kind]:
            found = "string" if array.dtype == object else array.dtype.name
            raise TypeError(
                f"expected {dtype.name}, but got {_short(value)} ({found}); "
                f"write a {dtype.name} value, or convert with tf.cast"
            )
        cast = array.astype(wanted)
        if wanted.kind in "iu" and not np.array_equal(cast, array):
            raise ValueError(f"{_short(value)} does not fit into {dtype.name}")
        return cast
    narrow = _WIDER.get(array.dtype)
    if narrow is None:
        return array
    cast = array.astype(narrow)
    if narrow is np.int32 and not np.array_equal(cast, array):
        return array
    return cast


def _indices(array: Array) -> Array | None:
    """The integers that other objects stand for, such as the sizes in a shape."""
    try:
        return np.array([index(item) for item in array.flat], int).reshape(array.shape)
    except (TypeError, OverflowError):
        return None


def _is_text(array: Array) -> bool:
    return all(isinstance(item, str | bytes) for item in array.flat)


def _encoded(array: Array) -> Array:
    """Text as bytes objects: what TensorFlow's strings are."""
    if array.dtype == object and all(type(item) is bytes for item in array.flat):
        return array
    encoded = np.empty(array.shape, object)
    for place, item in np.ndenumerate(array):
        encoded[place] = item.encode() if isinstance(item, str) else bytes(item)
    return encoded


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
