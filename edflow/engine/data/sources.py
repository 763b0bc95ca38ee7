"""Datasets of what is in the graph: one element, the slices of tensors, numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from edflow import errors
from edflow.engine.data.stream import DatasetOp, Element, rows
from edflow.engine.face.arrays import Array, as_array
from edflow.engine.face.dtypes import DType, string
from edflow.engine.face.shapes import Shape, compatible, text
from edflow.engine.graph import Spec
from edflow.engine.ops.python_functions import from_python


class TensorDataset(DatasetOp):
    """One element: all of the components."""

    takes = "components:**Toutput_types"

    def elements(self, *inputs: Any) -> Iterable[Element]:
        return iter([inputs])


class TensorSliceDataset(DatasetOp):
    """Element i is row i of each of the components."""

    takes = "components:**Toutput_types"
    is_files: bool = False

    def infer(self, *inputs: Spec) -> Spec:
        sizes = {x.shape[0] for x in inputs if x.shape}
        if any(x.rank == 0 for x in inputs):
            raise ValueError("a scalar has no slices; Dataset.from_tensors takes it")
        if len(sizes - {None}) > 1:
            raise ValueError(
                "all components must have as many rows; here are "
                f"{', '.join(map(str, sorted(s for s in sizes if s is not None)))}"
            )
        return super().infer(*inputs)

    def elements(self, *inputs: Any) -> Iterable[Element]:
        return rows(inputs)


class RangeDataset(DatasetOp):
    """start, start + step, … up to but not including stop."""

    takes = "start:int64 stop:int64 step:int64"

    def elements(self, *inputs: Any) -> Iterable[Element]:
        start, stop, step = map(int, inputs)
        if step == 0:
            raise ValueError("the step of a range must not be 0")
        kind = self.output_types[0].as_numpy_dtype
        return ((kind(i),) for i in range(start, stop, step))


class GeneratorDataset(DatasetOp):
    """What a Python generator yields."""

    takes = (
        "init_func_other_args:**Tinit_func_args "
        "next_func_other_args:**Tnext_func_args "
        "finalize_func_other_args:**Tfinalize_func_args"
    )
    generator: Callable[..., Iterable[Any]]
    flatten: Callable[[Any], list[Any]]
    """From what the generator yields to its components."""
    # A Python function goes on and ends by itself: it takes nothing from the graph.
    Tnext_func_args: tuple[DType, ...] = ()
    Tfinalize_func_args: tuple[DType, ...] = ()

    def elements(self, *inputs: Any) -> Iterator[Element]:
        args = [x if isinstance(x, bytes) else np.array(x)[()] for x in inputs]
        values = self._yielded(args)
        while (value := next(values, _END)) is not _END:
            yield self._components(value)

    def _yielded(self, args: Sequence[Any]) -> Iterator[Any]:
        try:
            yield from self.generator(*args)
        except Exception as error:
            raise from_python(error, "the generator") from error

    def _components(self, value: Any) -> Element:
        try:
            promised = (self.output_types, self.output_shapes)
            parts = zip(self.flatten(value), *promised, strict=True)
            return tuple(_component(*part) for part in parts)
        except (TypeError, ValueError, KeyError) as error:
            raise errors.InvalidArgumentError(
                None,
                None,
                f"the generator yielded {str(value)[:80]}, which is not what its "
                f"output_types and output_shapes say: {error}",
            ) from None


_END = object()


def _component(value: Any, dtype: DType, shape: Shape) -> Array:
    # As TensorFlow does: arrays are cast, Python's numbers must be of the kind.
    numeric = isinstance(value, np.ndarray | np.generic) and dtype is not string
    array = (
        np.asarray(value, dtype.as_numpy_dtype) if numeric else as_array(value, dtype)
    )
    if not compatible(array.shape, shape):
        raise ValueError(f"it has shape {text(array.shape)}, not {text(shape)}")
    return array
