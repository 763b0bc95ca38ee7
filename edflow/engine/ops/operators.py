"""The table that gives tensors their operators: `x + y` is `tf.add(x, y)`.

The graph knows of no op; this is the one place where tensors and variables learn what
the operators of Python mean for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math import arithmetic, products
from edflow.engine.ops.state.variable import Variable

Binary = Callable[..., Tensor]


def _forward(name: str, function: Binary) -> Binary:
    """`x op y` for a tensor x; a Python number y takes the dtype of x."""

    def operator(x: Any, y: Any) -> Tensor:
        with name_scope(None, name, [x, y]) as scope:
            x = convert_to_tensor(x)
            return function(x, _beside(y, x, "y"), name=scope)

    return operator


def _mirrored(name: str, function: Binary) -> Binary:
    """`x op y` where only y is a tensor, as in `1 - y`."""

    def operator(y: Any, x: Any) -> Tensor:
        with name_scope(None, name, [x, y]) as scope:
            y = convert_to_tensor(y)
            return function(_beside(x, y, "x"), y, name=scope)

    return operator


def _beside(value: Any, tensor: Tensor, name: str) -> Tensor:
    if hasattr(value, "graph"):
        return convert_to_tensor(value)
    return convert_to_tensor(value, tensor.dtype.base_dtype, name)


_BINARY: dict[str, tuple[str, Binary]] = {
    "add": ("add", arithmetic.add),
    "sub": ("sub", arithmetic.subtract),
    "mul": ("mul", arithmetic.multiply),
    "truediv": ("truediv", arithmetic.truediv),
    "matmul": ("matmul", products.matmul),
}
_UNARY: dict[str, Callable[[Any], Tensor]] = {
    "neg": arithmetic.negative,
}


def give_operators(kind: type) -> None:
    """Set the operator methods of `kind`, which tensors can be made of."""
    for method, (name, function) in _BINARY.items():
        setattr(kind, f"__{method}__", _forward(name, function))
        setattr(kind, f"__r{method}__", _mirrored(name, function))
    for method, function in _UNARY.items():
        setattr(kind, f"__{method}__", lambda x, function=function: function(x))


give_operators(Tensor)
give_operators(Variable)
