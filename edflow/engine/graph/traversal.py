"""Walking a graph backwards: from what is wanted to all that it needs.

Before this: `ops/build.py`. Next: `gradients.py`, the first to walk.

Every question of the kind "what does this depend on?" is one loop, here: plans,
gradients, exports and pictures ask it. It is no recursion, so a chain of 100,000
operations is walked as a short one is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from edflow.engine.graph.node import Operation, Tensor

Element = Tensor | Operation


def inputs_of(op: Operation) -> Sequence[Tensor]:
    """What flows into `op`; into an input of a body, what it stands for outside."""
    if op.inputs or op.graph.outer is None:
        return op.inputs
    outside = [op.graph.outside(tensor) for tensor in op.outputs]
    return [tensor for tensor in outside if tensor is not None]


def backward(
    targets: Iterable[Element],
    given: Iterable[Tensor] = (),
    control: bool = True,
) -> Iterator[tuple[Operation, Operation | None]]:
    """The operations that `targets` need, nearest first, each with who asked for it.

    Args:
      targets: where to start; an operation among them was asked for by None.
      given: tensors that are at hand, as fed ones are: what lies behind them is not
        needed, and whoever waits for their operation has waited.
      control: whether to follow control inputs too, or only what flows.
    """
    at_hand = frozenset(given)
    start = [t.op if isinstance(t, Tensor) else t for t in targets if t not in at_hand]
    waiting: deque[Operation] = deque(dict.fromkeys(start))
    met = set(waiting)
    users: dict[Operation, Operation] = {}
    while waiting:
        op = waiting.popleft()
        yield op, users.pop(op, None)
        before = [x.op for x in inputs_of(op) if x not in at_hand]
        if control:
            before += [b for b in op.control_inputs if at_hand.isdisjoint(b.outputs)]
        for source in before:
            if source not in met:
                met.add(source)
                users[source] = op
                waiting.append(source)


def needed_for(
    targets: Iterable[Element],
    given: Iterable[Tensor] = (),
    control: bool = True,
) -> list[Operation]:
    """The operations that `targets` need, in the order in which they were created.

    That order is topological, since an operation can only take what is there already,
    and anyone can follow it. What a body uses of the graph around it comes before the
    body's own. Arguments as for `backward`.

    >>> import edflow as tf
    >>> x = tf.constant(1.0, name="x")
    >>> y, z = tf.square(x, name="y"), tf.negative(x, name="z")
    >>> [op.name for op in needed_for([z])]
    ['x', 'z']
    """
    found = [op for op, _ in backward(targets, given, control)]
    return sorted(found, key=lambda op: (op.graph.depth, op.index))


def nearest(
    targets: Iterable[Element], wanted: Callable[[Operation], bool]
) -> Operation | None:
    """The operation that is `wanted` and the fewest steps back; None if there is none.

    Only what flows counts as a step.
    """
    ways = backward(targets, control=False)
    return next((op for op, _ in ways if wanted(op)), None)


def depends_on(
    targets: Iterable[Element], sources: Iterable[Element], control: bool = False
) -> bool:
    """Whether one of `targets` is one of `sources`, or needs it."""
    targets, wanted = list(targets), set(sources)
    if not wanted.isdisjoint(targets):
        return True
    return any(
        op in wanted or not wanted.isdisjoint(op.inputs)
        for op, _ in backward(targets, control=control)
    )


def way_to(
    op: Operation, met: Sequence[tuple[Operation, Operation | None]]
) -> list[str]:
    """The names from `op` to the target that needs it, by what `backward` gave."""
    users = dict(met)
    names: list[str] = []
    step: Operation | None = op
    while step is not None:
        names.append(step.name)
        step = users[step]
    return names
