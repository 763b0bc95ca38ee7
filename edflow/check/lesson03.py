"""The exercises of lesson 03: variables live in the session."""

from __future__ import annotations

from edflow.check.exercise import Claim, Exercise
from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.state.variable import Variable
from edflow.engine.runtime import Session


def _counts_by_three(variable: Variable, step: Tensor) -> bool:
    session = Session(graph=variable.graph)
    session.run(variable.initializer)
    start = float(session.run(variable))
    return [float(session.run(step)) - start for _ in range(3)] == [3.0, 6.0, 9.0]


count_by_three = Exercise(
    "the graph says *add 3*; the session remembers to what",
    Claim(
        lambda variable, step: isinstance(variable, Variable),
        "the first answer is a tf.Variable",
    ),
    Claim(
        lambda variable, step: any(op.type == "AssignAdd" for op in _writers(variable)),
        "tf.assign_add makes a tensor that adds to a variable when it is run",
    ),
    Claim(_counts_by_three, "run your step three times: does it go up by 3 each time?"),
)


def _writers(variable: Variable) -> list[Operation]:
    return variable.op.outputs[0].consumers()


def _is_double(v: Variable, w: Variable) -> bool:
    session = Session(graph=w.graph)
    session.run(v.initializer)  # First, and alone.
    session.run(w.initializer)
    return abs(float(session.run(v)) - 2 * float(session.run(w))) < 1e-6


start_from_another = Exercise(
    "in whatever order the initializers run, v starts as twice w",
    Claim(lambda v, w: isinstance(v, Variable), "v is to be a tf.Variable"),
    Claim(
        lambda v, w: v.initializer.inputs[1].op.type != "Const",
        "v starts from a constant; let it start from w",
    ),
    Claim(_is_double, "run the initializer of v, then that of w: is v twice w?"),
)
