"""Queues block who has to wait, and let go of everyone when the end comes."""

import signal
import threading
import time
from contextlib import suppress

import numpy as np
import pytest

import edflow as tf
from edflow.engine.runtime.observe import Observer


def in_thread(call):
    """Call in a thread; the list then holds what it gave, or the error."""
    outcome = []

    def work():
        try:
            outcome.append(call())
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread, outcome


def ended(thread):
    thread.join(5)
    return not thread.is_alive()


def numbers(capacity=10):
    return tf.FIFOQueue(capacity, tf.int32, [[]])


def test_who_takes_waits_for_who_puts():
    queue = numbers()
    put, take = queue.enqueue(7), queue.dequeue()
    with tf.Session() as session:
        thread, taken = in_thread(lambda: session.run(take))
        time.sleep(0.05)
        assert thread.is_alive()
        session.run(put)
        assert ended(thread)
        assert taken == [7]


def test_who_puts_waits_for_room_and_a_batch_may_be_larger_than_the_queue():
    queue = numbers(capacity=2)
    put, take = queue.enqueue_many([list(range(7))]), queue.dequeue_many(7)
    with tf.Session() as session:
        thread, _ = in_thread(lambda: session.run(put))
        time.sleep(0.05)
        assert thread.is_alive()
        np.testing.assert_array_equal(session.run(take), range(7))
        assert ended(thread)


def test_a_plain_close_lets_those_who_wait_put_first():
    queue = numbers(capacity=1)
    put, close, take = queue.enqueue_many([[1, 2, 3]]), queue.close(), queue.dequeue()
    with tf.Session() as session:
        putting, _ = in_thread(lambda: session.run(put))
        time.sleep(0.05)
        closing, _ = in_thread(lambda: session.run(close))
        time.sleep(0.05)
        assert closing.is_alive()
        assert [session.run(take) for _ in range(3)] == [1, 2, 3]
        assert ended(putting)
        assert ended(closing)
        with pytest.raises(tf.errors.OutOfRangeError, match="insufficient elements"):
            session.run(take)


def test_closing_may_turn_away_those_who_wait_for_room():
    queue = numbers(capacity=1)
    put, size = queue.enqueue_many([[1, 2, 3]]), queue.size()
    close = queue.close(cancel_pending_enqueues=True)
    with tf.Session() as session:
        thread, outcome = in_thread(lambda: session.run(put))
        time.sleep(0.05)
        session.run(close)
        assert ended(thread)
        assert isinstance(outcome[0], tf.errors.CancelledError)
        assert session.run(size) == 1


def test_the_end_of_the_input_wakes_who_waits_and_nothing_is_lost():
    queue = numbers()
    put, close = queue.enqueue_many([[1, 2]]), queue.close()
    three, rest = queue.dequeue_many(3), queue.dequeue_up_to(3)
    with tf.Session() as session:
        session.run(put)
        thread, outcome = in_thread(lambda: session.run(three))
        time.sleep(0.05)
        session.run(close)
        assert ended(thread)
        assert isinstance(outcome[0], tf.errors.OutOfRangeError)
        assert session.run(rest).tolist() == [1, 2]


def test_the_end_of_the_session_wakes_who_waits():
    queue = numbers(capacity=1)
    take, reader = queue.dequeue(), tf.TextLineReader()
    names = tf.FIFOQueue(1, tf.string, [[]])
    line, count = reader.read(names).value, reader.num_records_produced()
    full = tf.FIFOQueue(1, tf.int32, [[]])
    put = full.enqueue_many([[1, 2]])
    session = tf.Session()
    waiting = [
        in_thread(lambda fetch=fetch: session.run(fetch))
        for fetch in (take, line, count, put)
    ]
    time.sleep(0.1)
    session.close()
    for thread, outcome in waiting:
        assert ended(thread)
        assert not isinstance(outcome[0], AssertionError)
    taken = [outcome[0] for _, outcome in waiting]
    assert isinstance(taken[0], tf.errors.CancelledError)
    assert isinstance(taken[1], tf.errors.CancelledError)
    assert isinstance(taken[3], tf.errors.CancelledError)


def test_the_stop_button_ends_a_wait_and_the_session_goes_on():
    queue = numbers()
    put, take = queue.enqueue(7), queue.dequeue()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with tf.Session() as session:
            timer = threading.Timer(0.1, signal.raise_signal, [signal.SIGINT])
            timer.start()
            with pytest.raises(KeyboardInterrupt):
                session.run(take)
            timer.join()
            session.run(put)
            assert session.run(take) == 7
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_batch_that_is_interrupted_goes_back():
    queue = numbers()
    put, three, one = queue.enqueue_many([[1, 2]]), queue.dequeue_many(3), queue.size()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with tf.Session() as session:
            session.run(put)
            timer = threading.Timer(0.1, signal.raise_signal, [signal.SIGINT])
            timer.start()
            with pytest.raises(KeyboardInterrupt):
                session.run(three)
            timer.join()
            assert session.run(one) == 2
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("kind", ["fifo", "shuffled", "padded", "priority"])
def test_many_threads_lose_nothing_and_give_nothing_twice(kind):
    x = tf.placeholder(tf.int64, [])
    queue = {
        "fifo": lambda: tf.FIFOQueue(5, tf.int64, [[]]),
        "shuffled": lambda: tf.RandomShuffleQueue(5, 2, tf.int64, [[]], seed=1),
        "padded": lambda: tf.PaddingFIFOQueue(5, tf.int64, [[]]),
        "priority": lambda: tf.PriorityQueue(5, [], []),
    }[kind]()
    put, take, close = queue.enqueue([x]), queue.dequeue_many(3), queue.close()
    rest = queue.dequeue_up_to(1)
    with tf.Session() as session:

        def fill(first):
            for number in range(first, first + 60):
                session.run(put, {x: number})

        def drain():
            return [n for _ in range(15) for n in session.run(take).tolist()]

        putting = [in_thread(lambda k=k: fill(60 * k)) for k in range(4)]
        taking = [in_thread(drain) for _ in range(4)]
        # 240 are put, 180 taken three by three; the rest one by one.
        found = []
        assert all(ended(thread) for thread, _ in taking)

        def close_in_the_end():
            assert all(ended(thread) for thread, _ in putting)
            session.run(close)

        closing, _ = in_thread(close_in_the_end)
        with suppress(tf.errors.OutOfRangeError):
            while True:
                found += session.run(rest).tolist()
        assert ended(closing)
    found += [n for _, outcome in taking for n in outcome[0]]
    assert sorted(found) == list(range(240))


def test_what_is_in_a_queue_does_not_change_with_what_was_put():
    x = tf.placeholder(tf.float32, [1 << 15])
    fresh = x * 1.0
    queue = tf.FIFOQueue(3, tf.float32, [[1 << 15]])
    with tf.control_dependencies([queue.enqueue([fresh])]):
        written_over = tf.exp(fresh)
    take = queue.dequeue()
    with tf.Session() as session:
        session.run(written_over.op, {x: np.ones(1 << 15)})
        np.testing.assert_array_equal(session.run(take), 1.0)


def test_the_order_of_a_seed_is_tensorflows():
    queue = tf.RandomShuffleQueue(30, 0, tf.int32, [[]], seed=7)
    fill, ten = queue.enqueue_many([list(range(20))]), queue.dequeue_many(10)
    with tf.Session() as session:
        session.run(fill)
        assert session.run(ten).tolist() == [7, 4, 19, 15, 0, 8, 10, 11, 14, 6]
        assert session.run(ten).tolist() == [16, 1, 12, 3, 17, 5, 2, 18, 13, 9]


def test_equals_leave_a_priority_queue_in_tensorflows_order():
    queue = tf.PriorityQueue(30, tf.int32, [[]])
    fill = queue.enqueue_many([np.int64([1] * 12 + [0] * 3), list(range(15))])
    take = queue.dequeue_many(15)
    with tf.Session() as session:
        session.run(fill)
        order = session.run(take)[1].tolist()
    assert order == [12, 13, 14, 6, 0, 5, 11, 10, 9, 8, 2, 7, 4, 1, 3]


def test_sessions_share_no_queue():
    queue = tf.FIFOQueue(3, tf.int32, [[]], shared_name="one")
    put, size = queue.enqueue(1), queue.size()
    with tf.Session() as first, tf.Session() as second:
        first.run(put)
        assert (first.run(size), second.run(size)) == (1, 0)


def test_observers_see_a_queue_at_work():
    queue = numbers()
    put, take = queue.enqueue(7), queue.dequeue()
    seen = []

    class Watch(Observer):
        def after(self, op, outputs, seconds):
            seen.append(op.type)

    with tf.Session() as session, Watch().watch(session):
        session.run(put)
        assert session.run(take) == 7
    assert seen.count("FIFOQueueV2") == 2


def test_a_thread_of_a_runner_that_fails_speaks_in_the_main_thread():
    bad = tf.check_numerics(tf.constant(1.0) / tf.constant(0.0), "bad")
    taken = tf.train.batch([bad], 2)
    with tf.Session() as session:
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coord)
        with pytest.raises(tf.errors.OutOfRangeError):
            session.run(taken)
        with pytest.raises(tf.errors.InvalidArgumentError, match="bad"):
            coord.join(threads)
        assert not any(thread.is_alive() for thread in threads)


def test_threads_without_a_coordinator_end_with_the_session():
    number = tf.train.range_input_producer(3).dequeue()
    tf.train.batch([number], 2)
    with tf.Session() as session:
        threads = tf.train.start_queue_runners(session)
        time.sleep(0.1)
        assert all(thread.daemon for thread in threads)
    assert all(ended(thread) for thread in threads)
