"""`tf.TFRecordReader` and the other readers, as programs use them."""

from __future__ import annotations

from typing import Any, NamedTuple

from edflow.engine.face.dtypes import int64
from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.files.reader_ops import (
    FixedLengthRecordReaderV2,
    IdentityReaderV2,
    ReaderNumRecordsProducedV2,
    ReaderNumWorkUnitsCompletedV2,
    ReaderOp,
    ReaderReadUpToV2,
    ReaderReadV2,
    ReaderResetV2,
    ReaderRestoreStateV2,
    ReaderSerializeStateV2,
    TextLineReaderV2,
    TFRecordReaderV2,
    WholeFileReaderV2,
)
from edflow.files.records import Options, TFRecordOptions

__all__ = [
    "FixedLengthRecordReader", "IdentityReader", "ReaderBase", "TFRecordReader",
    "TextLineReader", "WholeFileReader",
]  # fmt: skip


class ReaderRead(NamedTuple):
    """A record, and where it is from."""

    key: Tensor
    value: Tensor


class ReaderReadUpTo(NamedTuple):
    """Several records, and where they are from."""

    keys: Tensor
    values: Tensor


class ReaderBase:
    """What all readers have: records, out of files whose names come from a queue.

    Args:
      reader_ref: the tensor that stands for the reader.
      supports_serialize: whether it can say how far it has come.
    """

    def __init__(self, reader_ref: Tensor, supports_serialize: bool = False):
        self._reader_ref = reader_ref
        self._supports_serialize = supports_serialize

    @property
    def reader_ref(self) -> Tensor:
        """The tensor that stands for the reader."""
        return self._reader_ref

    @property
    def supports_serialize(self) -> bool:
        """Whether it can say how far it has come."""
        return self._supports_serialize

    def read(self, queue: Any, name: str | None = None) -> ReaderRead:
        """The next record; the next name is taken from `queue` when a file ends.

        Args:
          queue: a queue of names, or the tensor that stands for one.
          name: the operation's name.

        Returns:
          (key, value): where the record is from, such as `b"file:3"`, and its bytes.

        Raises:
          OutOfRangeError: in a run, the queue is closed and empty.
          NotFoundError: in a run, there is no such file.
        """
        handle = _handle(queue)
        return ReaderRead(*apply(ReaderReadV2(), self._reader_ref, handle, name=name))

    def read_up_to(
        self, queue: Any, num_records: Any, name: str | None = None
    ) -> ReaderReadUpTo:
        """The next records of one file, `num_records` at the most, at least one."""
        count = num_records
        if isinstance(num_records, Tensor):
            count = convert_to_tensor(num_records, int64)
        found = apply(
            ReaderReadUpToV2(), self._reader_ref, _handle(queue), count, name=name
        )
        return ReaderReadUpTo(*found)

    def num_records_produced(self, name: str | None = None) -> Tensor:
        """How many records it has given."""
        return apply(ReaderNumRecordsProducedV2(), self._reader_ref, name=name)

    def num_work_units_completed(self, name: str | None = None) -> Tensor:
        """How many files it has read to the end."""
        return apply(ReaderNumWorkUnitsCompletedV2(), self._reader_ref, name=name)

    def serialize_state(self, name: str | None = None) -> Tensor:
        """How far it has come, for `restore_state`; not all readers can say."""
        return apply(ReaderSerializeStateV2(), self._reader_ref, name=name)

    def restore_state(self, state: Any, name: str | None = None) -> Operation:
        """An operation that puts the reader where `serialize_state` found it."""
        return apply(ReaderRestoreStateV2(), self._reader_ref, state, name=name)

    def reset(self, name: str | None = None) -> Operation:
        """An operation that lets the reader begin anew, with the queue's next file."""
        return apply(ReaderResetV2(), self._reader_ref, name=name)


def _handle(queue: Any) -> Tensor:
    return queue if isinstance(queue, Tensor) else queue.queue_ref


def _made(op: ReaderOp, name: str | None) -> Tensor:
    return apply(op, name=name)


class WholeFileReader(ReaderBase):
    """A reader of whole files: the key is the name, the value the content."""

    def __init__(self, name: str | None = None):
        super().__init__(_made(WholeFileReaderV2(), name), True)


class TextLineReader(ReaderBase):
    """A reader of lines.

    Args:
      skip_header_lines: how many lines at the start of each file are left out.
      name: the operation's name.
    """

    def __init__(self, skip_header_lines: int | None = None, name: str | None = None):
        op = TextLineReaderV2(skip_header_lines=skip_header_lines or 0)
        super().__init__(_made(op, name))


class FixedLengthRecordReader(ReaderBase):
    """A reader of records of one length.

    Args:
      record_bytes: how long a record is.
      header_bytes, footer_bytes: what is left out at both ends of a file.
      hop_bytes: how far one record starts behind the last, a record's length if None.
      name: the operation's name.
      encoding: accepted; files are read as they are.
    """

    def __init__(
        self,
        record_bytes: int,
        header_bytes: int | None = None,
        footer_bytes: int | None = None,
        hop_bytes: int | None = None,
        name: str | None = None,
        encoding: str | None = None,
    ):
        op = FixedLengthRecordReaderV2(
            record_bytes=record_bytes,
            header_bytes=header_bytes or 0,
            footer_bytes=footer_bytes or 0,
            hop_bytes=hop_bytes or 0,
            encoding=encoding or "",
        )
        super().__init__(_made(op, name))


class TFRecordReader(ReaderBase):
    """A reader of TFRecord files.

    Args:
      name: the operation's name.
      options: how the files are packed.
    """

    def __init__(self, name: str | None = None, options: Options = None):
        kind = TFRecordOptions.get_compression_type_string(options)
        super().__init__(_made(TFRecordReaderV2(compression_type=kind), name))


class IdentityReader(ReaderBase):
    """A reader that hands out the names themselves, as keys and as values."""

    def __init__(self, name: str | None = None):
        super().__init__(_made(IdentityReaderV2(), name), True)
