"""Iterators: tf.data.Iterator, one-shot, initializable, reinitializable, feedable."""

from __future__ import annotations

from typing import Any

from edflow.data import structure as elements
from edflow.engine.data.iterators import (
    IteratorFromStringHandleV2,
    IteratorGetNext,
    IteratorToStringHandle,
    IteratorV2,
    MakeIterator,
    OneShotIterator,
)
from edflow.engine.face.dtypes import resource, string
from edflow.engine.graph import Operation, Tensor, get_default_graph
from edflow.engine.graph.traversal import needed_for
from edflow.engine.ops.build import apply, as_list, convert_to_tensor

__all__ = [
    "Iterator", "get_output_classes", "get_output_shapes", "get_output_types",
    "make_initializable_iterator", "make_one_shot_iterator",
]  # fmt: skip


def facets(structure: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The attributes output_types and output_shapes of an op."""
    known = elements.specs(structure)
    return tuple(s.dtype for s in known), tuple(s.shape for s in known)


class Iterator:
    """A place in a dataset, kept by each session.

    Datasets make iterators: `make_one_shot_iterator`, `make_initializable_iterator`.

    >>> import edflow as tf
    >>> iterator = tf.data.Dataset.range(2).make_initializable_iterator()
    >>> x = iterator.get_next()
    >>> with tf.Session() as session:
    ...     session.run(iterator.initializer)
    ...     [int(session.run(x)) for _ in range(2)]
    [0, 1]
    """

    def __init__(
        self,
        iterator_resource: Tensor,
        initializer: Operation | None,
        structure: Any,
    ):
        self._resource = iterator_resource
        self._initializer = initializer
        self._structure = structure
        self._handle = self.string_handle()

    @staticmethod
    def from_structure(
        output_types: Any,
        output_shapes: Any = None,
        shared_name: str | None = None,
        output_classes: Any = None,
    ) -> Iterator:
        """An iterator for any dataset of these types: see `make_initializer`.

        Args:
          output_types: the dtypes of an element, in its structure.
          output_shapes: its shapes, in the same structure; unknown by default.
          shared_name: accepted.
          output_classes: `tf.SparseTensor` where a part of an element is sparse.
        """
        structure = elements.declared(output_types, output_shapes, output_classes)
        opdef = IteratorV2(*facets(structure), shared_name or "")
        return Iterator(apply(opdef), None, structure)

    @staticmethod
    def from_string_handle(
        string_handle: Any,
        output_types: Any,
        output_shapes: Any = None,
        output_classes: Any = None,
    ) -> Iterator:
        """The iterator whose handle is fed: so a run chooses its dataset.

        Args:
          string_handle: a text, mostly a placeholder; feed it the value of
            `session.run(iterator.string_handle())`.
          output_types, output_shapes, output_classes: as for `from_structure`.
        """
        structure = elements.declared(output_types, output_shapes, output_classes)
        handle = convert_to_tensor(string_handle, string)
        opdef = IteratorFromStringHandleV2(*facets(structure))
        return Iterator(apply(opdef, handle), None, structure)

    @property
    def initializer(self) -> Operation:
        """The operation that lets the iterator begin."""
        if self._initializer is None:
            raise ValueError(
                "this iterator has no initializer: one-shot iterators begin by "
                "themselves, and those of a structure with make_initializer(dataset)"
            )
        return self._initializer

    def make_initializer(self, dataset: Any, name: str | None = None) -> Operation:
        """An operation that lets the iterator begin with `dataset`.

        Raises:
          TypeError: the elements of `dataset` are not what the iterator gives.
        """
        wanted, given = self._structure, dataset.element_structure
        if not elements.fits(wanted, given):
            raise TypeError(
                f"the iterator gives {elements.types(wanted)} of shapes "
                f"{elements.shapes(wanted)}, but the dataset has "
                f"{elements.types(given)} of shapes {elements.shapes(given)}"
            )
        name = name or "make_initializer"
        return apply(MakeIterator(), dataset.variant_tensor, self._resource, name=name)

    def get_next(self, name: str | None = None) -> Any:
        """The next element, when it is run; in the structure of the dataset.

        Call it once, before the loop: each call adds an operation to the graph, and
        all tensors of one call are of the same element.

        Raises:
          OutOfRangeError: in a run, there are no more elements.
        """
        opdef = IteratorGetNext(*facets(self._structure))
        row = as_list(apply(opdef, self._resource, name=name))
        return elements.packed(self._structure, row)

    def string_handle(self, name: str | None = None) -> Tensor:
        """A text to be fed where `from_string_handle` was given a placeholder."""
        if name is None and hasattr(self, "_handle"):
            return self._handle
        return apply(IteratorToStringHandle(), self._resource, name=name)

    @property
    def output_types(self) -> Any:
        """The dtypes of an element, in its structure."""
        return elements.types(self._structure)

    @property
    def output_shapes(self) -> Any:
        """The shapes of an element, in its structure."""
        return elements.shapes(self._structure)

    @property
    def output_classes(self) -> Any:
        """The classes of an element's parts, in its structure."""
        return elements.classes(self._structure)


def make_initializable_iterator(
    dataset: Any, shared_name: str | None = None
) -> Iterator:
    """An iterator that begins when its `initializer` is run, as often as wanted.

    Placeholders of the dataset are fed to that run.
    """
    structure = dataset.element_structure
    opdef = IteratorV2(*facets(structure), shared_name or "")
    position = apply(opdef)
    start = apply(MakeIterator(), dataset.variant_tensor, position)
    return Iterator(position, start, structure)


def make_one_shot_iterator(dataset: Any) -> Iterator:
    """An iterator that begins by itself and goes through the dataset once.

    Raises:
      ValueError: the dataset depends on a placeholder or on a variable, for which
        there is no time to be fed or initialized.
    """
    structure, variant = dataset.element_structure, dataset.variant_tensor
    for op in needed_for([variant], ()):
        stateful = any(tensor.dtype.is_ref for tensor in op.outputs)
        if op.opdef.must_be_fed or stateful or op.outputs[0].dtype is resource:
            raise ValueError(
                f"a one-shot iterator cannot depend on {op.name} ({op.type}), whose "
                "value is not known when it begins; use "
                "dataset.make_initializable_iterator()"
            )
    with get_default_graph().control_dependencies(None):
        position = apply(OneShotIterator(*facets(structure), variant))
    return Iterator(position, None, structure)


def get_output_types(dataset_or_iterator: Any) -> Any:
    """The dtypes of an element, in its structure."""
    return dataset_or_iterator.output_types


def get_output_shapes(dataset_or_iterator: Any) -> Any:
    """The shapes of an element, in its structure."""
    return dataset_or_iterator.output_shapes


def get_output_classes(dataset_or_iterator: Any) -> Any:
    """The classes of an element's parts, in its structure."""
    return dataset_or_iterator.output_classes
