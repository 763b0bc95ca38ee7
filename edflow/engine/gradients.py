"""tf.gradients: from a graph to more graph.

Before this: `graph/traversal.py`, and `ops/build.py` with which new nodes are made.
Next: `runtime/plan.py`; old nodes and new ones run alike.

Walking back from the targets, each operation's rule turns the gradients of its outputs
into those of its inputs, as new nodes. Where paths join, what arrives adds up. The walk
is a loop over the operations in reverse order of creation: linear, no recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from edflow.engine.graph import Operation, Tensor, common_graph, name_scope
from edflow.engine.graph.traversal import inputs_of, needed_for
from edflow.engine.ops.array.broadcasting import fill
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.shape import identity, shape
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.grouping import gated
from edflow.engine.ops.indexed_slices import IndexedSlices
from edflow.engine.ops.indexing.rows import add_gradients
from edflow.engine.ops.math.elementwise import unstretched

__all__ = ["AggregationMethod", "RegisterGradient", "UnconnectedGradients", "gradients"]

Gradient = Tensor | IndexedSlices


class UnconnectedGradients:
    """What `tf.gradients` gives where nothing flows: None, or zeros."""

    NONE = "none"
    ZERO = "zero"


class AggregationMethod:
    """Ways to add up gradients, accepted for TensorFlow's sake: the sum is the same."""

    ADD_N = 0
    DEFAULT = 0
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2


def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
    stop_gradients: Any = None,
    unconnected_gradients: str = UnconnectedGradients.NONE,
) -> list[Any]:
    """The derivatives of the sum of `ys` with respect to each of `xs`, as new nodes.

    Args:
      ys: a tensor or a list of tensors.
      xs: a tensor or variable, or a list of them.
      grad_ys: weights for the elements of `ys`, ones by default.
      name: the scope of the new nodes.
      colocate_gradients_with_ops: accepted.
      gate_gradients: let no gradient of an operation's inputs be used before all of
        them are computed.
      aggregation_method: accepted.
      stop_gradients: tensors to take for constants.
      unconnected_gradients: `"none"`, or `"zero"` for zeros in place of None.

    Returns:
      For each of `xs` a tensor, IndexedSlices where only some rows were used, or None
      where `ys` do not depend on it.

    Raises:
      LookupError: an operation on the way has no gradient.

    >>> import edflow as tf
    >>> x = tf.constant(3.0)
    >>> slope = tf.gradients(x * x, x)[0]
    >>> curvature = tf.gradients(slope, x)[0]
    >>> [float(value) for value in tf.Session().run([slope, curvature])]
    [6.0, 2.0]
    """
    ys = [convert_to_tensor(y) for y in _as_list(ys)]
    sources = [_source(x) for x in _as_list(xs)]
    stops = {_source(x) for x in _as_list(stop_gradients)}
    with name_scope(name, "gradients", [*ys, *sources]):
        graph = common_graph([*ys, *sources])
        with graph.control_dependencies(None):
            arrived = _seeds(ys, _as_list(grad_ys) or [None] * len(ys))
            between, path = _between(ys, sources, stops)
            _walk(between, path, arrived, set(sources), gate_gradients)
            found = [_total(arrived, source) for source in sources]
            if unconnected_gradients == UnconnectedGradients.ZERO:
                found = [
                    zeros_like(source) if gradient is None else gradient
                    for gradient, source in zip(found, sources, strict=True)
                ]
    return found


def _as_list(values: Any) -> list[Any]:
    return [] if values is None else _listed(values)


def _listed(value: Any) -> list[Any]:
    """A sequence as a list; a single value, None too, as a list of one."""
    if isinstance(value, list | tuple):
        return list(cast("Sequence[Any]", value))
    return [value]


def _source(x: Any) -> Tensor:
    """The tensor a derivative is taken by: for a variable its reference."""
    reference = getattr(x, "_ref", None)
    return convert_to_tensor(x) if reference is None else reference()


def _seeds(ys: Sequence[Tensor], grad_ys: Sequence[Any]) -> dict[Tensor, list[Any]]:
    """The gradients of the targets themselves: ones, or what the caller gave."""
    if len(ys) != len(grad_ys):
        raise ValueError(f"{len(ys)} ys, but {len(grad_ys)} grad_ys were given")
    arrived: dict[Tensor, list[Any]] = {}
    for i, (y, given) in enumerate(zip(ys, grad_ys, strict=True)):
        seed = _seed(y, given, f"grad_ys_{i}")
        if seed is not None:
            arrived.setdefault(y, []).append(seed)
    return arrived


def _seed(y: Tensor, given: Any, name: str) -> Gradient | None:
    """The gradient of one target: what was given, or ones; None for integers."""
    dtype = y.dtype.base_dtype
    if isinstance(given, IndexedSlices):
        return given
    if given is not None:
        weights = convert_to_tensor(given, dtype, name.replace("ys", "y"))
        return identity(weights, name=name)
    if dtype.is_complex:
        raise TypeError(
            f"{y.name} is {dtype.name}: a complex target has no one slope; give its "
            "weights as grad_ys, or differentiate its real part"
        )
    if not dtype.is_differentiable:
        return None
    return fill(shape(y), constant(1, dtype, name=f"{name}/Const"), name=name)


def _between(
    ys: Sequence[Tensor], sources: Sequence[Tensor], stops: set[Tensor]
) -> tuple[list[Operation], set[Tensor]]:
    """The operations on some path from a source to a target, last created first.

    And the tensors that depend on a source: only for these is a gradient wanted. An
    operation that makes one of `stops` is given gradients, but passes none on.
    """
    ends = {stop.op for stop in stops}
    path: set[Tensor] = set(sources)
    between: list[Operation] = []
    for op in needed_for(ys, control=False):
        if op not in ends and not path.isdisjoint(inputs_of(op)):
            path.update(t for t in op.outputs if t.dtype.is_differentiable)
            between.append(op)
    return between[::-1], path


def _walk(
    between: Sequence[Operation],
    path: set[Tensor],
    arrived: dict[Tensor, list[Any]],
    sources: set[Tensor],
    gate: bool,
) -> None:
    """Pass on, operation by operation, what has arrived at the outputs."""
    for op in between:
        dys = [_total(arrived, output) for output in op.outputs]
        if all(dy is None for dy in dys):
            continue
        for output in op.outputs:
            if output not in sources:
                arrived.pop(output, None)  # A long chain need not remember its way.
        xs = inputs_of(op)
        # An input of a body, in which this is built, passes its gradient on outwards.
        dxs = _input_gradients(op, dys, path, gate) if xs is op.inputs else dys
        for x, dx in zip(xs, dxs, strict=True):
            if dx is not None and x in path:
                arrived.setdefault(x, []).append(dx)


def _total(arrived: dict[Tensor, list[Any]], tensor: Tensor) -> Any:
    """The sum of all gradients that arrived at `tensor`, or None."""
    parts = arrived.get(tensor)
    if not parts:
        return None
    total = add_gradients(parts)
    arrived[tensor] = [total]
    return total


def _input_gradients(
    op: Operation, dys: list[Any], path: set[Tensor], gate: bool
) -> Sequence[Any]:
    with name_scope(f"{op.name}_grad"):
        dxs = _listed(_rule(op)(op, *dys))
        if len(dxs) != len(op.inputs):
            raise ValueError(
                f"the gradient of {op.name} ({op.type}) gave {len(dxs)} results for "
                f"{len(op.inputs)} inputs"
            )
        if op.opdef.broadcasts:
            dxs = [
                unstretched(op, x, dx) if x in path else dx
                for x, dx in zip(op.inputs, dxs, strict=True)
            ]
        if gate and sum(dx is not None for dx in dxs) > 1:
            # What nobody wants is not waited for, so that no run computes it.
            waited_for = [dxs[i] for i, x in enumerate(op.inputs) if x in path]
            return gated(dxs, waited_for, "tuple")
    return dxs


# -- rules of the user's own ----------------------------------------------------------

_registered: dict[str, Callable[..., Any]] = {}


class RegisterGradient:
    """A decorator that registers a gradient rule under a name.

    The rule takes the operation and the gradients of its outputs, and gives those of
    its inputs. `graph.gradient_override_map` sends operations to it.

    >>> import edflow as tf
    >>> @tf.RegisterGradient("StraightThrough")
    ... def straight_through(op, dy):
    ...     return dy
    >>> x = tf.constant(1.7)
    >>> with tf.get_default_graph().gradient_override_map({"Round": "StraightThrough"}):
    ...     y = tf.round(x)
    >>> float(tf.Session().run(tf.gradients(y, x)[0]))
    1.0
    """

    def __init__(self, op_type: str):
        self._name = op_type

    def __call__(self, rule: Callable[..., Any]) -> Callable[..., Any]:
        if self._name in _registered:
            raise KeyError(f"a gradient is registered already as {self._name!r}")
        _registered[self._name] = rule
        return rule


def _rule(op: Operation) -> Callable[..., Any]:
    name = op.gradient_override
    if name is None:
        return op.opdef.gradient
    if name not in _registered:
        raise LookupError(
            f"{op.name} asks for the gradient {name!r}, but none is registered under "
            "that name; register it with tf.RegisterGradient"
        )
    rule = _registered[name]

    def dense_rule(op: Operation, *dys: Any) -> Any:
        return rule(op, *_dense(op, dys))

    return dense_rule


def _dense(op: Operation, dys: Sequence[Any]) -> list[Any]:
    """Zeros in place of None: what a rule of the user's own may rely on."""
    return [
        zeros_like(output) if dy is None and output.dtype.is_differentiable else dy
        for output, dy in zip(op.outputs, dys, strict=True)
    ]
