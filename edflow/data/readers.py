"""Datasets that read files: TFRecordDataset, TextLineDataset and others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from edflow.data import files
from edflow.data.dataset import Dataset, int64_tensor
from edflow.data.iterators import facets
from edflow.engine.face.dtypes import DType, as_dtype, string
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.graph import OpDef, Spec, Tensor, get_default_graph
from edflow.engine.ops.array.shape import reshape
from edflow.engine.ops.build import constant, convert_to_tensor

__all__ = ["FixedLengthRecordDataset", "TFRecordDataset", "TextLineDataset"]

_LINE = Spec((), string)
_BUFFER = 256 * 1024


def _reading(opdef: OpDef, *inputs: Tensor) -> Dataset:
    op = get_default_graph().create_op(opdef, inputs)
    return Dataset(op.outputs[0], _LINE)


def _of_each(filenames: Any, one_file: Any, num_parallel_reads: Any = None) -> Dataset:
    """The elements of all files: `one_file` makes the dataset of a name."""
    if isinstance(filenames, Dataset):
        names = filenames
    else:
        flat = reshape(convert_to_tensor(filenames, string), [-1], "flat_filenames")
        names = Dataset.from_tensor_slices(flat)
    if num_parallel_reads is None:
        return names.flat_map(one_file)
    return names.interleave(
        one_file, num_parallel_reads, num_parallel_calls=num_parallel_reads
    )


class _Read(Dataset):
    """What files hold that need no more than a name to be read."""

    _op: ClassVar[type[files.FileDataset]]

    def __init__(
        self,
        filenames: Any,
        compression_type: Any = None,
        buffer_size: Any = None,
        num_parallel_reads: Any = None,
    ):
        def one_file(name: Tensor) -> Dataset:
            return _reading(
                self._op(*facets(_LINE)),
                name,
                constant(compression_type or "", name="compression_type"),
                int64_tensor(buffer_size or _BUFFER, "buffer_size"),
            )

        made = _of_each(filenames, one_file, num_parallel_reads)
        super().__init__(made.variant_tensor, _LINE)


class TFRecordDataset(_Read):
    """The records of TFRecord files, as texts of bytes.

    Args:
      filenames: a name, several, or a dataset of names.
      compression_type: "", "ZLIB" or "GZIP".
      buffer_size: accepted.
      num_parallel_reads: how many files to read by turns, each ahead by a thread;
        None for one after the other.

    Raises:
      NotFoundError, DataLossError: in a run, a file is missing or damaged.
    """

    _op = files.TFRecordDataset


class TextLineDataset(_Read):
    """The lines of text files, without their ends.

    Args:
      filenames, compression_type, buffer_size, num_parallel_reads: as for
        `TFRecordDataset`.
    """

    _op = files.TextLineDataset


class FixedLengthRecordDataset(Dataset):
    """The pieces of files, all of one length: CIFAR-10's pictures, say.

    Args:
      filenames: as for `TFRecordDataset`.
      record_bytes: how long a piece is.
      header_bytes: how many bytes to leave out at the beginning of a file.
      footer_bytes: how many at its end.
      buffer_size, compression_type, num_parallel_reads: as for `TFRecordDataset`.
    """

    def __init__(
        self,
        filenames: Any,
        record_bytes: Any,
        header_bytes: Any = None,
        footer_bytes: Any = None,
        buffer_size: Any = None,
        compression_type: Any = None,
        num_parallel_reads: Any = None,
    ):
        def one_file(name: Tensor) -> Dataset:
            return _reading(
                files.FixedLengthRecordDatasetV2(*facets(_LINE)),
                name,
                int64_tensor(header_bytes or 0, "header_bytes"),
                int64_tensor(record_bytes, "record_bytes"),
                int64_tensor(footer_bytes or 0, "footer_bytes"),
                int64_tensor(buffer_size or _BUFFER, "buffer_size"),
                constant(compression_type or "", name="compression_type"),
            )

        made = _of_each(filenames, one_file, num_parallel_reads)
        super().__init__(made.variant_tensor, _LINE)


class CsvDataset(Dataset):
    """The rows of tables of comma-separated values, a tensor for each column.

    Args:
      filenames: a name or several.
      record_defaults: for each column its dtype where a value is required, or a value
        of that dtype that stands for an empty field.
      compression_type: "", "ZLIB" or "GZIP".
      buffer_size: accepted.
      header: whether the first line of each file holds names.
      field_delim: what stands between the fields.
      use_quote_delim: whether fields may stand in quotes.
      na_value: a text that stands for an empty field.
      select_cols: the columns to read, in order; all by default.
    """

    def __init__(
        self,
        filenames: Any,
        record_defaults: Sequence[Any],
        compression_type: Any = None,
        buffer_size: Any = None,
        header: Any = False,
        field_delim: Any = ",",
        use_quote_delim: Any = True,
        na_value: Any = "",
        select_cols: Any = None,
    ):
        names = convert_to_tensor(filenames, string, "filenames")
        packed = constant(compression_type or "", name="compression_type")
        inputs = [
            names,
            packed,
            int64_tensor(buffer_size or _BUFFER, "buffer_size"),
            convert_to_tensor(header, boolean, "header"),
            convert_to_tensor(field_delim, string, "field_delim"),
            convert_to_tensor(use_quote_delim, boolean, "use_quote_delim"),
            convert_to_tensor(na_value, string, "na_value"),
            int64_tensor(np.array(select_cols or [], np.int64), "select_cols"),
            *map(_default, record_defaults),
            int64_tensor(np.array([], np.int64), "exclude_cols"),
        ]
        structure = tuple(Spec((), tensor.dtype.base_dtype) for tensor in inputs[8:-1])
        opdef = files.CSVDatasetV2(*facets(structure))
        op = get_default_graph().create_op(opdef, inputs)
        super().__init__(op.outputs[0], structure)


def _default(value: Any) -> Tensor:
    """A list of the value, or of none where it is required."""
    if isinstance(value, DType | type):
        return constant([], as_dtype(value))
    tensor = convert_to_tensor(value)
    return tensor if tensor.spec.rank != 0 else reshape(tensor, [1])
