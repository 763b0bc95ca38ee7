"""tf.data.experimental: transformations for `dataset.apply`, and tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow import namespace
from edflow.data import buckets, readers, tables
from edflow.data.dataset import Dataset, int64_tensor
from edflow.data.iterators import facets
from edflow.data.seeds import seed_tensors
from edflow.data.structure import packed
from edflow.engine.data import functions, shuffling
from edflow.engine.ops.build import apply, as_list

__all__ = [
    "AUTOTUNE", "Counter", "CsvDataset", "bucket_by_sequence_length",
    "enumerate_dataset", "get_single_element", "group_by_window", "ignore_errors",
    "make_batched_features_dataset", "make_csv_dataset", "map_and_batch",
    "parallel_interleave", "scan", "shuffle_and_repeat", "take_while", "unbatch",
    "unique",
]  # fmt: skip

Transformation = Callable[[Dataset], Any]

AUTOTUNE = -1
CsvDataset = readers.CsvDataset
bucket_by_sequence_length = buckets.bucket_by_sequence_length
make_batched_features_dataset = tables.make_batched_features_dataset
make_csv_dataset = tables.make_csv_dataset


def map_and_batch(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: int | None = None,
    drop_remainder: Any = False,
    num_parallel_calls: Any = None,
) -> Transformation:
    """`map`, and then `batch`.

    Args:
      map_func: from an element to a new one.
      batch_size, drop_remainder: as for `batch`.
      num_parallel_batches: how many batches to work on at a time.
      num_parallel_calls: how many elements; one batch of them by default.
    """
    calls = num_parallel_calls
    if calls is None:
        calls = -1 if num_parallel_batches is None else num_parallel_batches
    return lambda dataset: dataset.map(map_func, calls).batch(
        batch_size, drop_remainder
    )


def shuffle_and_repeat(
    buffer_size: Any, count: Any = None, seed: Any = None
) -> Transformation:
    """`shuffle`, and then `repeat`."""

    def apply_to(dataset: Dataset) -> Dataset:
        size = int64_tensor(buffer_size, "buffer_size")
        times = int64_tensor(-1 if count is None else count, "count")
        inputs = [size, *seed_tensors(seed), times]
        kind = shuffling.ShuffleAndRepeatDataset
        return dataset.with_op(kind, *inputs, attributes=(True,))

    return apply_to


def parallel_interleave(
    map_func: Callable[..., Any],
    cycle_length: Any,
    block_length: Any = 1,
    sloppy: Any = False,
    buffer_output_elements: Any = None,
    prefetch_input_elements: Any = None,
) -> Transformation:
    """`interleave`, where threads read each of the datasets ahead.

    Args:
      map_func, cycle_length, block_length: as for `interleave`.
      sloppy, buffer_output_elements, prefetch_input_elements: accepted.
    """
    return lambda dataset: dataset.interleave(
        map_func, cycle_length, block_length, num_parallel_calls=cycle_length
    )


def group_by_window(
    key_func: Callable[..., Any],
    reduce_func: Callable[[Any, Any], Any],
    window_size: Any = None,
    window_size_func: Callable[[Any], Any] | None = None,
) -> Transformation:
    """See `Dataset.group_by_window`."""
    return lambda dataset: dataset.group_by_window(
        key_func, reduce_func, window_size, window_size_func
    )


def scan(initial_state: Any, scan_func: Callable[..., Any]) -> Transformation:
    """See `Dataset.scan`."""
    return lambda dataset: dataset.scan(initial_state, scan_func)


def take_while(predicate: Callable[..., Any]) -> Transformation:
    """See `Dataset.take_while`."""
    return lambda dataset: dataset.take_while(predicate)


def unbatch() -> Transformation:
    """See `Dataset.unbatch`."""
    return lambda dataset: dataset.unbatch()


def unique() -> Transformation:
    """See `Dataset.unique`."""
    return lambda dataset: dataset.unique()


def enumerate_dataset(start: Any = 0) -> Transformation:
    """See `Dataset.enumerate`."""
    return lambda dataset: dataset.enumerate(start)


def ignore_errors(log_warning: bool = False) -> Transformation:
    """The elements that could be computed, without the others.

    Args:
      log_warning: accepted.
    """
    return lambda dataset: dataset.ignore_errors()


def get_single_element(dataset: Dataset) -> Any:
    """The one element of a dataset, as tensors.

    Raises:
      InvalidArgumentError: in a run, the dataset has none, or several.
    """
    structure = dataset.element_structure
    opdef = functions.DatasetToSingleElement(*facets(structure))
    return packed(structure, as_list(apply(opdef, dataset.variant_tensor)))


def Counter(start: Any = 0, step: Any = 1, dtype: Any = None) -> Dataset:  # noqa: N802
    """The numbers from `start` on, without an end.

    Args:
      start: the first.
      step: how far to the next.
      dtype: int64 by default.
    """
    from edflow.engine.ops.array.casting import cast

    most = 2**63 - 1 if step > 0 else -(2**63)
    numbers = Dataset.range(start, most, step)
    return numbers if dtype is None else numbers.map(lambda n: cast(n, dtype))


namespace.finish(__name__)
