"""Cells around cells that multiply: embeddings before, projections before or after."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from edflow.engine.face import nest
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.shape import reshape
from edflow.engine.ops.initializers import RandomUniform, Zeros
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.nn.bias import bias_add
from edflow.engine.ops.nn.embedding import embedding_lookup
from edflow.engine.ops.state.scope import get_variable_scope
from edflow.engine.ops.state.sharing import get_variable
from edflow.rnn.cell import RNNCell, assert_is_cell, depth_of

__all__ = ["EmbeddingWrapper", "InputProjectionWrapper", "OutputProjectionWrapper"]


class Around(RNNCell):
    """A cell around another, with variables of its own beside it in its scope."""

    def __init__(self, cell: Any, reuse: Any = None, **kwargs: Any):
        super().__init__(_reuse=reuse, **kwargs)
        assert_is_cell("cell", cell)
        self.cell = cell

    @property
    def state_size(self) -> Any:
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        return self.cell.output_size

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The zero state of the cell inside."""
        return self.cell.zero_state(batch_size, dtype)


class EmbeddingWrapper(Around):
    """A cell that takes words by their numbers, and looks their vectors up.

    Args:
      cell: the cell.
      embedding_classes: how many words there are.
      embedding_size: the length of a word's vector.
      initializer: for the vectors; by default uniform with variance 1.
      reuse: whether to find the variable.
    """

    def __init__(
        self,
        cell: Any,
        embedding_classes: int,
        embedding_size: int,
        initializer: Any = None,
        reuse: Any = None,
    ):
        super().__init__(cell, reuse)
        if embedding_classes <= 0 or embedding_size <= 0:
            raise ValueError(
                "embedding_classes and embedding_size must be positive, not "
                f"{embedding_classes} and {embedding_size}"
            )
        self._shape = [embedding_classes, embedding_size]
        self._initializer = initializer

    def call(self, inputs: Tensor, state: Any) -> tuple[Any, Any]:
        """Look the words up, then one step."""
        initializer = self._initializer or get_variable_scope().initializer
        if initializer is None:
            initializer = RandomUniform(-math.sqrt(3), math.sqrt(3))
        dtype = nest.flatten(state)[0].dtype.base_dtype
        table = get_variable("embedding", self._shape, dtype, initializer)
        return self.cell(embedding_lookup(table, reshape(inputs, [-1])), state)


class InputProjectionWrapper(Around):
    """A cell with a linear layer before it.

    Args:
      cell: the cell.
      num_proj: the size that the cell sees.
      activation: a function after the layer.
      input_size: accepted.
      reuse: whether to find the variables.
    """

    def __init__(
        self,
        cell: Any,
        num_proj: int,
        activation: Callable[[Tensor], Tensor] | None = None,
        input_size: Any = None,
        reuse: Any = None,
    ):
        super().__init__(cell, reuse)
        self._num_proj = num_proj
        self._activation = activation

    def call(self, inputs: Tensor, state: Any) -> tuple[Any, Any]:
        """The layer, then one step."""
        projected = _linear(inputs, self._num_proj, self._activation)
        return self.cell(projected, state)


class OutputProjectionWrapper(Around):
    """A cell with a linear layer after it.

    One product after the loop, `tf.layers.dense(outputs, n)`, is much faster.

    Args:
      cell: the cell.
      output_size: the size of the outputs.
      activation: a function after the layer.
      reuse: whether to find the variables.
    """

    def __init__(
        self,
        cell: Any,
        output_size: int,
        activation: Callable[[Tensor], Tensor] | None = None,
        reuse: Any = None,
    ):
        super().__init__(cell, reuse)
        if output_size < 1:
            raise ValueError(f"output_size must be positive, not {output_size}")
        self._output_size = output_size
        self._activation = activation

    @property
    def output_size(self) -> int:
        return self._output_size

    def call(self, inputs: Tensor, state: Any) -> tuple[Any, Any]:
        """One step, then the layer."""
        output, state = self.cell(inputs, state)
        return _linear(output, self._output_size, self._activation), state


def _linear(x: Tensor, size: int, activation: Any) -> Tensor:
    dtype = x.dtype.base_dtype
    kernel = get_variable("kernel", [depth_of(x.shape), size], dtype)
    bias = get_variable("bias", [size], dtype, Zeros())
    y = bias_add(matmul(x, kernel), bias)
    return y if activation is None else activation(y)
