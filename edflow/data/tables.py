"""Whole pipelines in one call: batches of named columns out of files."""

from __future__ import annotations

import csv
from collections import OrderedDict
from collections.abc import Callable, Sequence
from glob import glob
from itertools import islice
from pathlib import Path
from typing import Any

from edflow.data.dataset import Dataset
from edflow.data.readers import CsvDataset, TFRecordDataset
from edflow.engine.face.dtypes import DType, float32, float64, int32, int64, string
from edflow.engine.graph import Tensor
from edflow.engine.ops.parsing.examples import parse_example

_ROWS = 100
"""How many rows are looked at to find the dtypes of the columns."""


def _paths(file_pattern: Any) -> list[str]:
    patterns = [file_pattern] if isinstance(file_pattern, str) else list(file_pattern)
    # Path.glob would not take a pattern that begins at the root.
    found = sorted({path for each in patterns for path in glob(each)})  # noqa: PTH207
    if not found:
        raise ValueError(f"no files match {file_pattern!r}")
    return found


def make_csv_dataset(
    file_pattern: Any,
    batch_size: int,
    column_names: Sequence[str] | None = None,
    column_defaults: Sequence[Any] | None = None,
    label_name: str | None = None,
    select_columns: Sequence[Any] | None = None,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    header: bool = True,
    num_epochs: int | None = None,
    shuffle: bool = True,
    shuffle_buffer_size: int = 10000,
    shuffle_seed: int | None = None,
    prefetch_buffer_size: int | None = None,
    num_parallel_reads: int | None = None,
    sloppy: bool = False,
    num_rows_for_inference: int | None = _ROWS,
    compression_type: str | None = None,
) -> Dataset:
    """Batches of the rows of tables: a dict of the columns, by name.

    Args:
      file_pattern: a path with `*` and `?`, or a list of such.
      batch_size: how many rows at a time.
      column_names: of all columns; by default those in the first line.
      column_defaults: a dtype or a value for each column read; by default what fits the
        first rows.
      label_name: the column that is split off: elements are then (columns, label).
      select_columns: names or numbers of the columns to read.
      field_delim, use_quote_delim, na_value, compression_type: as for `CsvDataset`.
      header: whether the first line of each file holds names.
      num_epochs: how many passes; without an end by default.
      shuffle, shuffle_buffer_size, shuffle_seed: as for `Dataset.shuffle`.
      prefetch_buffer_size: how many batches to have ready.
      num_parallel_reads: how many files to read by turns.
      sloppy: accepted.
      num_rows_for_inference: how many rows to look at for the dtypes.
    """
    paths = _paths(file_pattern)

    def rows(skip: int) -> list[list[str]]:
        with Path(paths[0]).open(newline="", encoding="utf-8") as file:
            quoting = csv.QUOTE_MINIMAL if use_quote_delim else csv.QUOTE_NONE
            reader = csv.reader(file, delimiter=field_delim, quoting=quoting)
            return list(islice(reader, skip, skip + (num_rows_for_inference or _ROWS)))

    names = list(column_names or [])
    if not names:
        if not header:
            raise ValueError("without a header in the files, give column_names")
        names = rows(0)[0]
    if len(set(names)) != len(names):
        raise ValueError(f"column names must differ: {names}")
    columns = sorted(
        names.index(c) if isinstance(c, str) else c
        for c in (range(len(names)) if select_columns is None else select_columns)
    )
    chosen = [names[c] for c in columns]
    if label_name is not None and label_name not in chosen:
        raise ValueError(f"label_name {label_name!r} is none of the columns {chosen}")
    defaults = column_defaults
    if defaults is None:
        sample = rows(1 if header else 0)
        defaults = [_dtype([r[c] for r in sample], na_value) for c in columns]
        defaults = [b"" if d is string else d.as_numpy_dtype(0) for d in defaults]

    def one_file(path: Tensor) -> Dataset:
        return CsvDataset(
            path, defaults, compression_type, header=header, field_delim=field_delim,
            use_quote_delim=use_quote_delim, na_value=na_value, select_cols=columns,
        )  # fmt: skip

    def named(*values: Tensor) -> Any:
        row = OrderedDict(zip(chosen, values, strict=True))
        return row if label_name is None else (row, row.pop(label_name))

    files = Dataset.from_tensor_slices(paths)
    if shuffle:
        files = files.shuffle(len(paths), shuffle_seed)
    dataset = files.interleave(one_file, num_parallel_reads or 1)
    dataset = _in_epochs(
        dataset, num_epochs, shuffle, shuffle_buffer_size, shuffle_seed
    )
    # A pass without an end has no last batch that is smaller.
    dataset = dataset.batch(batch_size, drop_remainder=num_epochs is None).map(named)
    return dataset.prefetch(prefetch_buffer_size or 1)


def _in_epochs(
    dataset: Dataset, count: int | None, shuffle: bool, size: int, seed: int | None
) -> Dataset:
    return (dataset.shuffle(size, seed) if shuffle else dataset).repeat(count)


def _dtype(fields: Sequence[str], absent: str) -> DType:
    """The narrowest dtype that holds all fields."""
    given = [field for field in fields if field not in ("", absent)]
    for dtype, fits in _KINDS:
        if all(map(fits, given)):
            return dtype
    return string


def _whole(limit: int) -> Callable[[str], bool]:
    def fits(field: str) -> bool:
        try:
            return -limit <= int(field) < limit
        except ValueError:
            return False

    return fits


def _number(limit: float) -> Callable[[str], bool]:
    def fits(field: str) -> bool:
        try:
            return abs(float(field)) <= limit
        except ValueError:
            return False

    return fits


_KINDS = (
    (int32, _whole(2**31)),
    (int64, _whole(2**63)),
    (float32, _number(float32.max)),
    (float64, _number(float64.max)),
)


def make_batched_features_dataset(
    file_pattern: Any,
    batch_size: int,
    features: Any,
    reader: Callable[[Any], Dataset] = TFRecordDataset,
    label_key: str | None = None,
    reader_args: Sequence[Any] | None = None,
    num_epochs: int | None = None,
    shuffle: bool = True,
    shuffle_buffer_size: int = 10000,
    shuffle_seed: int | None = None,
    prefetch_buffer_size: int | None = None,
    reader_num_threads: int | None = None,
    parser_num_threads: int | None = None,
    sloppy_ordering: bool = False,
    drop_final_batch: bool = False,
) -> Dataset:
    """Batches of parsed examples out of record files.

    Args:
      file_pattern: a path with `*` and `?`, or a list of such.
      batch_size: how many examples at a time.
      features: as for `tf.parse_example`.
      reader: makes a dataset of examples of a file's name.
      label_key: the feature that is split off: elements are then (features, label).
      reader_args: further arguments for `reader`.
      num_epochs, shuffle, shuffle_buffer_size, shuffle_seed, prefetch_buffer_size: as
        for `make_csv_dataset`.
      reader_num_threads: how many files to read by turns.
      parser_num_threads: how many batches to parse at a time.
      sloppy_ordering: accepted.
      drop_final_batch: leave out a last batch that is smaller.
    """
    paths = _paths(file_pattern)
    files = Dataset.from_tensor_slices(paths)
    if shuffle:
        files = files.shuffle(len(paths), shuffle_seed)
    dataset = files.interleave(
        lambda path: reader(path, *(reader_args or ())), reader_num_threads or 1
    )
    dataset = _in_epochs(
        dataset, num_epochs, shuffle, shuffle_buffer_size, shuffle_seed
    )

    def parsed(records: Tensor) -> Any:
        found = parse_example(records, features)
        return found if label_key is None else (found, found.pop(label_key))

    batches = dataset.batch(batch_size, drop_final_batch or num_epochs is None)
    return batches.map(parsed, parser_num_threads).prefetch(prefetch_buffer_size or 1)
