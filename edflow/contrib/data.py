"""tf.contrib.data: where datasets were before tf.data had all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow import namespace
from edflow.data.dataset import Dataset
from edflow.data.experimental import (
    Counter,
    CsvDataset,
    bucket_by_sequence_length,
    enumerate_dataset,
    get_single_element,
    group_by_window,
    ignore_errors,
    make_batched_features_dataset,
    make_csv_dataset,
    map_and_batch,
    parallel_interleave,
    scan,
    shuffle_and_repeat,
    unbatch,
    unique,
)
from edflow.data.iterators import Iterator
from edflow.data.readers import (
    FixedLengthRecordDataset,
    TextLineDataset,
    TFRecordDataset,
)

__all__ = [
    "Counter", "CsvDataset", "Dataset", "FixedLengthRecordDataset", "Iterator",
    "TFRecordDataset", "TextLineDataset", "batch_and_drop_remainder",
    "bucket_by_sequence_length", "enumerate_dataset", "get_single_element",
    "group_by_window", "ignore_errors", "make_batched_features_dataset",
    "make_csv_dataset", "map_and_batch", "padded_batch_and_drop_remainder",
    "parallel_interleave", "scan", "shuffle_and_repeat", "sloppy_interleave",
    "unbatch", "unique",
]  # fmt: skip

Transformation = Callable[[Dataset], Any]
sloppy_interleave = parallel_interleave


def batch_and_drop_remainder(batch_size: Any) -> Transformation:
    """`batch` without a last batch that is smaller."""
    return lambda dataset: dataset.batch(batch_size, drop_remainder=True)


def padded_batch_and_drop_remainder(
    batch_size: Any, padded_shapes: Any, padding_values: Any = None
) -> Transformation:
    """`padded_batch` without a last batch that is smaller."""
    return lambda dataset: dataset.padded_batch(
        batch_size, padded_shapes, padding_values, drop_remainder=True
    )


namespace.finish(__name__)
