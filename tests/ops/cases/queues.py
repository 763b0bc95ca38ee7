"""Rows of queues, and of readers that take names of files from a queue.

Every run fills its queue first: the handle waits for that.
"""

import atexit
import shutil
import tempfile
from pathlib import Path

import numpy as np
from case import Case, text

import edflow as tf
from edflow.engine.face import dtypes
from edflow.engine.ops.build import apply
from edflow.engine.ops.queues.access import (
    QueueCloseV2,
    QueueDequeueManyV2,
    QueueDequeueUpToV2,
    QueueDequeueV2,
    QueueEnqueueManyV2,
    QueueEnqueueV2,
    QueueIsClosedV2,
    QueueSizeV2,
)
from edflow.engine.ops.queues.kinds import (
    FIFOQueueV2,
    PaddingFIFOQueueV2,
    PriorityQueueV2,
    RandomShuffleQueueV2,
)
from edflow.files import readers
from edflow.files.reader_ops import (
    FixedLengthRecordReaderV2,
    IdentityReaderV2,
    ReaderNumRecordsProducedV2,
    ReaderNumWorkUnitsCompletedV2,
    ReaderReadUpToV2,
    ReaderReadV2,
    ReaderResetV2,
    ReaderRestoreStateV2,
    ReaderSerializeStateV2,
    TextLineReaderV2,
    TFRecordReaderV2,
    WholeFileReaderV2,
)

FOLDER = tempfile.mkdtemp()
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
LINES = f"{FOLDER}/lines"
Path(LINES).write_bytes(b"one\ntwo\n")
RECORDS = f"{FOLDER}/records"
with tf.python_io.TFRecordWriter(RECORDS) as writer:
    writer.write(b"hello")

ROWS = np.float32([[1, 2], [3, 4], [5, 6]])
FLOAT = (dtypes.float32,)
MOVES = "what a queue holds was put in by another run"


def after(operation, tensor):
    with tf.control_dependencies([operation]):
        return tf.identity(tensor)


def holding(queue, values=ROWS):
    """The handle of a queue, once it holds the rows and is closed."""
    with tf.control_dependencies([queue.enqueue_many([values])]):
        return after(queue.close(), queue.queue_ref)


def empty():
    return tf.FIFOQueue(9, tf.float32, [[2]]).queue_ref


def filled():
    return holding(tf.FIFOQueue(9, tf.float32, [[2]]))


def size_after(opdef):
    """Apply an op without outputs, and give the size of the queue afterwards."""

    def build(handle, *components):
        done = apply(opdef, handle, *(list(components) and [list(components)]))
        return after(done, apply(QueueSizeV2(), handle))

    return build


def all_of(make):
    """The rows as a queue of some kind hands them out."""

    def build():
        queue = make()
        return apply(QueueDequeueManyV2(FLOAT), holding(queue), 3)

    return build


def names(*files):
    return holding(tf.FIFOQueue(9, tf.string, [[]]), text(*files))


def read_by(make, file):
    def build():
        return tuple(make().read(names(file)))

    return build


def lines():
    return readers.TextLineReader().reader_ref


def whole():
    return readers.IdentityReader().reader_ref


def reading(kind, then):
    """A reader that has read a record, and what `then` says of it."""

    def build():
        reader = kind()
        key, _ = reader.read(names("a", "b"))
        handle = after(key.op, reader.reader_ref)
        return apply(then, handle)

    return build


def reset():
    reader = readers.IdentityReader()
    key, _ = reader.read(names("a"))
    with tf.control_dependencies([key.op]):
        done = reader.reset()
    with tf.control_dependencies([done]):
        return reader.num_records_produced()


def restored():
    reader = readers.IdentityReader()
    with tf.control_dependencies([reader.restore_state(b"\x08\x01\x10\x01\x18\x07")]):
        return reader.num_records_produced()


def record(key, value):
    return lambda: (np.array(key, object), np.array(value, object))


CASES = [
    Case(
        FIFOQueueV2,
        [],
        lambda: ROWS,
        build=all_of(lambda: tf.FIFOQueue(9, tf.float32, [[2]])),
        static=False,
    ),
    Case(
        PaddingFIFOQueueV2,
        [],
        lambda: ROWS,
        build=all_of(lambda: tf.PaddingFIFOQueue(9, tf.float32, [[None]])),
        static=False,
    ),
    Case(
        RandomShuffleQueueV2,
        [],
        holds=lambda rows: sorted(rows.tolist()) == ROWS.tolist(),
        build=all_of(lambda: tf.RandomShuffleQueue(9, 1, tf.float32, [[2]])),
        static=False,
    ),
    Case(
        PriorityQueueV2,
        [],
        lambda: (np.int64(1), np.int32(4)),
        build=lambda: tuple(priority()),
        static=False,
    ),
    Case(
        QueueEnqueueV2(),
        [empty, (2,)],
        lambda x: np.int32(1),
        build=size_after(QueueEnqueueV2()),
        flat=MOVES,
    ),
    Case(
        QueueEnqueueManyV2(),
        [empty, (3, 2)],
        lambda x: np.int32(3),
        build=size_after(QueueEnqueueManyV2()),
        flat=MOVES,
    ),
    Case(QueueDequeueV2(FLOAT), [filled], lambda: ROWS[0], static=False),
    Case(
        QueueDequeueManyV2(FLOAT),
        [filled, np.int32(2)],
        lambda n: ROWS[:n],
        static=False,
    ),
    Case(
        QueueDequeueUpToV2(FLOAT),
        [filled, np.int32(5)],
        lambda n: ROWS[:n],
        static=False,
    ),
    Case(
        QueueCloseV2(),
        [empty],
        lambda: np.int32(0),
        build=size_after(QueueCloseV2()),
    ),
    Case(QueueSizeV2(), [filled], lambda: np.int32(3)),
    Case(QueueIsClosedV2(), [filled], lambda: np.bool_(True)),
    Case(
        TextLineReaderV2,
        [],
        record(f"{LINES}:2".encode(), b"two"),
        build=read_by(lambda: readers.TextLineReader(1), LINES),
    ),
    Case(
        WholeFileReaderV2,
        [],
        record(LINES.encode(), b"one\ntwo\n"),
        build=read_by(readers.WholeFileReader, LINES),
    ),
    Case(
        IdentityReaderV2,
        [],
        record(b"a", b"a"),
        build=read_by(readers.IdentityReader, "a"),
    ),
    Case(
        FixedLengthRecordReaderV2,
        [],
        record(f"{LINES}:0".encode(), b"ne"),
        build=read_by(lambda: readers.FixedLengthRecordReader(2, 1), LINES),
    ),
    Case(
        TFRecordReaderV2,
        [],
        record(f"{RECORDS}:0".encode(), b"hello"),
        build=read_by(readers.TFRecordReader, RECORDS),
    ),
    Case(
        ReaderReadV2(),
        [lines, lambda: names(LINES)],
        record(f"{LINES}:1".encode(), b"one"),
    ),
    Case(
        ReaderReadUpToV2(),
        [lines, lambda: names(LINES), np.int64(9)],
        lambda n: (text(f"{LINES}:1", f"{LINES}:2"), text("one", "two")),
        static=False,
    ),
    Case(
        ReaderNumRecordsProducedV2,
        [],
        lambda: np.int64(1),
        build=reading(readers.IdentityReader, ReaderNumRecordsProducedV2()),
    ),
    Case(
        ReaderNumWorkUnitsCompletedV2,
        [],
        lambda: np.int64(1),
        build=reading(readers.IdentityReader, ReaderNumWorkUnitsCompletedV2()),
    ),
    Case(ReaderResetV2, [], lambda: np.int64(0), build=reset),
    Case(
        ReaderSerializeStateV2(),
        [whole],
        lambda: np.array(b"", object),
    ),
    Case(ReaderRestoreStateV2, [], lambda: np.int64(7), build=restored),
]


def priority():
    queue = tf.PriorityQueue(9, tf.int32, [[]])
    fill = queue.enqueue_many([np.int64([2, 1, 3]), [5, 4, 6]])
    with tf.control_dependencies([fill]):
        return queue.dequeue()
