"""The table that gives tensors their operators: `x + y` is `tf.add(x, y)`.

The graph knows of no op; this is the one place where tensors and variables learn what
the operators of Python mean for them. `==` stays what it is for all objects that serve
as keys of a dict: whether both are the same; `tf.equal` compares values.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow.engine.face.operand import Operand
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.indexing.getitem import getitem
from edflow.engine.ops.math import (
    arithmetic,
    comparing,
    division,
    logic,
    powers,
    products,
    rounding,
)

Function = Callable[..., Any]

_ARITHMETIC: dict[str, tuple[str, Function]] = {
    "add": ("add", arithmetic.plus),
    "sub": ("sub", arithmetic.subtract),
    "mul": ("mul", arithmetic.multiply),
    "truediv": ("truediv", division.truediv),
    "floordiv": ("floordiv", division.floordiv),
    "mod": ("mod", division.floormod),
    "pow": ("pow", powers.pow),
    "matmul": ("matmul", products.matmul),
    "and": ("and", logic.both),
    "or": ("or", logic.either),
    "xor": ("xor", logic.one),
}
# Python mirrors these by itself: `0 < x` asks for `x > 0`.
_COMPARISONS: dict[str, Function] = {
    "lt": comparing.less,
    "le": comparing.less_equal,
    "gt": comparing.greater,
    "ge": comparing.greater_equal,
}
_UNARY: dict[str, Function] = {
    "neg": arithmetic.negative,
    "abs": rounding.abs,
    "invert": logic.opposite,
}


def _forward(name: str, function: Function) -> Function:
    """`x op y` for a tensor x; a Python number y will take the dtype of x."""

    def operator(x: Any, y: Any) -> Tensor:
        with name_scope(None, name, [x, y]) as scope:
            return function(convert_to_tensor(x), y, name=scope)

    return operator


def _mirrored(name: str, function: Function) -> Function:
    """`x op y` where only y is a tensor, as in `1 - y`."""

    def operator(y: Any, x: Any) -> Tensor:
        with name_scope(None, name, [x, y]) as scope:
            y = convert_to_tensor(y)
            x = convert_to_tensor(x, y.dtype.base_dtype, "x")
            return function(x, y, name=scope)

    return operator


for _method, (_name, _function) in _ARITHMETIC.items():
    setattr(Operand, f"__{_method}__", _forward(_name, _function))
    setattr(Operand, f"__r{_method}__", _mirrored(_name, _function))
for _method, _function in (_COMPARISONS | _UNARY).items():
    setattr(Operand, f"__{_method}__", _function)
# A variable has its own: a slice of it can be assigned to.
Operand.__getitem__ = getitem
