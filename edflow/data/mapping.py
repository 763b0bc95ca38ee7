"""What a dataset is to Python, and those of its methods that take a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any, ClassVar

import numpy as np

from edflow.data import structure as elements
from edflow.data.functions import arguments, create, traced
from edflow.data.iterators import facets
from edflow.data.structure import DatasetSpec
from edflow.engine.control.bodies import spec_in_common
from edflow.engine.data import arranging, functions
from edflow.engine.face import nest
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.dtypes import int64
from edflow.engine.graph import OpDef, Spec, Subgraph, Tensor, name_scope
from edflow.engine.ops.build import as_list, convert_to_tensor

_CYCLE = 16
"""How many datasets are read by turns, and the blocks that are read ahead of each."""


class Mapped:
    """A tensor of the graph that stands for a dataset, and the structure of an element.

    Args:
      variant_tensor: the output of the dataset's operation.
      element_structure: see `edflow.data.structure`.
    """

    plain: ClassVar[Any]
    """Makes what the methods return: a `Dataset`."""

    def __init__(self, variant_tensor: Tensor, element_structure: Any):
        self.variant_tensor = variant_tensor
        self.element_structure = element_structure

    def as_part(self) -> DatasetSpec:
        """What is known of this dataset as a part of another's elements."""
        return DatasetSpec(self.element_structure, self.plain)

    @property
    def output_types(self) -> Any:
        """The dtypes of an element, in its structure."""
        return elements.types(self.element_structure)

    @property
    def output_shapes(self) -> Any:
        """The shapes of an element, in its structure."""
        return elements.shapes(self.element_structure)

    @property
    def output_classes(self) -> Any:
        """The classes of an element's parts, in its structure."""
        return elements.classes(self.element_structure)

    def __repr__(self) -> str:
        shapes = str(nest.map_structure(str, self.output_shapes)).replace("'", "")
        types = str(nest.map_structure(repr, self.output_types)).replace("'", "")
        return f"<{type(self).__name__} shapes: {shapes}, types: {types}>"

    def with_op(
        self,
        kind: type[OpDef],
        *inputs: Tensor,
        structure: Any = None,
        attributes: Sequence[Any] = (),
        bodies: Sequence[Subgraph] = (),
        after: Sequence[Tensor] = (),
    ) -> Any:
        """The dataset that an op makes of this one.

        Args:
          kind: the op.
          *inputs: what it takes besides.
          structure: of the new elements; as they are here by default.
          attributes: of the op, besides types, shapes and bodies.
          bodies: the functions that it calls.
          after: what it takes behind what these use from outside.
        """
        structure = self.element_structure if structure is None else structure
        tensor = create(
            lambda: kind(*facets(structure), *bodies, *attributes),
            [self.variant_tensor, *inputs],
            bodies,
            after,
        )
        return self.plain(tensor, structure)

    def apply(self, transformation_func: Callable[[Any], Any]) -> Any:
        """What a function from dataset to dataset makes of this one."""
        dataset = transformation_func(self)
        if not isinstance(dataset, Mapped):
            raise TypeError(
                f"the function given to apply must return a dataset, not {dataset!r}"
            )
        return dataset

    def _traced(self, function: Callable[..., Any]) -> tuple[Subgraph, Any]:
        return traced(function, arguments(self.element_structure))

    # -- an element from an element ---------------------------------------------------

    def map(
        self,
        map_func: Callable[..., Any],
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
    ) -> Any:
        """`map_func` of each element.

        Args:
          map_func: called once, now, with tensors that stand for an element: the parts
            of a tuple as arguments, all else as one. What it adds to the graph runs
            for each element. It may read variables.
          num_parallel_calls: how many elements to work on at a time, in threads; -1
            for as many as there are cores.
          deterministic: accepted; the order is always that of the elements.
        """
        body, structure = self._traced(map_func)
        kind, after = functions.MapDataset, list[Tensor]()
        if num_parallel_calls is not None:
            kind = functions.ParallelMapDatasetV2
            count = convert_to_tensor(num_parallel_calls, int64, "num_parallel_calls")
            after = [count]
        return self.with_op(kind, structure=structure, bodies=[body], after=after)

    def filter(self, predicate: Callable[..., Any]) -> Any:
        """The elements for which `predicate` is true."""
        body = self._predicate(predicate)
        return self.with_op(functions.FilterDataset, bodies=[body])

    def take_while(self, predicate: Callable[..., Any]) -> Any:
        """The elements before the first one for which `predicate` is false."""
        body = self._predicate(predicate)
        return self.with_op(functions.TakeWhileDataset, bodies=[body])

    def _predicate(self, predicate: Callable[..., Any]) -> Subgraph:
        body, kind = self._traced(predicate)
        if not isinstance(kind, Spec) or kind.dtype is not boolean or kind.rank:
            raise ValueError(f"the predicate must return one truth value, not {kind}")
        return body

    def enumerate(self, start: Any = 0) -> Any:
        """Pairs of a number, from `start` on, and an element."""
        most = np.iinfo(np.int64).max
        numbers = self.plain.range(start, most)
        return self.plain.zip((numbers, self))

    def unique(self) -> Any:
        """The elements without those that came before."""
        return self.with_op(arranging.UniqueDataset)

    def ignore_errors(self) -> Any:
        """The elements that could be computed, without the others."""
        return self.with_op(arranging.IgnoreErrorsDataset)

    # -- many elements from an element ------------------------------------------------

    def flat_map(self, map_func: Callable[..., Any]) -> Any:
        """All elements of the dataset that `map_func` makes of each element."""
        body, structure = self._datasets(map_func)
        return self.with_op(
            functions.FlatMapDataset, structure=structure, bodies=[body]
        )

    def interleave(
        self,
        map_func: Callable[..., Any],
        cycle_length: Any = None,
        block_length: Any = 1,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
    ) -> Any:
        """The elements of several datasets by turns: of many files at a time, say.

        Args:
          map_func: makes a dataset of an element.
          cycle_length: how many of these are read at a time.
          block_length: how many elements to take from each in turn.
          num_parallel_calls: not None: each is read ahead by a thread.
          deterministic: accepted; the order is always the same.
        """
        body, structure = self._datasets(map_func)
        cycle = _CYCLE if cycle_length in (None, -1) else cycle_length
        sizes = {"cycle_length": cycle, "block_length": block_length}
        kind = functions.InterleaveDataset
        if num_parallel_calls is not None:
            kind = functions.ParallelInterleaveDatasetV4
            sizes["buffer_output_elements"] = _CYCLE
            sizes["prefetch_input_elements"] = 0
            sizes["num_parallel_calls"] = num_parallel_calls
        after = [convert_to_tensor(n, int64, name) for name, n in sizes.items()]
        return self.with_op(kind, structure=structure, bodies=[body], after=after)

    def _datasets(self, map_func: Callable[..., Any]) -> tuple[Subgraph, Any]:
        """A function that makes datasets, and the structure of their elements."""
        body, kind = self._traced(map_func)
        if not isinstance(kind, DatasetSpec):
            raise TypeError(f"the function must return a dataset, not {kind}")
        return body, kind.structure

    # -- what goes from element to element --------------------------------------------

    def reduce(self, initial_state: Any, reduce_func: Callable[..., Any]) -> Any:
        """The last of the states that lead from one element to the next.

        Args:
          initial_state: a tensor or a structure of tensors.
          reduce_func: from a state and an element to the next state.

        Returns:
          The state behind all elements, as tensors.

        >>> import edflow as tf
        >>> total = tf.data.Dataset.range(5).reduce(np.int64(0), lambda s, x: s + x)
        >>> int(tf.Session().run(total))
        10
        """
        state, body, kind, _ = self._stateful(initial_state, reduce_func, True)
        outputs = create(
            lambda: functions.ReduceDataset(*facets(kind), body),
            [self.variant_tensor, *state],
            [body],
        )
        return elements.packed(kind, as_list(outputs))

    def scan(self, initial_state: Any, scan_func: Callable[..., Any]) -> Any:
        """What a function makes of each element and of all before it.

        Args:
          initial_state: a tensor or a structure of tensors.
          scan_func: from a state and an element to a pair, the next state and the new
            element.
        """
        state, body, _, kind = self._stateful(initial_state, scan_func, False)
        return self.with_op(
            functions.ScanDataset, *state, structure=kind, bodies=[body]
        )

    def _stateful(
        self, initial_state: Any, function: Callable[..., Any], alone: bool
    ) -> tuple[list[Tensor], Subgraph, Any, Any]:
        """The first state, the function, and the structures of state and output.

        A size of the state that the function changes is not known, and it is traced
        again without.
        """
        with name_scope("initial_state") if alone else nullcontext():
            start = elements.normalized(initial_state, "normalize_element")
        kind = elements.of(start)
        while True:
            body, returned = traced(function, [kind, self.element_structure])
            after, output = (returned, None) if alone else returned
            nest.assert_same_structure(kind, after)
            pairs = list(zip(nest.flatten(kind), nest.flatten(after), strict=True))
            for before, then in pairs:
                if before.dtype is not then.dtype:
                    raise TypeError(
                        f"the state is {before.dtype.name} but the function makes it "
                        f"{then.dtype.name}; convert one of them, e.g. start from "
                        f"tf.constant(…, tf.{then.dtype.name})"
                    )
            common = nest.pack_sequence_as(
                kind, [spec_in_common(before, then) for before, then in pairs]
            )
            if common == kind:
                return elements.tensors(start), body, kind, output
            kind = common

    def group_by_window(
        self,
        key_func: Callable[..., Any],
        reduce_func: Callable[[Any, Any], Any],
        window_size: Any = None,
        window_size_func: Callable[[Any], Any] | None = None,
    ) -> Any:
        """The elements in groups of one key, each group made a dataset of its own.

        Args:
          key_func: from an element to its key, an int64.
          reduce_func: from a key and the dataset of a group to a dataset.
          window_size: of how many elements a group is.
          window_size_func: the same, from the key.
        """
        if (window_size is None) == (window_size_func is None):
            raise ValueError("give one of window_size and window_size_func")
        key = Spec((), int64)
        keys, kind = self._traced(key_func)
        if not isinstance(kind, Spec) or kind.dtype is not int64 or kind.rank:
            raise ValueError(f"key_func must return one int64, not {kind}")
        reduced, result = traced(reduce_func, [key, self.as_part()])
        if not isinstance(result, DatasetSpec):
            raise TypeError(f"reduce_func must return a dataset, not {result}")
        sizes, _ = traced(
            window_size_func or (lambda _: np.int64(window_size)),
            [key],
        )
        return self.with_op(
            functions.GroupByWindowDataset,
            structure=result.structure,
            bodies=[keys, reduced, sizes],
        )
