"""Sequences of different lengths, once all their steps have been computed."""

from __future__ import annotations

from typing import Any

from edflow.engine.face import nest
from edflow.engine.face.dtypes import int32
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.axes import expand_dims, transpose
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.ranges import range_
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import constant
from edflow.engine.ops.indexing.masks import sequence_mask
from edflow.engine.ops.indexing.scattering import gather_nd
from edflow.engine.ops.math.arithmetic import minimum
from edflow.engine.ops.math.selecting import where_v2


def held(outputs: Tensor, lengths: Any) -> Tensor:
    """The outputs [time, batch, units], zero where a sequence has ended."""
    if lengths is None:
        return outputs
    steps = shape(outputs)[0]
    mask = sequence_mask(lengths, steps)
    # By a name of its own: TensorFlow's outputs are `rnn/transpose_1`.
    alive = transpose(mask, name="alive")
    # Chosen, not multiplied: 0 times -0.5 is -0.0, and prints so.
    return where_v2(expand_dims(alive, 2), outputs, constant(0, outputs.dtype))


def selected(states: Any, start: Any, lengths: Any) -> Any:
    """Of the states after each step, [time, batch, size], those after the last.

    Args:
      states: tensors [time, batch, size], in the structure of a state.
      start: the state before the first step: for sequences of no steps.
      lengths: how long each sequence is, [batch]; None if all are whole.
    """
    if lengths is None:
        return nest.map_structure(_last, states, start)
    lengths = cast(lengths, int32)

    def after_last(each: Tensor, first: Tensor) -> Tensor:
        steps, batch = shape(each)[0], shape(each)[1]
        places = stack([minimum(lengths, steps), range_(batch)], axis=1)
        found = gather_nd(concat([expand_dims(first, 0), each], 0), places)
        found.set_shape(first.shape)
        return found

    return nest.map_structure(after_last, states, start)


def _last(each: Any, first: Any) -> Tensor:
    """The state after the last step; where there may be none, before the first."""
    if not each.shape[0].value:
        each = concat([expand_dims(first, 0), each[-1:]], 0)
    return each[-1]
