"""One row per op: what it is given, and what NumPy says that it gives.

Rows live in `cases/<family>.py` as a list `CASES`, found there by their file alone.
`test_ops.py` tests every row: forward values, shape rule, first and second gradient.

    Case(AddV2(), [(2, 3), (3,)], np.add)
    Case(Log(), [In((2, 3), low=0.1)], np.log)
    Case(Reshape(), [(2, 3), ints(3, 2)], lambda x, shape: x.reshape(shape))
    Case(AddN(), [[(2, 3), (2, 3)]], lambda x, y: x + y)
    Case(Relu(), [(2, 3)], lambda x: np.maximum(x, 0), smooth=False)
    Case(Floor(), [(2, 3)], np.floor, flat="a step has slope 0")
    Case(AssignAdd(), [Ref((2, 3)), (2, 3)], np.add, flat="a write has no slope")
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from edflow.engine.graph import OpDef


@dataclass(frozen=True)
class In:
    """A random input, evenly spread over low..high and the same in every run.

    `dtype` None is "float": the row is tested in float32 and in float64, as far as
    the op takes them. `step` > 0 keeps elements at least so far apart and from 0
    (multiples of it, shuffled): for kinks, ties and sorting.
    """

    shape: tuple[int, ...]
    dtype: Any = None
    low: float = -2.0
    high: float = 2.0
    step: float = 0.0


@dataclass(frozen=True)
class Ref:
    """A variable that holds a random value, handed over by reference."""

    shape: tuple[int, ...]
    dtype: Any = None
    low: float = -2.0
    high: float = 2.0


Input = tuple | np.ndarray | In | Ref | list | Callable[[], Any]
"""A shape (short for `In(shape)`), a given array, a list of inputs for a list argument,
or a function that builds the tensor in the graph and that `reference` does not see."""


@dataclass(frozen=True)
class Case:
    """One row: an op, its inputs, its values.

    op: the op with its attributes; its class, if `build` makes it.
    inputs: in the order of `takes`.
    reference: the input arrays (a list argument spread out) to the output array, or to
      a tuple of them. None for an op without outputs, or with `holds`.
    holds: where there is no single right answer: the input arrays followed by the
      output arrays to whether all is well.
    build: tensors to outputs, where the op is not simply applied to its inputs.
    wrt: the positions of the inputs that gradients flow to; by default all floats.
      The op must give none to the others.
    flat: why no gradient flows at all. The op must give none, or say that it has none.
    smooth: whether the gradient can be differentiated again.
    static: whether the shape is settled before the run, by shapes and known integers.
    rtol: for float32 outputs.
    label: what tells this row from others of the op.
    """

    op: OpDef | type[OpDef]
    inputs: list[Any]
    reference: Callable[..., Any] | None = None
    holds: Callable[..., Any] | None = None
    build: Callable[..., Any] | None = None
    wrt: tuple[int, ...] | None = None
    flat: str = ""
    smooth: bool = True
    static: bool = True
    rtol: float = 1e-5
    label: str = ""

    @property
    def type(self) -> str:
        """TensorFlow's name of the op type."""
        return self.op.__name__ if isinstance(self.op, type) else self.op.type

    def __str__(self) -> str:
        return f"{self.type} {self.label}".rstrip()


def ints(*values: Any) -> np.ndarray:
    """An int32 vector: axes, sizes, indices. `np.int32(1)` is a scalar."""
    return np.array(values, np.int32)


def text(*values: Any) -> np.ndarray:
    """A vector of text as TensorFlow holds it: bytes."""
    return np.array([v.encode() for v in values] + [None], object)[:-1]
