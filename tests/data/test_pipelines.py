"""Pipelines at work: threads that overlap, end, and hand on errors with their place."""

import gc
import threading
import time
import weakref

import pytest
from elements import all_of

import edflow as tf

Dataset, experimental = tf.data.Dataset, tf.data.experimental


def numbers(dataset):
    return [int(x) for x in all_of(dataset)]


def slowly(dtype, seconds=0.05):
    """A function that takes its time, without Python's lock."""

    def identity(x):
        time.sleep(seconds)
        return x

    return lambda x: tf.py_func(identity, [x], dtype)


def until(holds, seconds=5.0):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        gc.collect()
        time.sleep(0.02)
    return holds()


# -- threads --------------------------------------------------------------------------


def test_parallel_calls_overlap_and_keep_the_order():
    running, most = set(), []

    def note(x):
        running.add(threading.get_ident())
        most.append(len(running))
        time.sleep(0.05)
        running.discard(threading.get_ident())
        return x

    dataset = Dataset.range(16).map(lambda x: tf.py_func(note, [x], tf.int64), 4)
    assert numbers(dataset) == list(range(16))
    assert max(most) > 1


def test_the_next_elements_are_made_while_the_program_does_something_else():
    made = []

    def note(x):
        made.append(int(x))
        return x

    dataset = Dataset.range(100).map(lambda x: tf.py_func(note, [x], tf.int64))
    element = dataset.prefetch(3).make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert session.run(element) == 0
        assert until(lambda: len(made) >= 4)
        time.sleep(0.2)
        assert len(made) <= 5  # Three ready, one in hand.


@pytest.mark.parametrize(
    "ahead",
    [
        lambda d: d.prefetch(2),
        lambda d: d.map(slowly(tf.int64, 0.001), 3),
        lambda d: d.map(slowly(tf.int64, 0.001), 3).shuffle(4).batch(2).prefetch(1),
        lambda d: d.interleave(lambda x: Dataset.range(10**6), 2, num_parallel_calls=2),
    ],
    ids=["prefetch", "map", "both", "interleave"],
)
def test_threads_end_with_their_session(ahead):
    before = set(threading.enumerate())
    dataset = ahead(Dataset.range(10**9))
    element = dataset.make_one_shot_iterator().get_next()
    with tf.Session() as session:
        session.run(element)
        assert set(threading.enumerate()) - before
    assert until(lambda: not set(threading.enumerate()) - before)


def test_threads_end_when_the_session_is_forgotten():
    before = set(threading.enumerate())
    element = Dataset.range(10**9).prefetch(2).make_one_shot_iterator().get_next()
    session = tf.Session()
    session.run(element)
    forgotten = weakref.ref(session)
    del session
    assert until(lambda: forgotten() is None)
    assert until(lambda: not set(threading.enumerate()) - before)


def test_threads_end_when_the_iterator_begins_anew():
    before = len(threading.enumerate())
    iterator = Dataset.range(10**9).prefetch(2).make_initializable_iterator()
    element = iterator.get_next()
    with tf.Session() as session:
        for _ in range(10):
            session.run(iterator.initializer)
            assert session.run(element) == 0
        assert until(lambda: len(threading.enumerate()) <= before + 1)


def test_two_threads_share_an_iterator_without_losing_an_element():
    element = Dataset.range(200).make_one_shot_iterator().get_next()
    session, seen = tf.Session(), []

    def read():
        while True:
            try:
                seen.append(int(session.run(element)))
            except tf.errors.OutOfRangeError:
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert sorted(seen) == list(range(200))


def test_an_interrupt_leaves_the_iterator_usable(monkeypatch):
    def interrupted(x):
        if x == 1:
            raise KeyboardInterrupt
        return x

    dataset = Dataset.range(3).map(lambda x: tf.py_func(interrupted, [x], tf.int64), 2)
    element = dataset.prefetch(1).make_one_shot_iterator().get_next()
    with tf.Session() as session:
        assert session.run(element) == 0
        with pytest.raises(KeyboardInterrupt):
            session.run(element)
        assert session.run(element) == 2


# -- errors ---------------------------------------------------------------------------


def picture(x):
    return tf.image.decode_png(x)


@pytest.mark.parametrize("calls", [None, 2])
def test_an_error_names_file_and_record(tmp_path, calls):
    path = str(tmp_path / "pictures.tfrecord")
    with tf.python_io.TFRecordWriter(path) as writer:
        for _ in range(3):
            writer.write(b"no picture")
    dataset = tf.data.TFRecordDataset(path).skip(2).map(picture, calls).prefetch(1)
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        all_of(dataset)
    notes = "\n".join(caught.value.__notes__)
    assert f"record 2 of {path}" in notes


def test_an_error_names_the_element():
    dataset = Dataset.range(3).map(lambda x: 1 // (x - 1))
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        all_of(dataset)
    assert any("element (np.int64(1))" in note for note in caught.value.__notes__)


def test_after_an_error_the_next_element_comes():
    def refuse_one(x):
        if x == 1:
            raise ValueError("not this one")
        return x

    for calls in (None, 2):
        dataset = Dataset.range(4).map(
            lambda x: tf.py_func(refuse_one, [x], tf.int64), calls
        )
        kept = dataset.prefetch(2).apply(experimental.ignore_errors())
        assert numbers(kept) == [0, 2, 3]


def test_a_python_error_names_the_users_line():
    def divide(x):
        return x / {}["nothing"]

    line = divide.__code__.co_firstlineno + 1
    y = tf.py_func(divide, [tf.constant(1.0)], tf.float32)
    with pytest.raises(tf.errors.UnknownError, match=f"KeyError.*line {line}"):
        tf.Session().run(y)


def test_a_generators_error_names_its_line():
    def numbers():
        yield 1
        raise RuntimeError("out of ink")

    dataset = Dataset.from_generator(numbers, tf.int64)
    with pytest.raises(tf.errors.UnknownError, match=r"out of ink.*test_pipelines"):
        all_of(dataset)


# -- Python functions -----------------------------------------------------------------


def test_a_python_function_may_write_to_what_it_is_given():
    def clear(x):
        x[:] = 0
        return x

    w = tf.Variable([1.0, 2.0])
    y = tf.py_func(clear, [w], tf.float32)
    with tf.Session() as session:
        session.run(w.initializer)
        assert session.run(y).tolist() == [0, 0]
        assert session.run(w).tolist() == [1, 2]


def test_a_graph_with_a_python_function_or_dataset_keeps_its_checkpoints(
    tmp_path, caplog
):
    w = tf.Variable(1.0)
    tf.py_func(lambda x: x, [w], tf.float32)
    Dataset.range(3).map(lambda x: x + 1).make_one_shot_iterator().get_next()
    with tf.Session() as session:
        session.run(w.initializer)
        saver = tf.train.Saver()
        with caplog.at_level("WARNING", "tensorflow"):
            path = saver.save(session, str(tmp_path / "m.ckpt"))
        assert "cannot be written" in caplog.text
        session.run(w.assign(5.0))
        saver.restore(session, path)
        assert session.run(w) == 1


# -- state ----------------------------------------------------------------------------


def test_each_session_has_its_own_place():
    element = Dataset.range(3).make_one_shot_iterator().get_next()
    one, other = tf.Session(), tf.Session()
    assert [one.run(element), one.run(element), other.run(element)] == [0, 1, 0]


def test_all_tensors_of_one_call_are_of_one_element():
    a, b = (
        Dataset.zip((Dataset.range(5), Dataset.range(5, 10)))
        .make_one_shot_iterator()
        .get_next()
    )
    with tf.Session() as session:
        for i in range(5):
            assert session.run([a, b]) == [i, i + 5]


def test_a_cache_computes_once():
    computed = []

    def note(x):
        computed.append(int(x))
        return x

    dataset = Dataset.range(3).map(lambda x: tf.py_func(note, [x], tf.int64))
    assert numbers(dataset.cache().repeat(3)) == [0, 1, 2] * 3
    assert computed == [0, 1, 2]


def test_no_seed_is_another_order_every_time():
    dataset = Dataset.range(100).shuffle(100)
    first, second = numbers(dataset), numbers(dataset)
    assert first != second
    assert sorted(first) == sorted(second) == list(range(100))


def test_the_order_is_tensorflows():
    # What TensorFlow 2.21 gives, also where it is not installed.
    dataset = Dataset.range(10).shuffle(3, seed=1)
    assert numbers(dataset) == [1, 3, 0, 5, 2, 6, 7, 8, 9, 4]
    dataset = Dataset.range(6).shuffle(10, seed=4).repeat(2)
    tf.reset_default_graph()
    tf.set_random_seed(3)
    dataset = Dataset.range(6).shuffle(10, seed=4).repeat(2)
    assert numbers(dataset) == [5, 2, 3, 4, 0, 1, 1, 0, 2, 3, 5, 4]


def test_elements_with_sparse_parts():
    def parse(record):
        return tf.parse_single_example(record, {"x": tf.VarLenFeature(tf.int64)})

    values = tf.train.Int64List(value=[4, 5])
    feature = {"x": tf.train.Feature(int64_list=values)}
    example = tf.train.Example(features=tf.train.Features(feature=feature))
    dataset = Dataset.from_tensors(example.SerializeToString()).map(parse)
    assert dataset.output_classes == {"x": tf.SparseTensor}
    (element,) = all_of(dataset)
    assert element["x"].values.tolist() == [4, 5]
    with pytest.raises(TypeError, match="sparse_tensor_to_dense"):
        dataset.batch(2)
