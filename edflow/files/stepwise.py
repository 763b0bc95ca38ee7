"""Recurrent networks step by step: TensorFlow has no op for a whole sequence of them.

A block of edflow becomes a loop whose turn is one step of the cell, in plain ops; its
gradient a loop back, whose turn is the gradient of that step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from edflow.engine.control.looping import while_loop
from edflow.engine.control.tensor_lists import (
    TensorListReserve,
    TensorListSetItem,
    TensorListStack,
)
from edflow.engine.face.dtypes import int32
from edflow.engine.gradients import gradients
from edflow.engine.graph import Operation, Tensor, get_default_graph
from edflow.engine.graph.signature import parse
from edflow.engine.ops.array.axes import expand_dims
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.identity import stop_gradient
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply
from edflow.engine.ops.math.trigonometry import SigmoidGrad, TanhGrad, sigmoid, tanh
from edflow.engine.ops.recurrent.rules import Block, BlockGrad

# Of tensors the operators are defined at run time, and items are tensors: hence Any.
Turn = Callable[..., tuple[Sequence[Any], Sequence[Any]]]

_SLOPES: dict[Any, SigmoidGrad | TanhGrad] = {
    sigmoid: SigmoidGrad(),
    tanh: TanhGrad(),
}


def beyond_tensorflow(op: Operation) -> bool:
    """Whether TensorFlow does not have the operation, or not with these dtypes."""
    beyond = op.opdef.beyond_tensorflow
    if isinstance(beyond, bool):
        return beyond
    return not beyond.isdisjoint(y.dtype.base_dtype for y in op.outputs)


def has_steps(op: Operation) -> bool:
    """Whether TensorFlow lacks the operation, and it can be written step by step."""
    return isinstance(op.opdef, Block | BlockGrad) and beyond_tensorflow(op)


def in_steps(op: Operation, inputs: Sequence[Tensor]) -> list[Tensor]:
    """The outputs of a recurrent operation, computed by a loop in the default graph.

    Args:
      op: the operation.
      inputs: what to take in the place of its inputs.
    """
    opdef = op.opdef
    if isinstance(opdef, Block):
        outputs = _forwards(opdef, inputs)
    else:
        assert isinstance(opdef, BlockGrad)
        outputs = _backwards(opdef.forward, inputs)
    for made, known in zip(outputs, op.outputs, strict=True):
        made.set_shape(known.shape)
    return outputs


def _sequence(block: Block, inputs: Sequence[Any]) -> tuple[Any, Any, list[Any]]:
    """How many steps to take, the sequence, and the other inputs of a block."""
    if block.args[0].name == "x":
        x, *rest = inputs
        return shape(x)[0], x, rest
    steps, x, *rest = inputs
    return cast(steps, int32), x, rest


def _forwards(block: Block, inputs: Sequence[Any]) -> list[Any]:
    steps, x, rest = _sequence(block, inputs)
    n = len(block.states)
    starts, weights = rest[:n], rest[n:]

    def turn(t: Any, *states: Any) -> Any:
        given = block.step(_computed, x[t], *states, *weights)
        return [given[i] for i in block.states], given

    sizes = [_last(starts[0])] * len(parse(block.gives))
    return _over_steps(turn, starts, steps, shape(x)[0], sizes)[1]


def _computed(_name: str, function: Callable[[Any], Any], z: Any) -> Any:
    return function(z)


def _backwards(block: Block, inputs: Sequence[Any]) -> list[Any]:
    names = [output.name for output in parse(block.gives)]
    n, last = len(block.args), len(block.args) + len(names)
    steps, x, rest = _sequence(block, inputs[:n])
    outputs, dys = inputs[n:last], inputs[last:]
    starts, weights = rest[: len(dys)], rest[len(dys) :]
    before = [
        concat([expand_dims(start, 0), outputs[i]], 0)[:-1]
        for start, i in zip(starts, block.states, strict=True)
    ]

    def turn(t: Any, *slopes: Any) -> Any:
        known = {name: y[t] for name, y in zip(names, outputs, strict=True)}
        own = [get_default_graph().adopt(weight) for weight in weights]
        taken = [x[t], *(state[t] for state in before), *own]
        given = block.step(_remembered(known), *taken)
        flowing = [d + dy[t] for d, dy in zip(slopes, dys, strict=False)]
        dx, *found = gradients([given[i] for i in block.states], taken, flowing)
        shares = zip(slopes[len(dys) :], found[len(dys) :], strict=True)
        sums = [total if one is None else total + one for total, one in shares]
        return [*found[: len(dys)], *sums], [dx]

    start = list(map(zeros_like, rest))
    time, sizes = shape(x)[0], [_last(x)]
    slopes, (dx,) = _over_steps(turn, start, steps, time, sizes, back=True)
    return [dx, *slopes]


def _remembered(known: dict[str, Any]) -> Callable[..., Any]:
    """Gates that are what they were when the network ran, and have their slopes there.

    Neither the bias nor the bound of a cell, which its gradient is not told, settles
    more than these values. As in the block, a bound passes the gradient.
    """

    def gate(name: str, function: Callable[[Any], Any], z: Any) -> Any:
        nothing = z - stop_gradient(z)
        slope = _SLOPES.get(function)
        y = known[name]
        return y + (nothing if slope is None else apply(slope, y, nothing))

    return gate


def _over_steps(
    turn: Turn,
    states: Sequence[Any],
    steps: Any,
    time: Any,
    sizes: Sequence[Any],
    back: bool = False,
) -> tuple[list[Any], list[Any]]:
    """Go through a sequence.

    Args:
      turn: from a step's number and the states before it to the states after it and
        what it gives.
      states: the states at the start, each [batch, units].
      steps: how many steps to take.
      time: how many there are.
      sizes: of all that a turn gives the last size, the first being that of the batch.
      back: whether to begin at the last step.

    Returns:
      The states at the end, and what the turns gave, each [time, batch, size] and zero
      where no step was taken.
    """
    dtype = states[0].dtype.base_dtype
    batch = shape(states[0])[0]
    shapes = [stack([batch, size]) for size in sizes]
    lists = [apply(TensorListReserve(dtype), whole, time) for whole in shapes]

    def one(count: Any, before: Sequence[Any], lists: Sequence[Any]) -> Any:
        at = steps - 1 - count if back else count
        after, given = turn(at, *before)
        for new, old in zip(after, before, strict=True):
            new.set_shape(old.shape)
        put = TensorListSetItem(dtype)
        pairs = zip(lists, given, strict=True)
        filled = [apply(put, items, at, item) for items, item in pairs]
        return count + 1, list(after), filled

    start = (np.int32(0), list(states), lists)
    _, ends, lists = while_loop(lambda count, *_: count < steps, one, start)
    pairs = zip(lists, shapes, strict=True)
    return ends, [apply(TensorListStack(dtype), *pair) for pair in pairs]


def _last(x: Any) -> Any:
    return shape(x)[-1]
