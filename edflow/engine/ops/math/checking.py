"""Finding out where numbers stop being numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS
from edflow.engine.graph import (
    OpDef,
    Operation,
    Spec,
    Tensor,
    get_default_graph,
    name_scope,
)
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.grouping import group, with_dependencies

__all__ = ["add_check_numerics_ops", "check_numerics", "verify_tensor_all_finite"]


class CheckNumerics(OpDef):
    """y = x, if every element is a finite number; otherwise the run fails."""

    takes = "tensor:T"
    T = FLOATS
    aliases = True
    stateful = True  # It may fail, so what only waits for it needs it to run.
    message: str = ""

    def infer(self, tensor: Spec) -> Spec:
        return Spec(tensor.shape, tensor.dtype)

    def compute(self, x: Array) -> Array:
        if not np.isfinite(x).all():
            kinds = [("NaN", np.isnan(x)), ("Inf", np.isinf(x))]
            found = [f"{at.sum()} {kind}" for kind, at in kinds if at.any()]
            raise ValueError(
                f"{self.message} : the tensor has {' and '.join(found)} among "
                f"{x.size} values"
            )
        return x

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return check_numerics(dy, f"the gradient of {op.name}: {self.message}")


def check_numerics(tensor: Any, message: str, name: str | None = None) -> Tensor:
    """`tensor` itself; the run fails with `message` if it has a nan or infinity.

    Raises:
      InvalidArgumentError: when run, an element is not a finite number.
    """
    return apply(CheckNumerics(message), tensor, name=name)


def verify_tensor_all_finite(
    t: Any = None,
    msg: str | None = None,
    name: str | None = None,
    x: Any = None,
    message: str | None = None,
) -> Tensor:
    """`t` itself, after it has been checked; see `tf.check_numerics`."""
    t, msg = one_of(t=t, x=x), one_of(msg=msg, message=message)
    with name_scope(name, "VerifyFinite", [t]):
        t = convert_to_tensor(t, name="t")
        checked = check_numerics(t, msg or "")
        return with_dependencies([checked], t, "control_dependency")


def add_check_numerics_ops() -> Operation:
    """One operation that checks every float of the default graph, the first one first.

    Its error names the first operation that gave a nan or an infinity.
    """
    graph, checks = get_default_graph(), []
    for op in graph.operations:
        for output in op.outputs:
            if output.dtype.base_dtype in FLOATS:
                with graph.control_dependencies(checks[-1:]):
                    checks.append(check_numerics(output, output.name).op)
    return group(*checks)
