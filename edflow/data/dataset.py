"""tf.data.Dataset: elements to read one by one, and what can be made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from edflow.data import iterators
from edflow.data import structure as elements
from edflow.data.iterators import Iterator, facets
from edflow.data.mapping import Mapped
from edflow.data.seeds import seed_tensors
from edflow.data.structure import DatasetSpec
from edflow.engine.control.branching import smart_constant_value
from edflow.engine.data import arranging, batching, shuffling, sources
from edflow.engine.data.stream import DatasetOp
from edflow.engine.face import nest
from edflow.engine.face.dtypes import DType, int64, string
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.shapes import as_shape
from edflow.engine.graph import Spec, Tensor, get_default_graph, name_scope
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.assertions import assert_true
from edflow.engine.ops.build import Const, constant, convert_to_tensor
from edflow.engine.ops.files import matching_files
from edflow.engine.ops.math.arithmetic import maximum

__all__ = ["Dataset"]


def int64_tensor(value: Any, name: str) -> Tensor:
    """A size or a count as the ops take it."""
    return convert_to_tensor(value, int64, name)


class Dataset(Mapped):
    """Elements, one after the other, each a tensor or a structure of tensors.

    A dataset is a description in the graph; an iterator reads it. The methods make new
    datasets of it. Lists are tensors here; tuples and dicts are structure.

    >>> import edflow as tf
    >>> dataset = tf.data.Dataset.from_tensor_slices([1, 2, 3, 4, 5])
    >>> dataset = dataset.map(lambda x: x * x).batch(2)
    >>> batch = dataset.make_one_shot_iterator().get_next()
    >>> with tf.Session() as session:
    ...     session.run(batch), session.run(batch)
    (array([1, 4], dtype=int32), array([ 9, 16], dtype=int32))
    """

    # -- where datasets come from -----------------------------------------------------

    @staticmethod
    def from_tensors(tensors: Any) -> Dataset:
        """One element: `tensors`."""
        value = elements.normalized(tensors, "normalize_element")
        return _made(sources.TensorDataset, elements.of(value), elements.tensors(value))

    @staticmethod
    def from_tensor_slices(tensors: Any) -> Dataset:
        """An element for each row of `tensors`, all of which have as many rows.

        Large arrays become constants of the graph: feed placeholders in their place
        where that is too much, and initialize the iterator with the arrays.
        """
        value = elements.normalized(tensors, "normalize_element")
        structure = elements.rows(elements.of(value))
        return _made(sources.TensorSliceDataset, structure, elements.tensors(value))

    @staticmethod
    def from_generator(
        generator: Callable[..., Iterable[Any]],
        output_types: Any,
        output_shapes: Any = None,
        args: tuple[Any, ...] | None = None,
    ) -> Dataset:
        """What a Python generator yields.

        Args:
          generator: a function that returns something to iterate over; called anew
            for each pass.
          output_types: the dtypes of an element, in its structure.
          output_shapes: its shapes; unknown by default.
          args: tensors whose values the function is given.
        """
        if not callable(generator):
            raise TypeError(
                "generator must be a function that returns an iterator, such as a "
                f"generator function, not {generator!r}"
            )
        structure = elements.declared(output_types, output_shapes)
        inputs = [convert_to_tensor(arg) for arg in args or ()]

        def flatten(value: Any) -> list[Any]:
            return elements.up_to(structure, value)

        def once(_: Tensor) -> Dataset:
            graph = get_default_graph()
            opdef = sources.GeneratorDataset(*facets(structure), generator, flatten)
            op = graph.create_op(opdef, [graph.adopt(x) for x in inputs])
            return Dataset(op.outputs[0], structure)

        return Dataset.from_tensors(0).flat_map(once)

    @staticmethod
    def range(*args: Any) -> Dataset:
        """The numbers of `range(stop)`, `range(start, stop)` or with a step, int64."""
        if not 1 <= len(args) <= 3:
            raise ValueError(f"range takes one to three numbers, not {len(args)}")
        start, stop, step = (0, *args, 1) if len(args) == 1 else (*args, 1)[:3]
        inputs = [
            int64_tensor(start, "start"),
            int64_tensor(stop, "stop"),
            int64_tensor(step, "step"),
        ]
        return _made(sources.RangeDataset, Spec((), int64), inputs)

    @staticmethod
    def zip(datasets: Any) -> Dataset:
        """Elements with one of each dataset, in the structure of `datasets`."""
        flat = nest.flatten(datasets)
        if isinstance(datasets, list) or not all(isinstance(d, Dataset) for d in flat):
            raise TypeError(
                "zip takes datasets in a tuple or a dict, e.g. zip((images, labels)), "
                f"not {datasets!r}"
            )
        structure = nest.map_structure(lambda d: d.element_structure, datasets)
        return _made(arranging.ZipDataset, structure, [d.variant_tensor for d in flat])

    @staticmethod
    def list_files(
        file_pattern: Any, shuffle: bool | None = None, seed: Any = None
    ) -> Dataset:
        """The names of the files that fit a pattern.

        Args:
          file_pattern: a path with `*` and `?`, or a list of such.
          shuffle: False for their alphabetical order; they are mixed by default.
          seed: of the order.

        Raises:
          InvalidArgumentError: in a run, no file fits.
        """
        with name_scope("list_files"):
            pattern = convert_to_tensor(file_pattern, string, "file_pattern")
            names = matching_files(pattern)
            some = assert_true(shape(names)[0] > 0, ["no files match", pattern])
            with get_default_graph().control_dependencies([some]):
                names = names + constant("")
            dataset = Dataset.from_tensor_slices(names)
            if shuffle is False:
                return dataset
            count = maximum(shape(names, out_type=int64)[0], np.int64(1))
            return dataset.shuffle(count, seed=seed)

    # -- all elements, in another order or number -------------------------------------

    def concatenate(self, dataset: Dataset) -> Dataset:
        """These elements, then those of `dataset`."""
        mine, theirs = self.element_structure, dataset.element_structure
        if elements.types(mine) != elements.types(theirs):
            raise TypeError(
                f"datasets of {elements.types(mine)} and {elements.types(theirs)} "
                "cannot be one after the other"
            )
        structure = elements.in_common(mine, theirs)
        inputs = [self.variant_tensor, dataset.variant_tensor]
        return _made(arranging.ConcatenateDataset, structure, inputs)

    def take(self, count: Any) -> Dataset:
        """The first `count` elements; -1 for all."""
        return self.with_op(arranging.TakeDataset, int64_tensor(count, "count"))

    def skip(self, count: Any) -> Dataset:
        """The elements behind the first `count`."""
        return self.with_op(arranging.SkipDataset, int64_tensor(count, "count"))

    def repeat(self, count: Any = None) -> Dataset:
        """The elements, `count` times over; without an end by default."""
        count = int64_tensor(-1 if count is None else count, "count")
        return self.with_op(arranging.RepeatDataset, count)

    def shard(self, num_shards: Any, index: Any) -> Dataset:
        """Every `num_shards`-th element, from that at `index`."""
        n, i = int64_tensor(num_shards, "num_shards"), int64_tensor(index, "index")
        return self.with_op(arranging.ShardDataset, n, i)

    def shuffle(
        self,
        buffer_size: Any,
        seed: Any = None,
        reshuffle_each_iteration: bool | None = None,
    ) -> Dataset:
        """The elements in a random order: each is drawn out of a buffer.

        Args:
          buffer_size: how many elements are held; the number of all for an even
            mixture.
          seed: of the order: the same as TensorFlow's for the same seeds.
          reshuffle_each_iteration: another order in each pass, which is the default.
        """
        size = int64_tensor(buffer_size, "buffer_size")
        again = reshuffle_each_iteration is not False
        seeds = seed_tensors(seed)
        return self.with_op(shuffling.ShuffleDataset, size, *seeds, attributes=(again,))

    def cache(self, filename: Any = "") -> Dataset:
        """The elements, kept in memory when the first pass is complete.

        Args:
          filename: only "": edflow keeps no cache in files.
        """
        if not isinstance(filename, str) or filename:
            raise ValueError(
                "edflow caches in memory alone, so leave the filename empty; "
                "tf.python_io.TFRecordWriter keeps elements in a file"
            )
        name = convert_to_tensor(filename, string, "filename")
        return self.with_op(arranging.CacheDataset, name)

    def prefetch(self, buffer_size: Any = -1) -> Dataset:
        """The elements, of which a thread has the next `buffer_size` ready."""
        size = int64_tensor(buffer_size, "buffer_size")
        return self.with_op(arranging.PrefetchDataset, size)

    # -- several elements as one ------------------------------------------------------

    def batch(self, batch_size: Any, drop_remainder: Any = False) -> Dataset:
        """`batch_size` elements at a time, stacked.

        Args:
          batch_size: how many; the last batch may have fewer.
          drop_remainder: leave such a last batch out, so that the size is known.

        Raises:
          InvalidArgumentError: in a run, the shapes of the elements differ.
        """
        size = int64_tensor(batch_size, "batch_size")
        drop = convert_to_tensor(drop_remainder, boolean, "drop_remainder")
        structure = elements.with_batch(self.element_structure, _known(size, drop))
        return self.with_op(batching.BatchDatasetV2, size, drop, structure=structure)

    def padded_batch(
        self,
        batch_size: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        drop_remainder: Any = False,
    ) -> Dataset:
        """`batch_size` elements at a time, filled up to one shape and stacked.

        Args:
          batch_size: how many.
          padded_shapes: for each component its shape, where None (or -1) stands for
            the largest size of the batch; by default the shapes of the components.
          padding_values: for each component what to fill with, a scalar; 0 or "" by
            default.
          drop_remainder: leave out a last batch that is smaller.

        Raises:
          DataLossError: in a run, an element is larger than its padded shape.
        """
        kinds = nest.flatten(self.element_structure)
        elements.with_batch(self.element_structure, None)  # Refuses what has no shape.
        if padded_shapes is None:
            wanted: list[Any] = [kind.shape for kind in kinds]
        else:
            wanted = elements.up_to(self.element_structure, padded_shapes)
        size = int64_tensor(batch_size, "batch_size")
        sizes = [_padded_shape(shape) for shape in wanted]
        given = (
            [None] * len(kinds)
            if padding_values is None
            else elements.up_to(self.element_structure, padding_values)
        )
        values = [
            _filling(kind.dtype, value)
            for kind, value in zip(kinds, given, strict=True)
        ]
        drop = convert_to_tensor(drop_remainder, boolean, "drop_remainder")
        n = _known(size, drop)
        structure = nest.pack_sequence_as(
            self.element_structure,
            [
                Spec(None if (s := t.spec.sizes()) is None else (n, *s), kind.dtype)
                for t, kind in zip(sizes, kinds, strict=True)
            ],
        )
        inputs = [size, *sizes, *values, drop]
        return self.with_op(batching.PaddedBatchDatasetV2, *inputs, structure=structure)

    def unbatch(self) -> Dataset:
        """The rows of each element, one by one."""
        structure = elements.rows(self.element_structure)
        return self.with_op(batching.UnbatchDataset, structure=structure)

    def window(
        self, size: Any, shift: Any = None, stride: Any = 1, drop_remainder: Any = False
    ) -> Dataset:
        """Windows over the elements, each component of a window as a dataset.

        Args:
          size: how many elements a window holds; the last may hold fewer.
          shift: how far the next window lies ahead, `size` by default.
          stride: how far apart the elements of a window lie.
          drop_remainder: leave out windows that hold fewer.
        """
        inputs = [
            int64_tensor(size, "size"),
            int64_tensor(size if shift is None else shift, "shift"),
            int64_tensor(stride, "stride"),
            convert_to_tensor(drop_remainder, boolean, "drop_remainder"),
        ]
        structure = nest.map_structure(
            lambda kind: DatasetSpec(kind, Dataset), self.element_structure
        )
        return self.with_op(arranging.WindowDataset, *inputs, structure=structure)

    # -- reading ----------------------------------------------------------------------

    def make_one_shot_iterator(self) -> Iterator:
        """An iterator that begins by itself and goes through once."""
        return iterators.make_one_shot_iterator(self)

    def make_initializable_iterator(self, shared_name: str | None = None) -> Iterator:
        """An iterator that begins whenever its `initializer` is run."""
        return iterators.make_initializable_iterator(self, shared_name)


# What the methods of all datasets return; those that read files are made otherwise.
Dataset.plain = Dataset


def _made(kind: type[DatasetOp], structure: Any, inputs: list[Tensor]) -> Dataset:
    """A dataset by an op that takes no other one, or several."""
    op = get_default_graph().create_op(kind(*facets(structure)), inputs)
    return Dataset(op.outputs[0], structure)


def _known(size: Tensor, drop_remainder: Tensor) -> int | None:
    """The size of all batches, if that is settled before the graph runs."""
    settled = smart_constant_value(drop_remainder) and isinstance(size.op.opdef, Const)
    return int(size.op.get_attr("value")) if settled else None


def _padded_shape(shape: Any) -> Tensor:
    if isinstance(shape, Tensor):
        return convert_to_tensor(shape, int64)
    sizes = as_shape(shape)
    if sizes is None:
        raise ValueError(
            "a component of unknown rank cannot be filled up; give its padded_shapes"
        )
    whole = [-1 if size is None else size for size in sizes]
    return convert_to_tensor(np.array(whole, np.int64))


def _filling(dtype: DType, value: Any) -> Tensor:
    if value is None:
        value = b"" if dtype is string else dtype.as_numpy_dtype(0)
    return convert_to_tensor(value, dtype, "padding_value")
