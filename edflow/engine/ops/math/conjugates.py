"""The complex conjugate: part of the gradient of most that is differentiable."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.dtypes import COMPLEX, REALS
from edflow.engine.graph import Operation, Spec, Tensor, name_scope
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.elementwise import Unary

__all__ = ["conj"]


class Conj(Unary):
    """y = the mirror image of x across the real axis."""

    takes = "input:T"
    gives = "output:T"
    T = COMPLEX
    compute = np.conjugate

    def infer(self, input: Spec) -> Spec:
        return Spec(input.shape, input.dtype)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return conj(dy)


def conj(x: Any, name: str | None = None) -> Tensor:
    """The complex conjugate; real numbers come back as they are.

    Raises:
      TypeError: `x` does not hold numbers.
    """
    if isinstance(x, Tensor) and x.dtype.base_dtype in REALS:
        return x
    with name_scope(name, "Conj", [x]) as scope:
        x = convert_to_tensor(x, name="x")
        if x.dtype.is_complex:
            return apply(Conj(), x, name=scope)
    if x.dtype.base_dtype not in REALS:
        raise TypeError(f"conj takes numbers, but {x.name} is {x.dtype.name}")
    return x
