"""What all operations on text share: a tensor of text is an array of bytes objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import string
from edflow.engine.graph import OpDef, Operation, Spec, Tensor


def texts(x: Any) -> Array:
    """An array of text, also from the single bytes object that NumPy may hand out."""
    return np.asarray(x, object)


def each(function: Callable[..., Any], *xs: Any, dtype: Any = object) -> Array:
    """`function` of each element, or of those at the same place after broadcasting.

    >>> each(bytes.upper, np.array([b"a", b"b"], object))
    array([b'A', b'B'], dtype=object)
    """
    arrays = np.broadcast_arrays(
        *[np.asarray(x) if hasattr(x, "dtype") else texts(x) for x in xs]
    )
    made = np.empty(arrays[0].shape, dtype)
    flat = made.reshape(-1)
    for i, items in enumerate(zip(*[array.flat for array in arrays], strict=True)):
        flat[i] = function(*items)
    return made


class Textual(OpDef, abstract=True):
    """Text to text, element by element."""

    takes = "input:string"
    gives = "output:string"

    def infer(self, input: Spec) -> Spec:
        return Spec(input.shape, string)

    def change(self, text: bytes) -> bytes:
        """What becomes of one element."""
        raise NotImplementedError

    def compute(self, x: Array) -> Array:
        return each(self.change, texts(x))

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return None
