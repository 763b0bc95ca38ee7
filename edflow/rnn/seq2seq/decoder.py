"""Decoders, and the loop that runs one until all its sequences have ended."""

from __future__ import annotations

from typing import Any, NamedTuple

from edflow.engine.control.looping import while_loop
from edflow.engine.control.tensor_array import TensorArray
from edflow.engine.face import nest
from edflow.engine.face.dtypes import int32
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import name_scope
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.logic import logical_not, logical_or
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.reduce import reduce_all
from edflow.engine.ops.state.scope import variable_scope
from edflow.rnn.cell import assert_is_cell, zeros_of
from edflow.rnn.dynamic import batch_and_time_swapped, unless
from edflow.rnn.seq2seq.feeding import Helper

__all__ = ["BasicDecoder", "BasicDecoderOutput", "Decoder", "dynamic_decode"]


class Decoder:
    """What `dynamic_decode` runs: define `initialize`, `step` and what comes out."""

    @property
    def batch_size(self) -> Any:
        """How many sequences are written at once."""
        raise NotImplementedError(f"{type(self).__name__} does not say its batch_size")

    @property
    def output_size(self) -> Any:
        """The shapes of one step's outputs for one example, as a structure."""
        raise NotImplementedError(f"{type(self).__name__} does not say its output_size")

    @property
    def output_dtype(self) -> Any:
        """Their dtypes, in the same structure."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say its output_dtype"
        )

    @property
    def tracks_own_finished(self) -> bool:
        """Whether what `step` says of who is done holds without what was said before.

        Beam search changes the order of its sequences, and with it who is done.
        """
        return False

    def initialize(self, name: str | None = None) -> tuple[Any, Any, Any]:
        """(who is done, first inputs, first state)."""
        raise NotImplementedError(f"{type(self).__name__} has no initialize; define it")

    def step(
        self, time: Any, inputs: Any, state: Any, name: str | None = None
    ) -> tuple[Any, Any, Any, Any]:
        """(outputs, next state, next inputs, who is done)."""
        raise NotImplementedError(f"{type(self).__name__} has no step; define it")

    def finalize(
        self, outputs: Any, final_state: Any, sequence_lengths: Any
    ) -> tuple[Any, Any]:
        """(outputs, state) as they are to be returned."""
        return outputs, final_state


class BasicDecoderOutput(NamedTuple):
    """What `BasicDecoder` puts out."""

    rnn_output: Any
    """[batch, steps, size]: the outputs of the cell, or of the layer behind it."""
    sample_id: Any
    """[batch, steps]: the words written."""


class BasicDecoder(Decoder):
    """A cell that writes, fed by a helper.

    Args:
      cell: an RNNCell.
      helper: a `TrainingHelper`, a `GreedyEmbeddingHelper`, or one of your own.
      initial_state: the state to start from, mostly an encoder's last.
      output_layer: a layer from the cell's outputs to scores, such as
        `tf.layers.Dense(words)`.

    Raises:
      TypeError: `cell` is no cell, or `helper` no helper.
    """

    def __init__(
        self, cell: Any, helper: Helper, initial_state: Any, output_layer: Any = None
    ):
        assert_is_cell("cell", cell)
        if not isinstance(helper, Helper):
            raise TypeError(
                f"helper must be a Helper such as TrainingHelper, not {helper!r}"
            )
        self._cell = cell
        self._helper = helper
        self._initial_state = initial_state
        self._output_layer = output_layer

    @property
    def batch_size(self) -> Any:
        return self._helper.batch_size

    @property
    def output_size(self) -> BasicDecoderOutput:
        size = self._cell.output_size
        if self._output_layer is not None:
            rows = TensorShape([None, *TensorShape(size).as_list()])
            size = self._output_layer.compute_output_shape(rows)[1:]
        return BasicDecoderOutput(size, self._helper.sample_ids_shape)

    @property
    def output_dtype(self) -> BasicDecoderOutput:
        dtype = nest.flatten(self._initial_state)[0].dtype.base_dtype
        return BasicDecoderOutput(dtype, self._helper.sample_ids_dtype)

    def initialize(self, name: str | None = None) -> tuple[Any, Any, Any]:
        """What the helper feeds first, and the initial state."""
        return *self._helper.initialize(), self._initial_state

    def step(
        self, time: Any, inputs: Any, state: Any, name: str | None = None
    ) -> tuple[Any, Any, Any, Any]:
        """The cell, the layer behind it, and the helper's choice."""
        with name_scope(name, "BasicDecoderStep", [time]):
            outputs, state = self._cell(inputs, state)
            if self._output_layer is not None:
                outputs = self._output_layer(outputs)
            ids = self._helper.sample(time, outputs, state)
            finished, inputs, state = self._helper.next_inputs(
                time, outputs, state, ids
            )
        return BasicDecoderOutput(outputs, ids), state, inputs, finished


def dynamic_decode(
    decoder: Decoder,
    output_time_major: bool = False,
    impute_finished: bool = False,
    maximum_iterations: Any = None,
    parallel_iterations: int = 32,
    swap_memory: bool = False,
    scope: Any = None,
) -> tuple[Any, Any, Any]:
    """Run a decoder until all sequences have ended.

    Args:
      decoder: e.g. a `BasicDecoder`.
      output_time_major: whether the outputs are [steps, batch, ...].
      impute_finished: past the end of a sequence, zeros for its outputs and the state
        that it ended with.
      maximum_iterations: stop after so many steps: a decoder fed by itself may never
        write the end token.
      parallel_iterations, swap_memory: accepted.
      scope: a variable scope, or its name; `decoder` by default.

    Returns:
      (outputs, state, lengths): the outputs [batch, steps, ...] in the decoder's
      structure, the state after the last step, how long each sequence became [batch].

    Raises:
      TypeError: `decoder` is no `Decoder`.
      ValueError: `maximum_iterations` is no scalar.
    """
    if not isinstance(decoder, Decoder):
        raise TypeError(f"decoder must be a Decoder, not {decoder!r}")
    with variable_scope(scope or "decoder"):
        limit: Any = None
        if maximum_iterations is not None:
            limit = convert_to_tensor(maximum_iterations, int32, "maximum_iterations")
            if limit.spec.rank not in (None, 0):
                raise ValueError(
                    f"maximum_iterations must be one number, not {limit.shape}"
                )
        finished, inputs, state = decoder.initialize()
        if limit is not None:
            finished = logical_or(finished, limit <= 0)
        nothing = nest.map_structure(
            lambda size, dtype: zeros_of(decoder.batch_size, size, dtype),
            decoder.output_size,
            decoder.output_dtype,
        )
        arrays = nest.map_structure(
            lambda x: TensorArray(x.dtype, 0, dynamic_size=True, element_shape=x.shape),
            nothing,
        )

        def step(
            time: Any, arrays: Any, before: Any, inputs: Any, ended: Any, lengths: Any
        ) -> Any:
            outputs, after, inputs, done = decoder.step(time, inputs, before)
            if not decoder.tracks_own_finished:
                done = logical_or(done, ended)
            lengths = where(ended, lengths, zeros_like(lengths) + time + 1)
            nest.assert_same_structure(before, after)
            if impute_finished:
                outputs = unless(ended, nothing, outputs)
                after = unless(ended, before, after)
            written = nest.map_structure(
                lambda array, x: array.write(time, x), arrays, outputs
            )
            return time + 1, written, after, inputs, done, lengths

        def goes_on(*variables: Any) -> Any:
            *_, ended, _ = variables
            return logical_not(reduce_all(ended))

        lengths = zeros_like(cast(finished, int32))
        _, arrays, state, _, _, lengths = while_loop(
            goes_on,
            step,
            (constant(0), arrays, state, inputs, finished, lengths),
            maximum_iterations=limit,
        )
        outputs = nest.map_structure(lambda array: array.stack(), arrays)
        outputs, state = decoder.finalize(outputs, state, lengths)
        if not output_time_major:
            outputs = nest.map_structure(batch_and_time_swapped, outputs)
    return outputs, state, lengths
