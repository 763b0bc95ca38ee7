"""The stop button, threads and long runs: nothing torn, nothing lost, nothing kept."""

import _thread
import gc
import random
import signal
import sys
import threading
import time
import tracemalloc
import weakref
from contextlib import suppress

import numpy as np
import pytest

import edflow as tf

SIZE = 5_000


def whole(array):
    """Whether an update reached all of the array or none of it."""
    return array.min() == array.max()


class StopButton:
    """Interrupts the main thread at random moments, whenever it is armed."""

    def __init__(self, seed):
        self.armed = False
        self.pressed = 0
        self._random = random.Random(seed)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._press, daemon=True)

    def _press(self):
        while not self._over.wait(self._random.uniform(0.0002, 0.004)):
            _thread.interrupt_main()

    def _interrupt(self, signum, frame):
        if self.armed:
            self.armed = False
            self.pressed += 1
            raise KeyboardInterrupt

    def __enter__(self):
        self._before = signal.signal(signal.SIGINT, self._interrupt)
        self._thread.start()
        return self

    def __exit__(self, kind, error, trace):
        self._over.set()
        self._thread.join()
        signal.signal(signal.SIGINT, self._before)


def interrupted(session, step, seconds):
    """Run `step` over and over for a while, under interrupts; how many came."""
    end = time.monotonic() + seconds
    with StopButton(seed=1) as button:
        while time.monotonic() < end:
            with suppress(KeyboardInterrupt):
                button.armed = True
                while time.monotonic() < end:
                    session.run(step)
                button.armed = False
    return button.pressed


UPDATES = {
    "in place": lambda v: v.assign_add(np.ones(SIZE, np.float32)).op,
    "by a new value": lambda v: v.assign(v + 1.0).op,
    "fetched as well": lambda v: v.assign_add(np.ones(SIZE, np.float32)),
}


@pytest.mark.parametrize("update", UPDATES.values(), ids=UPDATES)
def test_an_interrupt_leaves_each_variable_old_or_new(update):
    variables = [tf.Variable(np.zeros(SIZE, np.float32)) for _ in range(3)]
    steps = [update(v) for v in variables]
    session = tf.Session()
    session.run([v.initializer for v in variables])
    stops = interrupted(session, steps, seconds=0.4)
    assert stops > 3, "the stop button was not pressed"
    values = session.run(variables)
    assert all(map(whole, values))
    # A run that is cut short has made some of its updates, and is at most one ahead.
    counts = [float(value[0]) for value in values]
    assert max(counts) - min(counts) <= stops
    session.run(steps)
    after = [float(value[0]) for value in session.run(variables)]
    assert after == [count + 1 for count in counts]


def in_threads(n, function):
    """Run `function(i)` in n threads at once; the first error, if any, is raised."""
    errors = []

    def guarded(i):
        try:
            function(i)
        except BaseException as error:  # Handed on to the main thread.
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


@pytest.fixture
def eager_switching():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("eager_switching")
def test_eight_threads_lose_no_update():
    v = tf.Variable(np.zeros(SIZE, np.float32))
    step = v.assign_add(np.ones(SIZE, np.float32))
    session = tf.Session()
    session.run(v.initializer)

    def train(_):
        for _ in range(100):
            assert whole(session.run(step))

    in_threads(8, train)
    assert session.run(v).tolist() == [800.0] * SIZE


@pytest.mark.usefixtures("eager_switching")
def test_readers_never_see_half_an_update():
    v = tf.Variable(np.zeros(SIZE, np.float32))
    step = v.assign_add(np.ones(SIZE, np.float32)).op
    total = tf.reduce_sum(v) * 1.0
    session = tf.Session()
    session.run(v.initializer)

    def work(i):
        for _ in range(100):
            if i % 2:
                session.run(step)
            else:
                assert whole(session.run(v))
                assert session.run(total) % SIZE == 0

    in_threads(8, work)
    assert session.run(v)[0] == 400


@pytest.mark.usefixtures("eager_switching")
def test_threads_feed_their_own_values():
    x = tf.placeholder(tf.float32, [None])
    y = tf.reduce_sum(x * 2.0)
    session = tf.Session()

    def work(i):
        for n in range(1, 60):
            assert session.run(y, {x: np.full(n, i)}) == 2 * n * i

    in_threads(8, work)


@pytest.mark.usefixtures("eager_switching")
def test_new_fetches_may_be_planned_by_many_threads_at_once():
    base = tf.constant(1.0)
    tensors = [base + float(i) for i in range(100)]
    session = tf.Session()
    in_threads(8, lambda _: [session.run(tensors[i]) for i in range(100)])
    assert session.run(tensors) == [1.0 + i for i in range(100)]


# -- memory ---------------------------------------------------------------------------


def grown_by(work, times):
    """Bytes that Python holds more after `times` rounds, once warm."""
    for _ in range(50):
        work()
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(times):
            work()
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return after - before


def test_runs_keep_nothing():
    w = tf.Variable(np.ones((10, 10), np.float32))
    x = tf.placeholder(tf.float32, [None, 10])
    loss = tf.reduce_mean(tf.matmul(x, w))
    step = w.assign_sub(0.01 * tf.gradients(loss, w)[0])
    session = tf.Session()
    session.run(w.initializer)
    batch = np.ones((5, 10), np.float32)
    # One kept object of the smallest kind would be 16 bytes a run, 96,000 in all. What
    # other tests have left behind may move some 20,000.
    assert grown_by(lambda: session.run([loss, step.op], {x: batch}), 6_000) < 60_000


def test_failing_runs_keep_nothing():
    x = tf.placeholder(tf.float32)
    y = tf.reshape(x, [7])
    session = tf.Session()
    batch = np.ones(100, np.float32)

    def fail():
        with pytest.raises(tf.errors.InvalidArgumentError):
            session.run(y, {x: batch})

    assert grown_by(fail, 1_000) < 16_000


def test_graphs_and_sessions_that_are_dropped_are_gone():
    refs = []
    for _ in range(200):
        with tf.Graph().as_default() as graph, tf.Session() as session:
            v = tf.Variable(np.zeros(10, np.float32))
            session.run(v.initializer)
            session.run(tf.gradients(v * v, v))
            refs += [weakref.ref(graph), weakref.ref(session), weakref.ref(v)]
    del graph, session, v
    gc.collect()
    assert not any(ref() for ref in refs)


def test_a_step_lets_go_of_what_is_not_needed_any_more():
    x = tf.placeholder(tf.float32)
    y = x
    for _ in range(50):
        y = tf.negative(y)
    session = tf.Session()
    batch = np.ones(250_000, np.float32)  # A megabyte.
    session.run(y, {x: batch})
    tracemalloc.start()
    try:
        session.run(y, {x: batch})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5 * batch.nbytes, "50 results were held at once"
