"""Branches: `cond` and `case`, of which only the one that is taken runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from edflow.engine.control.bodies import (
    Replay,
    is_unrepeatable,
    no_gradient,
    share_captures,
    spec_in_common,
    trace,
    unrepeatable,
    waits_for,
)
from edflow.engine.control.composites import pack
from edflow.engine.face import nest
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.dtypes import int32
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
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.shape import identity
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.assertions import assert_true
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.grouping import with_dependencies
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.state.refs import is_variable_initialized
from edflow.engine.ops.state.variable import Variable

__all__ = ["case", "cond"]


class If(OpDef):
    """y = then_branch(x) if cond, else else_branch(x).

    Behind the outputs of the branches come, for the gradient, the values inside them
    that a second run would not repeat; those of the branch not taken are missing.
    """

    takes = "cond:bool input:**Tin"
    gives = "output:**Tout"
    then_branch: Subgraph
    else_branch: Subgraph

    @property
    def stateful(self) -> bool:
        bodies = (self.then_branch, self.else_branch)
        return any(is_unrepeatable(op) for b in bodies for op in b.operations)

    def takes_reference(self, n_inputs: int) -> list[bool]:
        return [False] + [True] * (n_inputs - 1)  # Branches read and write themselves.

    def bring_in(self, inputs: Sequence[Tensor]) -> None:
        for body in (self.then_branch, self.else_branch):
            body.stands_for.update(zip(body.inputs, inputs[1:], strict=True))

    def infer(self, cond: Spec, *inputs: Spec) -> tuple[Spec, ...]:
        if cond.rank not in (None, 0):
            raise ValueError(f"the predicate must be a scalar, not of rank {cond.rank}")
        pairs = zip(self.then_branch.outputs, self.else_branch.outputs, strict=True)
        outputs = [spec_in_common(a.spec, b.spec) for a, b in pairs]
        return (*outputs, *(t.spec for t in self.kept(True) + self.kept(False)))

    def kept(self, branch: bool) -> list[Tensor]:
        """The values inside a branch that the gradient takes from its run."""
        return unrepeatable(self.then_branch if branch else self.else_branch)

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        n = len(self.then_branch.outputs)
        wants_kept = any(runtime.uses(tensor) for tensor in op.outputs[n:])
        programs = {}
        for taken, body in ((True, self.then_branch), (False, self.else_branch)):
            kept = self.kept(taken) if wants_kept else []
            programs[taken] = runtime.program(body.outputs + kept, body.inputs)
        missing: dict[bool, list[Any]] = {
            taken: [None] * len(self.kept(taken)) for taken in (True, False)
        }

        def run(cond: Any, *inputs: Any) -> tuple[Any, ...]:
            taken = bool(cond)
            values = programs[taken](*inputs)
            outputs = values[:n]
            kept = {taken: values[n:] if wants_kept else missing[taken]}
            kept[not taken] = missing[not taken]
            everything = (*outputs, *kept[True], *kept[False])
            return everything[0] if len(everything) == 1 else everything

        return run

    def gradient(self, op: Operation, *dys: Any) -> Any:
        n = len(self.then_branch.outputs)
        after = n + len(self.kept(True))
        then_branch = _gradient_body(self.then_branch, op, op.outputs[n:after], dys[:n])
        else_branch = _gradient_body(self.else_branch, op, op.outputs[after:], dys[:n])
        flows = _fill_gaps(then_branch, else_branch, op.inputs[1:])
        dxs = iter(_branch(op.inputs[0], then_branch, else_branch, "If"))
        return [None, *(next(dxs) if flow else None for flow in flows)]


def _gradient_body(
    body: Subgraph, op: Operation, kept: Sequence[Tensor], dys: Sequence[Any]
) -> Subgraph:
    """A branch that gives the gradients for the inputs of `op`; gaps are None."""
    result = Subgraph(op.graph)
    with result.as_default():
        inputs = [result.adopt(tensor) for tensor in op.inputs[1:]]
        replay = Replay(body, result, inputs)
        for inside, outside in zip(unrepeatable(body), kept, strict=True):
            result.captures[outside] = replay[inside]
            result.inputs.append(replay[inside])
        pairs = [
            (y, result.adopt(convert_to_tensor(dy)))
            for y, dy in zip(replay.outputs, dys, strict=True)
            if dy is not None
        ]
        ys, grad_ys = [y for y, _ in pairs], [dy for _, dy in pairs]
        result.outputs = gradients(ys, inputs, grad_ys)
    return result


def _fill_gaps(one: Subgraph, other: Subgraph, xs: Sequence[Tensor]) -> list[bool]:
    """Zeros where only the other branch uses an input; which inputs get anything."""
    flows = [
        a is not None or b is not None
        for a, b in zip(one.outputs, other.outputs, strict=True)
    ]
    for body in (one, other):
        with body.as_default():
            body.outputs = [
                no_gradient(body.adopt(x)) if dx is None else convert_to_tensor(dx)
                for x, dx, flow in zip(xs, body.outputs, flows, strict=True)
                if flow
            ]
    return flows


def _branch(
    pred: Tensor, then_branch: Subgraph, else_branch: Subgraph, name: str
) -> list[Tensor]:
    """The If operation over two bodies, and its outputs."""
    captured = share_captures(then_branch, else_branch)
    graph = get_default_graph()
    with graph.control_dependencies(waits_for(then_branch, else_branch)):
        op = graph.create_op(If(then_branch, else_branch), [pred, *captured], name)
    return list(op.outputs[: len(then_branch.outputs)])


def cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    strict: bool = False,
    name: str | None = None,
    fn1: Callable[[], Any] | None = None,
    fn2: Callable[[], Any] | None = None,
) -> Any:
    """What `true_fn` makes if `pred` is true when the graph runs, else `false_fn`'s.

    Both functions are called once, now, to build their branches; only the branch that
    is taken runs.

    Args:
      pred: a scalar truth value, as a tensor.
      true_fn: builds and returns a tensor or a structure of tensors.
      false_fn: the same; its result must have the same structure and dtypes.
      strict: keep a list of one tensor a list.
      name: the operation's name.
      fn1: the old name of `true_fn`.
      fn2: the old name of `false_fn`.

    Raises:
      TypeError: `pred` is a Python bool, or a branch is not a function.
      ValueError: the branches return different structures or dtypes.

    >>> import edflow as tf
    >>> x = tf.placeholder(tf.float32)
    >>> y = tf.cond(x > 0.0, lambda: 2 * x, lambda: -x)
    >>> session = tf.Session()
    >>> [float(session.run(y, {x: value})) for value in (3.0, -3.0)]
    [6.0, 3.0]
    """
    true_fn, false_fn = true_fn or fn1, false_fn or fn2
    if not callable(true_fn) or not callable(false_fn):
        raise TypeError(
            "cond needs two functions that build the branches, e.g. "
            "tf.cond(p, lambda: x + 1, lambda: x)"
        )
    if isinstance(pred, bool):
        raise TypeError(
            f"pred is the Python value {pred}, settled before the graph runs: write "
            "`if`, or give a tensor"
        )
    with name_scope(name, "cond", [pred]) as scope:
        pred = convert_to_tensor(pred, boolean, "pred_id")
        then_branch, else_branch = (Subgraph(get_default_graph()) for _ in range(2))
        branches = ((then_branch, true_fn, True), (else_branch, false_fn, False))
        then_result, else_result = (
            trace(body, _returned, function, taken, strict)
            for body, function, taken in branches
        )
        _check_alike(then_result, else_result, then_branch, else_branch)
        outputs = _branch(pred, then_branch, else_branch, scope)
        merged = [identity(output, name="Merge") for output in outputs]
        result = pack(then_result, merged)
    return result if strict else _without_list_of_one(result)


def _returned(function: Callable[[], Any], taken: bool, strict: bool) -> Any:
    """What a branch returns, with a value for an operation: the predicate's."""
    result = function() if strict else _without_list_of_one(function())
    leaves = nest.flatten(result)
    if not leaves or any(leaf is None for leaf in leaves):
        name = "true_fn" if taken else "false_fn"
        raise ValueError(
            f"{name} returns {result!r}, but a branch of cond must return a tensor, an "
            "operation, or a structure of these: does it lack its `return`?"
        )
    values = [
        with_dependencies([leaf], constant(taken))
        if isinstance(leaf, Operation)
        else leaf
        for leaf in leaves
    ]
    return nest.pack_sequence_as(result, values)


def _without_list_of_one(result: Any) -> Any:
    single = isinstance(result, list | tuple) and len(result) == 1
    return result[0] if single else result


def _check_alike(
    one: Any, other: Any, then_branch: Subgraph, else_branch: Subgraph
) -> None:
    try:
        nest.assert_same_structure(one, other)
    except (TypeError, ValueError) as error:
        raise type(error)(
            f"the two branches of cond must return the same structure: {error}"
        ) from None
    pairs = zip(then_branch.outputs, else_branch.outputs, strict=True)
    for a, b in pairs:
        if a.dtype.base_dtype is not b.dtype.base_dtype:
            raise ValueError(
                f"the branches of cond return {a.dtype.base_dtype.name} ({a.name}) and "
                f"{b.dtype.base_dtype.name} ({b.name}); convert one with tf.cast"
            )


def smart_cond(
    pred: Any,
    true_fn: Callable[[], Any],
    false_fn: Callable[[], Any],
    name: str | None = None,
) -> Any:
    """`cond`, settled at once where `pred` is a Python value or a known constant."""
    value = smart_constant_value(pred)
    if value is None:
        return cond(pred, true_fn, false_fn, name=name)
    return true_fn() if value else false_fn()


def smart_constant_value(pred: Any) -> bool | None:
    """The truth value of `pred` if it is settled before the graph runs, else None."""
    if isinstance(pred, bool | int):
        return bool(pred)
    if isinstance(pred, Tensor) and pred.op.type == "Const":
        return bool(pred.op.get_attr("value"))
    return None


def case(
    pred_fn_pairs: Any,
    default: Callable[[], Any] | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """What the function beside the first true predicate makes.

    Args:
      pred_fn_pairs: pairs (predicate, function) in order, or a dict of them.
      default: the function for when no predicate is true; without it that is an error
        of the run.
      exclusive: whether it is an error of the run that two predicates are true.
      strict: keep a list of one tensor a list.
      name: the scope's name.

    Raises:
      InvalidArgumentError: in the run, as said above.
    """
    pairs = list(getattr(pred_fn_pairs, "items", lambda: pred_fn_pairs)())
    if not pairs and default is None:
        raise ValueError("case needs at least one pair (predicate, function)")
    for pair in pairs:
        if (
            not isinstance(pair, tuple | list)
            or len(pair) != 2
            or not callable(pair[1])
        ):
            raise TypeError(f"case takes pairs (predicate, function), not {pair!r}")
    with name_scope(name, "case"):
        promises: list[Any] = []
        if exclusive and len(pairs) > 1:
            promises.append(_at_most_one([pred for pred, _ in pairs]))
        chosen = default if default is not None else _promised(*pairs.pop())
        for pred, function in reversed(pairs):
            chosen = _either(pred, function, chosen, strict)
        with get_default_graph().control_dependencies(promises):
            return chosen()


def _at_most_one(preds: Sequence[Any]) -> Operation:
    """The assertion that no two predicates are true."""
    flags = stack(preds)
    return assert_true(
        reduce_sum(cast(flags, int32)) <= 1,
        ["the predicates of an exclusive case are true at once:", flags],
        summarize=len(preds),
    )


def _promised(pred: Any, function: Callable[[], Any]) -> Callable[[], Any]:
    """The last function, taken when no other is: its own predicate must be true."""

    def chosen() -> Any:
        sorry = "no predicate of this case is true and there is no default: give one"
        with get_default_graph().control_dependencies([assert_true(pred, [sorry])]):
            return function()

    return chosen


def _either(
    pred: Any, function: Callable[[], Any], rest: Callable[[], Any], strict: bool
) -> Callable[[], Any]:
    return lambda: cond(pred, function, rest, strict)


def _initialized_value(self: Variable) -> Tensor:
    """The variable's value if it is initialized, else its initial value.

    The safe way to start one variable from another, in whatever order the initializers
    run: `w2 = tf.Variable(w.initialized_value() * 2.0)`.
    """
    with get_default_graph().root.control_dependencies(None):
        return cond(
            is_variable_initialized(self), self.read_value, lambda: self.initial_value
        )


# What branches lend to variables, which know nothing of control flow.
Variable.initialized_value = _initialized_value
