"""Spec: all that is known of a tensor before the graph runs.

The way from `tf.constant` to `sess.run` begins here, with the least there is to know.
Next: `opdef.py`, the rules from specs to specs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import index
from typing import Any

import numpy as np

from edflow.engine.face.dtypes import DType
from edflow.engine.face.shapes import Shape, Size


@dataclass(frozen=True, slots=True)
class Spec:
    """Shape, dtype and, for small integer tensors, the value if it follows from them.

    A size is a Python `int`, whatever a shape rule counted with.

    The value is what lets `reshape(x, tf.shape(y))` know its shape early: an array, or
    for a vector known only in part a tuple with None where an element is unknown.
    """

    shape: Shape
    dtype: DType
    value: np.ndarray[Any, Any] | tuple[Size, ...] | None = field(
        default=None, compare=False
    )

    def __post_init__(self) -> None:
        # A shape rule may count with NumPy; np.int32 overflows where files are written.
        for size in self.shape or ():
            if type(size) is not int and size is not None:
                sizes = tuple(None if n is None else index(n) for n in self.shape or ())
                object.__setattr__(self, "shape", sizes)
                break

    @property
    def rank(self) -> int | None:
        return None if self.shape is None else len(self.shape)

    @property
    def known(self) -> np.ndarray[Any, Any] | None:
        """The value if every element of it is known."""
        return self.value if isinstance(self.value, np.ndarray) else None

    def sizes(self) -> Shape:
        """The value read as a vector of sizes; -1, like None, stands for unknown.

        >>> from edflow.engine.face.dtypes import int32
        >>> Spec((2,), int32, np.array([-1, 3])).sizes()
        (None, 3)
        """
        if self.value is None:
            known_rank = self.shape is not None and len(self.shape) == 1
            length = self.shape[0] if known_rank and self.shape else None
            return None if length is None else (None,) * length
        if isinstance(self.value, np.ndarray):
            items: Sequence[Size] = self.value.reshape(-1).tolist()
        else:
            items = self.value
        return tuple(None if n is None or n < 0 else n for n in items)

    def with_shape(self, shape: Shape) -> Spec:
        """The same dtype in another shape; what was known of the value is dropped."""
        return Spec(shape, self.dtype)

    def with_dtype(self, dtype: DType) -> Spec:
        return Spec(self.shape, dtype)
