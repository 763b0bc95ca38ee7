"""Attention: a cell that looks, at each step, at all of a memory."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from edflow.engine.control.tensor_array import TensorArray
from edflow.engine.face.dtypes import int32
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.axes import expand_dims, squeeze
from edflow.engine.ops.array.filling import zeros, zeros_like
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.indexing.masks import sequence_mask
from edflow.engine.ops.initializers import Constant, Ones, Zeros
from edflow.engine.ops.math.powers import rsqrt, square
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.math.selecting import where
from edflow.engine.ops.math.trigonometry import tanh
from edflow.engine.ops.nn.softmax import softmax
from edflow.engine.ops.reduce import reduce_sum
from edflow.engine.ops.state.scope import variable_scope
from edflow.engine.ops.state.sharing import get_variable
from edflow.layers.dense import Dense
from edflow.rnn.cell import RNNCell, assert_is_cell, zeros_of

__all__ = [
    "AttentionMechanism", "AttentionWrapper", "AttentionWrapperState",
    "BahdanauAttention", "LuongAttention",
]  # fmt: skip


class AttentionMechanism:
    """How well each place of a memory fits a query: define `score`.

    Args:
      num_units: the size in which keys are compared with the query.
      memory: [batch, places, depth], mostly the outputs of an encoder.
      memory_sequence_length: [batch], how many places count; all by default.
      probability_fn: from scores to weights; softmax by default.
      score_mask_value: the score of places that do not count; minus infinity by
        default.
      dtype: of the layers.
      name: the scope's name.
    """

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        probability_fn: Callable[[Any], Any] | None = None,
        score_mask_value: float | None = None,
        dtype: Any = None,
        name: str | None = None,
    ):
        self._num_units = num_units
        self._weights_of = probability_fn or softmax
        self._masked = -math.inf if score_mask_value is None else score_mask_value
        with name_scope(name, type(self).__name__, [memory]):
            self.values: Any = convert_to_tensor(memory, name="memory")
            self._mask: Any = None
            if memory_sequence_length is not None:
                lengths = convert_to_tensor(memory_sequence_length)
                places = shape(self.values)[1]
                self._mask = sequence_mask(lengths, places)
                counts = sequence_mask(lengths, places, self.values.dtype)
                self.values = self.values * expand_dims(counts, -1)
            self.memory_layer = Dense(
                num_units, use_bias=False, name="memory_layer", dtype=dtype
            )
            self.keys: Any = self.memory_layer(self.values)

    @property
    def alignments_size(self) -> Any:
        """How many places the memory has."""
        return self.keys.shape[1].value or shape(self.keys)[1]

    def initial_alignments(self, batch_size: Any, dtype: Any) -> Tensor:
        """The weights before the first look: zeros [batch, places]."""
        sizes = convert_to_tensor([batch_size, self.alignments_size], int32)
        alignments = zeros(sizes, dtype)
        alignments.set_shape([None, self.keys.shape[1].value])
        return alignments

    def score(self, query: Any) -> Any:
        """[batch, places]: how well each place fits the query."""
        raise NotImplementedError(f"{type(self).__name__} has no score; define it")

    def __call__(self, query: Any) -> Tensor:
        """[batch, places]: the weights of the places, which sum to 1."""
        scores = self.score(query)
        if self._mask is not None:
            scores = where(self._mask, scores, zeros_like(scores) + self._masked)
        return self._weights_of(scores)


class BahdanauAttention(AttentionMechanism):
    """score = v · tanh(W memory + U query): "additive". Bahdanau et al., 2014.

    Args:
      num_units: the size of v.
      memory, memory_sequence_length, probability_fn, score_mask_value, dtype, name: as
        for `AttentionMechanism`.
      normalize: give v a length that is learned by itself, and the sum a bias.
    """

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        normalize: bool = False,
        probability_fn: Callable[[Any], Any] | None = None,
        score_mask_value: float | None = None,
        dtype: Any = None,
        name: str | None = "BahdanauAttention",
    ):
        super().__init__(
            num_units, memory, memory_sequence_length, probability_fn,
            score_mask_value, dtype, name,
        )  # fmt: skip
        self._normalize = normalize
        self.query_layer = Dense(
            num_units, use_bias=False, name="query_layer", dtype=dtype
        )

    def score(self, query: Any) -> Any:
        """The projection on v of what the sum of key and query excites."""
        with variable_scope(None, "bahdanau_attention", [query]):
            units, dtype = self._num_units, query.dtype.base_dtype
            total: Any = self.keys + expand_dims(self.query_layer(query), 1)
            v: Any = get_variable("attention_v", [units], dtype)
            if self._normalize:
                length = Constant(math.sqrt(1 / units))
                g: Any = get_variable("attention_g", [], dtype, initializer=length)
                bias = get_variable("attention_b", [units], dtype, initializer=Zeros())
                v = g * v * rsqrt(reduce_sum(square(v)))
                total = total + bias
            return reduce_sum(v * tanh(total), [2])


class LuongAttention(AttentionMechanism):
    """score = query · W memory: "multiplicative". Luong et al., 2015.

    Args:
      num_units: the size of the query.
      memory, memory_sequence_length, probability_fn, score_mask_value, dtype, name: as
        for `AttentionMechanism`.
      scale: multiply the scores with a number that is learned.
    """

    def __init__(
        self,
        num_units: int,
        memory: Any,
        memory_sequence_length: Any = None,
        scale: bool = False,
        probability_fn: Callable[[Any], Any] | None = None,
        score_mask_value: float | None = None,
        dtype: Any = None,
        name: str | None = "LuongAttention",
    ):
        super().__init__(
            num_units, memory, memory_sequence_length, probability_fn,
            score_mask_value, dtype, name,
        )  # fmt: skip
        self._scale = scale

    def score(self, query: Any) -> Any:
        """The product of each key with the query."""
        depth = query.shape[-1].value
        if depth != self._num_units:
            raise ValueError(
                f"LuongAttention multiplies queries of size {depth} with keys of size "
                f"{self._num_units}: set num_units to the size of the cell, {depth}"
            )
        with variable_scope(None, "luong_attention", [query]):
            products = matmul(expand_dims(query, 1), self.keys, transpose_b=True)
            scores: Any = squeeze(products, [1])
            if self._scale:
                dtype = query.dtype.base_dtype
                scores = scores * get_variable(
                    "attention_g", [], dtype, initializer=Ones()
                )
            return scores


class AttentionWrapperState(NamedTuple):
    """The state of an `AttentionWrapper`."""

    cell_state: Any
    """That of the cell inside."""
    attention: Any
    """[batch, size]: what the last look gave."""
    time: Any
    """How many steps were done."""
    alignments: Any
    """[batch, places]: the weights of the last look; a tuple for several mechanisms."""
    alignment_history: Any
    """The weights of all looks as a TensorArray, if asked for; else ()."""

    def clone(self, **kwargs: Any) -> AttentionWrapperState:
        """The same, but for the parts given."""
        return self._replace(**kwargs)


class AttentionWrapper(RNNCell):
    """A cell that looks at a memory after each step, and at the next knows what it saw.

    Args:
      cell: the cell.
      attention_mechanism: e.g. a `BahdanauAttention`; or a list of several.
      attention_layer_size: pass the cell's output and what was seen through a layer of
        this size; else what was seen is the attention.
      alignment_history: keep the weights of all looks in the state.
      cell_input_fn: from inputs and attention to the cell's inputs; side by side by
        default.
      output_attention: put out the attention, not the cell's output.
      initial_cell_state: the cell's state in `zero_state`.
      name: of the scope.

    Raises:
      TypeError: `cell` is no cell.
    """

    def __init__(
        self,
        cell: Any,
        attention_mechanism: Any,
        attention_layer_size: Any = None,
        alignment_history: bool = False,
        cell_input_fn: Callable[[Any, Any], Any] | None = None,
        output_attention: bool = True,
        initial_cell_state: Any = None,
        name: str | None = None,
    ):
        super().__init__(name=name)
        assert_is_cell("cell", cell)
        self._cell = cell
        self._is_multi = isinstance(attention_mechanism, list | tuple)
        self._mechanisms = (
            list(attention_mechanism) if self._is_multi else [attention_mechanism]
        )
        sizes = attention_layer_size
        if not isinstance(sizes, list | tuple):
            sizes = [sizes] * len(self._mechanisms)
        if len(sizes) != len(self._mechanisms):
            raise ValueError(
                f"{len(self._mechanisms)} mechanisms, but {len(sizes)} layer sizes"
            )
        self._layers = [
            None
            if size is None
            else Dense(size, use_bias=False, name="attention_layer")
            for size in sizes
        ]
        self._attention_size = sum(
            mechanism.values.shape[-1].value if size is None else size
            for mechanism, size in zip(self._mechanisms, sizes, strict=True)
        )
        self._keeps_history = alignment_history
        self._cell_input_fn = cell_input_fn or _side_by_side
        self._output_attention = output_attention
        self._initial_cell_state = initial_cell_state

    @property
    def output_size(self) -> Any:
        return (
            self._attention_size if self._output_attention else self._cell.output_size
        )

    @property
    def state_size(self) -> AttentionWrapperState:
        sizes = [mechanism.alignments_size for mechanism in self._mechanisms]
        return AttentionWrapperState(
            self._cell.state_size, self._attention_size, (), self._one_or_all(sizes), ()
        )

    def zero_state(self, batch_size: Any, dtype: Any) -> AttentionWrapperState:
        """Before the first look; the cell starts from `initial_cell_state`."""
        with name_scope(f"{type(self).__name__}ZeroState"):
            cell_state = self._initial_cell_state
            if cell_state is None:
                cell_state = self._cell.zero_state(batch_size, dtype)
            history = [TensorArray(dtype, 0, dynamic_size=True)] * len(self._mechanisms)
            return AttentionWrapperState(
                cell_state,
                zeros_of(batch_size, self._attention_size, dtype),
                zeros([], int32),
                self._one_or_all(
                    [m.initial_alignments(batch_size, dtype) for m in self._mechanisms]
                ),
                self._one_or_all(history) if self._keeps_history else (),
            )

    def call(self, inputs: Any, state: Any) -> tuple[Any, AttentionWrapperState]:
        """One step of the cell, and one look."""
        if not isinstance(state, AttentionWrapperState):
            raise TypeError(
                "the state of an AttentionWrapper starts as its zero_state(batch, "
                f"dtype), with .clone(cell_state=...), not as {state!r}"
            )
        inputs = self._cell_input_fn(inputs, state.attention)
        output, cell_state = self._cell(inputs, state.cell_state)
        looks = [
            _look(mechanism, layer, output)
            for mechanism, layer in zip(self._mechanisms, self._layers, strict=True)
        ]
        seen = [attention for attention, _ in looks]
        attention = concat(seen, 1) if len(seen) > 1 else seen[0]
        alignments = [weights for _, weights in looks]
        history = state.alignment_history
        if self._keeps_history:
            arrays = history if self._is_multi else [history]
            pairs = zip(arrays, alignments, strict=True)
            history = self._one_or_all([a.write(state.time, w) for a, w in pairs])
        after = AttentionWrapperState(
            cell_state, attention, state.time + 1, self._one_or_all(alignments), history
        )
        return attention if self._output_attention else output, after

    def _one_or_all(self, items: list[Any]) -> Any:
        return tuple(items) if self._is_multi else items[0]


def _side_by_side(inputs: Any, attention: Any) -> Tensor:
    return concat([inputs, attention], -1)


def _look(mechanism: Any, layer: Any, output: Any) -> tuple[Any, Any]:
    """What a mechanism sees for a cell's output, and the weights of its look."""
    weights = mechanism(output)
    seen = squeeze(matmul(expand_dims(weights, 1), mechanism.values), [1])
    if layer is None:
        return seen, weights
    return layer(concat([output, seen], 1)), weights
