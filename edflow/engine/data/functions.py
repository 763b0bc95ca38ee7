"""Datasets that call a function on each element: map, filter, flat_map, scan, reduce.

The function is a body, as those of loops are. What it uses from outside comes in behind
the element, as a value: a variable is what it was when the iterator began, as in
TensorFlow 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np

from edflow.engine.data.stream import DatasetOp, Element, Record, Stream
from edflow.engine.data.workers import Ahead, InOrder
from edflow.engine.face.dtypes import DType
from edflow.engine.face.shapes import Shape
from edflow.engine.graph import OpDef, Operation, Runtime, Spec, Subgraph
from edflow.errors import OpError

Call = Callable[..., Sequence[Any]]


class FunctionDataset(DatasetOp, abstract=True):
    """A dataset that is made of another by a function of its elements."""

    takes = "input_dataset:variant other_arguments:**Targuments"
    f: Subgraph

    after: ClassVar[int] = 0
    """How many inputs come behind what the function uses from outside."""

    @property
    def before(self) -> int:
        """How many inputs come before what the function uses from outside."""
        return 1

    def _captured(self, n_inputs: int) -> slice:
        return slice(self.before, n_inputs - self.after)

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Stream]:
        call = runtime.program(self.f.outputs, self.f.inputs)

        def make(*inputs: Any) -> Stream:
            captured = self._captured(len(inputs))
            function = _Function(call, inputs[captured], op.name)
            rest = (*inputs[: captured.start], *inputs[captured.stop :])
            return Stream(partial(self.elements, function, *rest))

        return make


class _Function:
    """The function of a dataset; an error tells of the element that it came from."""

    def __init__(self, call: Call, captured: Sequence[Any], name: str):
        self._call = call
        self._captured = captured
        self._name = name

    def __call__(self, *values: Any) -> Sequence[Any]:
        return self._call(*values, *self._captured)

    def of(self, element: Element) -> Element:
        try:
            values = self._call(*element, *self._captured)
        except OpError as error:
            if isinstance(element, Record):
                error.add_note(
                    f"in {self._name}, on record {element.number} of {element.path}"
                )
            else:
                error.add_note(f"in {self._name}, on the element {_short(element)}")
            raise
        if isinstance(element, Record):
            return Record.of(values, element.path, element.number)
        return tuple(values)


def _short(element: Element) -> str:
    shown = ", ".join(repr(x) if np.size(x) < 8 else "…" for x in element)
    return f"({shown})" if len(shown) < 80 else f"({shown[:76]} …)"


class MapDataset(FunctionDataset):
    """f(x) of each element x."""

    def elements(self, *inputs: Any) -> Iterable[Element]:
        function, source = inputs
        # Python's own map goes on after an error, as a generator would not.
        return map(function.of, source)


class ParallelMapDatasetV2(FunctionDataset):
    """f(x) of each element x, several at a time, in the order of the elements."""

    takes = (
        "input_dataset:variant other_arguments:**Targuments num_parallel_calls:int64"
    )

    after = 1

    def elements(self, *inputs: Any) -> Iterable[Element]:
        function, source, count = inputs
        return InOrder(iter(source), function.of, int(count))


class FilterDataset(FunctionDataset):
    """The elements x for which f(x) holds."""

    def elements(self, *inputs: Any) -> Iterable[Element]:
        function, source = inputs
        return filter(lambda x: bool(function.of(x)[0]), source)


class TakeWhileDataset(FunctionDataset):
    """The elements before the first x for which f(x) does not hold."""

    def elements(self, *inputs: Any) -> Iterator[Element]:
        function, source = inputs
        for element in source:
            if not function.of(element)[0]:
                return
            yield element


class FlatMapDataset(FunctionDataset):
    """All elements of the dataset f(x), for each x in turn."""

    def elements(self, *inputs: Any) -> Iterator[Element]:
        function, source = inputs
        for element in source:
            yield from function.of(element)[0]


class InterleaveDataset(FunctionDataset):
    """The elements of `cycle_length` datasets f(x) by turns, a block from each."""

    takes = (
        "input_dataset:variant other_arguments:**Targuments cycle_length:int64 "
        "block_length:int64"
    )
    after = 2

    def elements(self, *inputs: Any) -> Iterator[Element]:
        function, source, cycle, block, *_ = inputs
        sources, ended = iter(source), False
        slots: list[Iterator[Element] | None] = [None] * int(cycle)
        while not ended or any(slot is not None for slot in slots):
            for k in range(len(slots)):
                slot = slots[k]
                if slot is None:
                    if ended or (x := next(sources, None)) is None:
                        ended = True
                        continue
                    slot = slots[k] = self.opened(function.of(x)[0])
                for _ in range(int(block)):
                    element = next(slot, None)
                    if element is None:
                        slots[k] = None
                        break
                    yield element

    def opened(self, stream: Stream) -> Iterator[Element]:
        return iter(stream)


class ParallelInterleaveDatasetV4(InterleaveDataset):
    """As InterleaveDataset, and each of the datasets is read ahead by a thread."""

    takes = (
        "input_dataset:variant other_arguments:**Targuments cycle_length:int64 "
        "block_length:int64 buffer_output_elements:int64 prefetch_input_elements:int64 "
        "num_parallel_calls:int64"
    )
    after = 5

    def opened(self, stream: Stream) -> Iterator[Element]:
        return Ahead(stream, 16)


class _WithState(FunctionDataset, abstract=True):
    """A function that goes from a state and an element to the next state."""

    takes = "input_dataset:variant initial_state:**Tstate other_arguments:**Targuments"

    @property
    def n_initial_state(self) -> int:
        """How many components the state has."""
        raise NotImplementedError

    @property
    def n_other_arguments(self) -> int:
        return len(self.f.captures)

    @property
    def before(self) -> int:
        return 1 + self.n_initial_state


class ScanDataset(_WithState):
    """y of (state, y) = f(state, x), for each element x, from the first state."""

    @property
    def n_initial_state(self) -> int:
        return len(self.f.outputs) - len(self.output_types)

    def elements(self, *inputs: Any) -> Iterator[Element]:
        function, source, *state = inputs
        for element in source:
            values = function(*state, *element)
            state = values[: self.n_initial_state]
            yield tuple(values[self.n_initial_state :])


class ReduceDataset(_WithState):
    """The last state of state = f(state, x), for each element x."""

    gives = "components:**output_types"

    @property
    def n_initial_state(self) -> int:
        return len(self.output_types)

    def infer(self, *inputs: Spec) -> Any:
        return specs_of(self.output_types, self.output_shapes)

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        call = runtime.program(self.f.outputs, self.f.inputs)

        def reduced(source: Stream, *rest: Any) -> Any:
            state, captured = rest[: self.n_initial_state], rest[self.n_initial_state :]
            for element in source:
                state = call(*state, *element, *captured)
            return state[0] if len(state) == 1 else tuple(state)

        return reduced


class GroupByWindowDataset(DatasetOp):
    """reduce(key, group) of each group of `size(key)` elements with the same key."""

    takes = (
        "input_dataset:variant key_func_other_arguments:**Tkey_func_other_arguments "
        "reduce_func_other_arguments:**Treduce_func_other_arguments "
        "window_size_func_other_arguments:**Twindow_size_func_other_arguments"
    )
    key_func: Subgraph
    reduce_func: Subgraph
    window_size_func: Subgraph
    # The three take the same tensors from outside, which stand in the first list.
    Treduce_func_other_arguments: tuple[DType, ...] = ()
    Twindow_size_func_other_arguments: tuple[DType, ...] = ()

    @property
    def _bodies(self) -> tuple[Subgraph, ...]:
        return self.key_func, self.reduce_func, self.window_size_func

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Stream]:
        calls = [runtime.program(body.outputs, body.inputs) for body in self._bodies]

        def make(source: Stream, *captured: Any) -> Stream:
            functions = [_Function(call, captured, op.name) for call in calls]
            return Stream(lambda: _groups(source, *functions))

        return make


def _groups(
    source: Stream, key_of: _Function, reduce: _Function, size_of: _Function
) -> Iterator[Element]:
    groups: dict[int, list[Element]] = {}
    sizes: dict[int, int] = {}
    for element in source:
        key = int(key_of.of(element)[0])
        if key not in sizes:
            sizes[key] = int(size_of(np.int64(key))[0])
        group = groups.setdefault(key, [])
        group.append(element)
        if len(group) == sizes[key]:
            del groups[key]
            yield from _reduced(reduce, key, group)
    for key in sorted(groups):
        yield from _reduced(reduce, key, groups[key])


def _reduced(
    reduce: _Function, key: int, group: Sequence[Element]
) -> Iterable[Element]:
    return reduce(np.int64(key), Stream(lambda: group))[0]


class DatasetToSingleElement(OpDef):
    """The one element of a dataset."""

    takes = "dataset:variant"
    gives = "components:**output_types"
    output_types: tuple[DType, ...]
    output_shapes: tuple[Shape, ...]

    def infer(self, *inputs: Spec) -> Any:
        return specs_of(self.output_types, self.output_shapes)

    def compute(self, *inputs: Any) -> Any:
        (dataset,) = inputs
        elements = iter(dataset)
        element = next(elements, None)
        if element is None:
            raise ValueError("the dataset is empty, and has no single element")
        if next(elements, None) is not None:
            raise ValueError("the dataset has more than one element; take(1) of it")
        return element[0] if len(element) == 1 else element


def specs_of(types: Sequence[DType], shapes: Sequence[Shape]) -> Any:
    """What is known of the components of an element, as an op infers it."""
    specs = [Spec(shape, dtype) for dtype, shape in zip(types, shapes, strict=True)]
    return specs[0] if len(specs) == 1 else tuple(specs)
