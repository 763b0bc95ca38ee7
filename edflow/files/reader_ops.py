"""The ops that read records out of files whose names come from a queue."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition
from typing import Any, ClassVar

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import int64, resource, string
from edflow.engine.graph import OpDef, Operation, Runtime, Spec
from edflow.engine.ops.queues.kinds import Queue
from edflow.engine.ops.queues.lines import Wait
from edflow.errors import NotFoundError, UnimplementedError
from edflow.files import wire
from edflow.files.records import frame_size, tf_record_iterator

Record = tuple[bytes, bytes]
"""A key, which says where the record is from, and the record."""


class Reader:
    """A reader in a session: the file it is in, and how far it has come.

    Several threads may read; each record goes to one of them.
    """

    def __init__(self, kind: ReaderOp, wait: Wait):
        self._kind = kind
        self._wait = wait
        self._free = Condition()
        self._busy = False
        self.reset()

    def reset(self) -> None:
        """Begin anew, with the next file of the queue."""
        self.produced = self.started = self.finished = 0
        self.work = b""
        self._open: Iterator[Record] | None = None

    @contextmanager
    def alone(self) -> Generator[None]:
        """The block in which no other thread uses the reader."""
        with self._free:
            if self._busy:
                self._wait(self._free, lambda: not self._busy)
            self._busy = True
        try:
            yield
        finally:
            with self._free:
                self._busy = False
                self._free.notify_all()

    def read(self, queue: Queue, count: int) -> list[Record]:
        """Up to `count` records, at least one: what is left of one file will do."""
        found: list[Record] = []
        while not found:
            if self._open is None:
                self.work = b""
                ((name,),) = queue.line.take(1)
                self.work = name.item()
                self.started += 1
                self._open = self._kind.records(self.work)
            for record in self._open:
                found.append(record)
                self.produced += 1
                if len(found) == count and not self._kind.whole:
                    return found
            self._open = None
            self.finished += 1
        return found

    def state(self) -> bytes:
        """How far it has come, as a message."""
        counts = (self.started, self.finished, self.produced)
        numbers = (wire.integer(k, n) for k, n in enumerate(counts, 1) if n)
        return b"".join(numbers) + (wire.nested(4, self.work) if self.work else b"")


class ReaderOp(OpDef, abstract=True):
    """An op whose output stands for a reader."""

    gives = "reader_handle:resource"

    stateful = True
    whole: ClassVar[bool] = False
    """Whether a file, or a name, is one record."""
    container: str = ""
    shared_name: str = ""

    def infer(self) -> Spec:
        return Spec((), resource)

    def records(self, name: bytes) -> Iterator[Record]:
        """The records of a file."""
        raise NotImplementedError

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        key = self.shared_name or op
        reader = runtime.state(key, lambda: Reader(self, runtime.wait))
        return lambda: reader


class WholeFileReaderV2(ReaderOp):
    """A reader: each file is one record."""

    whole = True

    def records(self, name: bytes) -> Iterator[Record]:
        yield name, _opened(name)


class IdentityReaderV2(ReaderOp):
    """A reader: each name in the queue is itself the record."""

    whole = True

    def records(self, name: bytes) -> Iterator[Record]:
        yield name, name


class TextLineReaderV2(ReaderOp):
    """A reader: each line of a file is a record."""

    skip_header_lines: int = 0

    def records(self, name: bytes) -> Iterator[Record]:
        try:
            with Path(os.fsdecode(name)).open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    if number > self.skip_header_lines:
                        record = line.removesuffix(b"\n").removesuffix(b"\r")
                        yield b"%s:%d" % (name, number), record
        except OSError as error:
            raise _missing(name, error) from None


class FixedLengthRecordReaderV2(ReaderOp):
    """A reader: records are so many bytes each."""

    header_bytes: int = 0
    record_bytes: int = 1
    footer_bytes: int = 0
    hop_bytes: int = 0
    encoding: str = ""

    def records(self, name: bytes) -> Iterator[Record]:
        content = _opened(name)
        last = len(content) - self.footer_bytes - self.record_bytes
        starts = range(self.header_bytes, last + 1, self.hop_bytes or self.record_bytes)
        for number, start in enumerate(starts):
            record = content[start : start + self.record_bytes]
            yield b"%s:%d" % (name, number), record


class TFRecordReaderV2(ReaderOp):
    """A reader: the records of a TFRecord file."""

    compression_type: str = ""

    def records(self, name: bytes) -> Iterator[Record]:
        place = 0
        for record in tf_record_iterator(os.fsdecode(name), self.compression_type):
            yield b"%s:%d" % (name, place), record
            place += frame_size(record)


def _opened(name: bytes) -> bytes:
    try:
        return Path(os.fsdecode(name)).read_bytes()
    except OSError as error:
        raise _missing(name, error) from None


def _missing(name: bytes, error: OSError) -> NotFoundError:
    return NotFoundError(None, None, f"{os.fsdecode(name)}: {error.strerror}")


class ReaderReadV2(OpDef):
    """key, value = the next record of the reader, out of the queue's files."""

    stateful = True
    takes = "reader_handle:resource queue_handle:resource"
    gives = "key:string value:string"

    def infer(self, reader: Spec, queue: Spec) -> tuple[Spec, Spec]:
        return Spec((), string), Spec((), string)

    def compute(self, reader: Reader, queue: Queue) -> Any:
        with reader.alone():
            ((key, value),) = reader.read(queue, 1)
        return np.array(key, object), np.array(value, object)


class ReaderReadUpToV2(OpDef):
    """keys, values = the next records of the reader, n at the most."""

    stateful = True
    takes = "reader_handle:resource queue_handle:resource num_records:int64"
    gives = "keys:string values:string"

    def infer(self, reader: Spec, queue: Spec, count: Spec) -> tuple[Spec, Spec]:
        return Spec((None,), string), Spec((None,), string)

    def compute(self, reader: Reader, queue: Queue, count: Array) -> Any:
        if count < 1:
            raise ValueError(f"num_records must be positive, but it is {count}")
        with reader.alone():
            found = reader.read(queue, int(count))
        return tuple(np.array(column, object) for column in zip(*found, strict=True))


class Counted(OpDef, abstract=True):
    """How much a reader has done."""

    stateful = True
    takes = "reader_handle:resource"
    count: ClassVar[str]

    def infer(self, reader: Spec) -> Spec:
        return Spec((), int64)

    def compute(self, reader: Reader) -> Array:
        with reader.alone():
            return np.array(getattr(reader, self.count), np.int64)


class ReaderNumRecordsProducedV2(Counted):
    """y = the number of records that the reader has given."""

    gives = "records_produced:int64"

    count = "produced"


class ReaderNumWorkUnitsCompletedV2(Counted):
    """y = the number of files that the reader has read to the end."""

    gives = "units_completed:int64"

    count = "finished"


class ReaderResetV2(OpDef):
    """The reader begins anew, with the next file of the queue."""

    stateful = True
    takes = "reader_handle:resource"
    gives = ""

    def infer(self, reader: Spec) -> tuple[()]:
        return ()

    def compute(self, reader: Reader) -> tuple[()]:
        with reader.alone():
            reader.reset()
        return ()


class ReaderSerializeStateV2(OpDef):
    """y = how far the reader has come, as text."""

    stateful = True
    takes = "reader_handle:resource"
    gives = "state:string"

    def infer(self, reader: Spec) -> Spec:
        return Spec((), string)

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        _check_whole_files(op)

        def serialize(reader: Reader) -> Array:
            with reader.alone():
                return np.array(reader.state(), object)

        return serialize


class ReaderRestoreStateV2(OpDef):
    """The reader stands where the state says."""

    stateful = True
    takes = "reader_handle:resource state:string"
    gives = ""

    def infer(self, reader: Spec, state: Spec) -> tuple[()]:
        return ()

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        _check_whole_files(op)

        def restore(reader: Reader, state: Any) -> tuple[()]:
            found: dict[int, Any] = dict(wire.fields(np.asarray(state, object).item()))
            with reader.alone():
                reader.reset()
                reader.started = found.get(1, 0)
                reader.finished = found.get(2, 0)
                reader.produced = found.get(3, 0)
                reader.work = found.get(4, b"")
            return ()

        return restore


def _check_whole_files(op: Operation) -> None:
    """As in TensorFlow, readers that stop inside a file cannot tell where."""
    kind = op.inputs[0].op.opdef
    if not (isinstance(kind, ReaderOp) and kind.whole):
        raise UnimplementedError(
            None, op, f"{kind.type} has no state that could be kept or restored"
        )
