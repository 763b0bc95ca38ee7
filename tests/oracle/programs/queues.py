"""Queues, producers of input, batches, readers and the threads that fill them."""

# Paths are text here: what becomes of them is compared.
# ruff: noqa: PTH118, PTH123

import os
import tempfile
import threading
import time

import numpy as np
from program import Runs, promises


def _of_two(tf):
    return tf.FIFOQueue(10, [tf.float32, tf.int32], shapes=[[2], []])


def every_operation_of_a_queue(tf):
    queue = _of_two(tf)
    put = queue.enqueue([[1.0, 2.0], 3])
    many = queue.enqueue_many([[[3.0, 4.0], [5.0, 6.0]], [5, 6]])
    yield queue.size(), queue.is_closed()
    yield put
    yield many
    yield queue.size()
    yield queue.dequeue()
    yield queue.dequeue_many(2)
    yield queue.close()
    yield queue.is_closed()
    yield [queue.name, queue.dtypes, queue.shapes, queue.names]


def elements_with_names(tf):
    queue = tf.FIFOQueue(
        5, [tf.float32, tf.int32], [[], []], names=["b", "a"], name="mine"
    )
    yield queue.enqueue({"a": 1, "b": 2.0})
    yield queue.dequeue()


def names_that_are_not_the_queues(tf):
    queue = tf.FIFOQueue(5, tf.int32, [[]], names="a")
    return queue.enqueue({"b": 1})


def without_shapes(tf):
    queue = tf.FIFOQueue(5, tf.float32)
    first, second = queue.enqueue([[1.0, 2.0]]), queue.enqueue(3.0)
    taken = queue.dequeue()
    yield first
    yield second
    yield Runs(taken, n=2)


def batches_without_shapes(tf):
    return tf.FIFOQueue(5, tf.float32).dequeue_many(1)


def shapes_half_known(tf):
    return tf.FIFOQueue(5, tf.float32, [[None]]).name


def too_few_shapes(tf):
    return tf.FIFOQueue(5, [tf.float32, tf.int32], [[]]).name


def a_wrong_shape(tf):
    return tf.FIFOQueue(5, tf.float32, [[2]]).enqueue([[1.0, 2.0, 3.0]])


def a_wrong_shape_when_run(tf):
    x = tf.placeholder(tf.float32)
    queue = tf.FIFOQueue(5, tf.float32, [[2]])
    return Runs(queue.enqueue([x]), feeds=[{x: [1.0, 2.0, 3.0]}])


def a_wrong_dtype(tf):
    return tf.FIFOQueue(5, tf.float32, [[]]).enqueue(tf.constant(1))


def uneven_components(tf):
    return _of_two(tf).enqueue_many([[[1.0, 2.0]], [1, 2]])


def fewer_than_none(tf):
    return tf.FIFOQueue(5, tf.float32, [[]]).dequeue_many(-1)


def taking_from_a_closed_queue(tf):
    queue = _of_two(tf)
    yield queue.close()
    yield queue.dequeue()


def putting_into_a_closed_queue(tf):
    queue = _of_two(tf)
    yield queue.close()
    yield queue.enqueue([[1.0, 2.0], 3])


def closing_twice(tf):
    queue = _of_two(tf)
    yield queue.close()
    yield queue.close()


def closing_twice_and_cancelling(tf):
    queue = _of_two(tf)
    yield queue.close()
    yield queue.close(cancel_pending_enqueues=True)


def too_few_for_a_batch_stay(tf):
    queue = tf.FIFOQueue(5, tf.int32, [[]])
    yield queue.enqueue_many([[1, 2, 3]])
    yield queue.close()
    try:
        yield queue.dequeue_up_to(2)
        with tf.Session() as other:
            other.run(queue.close())
            other.run(queue.dequeue_many(2))
    except tf.errors.OutOfRangeError:
        yield "out of range"
    yield queue.size()
    yield queue.dequeue_up_to(4)
    yield queue.dequeue_up_to(4)


def shuffled(tf):
    queue = tf.RandomShuffleQueue(30, 0, tf.int32, [[]], seed=7)
    fill, five, one = (
        queue.enqueue_many([list(range(20))]),
        queue.dequeue_many(5),
        queue.dequeue(),
    )
    yield fill
    yield five
    yield Runs(one, n=10)
    yield fill
    yield Runs(one, n=20)


def shuffled_by_the_graph_seed(tf):
    tf.set_random_seed(5)
    queue = tf.RandomShuffleQueue(30, 3, tf.int32, [[]])
    yield queue.enqueue_many([list(range(20))])
    yield Runs(queue.dequeue(), n=17)
    yield queue.close()
    yield Runs(queue.dequeue(), n=3)


def more_to_keep_than_fits(tf):
    return tf.RandomShuffleQueue(5, 7, tf.float32, [[]]).size()


def padded(tf):
    queue = tf.PaddingFIFOQueue(9, [tf.int32, tf.string], [[None, 2], [None]])
    for n in (1, 3, 2):
        yield queue.enqueue([tf.ones([n, 2], tf.int32), ["a"] * n])
    yield queue.dequeue()
    yield queue.dequeue_many(2)


def by_priority(tf):
    queue = tf.PriorityQueue(30, tf.int32, [[]])
    numbers = np.array([1] * 12 + [0] * 3, np.int64)
    yield queue.enqueue_many([numbers, list(range(15))])
    yield queue.dequeue()
    yield queue.dequeue_many(14)


def shared_by_name(tf):
    first = tf.FIFOQueue(3, tf.float32, [[]], shared_name="one")
    second = tf.FIFOQueue(3, tf.float32, [[]], shared_name="one")
    yield first.enqueue(2.0)
    yield second.dequeue()


def one_of_several(tf):
    which = tf.placeholder(tf.int32, [])
    queues = [tf.FIFOQueue(3, tf.float32, [[]]) for _ in range(2)]
    yield queues[1].enqueue(2.0)
    chosen = tf.QueueBase.from_list(which, queues)
    yield Runs(chosen.dequeue(), feeds={which: 1})


# -- producers and batches --------------------------------------------------------------


def names_of_files(tf):
    queue = tf.train.string_input_producer(["a", "b"], shuffle=False)
    return queue.dequeue(), tf.get_collection(tf.GraphKeys.SUMMARIES)[0].name


def no_names(tf):
    return tf.train.string_input_producer([]).name


def numbers(tf):
    return tf.train.range_input_producer(5, num_epochs=1, seed=3).name


def rows_of_unknown_shape(tf):
    return tf.train.input_producer(tf.placeholder(tf.float32)).name


def no_epochs(tf):
    return tf.train.limit_epochs([1.0, 2.0], 0)


def a_limit(tf):
    return Runs(tf.train.limit_epochs([1.0, 2.0], 2), n=3)


def names_looked_for_once(tf):
    return tf.train.match_filenames_once("/nowhere/*.x", name="files")


def _run_to_the_end(tf, fetch):
    """All that a fetch gives until its queue is used up."""
    found = []
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coord)
        try:
            while not coord.should_stop():
                found.append(session.run(fetch))
        except tf.errors.OutOfRangeError:
            coord.request_stop()
        coord.join(threads)
    return found


def _numbers(tf, **kwargs):
    return tf.train.range_input_producer(10, num_epochs=1, **kwargs).dequeue()


def in_batches(tf):
    number = _numbers(tf, shuffle=False)
    return _run_to_the_end(tf, tf.train.batch([number, number * 2], 4))


def in_batches_to_the_last(tf):
    number = _numbers(tf, seed=1)
    taken = tf.train.batch({"n": number}, 4, allow_smaller_final_batch=True)
    return _run_to_the_end(tf, taken)


def in_batches_of_many(tf):
    number = _numbers(tf, shuffle=False)
    pair = tf.stack([number, -number])
    return _run_to_the_end(tf, tf.train.batch([pair], 4, enqueue_many=True))


def in_batches_of_different_lengths(tf):
    number = _numbers(tf, shuffle=False)
    row = tf.fill([number], number)
    return _run_to_the_end(tf, tf.train.batch([row], 5, dynamic_pad=True))


def only_some(tf):
    number = _numbers(tf, shuffle=False)
    many = tf.train.maybe_batch(
        [tf.stack([number, -number])], [True, False], 5, enqueue_many=True
    )
    return _run_to_the_end(tf, many)


def a_vector_for_one(tf):
    return tf.train.maybe_batch([tf.constant(1)], [True], 4)


def rows_of_several_tensors(tf):
    rows = tf.train.slice_input_producer(
        [[1.0, 2.0, 3.0], ["a", "b", "c"]], num_epochs=2, seed=4
    )
    return _run_to_the_end(tf, tf.train.batch(rows, 3))


def from_several_sources(tf):
    taken = tf.train.batch_join([[tf.constant(1)], [tf.constant(2)]], 4)
    return taken, tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)[0].name


def in_random_order_of_one_seed(tf):
    taken = tf.train.shuffle_batch([_numbers(tf)], 4, 20, 5, seed=3)
    runner = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)[1]
    return taken, runner.name, [op.name for op in runner.enqueue_ops]


def in_random_order_from_several(tf):
    sources = [[tf.constant(1)], [tf.constant(2)]]
    return tf.train.shuffle_batch_join(sources, 4, 20, 5, seed=3)


def sizes_that_nobody_knows(tf):
    return tf.train.batch([tf.placeholder(tf.float32, [None])], 4)


# -- readers ------------------------------------------------------------------------------


def _files(folder):
    lines, rest = os.path.join(folder, "lines"), os.path.join(folder, "rest")
    with open(lines, "wb") as file:
        file.write(b"h\na\r\nb\n\nc")
    with open(rest, "wb") as file:
        file.write(b"h\nz\n")
    return [lines, rest]


def _read(tf, make, upto=None, header=()):
    """What a reader gives, its keys without the folder."""
    with tempfile.TemporaryDirectory() as folder:
        files = _files(folder)
        queue = tf.train.string_input_producer(files, 1, shuffle=False)
        reader = make()
        read = reader.read_up_to(queue, upto) if upto else reader.read(queue)
        taken = _run_to_the_end(tf, list(read))
        keys = [str(key).replace(folder, "FOLDER") for key, _ in taken]
        return keys, [value for _, value in taken], reader.supports_serialize


# The names of the files are constants of the graph, and new in each run.
@promises(nodes="outer")
def lines(tf):
    return _read(tf, tf.TextLineReader)


@promises(nodes="outer")
def lines_without_headers(tf):
    return _read(tf, lambda: tf.TextLineReader(skip_header_lines=1))


@promises(nodes="outer")
def several_lines_at_once(tf):
    return _read(tf, tf.TextLineReader, upto=2)


@promises(nodes="outer")
def whole_files(tf):
    return _read(tf, tf.WholeFileReader)


@promises(nodes="outer")
def records_of_one_length(tf):
    return _read(tf, lambda: tf.FixedLengthRecordReader(2, 1, 1))


@promises(nodes="outer")
def records_that_overlap(tf):
    return _read(tf, lambda: tf.FixedLengthRecordReader(2, hop_bytes=1))


@promises(nodes="outer")
def records(tf):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "r")
        for size in (1, 2, 3):
            with tf.python_io.TFRecordWriter(f"{path}{size}") as writer:
                for k in range(size):
                    writer.write(b"x" * k)
        names = [f"{path}{size}" for size in (1, 2, 3)]
        queue = tf.train.string_input_producer(names, 1, shuffle=False)
        taken = _run_to_the_end(tf, list(tf.TFRecordReader().read_up_to(queue, 2)))
        return [str(k).replace(folder, "F") for k, _ in taken], [v for _, v in taken]


def a_file_that_is_not_there(tf):
    queue = tf.FIFOQueue(3, tf.string, [[]])
    yield queue.enqueue("/nowhere/file")
    yield tf.TextLineReader().read(queue).value


def what_a_reader_has_done(tf):
    queue = tf.FIFOQueue(3, tf.string, [[]])
    reader = tf.IdentityReader()
    counts = [reader.num_records_produced(), reader.num_work_units_completed()]
    yield queue.enqueue_many([["a", "b"]])
    yield reader.read(queue).key
    yield counts
    yield reader.serialize_state()
    yield reader.reset()
    yield counts
    yield reader.restore_state(b"\x08\x02\x10\x02\x18\x05")
    yield counts


def a_reader_without_a_state(tf):
    return tf.TFRecordReader().serialize_state()


# -- threads ------------------------------------------------------------------------------


def an_error_in_a_thread(tf):
    queue = tf.FIFOQueue(3, tf.float32, [[]])
    x = tf.check_numerics(tf.constant(0.0) / tf.constant(0.0), "bad")
    tf.train.add_queue_runner(tf.train.QueueRunner(queue, [queue.enqueue(x)]))
    with tf.Session() as session:
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coord)
        coord.wait_for_stop(10)
        coord.join(threads)


def runners_without_a_session(tf):
    return tf.train.start_queue_runners()


def a_runner_of_nothing(tf):
    return tf.train.QueueRunner(None, [])


def a_runner_and_its_threads(tf):
    queue = tf.train.string_input_producer(["a"])
    runner = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)[0]
    with tf.Session() as session:
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coord)
        again = runner.create_threads(session)
        taken = session.run([queue.dequeue(), queue.dequeue()])
        coord.request_stop()
        coord.join(threads)
    return (
        [thread.name for thread in threads],
        again,
        taken,
        [runner.close_op.name, runner.cancel_op.name],
        runner.exceptions_raised,
    )


def _fail(coord):
    with coord.stop_on_exception():
        raise ValueError("broken")


def a_coordinator_raises_what_a_thread_did(tf):
    coord = tf.train.Coordinator()
    thread = threading.Thread(target=_fail, args=[coord])
    thread.start()
    coord.join([thread])


def a_coordinator_begins_anew(tf):
    coord = tf.train.Coordinator()
    states = []
    for ending in (None, tf.errors.OutOfRangeError(None, None, "the end")):
        coord.request_stop(ending)
        coord.join([])
        states.append([coord.should_stop(), coord.joined])
        coord.clear_stop()
        states.append([coord.should_stop(), coord.joined, coord.wait_for_stop(0.01)])
    return states


def a_thread_that_does_not_stop(tf):
    coord = tf.train.Coordinator()
    thread = threading.Thread(target=time.sleep, args=[1.5], daemon=True, name="slow")
    thread.start()
    coord.request_stop()
    coord.join([thread], stop_grace_period_secs=0.1)


def a_loop_in_a_thread(tf):
    coord = tf.train.Coordinator()
    turns = []

    def turn(what):
        turns.append(what)
        if len(turns) == 3:
            coord.request_stop()

    looper = tf.train.LooperThread.loop(coord, 0.01, target=turn, args=("x",))
    coord.join([looper])
    return turns, looper.daemon


def a_loop_without_a_coordinator(tf):
    return tf.train.LooperThread(5, 1)
