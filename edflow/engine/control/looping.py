"""Loops: `while_loop`, whose body is a graph that runs once per turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence, ValuesView
from typing import Any, NamedTuple

from edflow.engine.control.bodies import (
    Replay,
    is_unrepeatable,
    no_gradient,
    share_captures,
    trace,
    unrepeatable,
    waits_for,
)
from edflow.engine.control.composites import pack, unpack
from edflow.engine.face import nest
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.dtypes import int32, variant
from edflow.engine.face.shapes import Shape, as_shape, compatible, text
from edflow.engine.gradients import gradients
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


class Turn(NamedTuple):
    """What a loop remembers of one turn for its gradient."""

    variables: list[Any]
    kept: list[Any]


class While(OpDef):
    """While cond(x): x <- body(x).

    The last output is the loop's memory, one `Turn` each, filled only where a gradient
    asks for it: the loop variables as the turn met them, and the draws and reads inside
    that a second run would not repeat. All else the way back computes again, so that
    the memory a gradient takes is that of the loop variables.
    """

    takes = "input:**T"
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
        step, carried, shared = _backward_step(self, op)
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


def _backward_step(loop: While, op: Operation) -> tuple[Subgraph, list[int], list[int]]:
    """One turn of the way back.

    Its inputs: the loop variables as the turn met them, what it kept, the gradients of
    the variables after it, and what it uses from outside. Its outputs: the gradients of
    the variables before the turn, and the turn's share in those of what is outside.

    Returns:
      The step, which loop variables carry a gradient, which captured inputs get one.
    """
    n = loop.n_variables
    step = Subgraph(op.graph)
    with step.as_default():
        variables = [step.add_input(t.spec, "variable") for t in loop.body.inputs[:n]]
        captured = [step.adopt(tensor) for tensor in op.inputs[n:]]
        replay = Replay(loop.body, step, [*variables, *captured])
        kept = [replay[tensor] for tensor in unrepeatable(loop.body)]
        carried = [i for i, v in enumerate(variables) if v.dtype.is_differentiable]
        dys = [step.add_input(variables[i].spec, "gradient") for i in carried]
        ys = [replay.outputs[i] for i in carried]
        xs = [variables[i] for i in carried] + captured
        dxs = gradients(ys, xs, dys)
        own, of_captured = dxs[: len(carried)], dxs[len(carried) :]
        shared = [k for k, dx in enumerate(of_captured) if dx is not None]
        step.outputs = [
            no_gradient(variables[i]) if dx is None else convert_to_tensor(dx)
            for i, dx in zip(carried, own, strict=True)
        ] + [convert_to_tensor(of_captured[k]) for k in shared]
    step.inputs = [*variables, *kept, *dys, *step.captures.values()]
    return step, carried, shared


class WhileGrad(OpDef):
    """The turns of a loop backwards, last turn first: dx <- body'(x) dx.

    The gradients of what the body uses from outside add up over the turns.
    """

    takes = "history:variant input:**T"
    body: Subgraph
    n_carried: int
    n_shared: int

    @property
    def stateful(self) -> bool:
        return any(is_unrepeatable(op) for op in self.body.operations)

    def takes_reference(self, n_inputs: int) -> list[bool]:
        own = 1 + self.n_carried + self.n_shared
        return [False] * own + [True] * (n_inputs - own)

    def bring_in(self, inputs: Sequence[Tensor]) -> None:
        captured = inputs[1 + self.n_carried + self.n_shared :]
        args = self.body.inputs[len(self.body.inputs) - len(captured) :]
        self.body.stands_for.update(zip(args, captured, strict=True))

    def infer(self, history: Spec, *inputs: Spec) -> tuple[Spec, ...]:
        return tuple(
            spec.with_dtype(spec.dtype.base_dtype)
            for spec in inputs[: self.n_carried + self.n_shared]
        )

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        n, last = self.n_carried, self.n_carried + self.n_shared
        turn_back = runtime.program(self.body.outputs, self.body.inputs)

        def run(history: list[Turn], *inputs: Any) -> tuple[Any, ...]:
            carried, totals = inputs[:n], list(inputs[n:last])
            captured = inputs[last:]
            first = True
            for turn in reversed(history):
                values = turn_back(*turn.variables, *turn.kept, *carried, *captured)
                carried = values[:n]
                shares = zip(totals, values[n:], strict=True)
                totals = [_add(total, share, first) for total, share in shares]
                first = False
            everything = (*carried, *totals)
            return everything[0] if len(everything) == 1 else everything

        return run


def _add(total: Any, share: Any, first: bool) -> Any:
    """The sum; from the second turn on the total is ours, and is added to in place."""
    if first:
        return total + share
    total += share
    return total


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
