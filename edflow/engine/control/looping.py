"""Loops: `while_loop`, whose body is a graph that runs once per turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence, ValuesView
from typing import Any

from edflow.engine.control.bodies import (
    is_unrepeatable,
    no_gradient,
    share_captures,
    trace,
    unrepeatable,
    waits_for,
)
from edflow.engine.control.composites import pack, unpack
from edflow.engine.control.loop_gradients import Turn, WhileGrad, backward_step
from edflow.engine.face import nest
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.dtypes import int32, variant
from edflow.engine.face.shapes import Shape, as_shape, compatible, text
from edflow.engine.graph import (
    OpDef,
    Operation,
    Runtime,
    Spec,
    Subgraph,
    Tensor,
    get_default_graph,
    name_scope,
)
from edflow.engine.ops.array.shape import identity
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.logic import logical_and

__all__ = ["while_loop"]


class While(OpDef):
    """While cond(x): x <- body(x).

    The last output is the loop's memory, one `Turn` each, filled only where a gradient
    asks for it: the loop variables as the turn met them, and the draws and reads inside
    that a second run would not repeat. All else the way back computes again, so that
    the memory a gradient takes is that of the loop variables.
    """

    takes = "input:**T"
    gives = "output:**T"
    cond: Subgraph
    body: Subgraph
    n_variables: int
    back_prop: bool = True

    @property
    def stateful(self) -> bool:
        bodies = (self.cond, self.body)
        return any(is_unrepeatable(op) for b in bodies for op in b.operations)

    def takes_reference(self, n_inputs: int) -> list[bool]:
        # What is captured: bodies read and write variables themselves, turn by turn.
        n = self.n_variables
        return [False] * n + [True] * (n_inputs - n)

    def bring_in(self, inputs: Sequence[Tensor]) -> None:
        n = self.n_variables
        for body in (self.cond, self.body):
            body.stands_for.update(zip(body.inputs[n:], inputs[n:], strict=True))

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        variables = self.body.inputs[: self.n_variables]
        return (*(arg.spec for arg in variables), Spec((), variant))

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        n = self.n_variables
        remembers = runtime.uses(op.outputs[-1])
        kept = unrepeatable(self.body) if remembers else []
        goes_on = runtime.program(self.cond.outputs, self.cond.inputs)
        turn = runtime.program(self.body.outputs + kept, self.body.inputs)

        def run(*inputs: Any) -> tuple[Any, ...]:
            variables, captured = list(inputs[:n]), inputs[n:]
            history: list[Turn] = []
            while goes_on(*variables, *captured)[0]:
                values = turn(*variables, *captured)
                if remembers:
                    history.append(Turn(variables, values[n:]))
                variables = values[:n]
            return (*variables, history)

        return run

    def gradient(self, op: Operation, *dys: Any) -> Any:
        if not self.back_prop:
            return [None] * len(op.inputs)
        n = self.n_variables
        step, carried, shared = backward_step(self, op)
        starts = [
            no_gradient(op.outputs[i]) if dys[i] is None else convert_to_tensor(dys[i])
            for i in carried
        ]
        totals = [no_gradient(op.inputs[n + k]) for k in shared]
        backward = op.graph.create_op(
            WhileGrad(step, len(carried), len(shared)),
            [op.outputs[-1], *starts, *totals, *step.captures],
            "WhileGrad",
        )
        places = [*carried, *(n + k for k in shared)]
        found = dict(zip(places, backward.outputs, strict=True))
        return [found.get(place) for place in range(len(op.inputs))]


def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
    maximum_iterations: Any = None,
    return_same_structure: bool = False,
) -> Any:
    """Repeat `body` while `cond` holds, inside the graph.

    Args:
      cond: from the loop variables to a scalar truth value.
      body: from the loop variables to their new values, in the same structure.
      loop_vars: a list or tuple of tensors, or of structures of tensors.
      shape_invariants: in the structure of `loop_vars` the shapes that hold in every
        turn, for variables whose shape changes.
      parallel_iterations: accepted; turns run one after another.
      back_prop: whether gradients flow through the loop.
      swap_memory: accepted.
      name: the scope's name.
      maximum_iterations: stop after so many turns.
      return_same_structure: keep a list of one loop variable a list.

    Returns:
      The loop variables after the last turn.

    Raises:
      TypeError: `cond` or `body` is no function.
      ValueError: there are no loop variables, or the body changes their structure,
        dtypes or shapes.

    >>> import edflow as tf
    >>> i, total = tf.while_loop(
    ...     lambda i, total: i < 5, lambda i, total: (i + 1, total + i), (0, 0)
    ... )
    >>> int(tf.Session().run(total))
    10
    """
    if not callable(cond) or not callable(body):
        raise TypeError("while_loop needs two functions: cond and body")
    loop_vars = list(loop_vars) if isinstance(loop_vars, ValuesView) else loop_vars
    if not isinstance(loop_vars, list | tuple) or not loop_vars:
        raise ValueError("while_loop needs a list or tuple of loop variables")
    if maximum_iterations is not None:
        return _limited(
            cond, body, loop_vars, shape_invariants, back_prop, name,
            maximum_iterations, return_same_structure,
        )  # fmt: skip
    tensors = [leaf for leaf in nest.flatten(loop_vars) if isinstance(leaf, Tensor)]
    with name_scope(name, "while", tensors) as scope:
        results = _loop(cond, body, loop_vars, shape_invariants, back_prop, scope)
        exits = [identity(result, name="Exit") for result in results]
    packed = pack(loop_vars, exits)
    return packed[0] if len(packed) == 1 and not return_same_structure else packed


def _loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    invariants: Any,
    back_prop: bool,
    scope: str,
) -> Sequence[Tensor]:
    starts = unpack(loop_vars)
    shapes = _invariants(starts, invariants)
    outer = get_default_graph()
    tests, turns = Subgraph(outer), Subgraph(outer)
    for graph in (tests, turns):
        with graph.as_default():
            args = [
                graph.add_input(Spec(shape, start.dtype.base_dtype), "Identity")
                for start, shape in zip(starts, shapes, strict=True)
            ]
            packed = pack(loop_vars, args)
            if graph is tests:
                trace(tests, lambda *v: convert_to_tensor(cond(*v), boolean), *packed)
            else:
                result = trace(
                    turns, lambda *v: _as_variables(body(*v), loop_vars), *packed
                )
    _check_turn(result, loop_vars, starts, shapes, turns)
    captured = share_captures(tests, turns)
    with outer.control_dependencies(waits_for(tests, turns)):
        op = outer.create_op(
            While(tests, turns, len(starts), back_prop), [*starts, *captured], scope
        )
    return op.outputs[:-1]


def _as_variables(result: Any, loop_vars: Any) -> Any:
    """What a body returned, as a sequence of loop variables."""
    is_sequence = isinstance(result, list | tuple)
    if not is_sequence or (len(loop_vars) == 1 and len(result) != 1):
        result = [result]
    return type(loop_vars)(result) if not hasattr(loop_vars, "_fields") else result


def _invariants(starts: Sequence[Tensor], given: Any) -> list[Shape]:
    if given is None:
        return [start.spec.shape for start in starts]
    shapes = [as_shape(shape) for shape in _shape_leaves(given)]
    if len(shapes) != len(starts):
        raise ValueError(
            f"{len(starts)} loop variables, but {len(shapes)} shape_invariants"
        )
    for start, shape in zip(starts, shapes, strict=True):
        if not compatible(start.spec.shape, shape):
            raise ValueError(
                f"the shape invariant {text(shape)} does not fit {start.name}, which "
                f"has shape {text(start.spec.shape)}"
            )
    return shapes


def _shape_leaves(given: Any) -> list[Any]:
    """Shapes in a structure of shapes: a list of sizes is a shape, not structure."""
    if isinstance(given, list | tuple) and not all(
        size is None or isinstance(size, int) for size in given
    ):
        return [leaf for part in given for leaf in _shape_leaves(part)]
    if isinstance(given, dict):
        return [leaf for key in sorted(given) for leaf in _shape_leaves(given[key])]
    return [given]


def _check_turn(
    result: Any,
    loop_vars: Any,
    starts: Sequence[Tensor],
    shapes: Sequence[Shape],
    turns: Subgraph,
) -> None:
    try:
        nest.assert_same_structure(loop_vars, result, check_types=False)
    except ValueError as error:
        raise ValueError(
            f"the body must return the loop variables in their structure: {error}"
        ) from None
    for start, shape, after in zip(starts, shapes, turns.outputs, strict=True):
        if after.dtype.base_dtype is not start.dtype.base_dtype:
            raise TypeError(
                f"the loop variable {start.name} is {start.dtype.base_dtype.name}, but "
                f"the body returns {after.dtype.base_dtype.name} for it"
            )
        if not _holds(shape, after.spec.shape):
            raise ValueError(
                f"the loop variable {start.name} enters with shape {text(shape)} but "
                f"has shape {text(after.spec.shape)} after one turn; give its shape in "
                "every turn with shape_invariants"
            )


def _holds(invariant: Shape, shape: Shape) -> bool:
    """Whether everything that has `shape` is known to meet the invariant."""
    if invariant is None:
        return True
    if shape is None or len(shape) != len(invariant):
        return False
    return all(a is None or a == b for a, b in zip(invariant, shape, strict=True))


def _limited(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    invariants: Any,
    back_prop: bool,
    name: str | None,
    limit: Any,
    same: bool,
) -> Any:
    """The loop with a counter in front of its variables."""
    limit = convert_to_tensor(limit, int32, "maximum_iterations")

    def still(count: Tensor, variables: Any) -> Any:
        return logical_and(count < limit, cond(*variables))

    def turn(count: Tensor, variables: Any) -> Any:
        return count + 1, _as_variables(body(*variables), loop_vars)

    shapes = None if invariants is None else ((), invariants)
    start = (constant(0, name="iteration_counter"), loop_vars)
    _, results = while_loop(
        still, turn, start, shapes, back_prop=back_prop, name=name,
        return_same_structure=True,
    )  # fmt: skip
    return results[0] if len(results) == 1 and not same else results
