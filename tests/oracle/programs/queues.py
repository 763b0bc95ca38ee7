"""Queues: their operations, orders and errors."""

import numpy as np
from program import Runs


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
