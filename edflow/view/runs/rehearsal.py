"""A run before it runs: what it would compute, in which order, and what is in its way.

Nothing is computed and nothing changes: shapes are followed from what is fed through
the graph, by the ops' own shape rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edflow.engine.face.shapes import text
from edflow.engine.graph import Operation, Tensor
from edflow.engine.graph.origin import describe
from edflow.engine.graph.spec import Spec
from edflow.engine.graph.traversal import backward, way_to
from edflow.engine.graph.values import follow
from edflow.engine.runtime import Session
from edflow.engine.runtime.feeds import fed_tensors, feed_array
from edflow.engine.runtime.fetches import flatten
from edflow.engine.runtime.plan import Plan
from edflow.errors import FailedPreconditionError, OpError
from edflow.view.style import shortened
from edflow.view.targets import is_placeholder


@dataclass(frozen=True)
class Trouble:
    """What is in the way of a run."""

    op: str
    sign: str
    """What it is in two or three words, for the operation's box."""
    told: str
    """What it is and where."""
    cure: str


@dataclass(frozen=True)
class Rehearsal:
    """What one run would do."""

    fetches: tuple[str, ...]
    order: tuple[str, ...]
    """The operations that compute something, in the order in which they run."""
    settled: frozenset[str]
    """The operations that only constants enter: computed once, before the first run."""
    fed: dict[str, str]
    """Operations in whose place something is fed: its dtype and shape."""
    troubles: tuple[Trouble, ...]
    total: int
    """How many operations the graph has."""
    ran: bool = False
    """Whether this is what was left of a run that failed, not of a rehearsal."""

    @property
    def needed(self) -> frozenset[str]:
        return self.settled | set(self.order) | set(self.fed)

    @property
    def reached(self) -> int:
        """How many operations run before the first trouble."""
        if any(trouble.op not in self.order for trouble in self.troubles):
            return 0  # Something is missing: the run does not begin.
        places = [self.order.index(trouble.op) for trouble in self.troubles]
        return min(places, default=len(self.order))


def rehearse(
    sess: Session,
    fetches: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    failure: OpError | None = None,
) -> Rehearsal:
    """What `sess.run(fetches, feed_dict)` would do, or did until `failure`."""
    graph = sess.graph
    leaves, _ = flatten(graph, fetches)
    feeds = fed_tensors(graph, feed_dict or {})
    met = list(backward(leaves, feeds))
    needed = sorted((op for op, _ in met), key=lambda op: op.index)
    missing = [op.outputs[0] for op in needed if is_placeholder(op)]
    plan = sess.plan(fetches, [*feeds, *missing])
    troubles = [_missing(tensor, met) for tensor in missing]
    specs: dict[Tensor, Spec] = {}
    for tensor, value in feeds.items():
        specs[tensor], trouble = _fed(tensor, value)
        troubles += [trouble] if trouble else []
    if failure is not None and failure.op is not None:
        troubles = [_failed(failure.op, failure)]
    elif not troubles:
        steps = plan.operations
        found = (_unread(sess, op, plan) or _meets(op, specs) for op in steps)
        troubles = [trouble for trouble in found if trouble][:1]
    return Rehearsal(
        fetches=tuple(dict.fromkeys(_name(leaf) for leaf in leaves)),
        order=tuple(op.name for op in plan.operations),
        settled=frozenset(op.name for op in plan.settled),
        fed={t.op.name: f"{t.dtype.name} {text(specs[t].shape)}" for t in feeds},
        troubles=tuple(troubles),
        total=graph.version,
        ran=failure is not None,
    )


def _name(leaf: Tensor | Operation) -> str:
    return leaf.op.name if isinstance(leaf, Tensor) else leaf.name


def _missing(
    tensor: Tensor, met: Sequence[tuple[Operation, Operation | None]]
) -> Trouble:
    _, *way = way_to(tensor.op, met)
    way = [*way[:2], "…", way[-1]] if len(way) > 4 else way
    shape = text(tensor.spec.shape)
    needed = f" needed by {' <- '.join(way)}" if way else ""
    return Trouble(
        tensor.op.name,
        "not fed",
        f"missing feed {tensor.op.name}{needed}",
        f"add {tensor.op.name}: …, {tensor.dtype.name} of shape {shape}, to feed_dict",
    )


def _fed(tensor: Tensor, value: Any) -> tuple[Spec, Trouble | None]:
    """What is known of a fed tensor, and what is wrong with it."""
    try:
        array = feed_array(tensor, value)
    except (TypeError, ValueError) as error:
        told, _, cure = str(error).rpartition("; ")
        told = told or str(error)
        return tensor.spec, Trouble(tensor.op.name, "does not fit", told, cure)
    known = array if array.dtype.kind in "iu" and array.size < 64 else None
    return Spec(array.shape, tensor.dtype, known), None


def _meets(op: Operation, specs: dict[Tensor, Spec]) -> Trouble | None:
    """What the operation would run into; else `specs` learns of its outputs."""
    given = [specs.get(tensor, tensor.spec) for tensor in op.inputs]
    if not op.inputs or given == [tensor.spec for tensor in op.inputs]:
        return None  # What was known when the graph was built was checked then.
    plain = [Spec(spec.shape, spec.dtype.base_dtype, spec.value) for spec in given]
    try:
        found = op.opdef.infer(*plain)
        found = (found,) if isinstance(found, Spec) else tuple(found)
        specs.update(zip(op.outputs, follow(op.opdef, plain, found), strict=True))
    except (ValueError, TypeError) as error:
        shapes = ", ".join(
            f"{tensor.op.name} {text(spec.shape)}"
            for tensor, spec in zip(op.inputs, plain, strict=True)
        )
        told, _, cure = str(error).rpartition("; ")
        where = f"made in {describe(op.origin)}"
        return Trouble(
            op.name,
            "does not fit",
            f"{op.name} meets {shapes}: {told or error}",
            f"{cure} ({where})" if told else where,
        )
    return None


def _unread(sess: Session, op: Operation, plan: Plan) -> Trouble | None:
    """What is wrong with a variable that the run reads before it writes to it."""
    if op.type not in {"VariableV2", "Variable"}:
        return None
    users = [user for user in plan.operations if op.outputs[0] in user.inputs]
    if users and users[0].type == "Assign":
        return None
    try:
        sess.run(op.outputs[0])
    except FailedPreconditionError:
        return Trouble(
            op.name,
            "no value yet",
            f"variable {op.name} has no value in this session",
            "run its initializer first: sess.run(tf.global_variables_initializer())",
        )
    return None


def _failed(op: Operation, failure: OpError) -> Trouble:
    told, _, cure = str(failure).replace("\n", " ").rpartition("; ")
    return Trouble(
        op.name,
        "failed here",
        shortened(told or str(failure), 240),
        f"{cure + ' ' if told else ''}(made in {describe(op.origin)})",
    )
