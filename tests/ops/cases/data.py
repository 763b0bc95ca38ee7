"""Rows of datasets: each makes one batch of all its elements, and that is compared."""

import atexit
import shutil
import tempfile
from pathlib import Path

import numpy as np
from case import Case

import edflow as tf
from edflow.data import files
from edflow.engine.data import (
    arranging,
    batching,
    functions,
    iterators,
    shuffling,
    sources,
)
from edflow.engine.ops.python_functions import PyFunc, PyFuncStateless

X = np.array([3, 1, 4, 1, 5, 9])
Dataset, experimental = tf.data.Dataset, tf.data.experimental

FOLDER = Path(tempfile.mkdtemp())
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
LINES, RECORDS = str(FOLDER / "a.csv"), str(FOLDER / "a.tfrecord")
Path(LINES).write_bytes(b"1,a\n2,b\n3,c\n")
with tf.python_io.TFRecordWriter(RECORDS) as writer:
    for word in (b"one", b"two", b"three"):
        writer.write(word)


def whole(dataset):
    """All elements, stacked."""
    return experimental.get_single_element(dataset.batch(100))


def row(op, make, reference, **more):
    """The elements of `make(dataset of X)`."""
    more = {"label": "", **more}
    return Case(
        op,
        [X],
        reference,
        build=lambda x: whole(make(Dataset.from_tensor_slices(x))),
        static=False,
        **more,
    )


def texts(*values):
    return np.array([*values, None], object)[:-1]


def from_file(op, make, *expected):
    """A dataset of a file, beside which X is only there to have an input."""
    return Case(
        op,
        [X],
        lambda x: expected if len(expected) > 1 else expected[0],
        build=lambda x: whole(make()),
        static=False,
    )


def twice(a):
    return a * 2


def first_of(x, iterator_of):
    return iterator_of(Dataset.from_tensor_slices(x).batch(6))


def initialized(dataset):
    iterator = dataset.make_initializable_iterator()
    with tf.control_dependencies([iterator.initializer]):
        return iterator.get_next()


def one_shot():
    return Dataset.range(2, 5).batch(3).make_one_shot_iterator().get_next()


def handled():
    iterator = Dataset.range(2, 5).batch(3).make_one_shot_iterator()
    return tf.data.Iterator.from_string_handle(
        iterator.string_handle(), tf.int64, tf.TensorShape([None])
    ).get_next()


def beginning_once(op, get_next):
    """An iterator that cannot depend on what is fed."""
    return Case(op, [], lambda: np.array([2, 3, 4]), build=get_next, static=False)


def iterated(op, iterator_of, reference):
    return Case(
        op,
        [X],
        reference,
        build=lambda x: first_of(x, iterator_of),
        static=False,
    )


def single(op, x, reference, build):
    return Case(op, x, reference, build=build, static=False)


def in_pairs(x):
    return Dataset.from_tensors(x).flat_map(Dataset.from_tensor_slices)


GENERATED = Dataset.from_generator

CASES = [
    single(
        sources.TensorDataset, [X], lambda x: x[None],
        lambda x: whole(Dataset.from_tensors(x)),
    ),
    row(sources.TensorSliceDataset, lambda d: d, lambda x: x),
    row(
        sources.RangeDataset, lambda d: Dataset.range(1, 9, 3),
        lambda x: np.array([1, 4, 7]),
    ),
    row(
        sources.GeneratorDataset,
        lambda d: GENERATED(lambda: iter([1, 2]), tf.int64, tf.TensorShape([])),
        lambda x: np.array([1, 2]),
    ),
    row(arranging.TakeDataset, lambda d: d.take(2), lambda x: x[:2]),
    row(arranging.TakeDataset, lambda d: d.take(-1), lambda x: x, label="all"),
    row(arranging.SkipDataset, lambda d: d.skip(2), lambda x: x[2:]),
    row(
        arranging.ConcatenateDataset, lambda d: d.concatenate(d),
        lambda x: np.concatenate([x, x]),
    ),
    row(
        arranging.ZipDataset,
        lambda d: Dataset.zip((d, d.skip(1))).map(lambda a, b: a - b),
        lambda x: x[:-1] - x[1:],
    ),
    row(arranging.RepeatDataset, lambda d: d.repeat(3), lambda x: np.tile(x, 3)),
    row(arranging.ShardDataset, lambda d: d.shard(3, 1), lambda x: x[1::3]),
    row(arranging.CacheDataset, lambda d: d.cache().repeat(2), lambda x: np.tile(x, 2)),
    row(arranging.PrefetchDataset, lambda d: d.prefetch(2), lambda x: x),
    row(
        arranging.IgnoreErrorsDataset,
        lambda d: d.map(lambda x: 12 // (x - 4)).apply(experimental.ignore_errors()),
        lambda x: 12 // (np.delete(x, 2) - 4),
    ),
    row(
        arranging.UniqueDataset, lambda d: d.unique(),
        lambda x: np.array([3, 1, 4, 5, 9]),
    ),
    row(
        arranging.WindowDataset,
        lambda d: d.window(2, 3).flat_map(lambda w: w.batch(2)),
        lambda x: x.reshape(2, 3)[:, :2],
    ),
    row(batching.BatchDatasetV2, lambda d: d.batch(3), lambda x: x.reshape(2, 3)),
    row(
        batching.PaddedBatchDatasetV2, lambda d: d.batch(6).padded_batch(1, [8]),
        lambda x: np.pad(x, (0, 2))[None, None],
    ),
    row(batching.UnbatchDataset, lambda d: d.batch(4).unbatch(), lambda x: x),
    row(
        shuffling.ShuffleDataset, lambda d: d.shuffle(9, seed=1), None,
        holds=lambda x, y: sorted(x) == sorted(y) and list(x) != list(y),
    ),
    row(
        shuffling.ShuffleAndRepeatDataset,
        lambda d: d.apply(experimental.shuffle_and_repeat(9, 2, seed=1)), None,
        holds=lambda x, y: sorted(x) == sorted(y[:6]) == sorted(y[6:]),
    ),
    row(functions.MapDataset, lambda d: d.map(twice), lambda x: x * 2),
    row(functions.ParallelMapDatasetV2, lambda d: d.map(twice, 2), lambda x: x * 2),
    row(
        functions.FilterDataset, lambda d: d.filter(lambda x: x > 2), lambda x: x[x > 2]
    ),
    row(
        functions.TakeWhileDataset, lambda d: d.take_while(lambda x: x < 5),
        lambda x: x[:4],
    ),
    row(
        functions.FlatMapDataset, lambda d: d.batch(6).flat_map(in_pairs), lambda x: x
    ),
    row(
        functions.InterleaveDataset, lambda d: d.batch(3).interleave(in_pairs, 2),
        lambda x: x.reshape(2, 3).T.reshape(-1),
    ),
    row(
        functions.ParallelInterleaveDatasetV4,
        lambda d: d.batch(3).interleave(in_pairs, 2, num_parallel_calls=2),
        lambda x: x.reshape(2, 3).T.reshape(-1),
    ),
    row(
        functions.ScanDataset,
        lambda d: d.scan(np.int64(0), lambda s, x: (s + x, s + x)), np.cumsum,
    ),
    single(
        functions.ReduceDataset, [X], np.sum,
        lambda x: Dataset.from_tensor_slices(x).reduce(
            np.int64(0), lambda s, x: s + x
        ),
    ),
    row(
        functions.GroupByWindowDataset,
        lambda d: d.group_by_window(lambda x: x % 2, lambda _, group: group, 100),
        lambda x: np.concatenate([x[x % 2 == 0], x[x % 2 == 1]]),
    ),
    single(
        functions.DatasetToSingleElement, [X], lambda x: x,
        lambda x: experimental.get_single_element(Dataset.from_tensors(x)),
    ),
    iterated(iterators.IteratorV2, initialized, lambda x: x),
    iterated(iterators.MakeIterator, initialized, lambda x: x),
    iterated(iterators.IteratorGetNext, initialized, lambda x: x),
    from_file(
        files.TFRecordDataset, lambda: tf.data.TFRecordDataset(RECORDS),
        texts(b"one", b"two", b"three"),
    ),
    from_file(
        files.TextLineDataset, lambda: tf.data.TextLineDataset([LINES]),
        texts(b"1,a", b"2,b", b"3,c"),
    ),
    from_file(
        files.FixedLengthRecordDatasetV2,
        lambda: tf.data.FixedLengthRecordDataset(LINES, 4, header_bytes=4),
        texts(b"2,b\n", b"3,c\n"),
    ),
    from_file(
        files.CSVDatasetV2,
        lambda: experimental.CsvDataset(LINES, [tf.int32, ""], header=True),
        np.array([2, 3], np.int32), texts(b"b", b"c"),
    ),
    beginning_once(iterators.OneShotIterator, one_shot),
    beginning_once(iterators.IteratorToStringHandle, handled),
    beginning_once(iterators.IteratorFromStringHandleV2, handled),
    Case(
        PyFunc, [(2, 3)], lambda x: x + 1, static=False, flat="Python has no slope",
        build=lambda x: tf.py_func(lambda a: a + 1, [x], x.dtype),
    ),
    Case(
        PyFuncStateless, [(2, 3)], lambda x: x + 1, static=False,
        flat="Python has no slope",
        build=lambda x: tf.py_func(lambda a: a + 1, [x], x.dtype, stateful=False),
    ),
]  # fmt: skip
