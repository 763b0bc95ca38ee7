"""Cells around cells: dropout, residual connections, devices."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from edflow.engine.control.functional import map_fn
from edflow.engine.face import nest
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Tensor, get_default_graph, name_scope
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.math.rounding import floor
from edflow.engine.ops.nn.dropout import dropout
from edflow.engine.ops.random.draws import random_uniform
from edflow.rnn.cell import LSTMStateTuple, RNNCell, assert_is_cell

__all__ = ["DeviceWrapper", "DropoutWrapper", "ResidualWrapper"]


class Wrapper(RNNCell):
    """A cell that does something before or after another cell."""

    def __init__(self, cell: Any, **kwargs: Any):
        super().__init__(**kwargs)
        assert_is_cell("cell", cell)
        self.cell = cell

    @property
    def wrapped_cell(self) -> Any:
        return self.cell

    @property
    def state_size(self) -> Any:
        return self.cell.state_size

    @property
    def output_size(self) -> Any:
        return self.cell.output_size

    @property
    def runs_over_time(self) -> bool:
        return getattr(self.cell, "runs_over_time", False)

    @property
    def draws_by_step(self) -> bool:
        return getattr(self.cell, "draws_by_step", False)

    @property
    def trainable_weights(self) -> list[Any]:
        return getattr(self.cell, "trainable_weights", [])

    @property
    def non_trainable_weights(self) -> list[Any]:
        return getattr(self.cell, "non_trainable_weights", [])

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The zero state of the cell inside."""
        with name_scope(f"{type(self).__name__}ZeroState"):
            return self.cell.zero_state(batch_size, dtype)


class DropoutWrapper(Wrapper):
    """A cell whose inputs, outputs or state are dropped at random.

    The memory `c` of an LSTM is never dropped, only what it puts out.

    Args:
      cell: the cell.
      input_keep_prob, output_keep_prob, state_keep_prob: the probability to keep an
        element, a number or a tensor; 1 for no dropout.
      variational_recurrent: drop the same elements in every step of a run. Gal and
        Ghahramani, 2016.
      input_size: the depth of the inputs, for a variational input dropout.
      dtype: of the noise, for variational dropout.
      seed: settles the choice.
      dropout_state_filter_visitor: a function from a part of the state to whether it,
        or each of its parts, may be dropped.

    Raises:
      TypeError: `cell` is no cell.
      ValueError: a probability outside 0..1, or variational dropout without `dtype` or
        `input_size`.
    """

    def __init__(
        self,
        cell: Any,
        input_keep_prob: Any = 1.0,
        output_keep_prob: Any = 1.0,
        state_keep_prob: Any = 1.0,
        variational_recurrent: bool = False,
        input_size: Any = None,
        dtype: Any = None,
        seed: int | None = None,
        dropout_state_filter_visitor: Callable[[Any], Any] | None = None,
        **kwargs: Any,
    ):
        super().__init__(cell, dtype=dtype, **kwargs)
        visitor = dropout_state_filter_visitor
        if visitor is not None and not callable(visitor):
            raise TypeError(
                f"dropout_state_filter_visitor must be a function, not {visitor!r}"
            )
        self._may_drop = visitor or _all_but_memory
        self._seed = seed
        self._variational = variational_recurrent
        with name_scope("DropoutWrapperInit"):
            self._input_keep = _probability("input_keep_prob", input_keep_prob)
            self._state_keep = _probability("state_keep_prob", state_keep_prob)
            self._output_keep = _probability("output_keep_prob", output_keep_prob)
            self._noise = self._all_noise(input_size) if variational_recurrent else {}

    def _all_noise(self, input_size: Any) -> dict[str, list[Tensor]]:
        """The numbers that settle for a whole run what is dropped."""
        if self.dtype is None:
            raise ValueError("variational_recurrent=True needs the dtype of the noise")
        sizes: dict[str, Any] = {}  # In TensorFlow's order, which settles the seeds.
        if self._input_keep != 1.0:
            if input_size is None:
                raise ValueError(
                    "variational dropout of the inputs needs input_size, their depth"
                )
            sizes["input"] = input_size
        sizes |= {"state": self.state_size, "output": self.output_size}
        return {
            what: [self._draw(what, i, s) for i, s in enumerate(nest.flatten(size))]
            for what, size in sizes.items()
        }

    def _draw(self, what: str, index: int, size: Any) -> Tensor:
        sizes = [size] if isinstance(size, int) else TensorShape(size).as_list()
        return random_uniform(
            [1, *sizes], seed=self._seed_of(what, index), dtype=self.dtype
        )

    def _seed_of(self, what: str, index: int) -> int | None:
        """A seed of its own for each place, as TensorFlow derives it."""
        if self._seed is None:
            return None
        text = f"{self._seed}{what}_{index}".encode()
        digest = hashlib.md5(text, usedforsecurity=False).hexdigest()
        return int(digest[:8], 16) & 0x7FFFFFFF

    @property
    def runs_over_time(self) -> bool:
        steady = self._state_keep == 1.0
        return type(self) is DropoutWrapper and steady and super().runs_over_time

    @property
    def draws_by_step(self) -> bool:
        seeded = self._seed is not None or get_default_graph().root.seed is not None
        return (seeded and not self._variational) or super().draws_by_step

    def __call__(
        self, inputs: Any, state: Any, scope: Any = None, **how: Any
    ) -> tuple[Any, Any]:
        """One step of the cell, with dropout before and after."""
        over_time = how.get("over_time", False)
        inputs = self._drop("input", inputs, self._input_keep, over_time)
        output, state = self.cell(inputs, state, scope=scope, **how)
        state = self._drop("state", state, self._state_keep, over_time, self._may_drop)
        return self._drop("output", output, self._output_keep, over_time), state

    def _drop(
        self,
        what: str,
        values: Any,
        keep: Any,
        over_time: bool,
        may_drop: Any = lambda _: True,
    ) -> Any:
        if isinstance(keep, float) and keep >= 1:
            return values
        flags = _flags(may_drop, values)
        dropped = [
            self._dropped(what, i, value, keep, over_time) if flag else value
            for i, (flag, value) in enumerate(
                zip(flags, nest.flatten(values), strict=True)
            )
        ]
        return nest.pack_sequence_as(values, dropped)

    def _dropped(
        self, what: str, i: int, value: Tensor, keep: Any, over_time: bool
    ) -> Tensor:
        if not self._variational:
            seed = self._seed_of(what, i)
            if over_time and self.draws_by_step:
                # One op that draws turn by turn, as in TensorFlow's loop: with a seed
                # the numbers are then TensorFlow's.
                return map_fn(lambda x: dropout(x, rate=1.0 - keep, seed=seed), value)
            return dropout(value, rate=1.0 - keep, seed=seed)
        kept = floor(keep + self._noise[what][i])
        result: Any = value / keep * kept
        result.set_shape(value.shape)
        return result


def _probability(name: str, value: Any) -> Any:
    """A float where the value is known; ValueError outside 0..1."""
    if isinstance(value, Tensor) and value.op.opdef.is_constant:
        value = float(value.op.get_attr("value"))
    if not isinstance(value, int | float):
        return convert_to_tensor(value)
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is a probability, so it cannot be {value}")
    return float(value)


def _all_but_memory(part: Any) -> Any:
    if isinstance(part, LSTMStateTuple):
        return LSTMStateTuple(False, True)
    return not hasattr(part, "components")  # A TensorArray is no value.


def _flags(may_drop: Callable[[Any], Any], values: Any) -> list[bool]:
    """For each leaf whether it may be dropped."""
    answer = may_drop(values)
    if nest.is_sequence(answer):
        pairs = zip(nest.flatten(answer), values, strict=True)
        return [
            part
            for flag, value in pairs
            for part in (
                _flags(may_drop, value) if flag else [False] * len(nest.flatten(value))
            )
        ]
    if answer and nest.is_sequence(values):
        return [part for value in values for part in _flags(may_drop, value)]
    return [bool(answer)] * len(nest.flatten(values))


class ResidualWrapper(Wrapper):
    """A cell whose inputs are added to its outputs.

    Args:
      cell: the cell; its outputs must be of the size of its inputs.
      residual_fn: a function from inputs and outputs to the new outputs, in place of
        the sum.
    """

    def __init__(
        self, cell: Any, residual_fn: Callable[..., Any] | None = None, **kwargs: Any
    ):
        super().__init__(cell, **kwargs)
        self._residual_fn = residual_fn or _sum_of

    def __call__(
        self, inputs: Any, state: Any, scope: Any = None, **how: Any
    ) -> tuple[Any, Any]:
        """One step of the cell, and the sum."""
        outputs, state = self.cell(inputs, state, scope=scope, **how)
        return self._residual_fn(inputs, outputs), state


def _sum_of(inputs: Any, outputs: Any) -> Any:
    nest.assert_same_structure(inputs, outputs)
    for x, y in zip(nest.flatten(inputs), nest.flatten(outputs), strict=True):
        if not x.shape.is_compatible_with(y.shape):
            raise ValueError(
                f"a residual connection adds inputs {x.shape} to outputs {y.shape}: "
                "they must be of one size"
            )
    return nest.map_structure(lambda x, y: x + y, inputs, outputs)


class DeviceWrapper(Wrapper):
    """A cell whose operations are marked with a device, as `tf.device` does it."""

    def __init__(self, cell: Any, device: Any, **kwargs: Any):
        super().__init__(cell, **kwargs)
        self._device = device

    def zero_state(self, batch_size: Any, dtype: Any) -> Any:
        """The zero state of the cell inside, on the device."""
        with name_scope(f"{type(self).__name__}ZeroState"), self._on_device():
            return self.cell.zero_state(batch_size, dtype)

    def __call__(
        self, inputs: Any, state: Any, scope: Any = None, **how: Any
    ) -> tuple[Any, Any]:
        """One step of the cell, on the device."""
        with self._on_device():
            return self.cell(inputs, state, scope=scope, **how)

    def _on_device(self) -> Any:
        return get_default_graph().device(self._device)
