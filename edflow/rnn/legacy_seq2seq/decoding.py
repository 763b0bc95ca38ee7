"""Sequences to sequences: an encoder reads one, a decoder writes the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from edflow.engine.control.branching import cond
from edflow.engine.face import nest
from edflow.engine.face.dtypes import float32
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.identity import stop_gradient
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.nn.bias import xw_plus_b
from edflow.engine.ops.nn.embedding import embedding_lookup
from edflow.engine.ops.reduce import argmax
from edflow.engine.ops.state.scope import get_variable_scope, variable_scope
from edflow.engine.ops.state.sharing import get_variable
from edflow.rnn.projections import EmbeddingWrapper, OutputProjectionWrapper
from edflow.rnn.static import static_rnn

__all__ = [
    "basic_rnn_seq2seq", "embedding_rnn_decoder", "embedding_rnn_seq2seq",
    "rnn_decoder", "tied_rnn_seq2seq",
]  # fmt: skip

LoopFunction = Callable[[Any, int], Any]


def rnn_decoder(
    decoder_inputs: Sequence[Any],
    initial_state: Any,
    cell: Any,
    loop_function: LoopFunction | None = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """A cell that writes a sequence.

    Args:
      decoder_inputs: a list with the input of each step [batch, depth].
      initial_state: the state to start from, mostly an encoder's last.
      cell: an RNNCell.
      loop_function: from the output before and the number of a step to its input, in
        place of what `decoder_inputs` says; so a net goes on from what it wrote itself.
      scope: a variable scope, or its name; `rnn_decoder` by default.

    Returns:
      (outputs, state): the list of outputs, and the state after the last step.
    """
    with variable_scope(scope or "rnn_decoder"):
        state, outputs = initial_state, []
        for step, given in enumerate(decoder_inputs):
            inputs = given
            if loop_function is not None and outputs:
                with variable_scope("loop_function", reuse=True):
                    inputs = loop_function(outputs[-1], step)
            if step > 0:
                get_variable_scope().reuse_variables()
            output, state = cell(inputs, state)
            outputs.append(output)
    return outputs, state


def basic_rnn_seq2seq(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
    cell: Any,
    dtype: Any = float32,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """An encoder, and a decoder that starts from its last state.

    Args:
      encoder_inputs, decoder_inputs: lists with the input of each step [batch, depth].
      cell: an RNNCell; the encoder works with a copy of it.
      dtype: of the first state.
      scope: a variable scope, or its name; `basic_rnn_seq2seq` by default.

    Returns:
      (outputs, state) of the decoder.
    """
    with variable_scope(scope or "basic_rnn_seq2seq"):
        _, state = static_rnn(deepcopy(cell), encoder_inputs, dtype=dtype)
        return rnn_decoder(decoder_inputs, state, cell)


def tied_rnn_seq2seq(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
    cell: Any,
    loop_function: LoopFunction | None = None,
    dtype: Any = float32,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """`basic_rnn_seq2seq` in which encoder and decoder share their variables."""
    with variable_scope("combined_tied_rnn_seq2seq"):
        scope = scope or "tied_rnn_seq2seq"
        _, state = static_rnn(cell, encoder_inputs, dtype=dtype, scope=scope)
        get_variable_scope().reuse_variables()
        return rnn_decoder(decoder_inputs, state, cell, loop_function, scope)


def embedding_rnn_decoder(
    decoder_inputs: Sequence[Any],
    initial_state: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """`rnn_decoder` on words by their numbers.

    Args:
      decoder_inputs: a list with the words of each step [batch].
      initial_state: the state to start from.
      cell: an RNNCell.
      num_symbols: how many words there are.
      embedding_size: the length of a word's vector.
      output_projection: weights [size, num_symbols] and biases that make scores of the
        outputs; None if the outputs are scores.
      feed_previous: give each step the word of the highest score at the step before;
        of `decoder_inputs` only the first counts.
      update_embedding_for_previous: whether words fed in this way learn.
      scope: a variable scope, or its name; `embedding_rnn_decoder` by default.

    Returns:
      (outputs, state), as `rnn_decoder` does.
    """
    with variable_scope(scope or "embedding_rnn_decoder"):
        embedding = get_variable("embedding", [num_symbols, embedding_size])
        words = [embedding_lookup(embedding, word) for word in decoder_inputs]
        loop = best_word(embedding, output_projection, update_embedding_for_previous)
        return rnn_decoder(words, initial_state, cell, loop if feed_previous else None)


def best_word(
    embedding: Any, output_projection: Any, update_embedding: bool
) -> LoopFunction:
    """The function from an output to the vector of the word of its highest score."""
    if output_projection is not None:
        weights, biases = map(convert_to_tensor, output_projection)
        symbols = embedding.shape[0]
        if not weights.shape.is_compatible_with([None, symbols.value]):
            raise ValueError(
                f"the weights of output_projection are {weights.shape}, but there are "
                f"{symbols} symbols"
            )
        biases.shape.assert_is_compatible_with([symbols.value])

    def loop(previous: Any, _: int) -> Tensor:
        if output_projection is not None:
            previous = xw_plus_b(previous, weights, biases)
        vector = embedding_lookup(embedding, argmax(previous, 1))
        return vector if update_embedding else stop_gradient(vector)

    return loop


def embedding_rnn_seq2seq(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
    cell: Any,
    num_encoder_symbols: int,
    num_decoder_symbols: int,
    embedding_size: int,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
) -> tuple[list[Any], Any]:
    """`basic_rnn_seq2seq` on words by their numbers.

    Args:
      encoder_inputs, decoder_inputs: lists with the words of each step [batch].
      cell: an RNNCell; the encoder works with a copy of it.
      num_encoder_symbols, num_decoder_symbols: how many words there are.
      embedding_size: the length of a word's vector.
      output_projection, feed_previous: as for `embedding_rnn_decoder`. `feed_previous`
        may be a tensor: False while training, True to write.
      dtype: of the first state; by default that of the scope.
      scope: a variable scope, or its name; `embedding_rnn_seq2seq` by default.

    Returns:
      (outputs, state): scores [batch, num_decoder_symbols] for each step, or the cell's
      outputs where an `output_projection` is given.
    """
    with variable_scope(scope or "embedding_rnn_seq2seq") as opened:
        if dtype is not None:
            opened.set_dtype(dtype)
        encoder = EmbeddingWrapper(deepcopy(cell), num_encoder_symbols, embedding_size)
        _, state = static_rnn(encoder, encoder_inputs, dtype=dtype or opened.dtype)
        if output_projection is None:
            cell = OutputProjectionWrapper(cell, num_decoder_symbols)

        def decode(goes_on_by_itself: bool) -> Any:
            return embedding_rnn_decoder(
                decoder_inputs, state, cell, num_decoder_symbols, embedding_size,
                output_projection, goes_on_by_itself,
            )  # fmt: skip

        return either(feed_previous, decode)


def either(
    feed_previous: Any, decode: Callable[[bool], tuple[list[Any], Any]]
) -> tuple[list[Any], Any]:
    """`decode(feed_previous)`, also where the graph's run decides which."""
    if isinstance(feed_previous, bool):
        return decode(feed_previous)
    structure: list[Any] = []

    def branch(goes_on_by_itself: bool) -> list[Any]:
        # The branch that is built second finds the variables of the first.
        reuse = None if goes_on_by_itself else True
        with variable_scope(get_variable_scope(), reuse=reuse):
            result = decode(goes_on_by_itself)
        structure.append(result)
        return nest.flatten(result)

    values = cond(feed_previous, lambda: branch(True), lambda: branch(False))
    return nest.pack_sequence_as(structure[0], values)
