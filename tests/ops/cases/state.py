"""Rows of variables and of what only orders other operations."""

import numpy as np
from case import Case, Ref

from edflow.engine.face import dtypes
from edflow.engine.ops.grouping import NoOp
from edflow.engine.ops.state.refs import (
    Assign,
    AssignAdd,
    AssignSub,
    IsVariableInitialized,
    VariableV2,
)

WRITE = "a write has no slope"


def filled_variable():
    import edflow as tf

    return tf.Variable([1.0, 2.0])._ref()


CASES = [
    Case(
        VariableV2((2,), dtypes.float32),
        [],
        lambda: np.float32([1, 2]),
        build=filled_variable,
    ),
    Case(Assign(), [Ref((2, 3)), (2, 3)], lambda ref, value: value, flat=WRITE),
    Case(AssignAdd(), [Ref((2, 3)), (2, 3)], np.add, flat=WRITE),
    Case(AssignSub(), [Ref((2, 3)), (2, 3)], np.subtract, flat=WRITE),
    Case(
        IsVariableInitialized(),
        [Ref((2, 3))],
        lambda ref: np.bool_(True),
        flat=WRITE,
    ),
    Case(NoOp(), []),
]
