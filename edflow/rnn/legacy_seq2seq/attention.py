"""A decoder that looks at what the encoder put out at each of its steps.

Bahdanau, Cho and Bengio: Neural machine translation by jointly learning to align and
translate (2014); the form of Vinyals et al.: Grammar as a foreign language (2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from edflow.engine.face import nest
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.filling import zeros
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import reshape, shape
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.conv.conv2d import conv2d
from edflow.engine.ops.initializers import Zeros
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.math.trigonometry import tanh
from edflow.engine.ops.nn.bias import bias_add
from edflow.engine.ops.nn.embedding import embedding_lookup
from edflow.engine.ops.nn.softmax import softmax
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.state.scope import get_variable_scope, variable_scope
from edflow.engine.ops.state.sharing import get_variable
from edflow.rnn.cell import depth_of
from edflow.rnn.legacy_seq2seq.decoding import LoopFunction, best_word, either
from edflow.rnn.projections import EmbeddingWrapper, OutputProjectionWrapper
from edflow.rnn.static import static_rnn

__all__ = [
    "attention_decoder", "embedding_attention_decoder",
    "embedding_attention_seq2seq",
]  # fmt: skip


def attention_decoder(
    decoder_inputs: Sequence[Any],
    initial_state: Any,
    attention_states: Any,
    cell: Any,
    output_size: int | None = None,
    num_heads: int = 1,
    loop_function: LoopFunction | None = None,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> tuple[list[Any], Any]:
    """`rnn_decoder` that sees, at each step, a weighted sum of the encoder's states.

    The weights are a softmax, over the encoder's steps, of
    v · tanh(W state_of_encoder + U state_of_decoder).

    Args:
      decoder_inputs: a list with the input of each step [batch, depth].
      initial_state: the state to start from.
      attention_states: [batch, encoder steps, size], what to look at.
      cell: an RNNCell.
      output_size: the size of the outputs; that of the cell by default.
      num_heads: how many such sums to take.
      loop_function: as for `rnn_decoder`.
      dtype: of the variables.
      scope: a variable scope, or its name; `attention_decoder` by default.
      initial_state_attention: look already before the first step, with the initial
        state; else the first step sees zeros.

    Returns:
      (outputs, state): for each step [batch, output_size], and the last state.

    Raises:
      ValueError: no inputs, no heads, or an unknown size of the states or inputs.
    """
    if not decoder_inputs:
        raise ValueError("the decoder needs the input of at least one step")
    if num_heads < 1:
        raise ValueError(f"attention needs at least one head, not {num_heads}")
    with variable_scope(scope or "attention_decoder", dtype=dtype):
        heads = Heads(convert_to_tensor(attention_states), num_heads)
        size = cell.output_size if output_size is None else output_size
        state, outputs = initial_state, []
        if initial_state_attention:
            seen = heads(state)
        else:
            seen = heads.unseen(shape(decoder_inputs[0])[0])
        for step, given in enumerate(decoder_inputs):
            if step > 0:
                get_variable_scope().reuse_variables()
            inputs = convert_to_tensor(given)
            if loop_function is not None and outputs:
                with variable_scope("loop_function", reuse=True):
                    inputs = loop_function(outputs[-1], step)
            x = linear([inputs, *seen], depth_of(inputs.shape))
            output, state = cell(x, state)
            looked = step > 0 or initial_state_attention
            with variable_scope(get_variable_scope(), reuse=True if looked else None):
                seen = heads(state)
            with variable_scope("AttnOutputProjection"):
                outputs.append(linear([output, *seen], size))
    return outputs, state


class Heads:
    """What there is to look at, and the weights of each look."""

    def __init__(self, states: Tensor, count: int):
        if states.shape[2].value is None:
            raise ValueError(
                f"the last axis of attention_states is unknown, {states.shape}; give "
                "it by set_shape or reshape"
            )
        self.size: int = states.shape[2].value
        self.steps: Any = states.shape[1].value or shape(states)[1]
        self.states = reshape(states, stack([-1, self.steps, 1, self.size]))
        self.features: list[Tensor] = []
        self.directions: list[Any] = []
        for k in range(count):
            filters = get_variable(f"AttnW_{k}", [1, 1, self.size, self.size])
            features = conv2d(self.states, filters, [1, 1, 1, 1], "SAME")
            self.features.append(features)
            self.directions.append(get_variable(f"AttnV_{k}", [self.size]))

    def unseen(self, batch: Any) -> list[Tensor]:
        """Zeros in place of what a look would give."""
        nothing = zeros(stack([batch, self.size]), self.states.dtype)
        nothing.set_shape([None, self.size])
        return [nothing] * len(self.features)

    def __call__(self, state: Any) -> list[Tensor]:
        """What each head sees of the encoder, from a state of the decoder."""
        parts = nest.flatten(state)
        query = concat(parts, 1) if len(parts) > 1 else parts[0]
        return [self._look(k, query) for k in range(len(self.features))]

    def _look(self, k: int, query: Any) -> Tensor:
        with variable_scope(f"Attention_{k}"):
            y = reshape(linear([query], self.size), [-1, 1, 1, self.size])
            fits = self.directions[k] * tanh(self.features[k] + y)
            weights = softmax(reduce_sum(fits, [2, 3]))
            weights = reshape(weights, stack([-1, self.steps, 1, 1]))
            seen = reduce_sum(weights * self.states, [1, 2])
            return reshape(seen, [-1, self.size])


def linear(inputs: Sequence[Tensor], size: int) -> Tensor:
    """All inputs side by side, times `kernel`, plus `bias`: variables of the scope."""
    depth = sum(depth_of(x.shape) for x in inputs)
    dtype = inputs[0].dtype.base_dtype
    kernel = get_variable("kernel", [depth, size], dtype)
    bias = get_variable("bias", [size], dtype, initializer=Zeros())
    joined = concat(list(inputs), 1) if len(inputs) > 1 else inputs[0]
    return bias_add(matmul(joined, kernel), bias)


def embedding_attention_decoder(
    decoder_inputs: Sequence[Any],
    initial_state: Any,
    attention_states: Any,
    cell: Any,
    num_symbols: int,
    embedding_size: int,
    num_heads: int = 1,
    output_size: int | None = None,
    output_projection: Any = None,
    feed_previous: bool = False,
    update_embedding_for_previous: bool = True,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> tuple[list[Any], Any]:
    """`attention_decoder` on words by their numbers.

    Arguments as for `attention_decoder` and `embedding_rnn_decoder`.
    """
    with variable_scope(scope or "embedding_attention_decoder", dtype=dtype):
        embedding = get_variable("embedding", [num_symbols, embedding_size])
        words = [embedding_lookup(embedding, word) for word in decoder_inputs]
        loop = best_word(embedding, output_projection, update_embedding_for_previous)
        return attention_decoder(
            words, initial_state, attention_states, cell, output_size, num_heads,
            loop if feed_previous else None,
            initial_state_attention=initial_state_attention,
        )  # fmt: skip


def embedding_attention_seq2seq(
    encoder_inputs: Sequence[Any],
    decoder_inputs: Sequence[Any],
    cell: Any,
    num_encoder_symbols: int,
    num_decoder_symbols: int,
    embedding_size: int,
    num_heads: int = 1,
    output_projection: Any = None,
    feed_previous: Any = False,
    dtype: Any = None,
    scope: Any = None,
    initial_state_attention: bool = False,
) -> tuple[list[Any], Any]:
    """`embedding_rnn_seq2seq` whose decoder looks at all outputs of the encoder.

    Arguments and results as there; `num_heads` and `initial_state_attention` as for
    `attention_decoder`.
    """
    with variable_scope(scope or "embedding_attention_seq2seq", dtype=dtype) as opened:
        encoder = EmbeddingWrapper(deepcopy(cell), num_encoder_symbols, embedding_size)
        outputs, state = static_rnn(encoder, encoder_inputs, dtype=opened.dtype)
        states = concat([reshape(y, [-1, 1, cell.output_size]) for y in outputs], 1)
        size = None
        if output_projection is None:
            size = num_decoder_symbols
            cell = OutputProjectionWrapper(cell, size)

        def decode(goes_on_by_itself: bool) -> Any:
            return embedding_attention_decoder(
                decoder_inputs, state, states, cell, num_decoder_symbols,
                embedding_size, num_heads, size, output_projection, goes_on_by_itself,
                initial_state_attention=initial_state_attention,
            )  # fmt: skip

        return either(feed_previous, decode)
