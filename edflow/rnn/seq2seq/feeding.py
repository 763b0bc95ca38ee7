"""What a decoder is fed at each step: the true words, or those it wrote itself."""

from __future__ import annotations

from typing import Any

from edflow.engine.control.branching import cond
from edflow.engine.control.tensor_array import TensorArray
from edflow.engine.face import nest
from edflow.engine.face.dtypes import DType, int32
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.filling import zeros_like
from edflow.engine.ops.array.padding import tile
from edflow.engine.ops.array.shape import size
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.nn.embedding import embedding_lookup
from edflow.engine.ops.reduce import argmax, reduce_all
from edflow.rnn.dynamic import batch_and_time_swapped

__all__ = ["GreedyEmbeddingHelper", "Helper", "TrainingHelper"]


class Helper:
    """What `BasicDecoder` asks: which words it wrote, what comes next, who is done."""

    @property
    def batch_size(self) -> Any:
        """How many sequences are written at once."""
        raise NotImplementedError(f"{type(self).__name__} does not say its batch_size")

    @property
    def sample_ids_shape(self) -> TensorShape:
        """The shape of a word's number: that of a scalar."""
        return TensorShape([])

    @property
    def sample_ids_dtype(self) -> DType:
        return int32

    def initialize(self, name: str | None = None) -> tuple[Any, Any]:
        """Who is done before the first step, and the inputs of the first step."""
        raise NotImplementedError(f"{type(self).__name__} has no initialize; define it")

    def sample(
        self, time: Any, outputs: Any, state: Any, name: str | None = None
    ) -> Tensor:
        """The words of the highest scores."""
        with name_scope(name, "HelperSample", [outputs]):
            return argmax(outputs, -1, output_type=int32)

    def next_inputs(
        self,
        time: Any,
        outputs: Any,
        state: Any,
        sample_ids: Any,
        name: str | None = None,
    ) -> tuple[Any, Any, Any]:
        """Who is done after this step, the inputs of the next one, and the state."""
        raise NotImplementedError(
            f"{type(self).__name__} has no next_inputs; define it"
        )


class TrainingHelper(Helper):
    """Feeds what stands in the training text, whatever the decoder wrote.

    Args:
      inputs: [batch, steps, depth], or a structure of such tensors.
      sequence_length: [batch], how long each sequence is.
      time_major: whether the inputs are [steps, batch, depth].
      name: the scope's name.

    Raises:
      ValueError: `sequence_length` is no vector.
    """

    def __init__(
        self,
        inputs: Any,
        sequence_length: Any,
        time_major: bool = False,
        name: str | None = None,
    ):
        with name_scope(name, "TrainingHelper", [*nest.flatten(inputs)]):
            inputs = nest.map_structure(convert_to_tensor, inputs)
            if not time_major:
                inputs = nest.map_structure(batch_and_time_swapped, inputs)
            self._rows = nest.map_structure(
                lambda x: TensorArray(x.dtype, 0, dynamic_size=True).unstack(x), inputs
            )
            self._lengths: Any = convert_to_tensor(
                sequence_length, int32, "sequence_length"
            )
            if self._lengths.spec.rank not in (None, 1):
                raise ValueError(
                    "sequence_length must hold one number for each sequence, not be of "
                    f"shape {self._lengths.shape}"
                )
            self._zeros = nest.map_structure(lambda x: zeros_like(x[0]), inputs)

    @property
    def sequence_length(self) -> Tensor:
        return self._lengths

    @property
    def batch_size(self) -> Any:
        return size(self._lengths)

    def initialize(self, name: str | None = None) -> tuple[Any, Any]:
        """Sequences of length 0 are done; the others start with their first input."""
        with name_scope(name, "TrainingHelperInitialize"):
            finished = equal(0, self._lengths)
            return finished, self._row(0, finished)

    def next_inputs(
        self,
        time: Any,
        outputs: Any,
        state: Any,
        sample_ids: Any,
        name: str | None = None,
    ) -> tuple[Any, Any, Any]:
        """The inputs one step later; sequences are done at their length."""
        with name_scope(name, "TrainingHelperNextInputs", [time]):
            finished = time + 1 >= self._lengths
            return finished, self._row(time + 1, finished), state

    def _row(self, time: Any, finished: Any) -> Any:
        def one(rows: TensorArray, nothing: Tensor) -> Tensor:
            # Past the longest sequence there is no input left.
            row = cond(reduce_all(finished), lambda: nothing, lambda: rows.read(time))
            row.set_shape(nothing.shape)
            return row

        return nest.map_structure(one, self._rows, self._zeros)


class GreedyEmbeddingHelper(Helper):
    """Feeds the decoder the word of the highest score that it wrote at the step before.

    Args:
      embedding: the words' vectors [words, depth], or a function from words to vectors.
      start_tokens: [batch], the words to start with.
      end_token: the word after which a sequence is done.

    Raises:
      ValueError: `start_tokens` is no vector, or `end_token` no scalar.
    """

    def __init__(self, embedding: Any, start_tokens: Any, end_token: Any):
        self._vectors = embedding
        if not callable(embedding):
            self._vectors = lambda ids: embedding_lookup(embedding, ids)
        self._start: Any = convert_to_tensor(start_tokens, int32, "start_tokens")
        self._end: Any = convert_to_tensor(end_token, int32, "end_token")
        for what, x, rank in (
            ("start_tokens", self._start, 1),
            ("end_token", self._end, 0),
        ):
            if x.spec.rank not in (None, rank):
                kind = "a vector" if rank else "one number"
                raise ValueError(f"{what} must be {kind}, not of shape {x.shape}")
        self._start_inputs = self._vectors(self._start)

    @property
    def batch_size(self) -> Any:
        return size(self._start)

    def initialize(self, name: str | None = None) -> tuple[Any, Any]:
        """Nobody is done; all start with their start token."""
        return tile([False], [self.batch_size]), self._start_inputs

    def next_inputs(
        self,
        time: Any,
        outputs: Any,
        state: Any,
        sample_ids: Any,
        name: str | None = None,
    ) -> tuple[Any, Any, Any]:
        """The vectors of the words just written; the end token ends a sequence."""
        with name_scope(name, "GreedyEmbeddingHelperNextInputs", [sample_ids]):
            finished = equal(sample_ids, self._end)
            return finished, self._vectors(sample_ids), state
