"""What all element-wise ops share: one rule for shapes, one for dtypes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from edflow.engine.face.dtypes import INEXACT, NUMBERS
from edflow.engine.face.shapes import broadcast
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.ops.array.broadcasting import sum_to_shape_of
from edflow.engine.ops.build import convert_to_tensor


class Pointwise(OpDef, abstract=True):
    """An op that looks at one element of each input at a time.

    Where `compute` is a NumPy ufunc alone, the class names it: `compute = np.exp`.
    """

    gives = "y:T"
    compute: ClassVar[Callable[..., Any]]


class Unary(Pointwise, abstract=True):
    """One tensor, changed element by element."""

    takes = "x:T"
    gives = "y:T"
    T = INEXACT

    def infer(self, x: Spec) -> Spec:
        return Spec(x.shape, x.dtype)


class Elementwise(Pointwise, abstract=True):
    """Two tensors of one dtype, broadcast against each other and combined."""

    takes = "x:T y:T"
    gives = "z:T"
    broadcasts = True
    T = NUMBERS

    def infer(self, x: Spec, y: Spec) -> Spec:
        return Spec(broadcast(x.shape, y.shape), x.dtype)


class Chained(Pointwise, abstract=True):
    """dx = dy f'(x), the gradient of an element-wise op, said by its result y."""

    takes = "y:T dy:T"
    gives = "z:T"
    T = INEXACT

    def infer(self, y: Spec, dy: Spec) -> Spec:
        return Spec(y.shape if dy.shape is None else dy.shape, y.dtype)


def unstretched(op: Operation, x: Tensor, dx: Any) -> Any:
    """The gradient `dx` of one input, summed over the axes that `op` stretched."""
    if dx is None:
        return None
    others = None
    if isinstance(op.opdef, Elementwise):
        others = [t.spec.shape for t in op.inputs if t is not x]
    return sum_to_shape_of(x, convert_to_tensor(dx), others)
