"""Producers of input, batches, and the threads that fill their queues."""

import threading
import time

from program import Runs


def names_of_files(tf):
    queue = tf.train.string_input_producer(["a", "b"], shuffle=False)
    return queue.dequeue().name, tf.get_collection(tf.GraphKeys.SUMMARIES)[0].name


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
    return tf.train.maybe_batch([tf.constant(1)], [True], 4).name


def rows_of_several_tensors(tf):
    rows = tf.train.slice_input_producer(
        [[1.0, 2.0, 3.0], ["a", "b", "c"]], num_epochs=2, seed=4
    )
    return _run_to_the_end(tf, tf.train.batch(rows, 3))


def from_several_sources(tf):
    taken = tf.train.batch_join([[tf.constant(1)], [tf.constant(2)]], 4)
    return taken.name, tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)[0].name


def in_random_order_of_one_seed(tf):
    taken = tf.train.shuffle_batch([_numbers(tf)], 4, 20, 5, seed=3)
    runner = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)[1]
    return taken.name, runner.name, [op.name for op in runner.enqueue_ops]


def in_random_order_from_several(tf):
    sources = [[tf.constant(1)], [tf.constant(2)]]
    return tf.train.shuffle_batch_join(sources, 4, 20, 5, seed=3).name


def sizes_that_nobody_knows(tf):
    return tf.train.batch([tf.placeholder(tf.float32, [None])], 4).name


# -- threads ---------------------------------------------------------------------------


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
