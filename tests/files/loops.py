"""Programs with branches and loops, which a GraphDef holds as functions."""

import numpy as np

import edflow as tf


def branch_of_a_variable():
    x = tf.Variable(3.0, name="x")
    y = tf.cond(x > 1.0, lambda: x * 2.0, lambda: x - 1.0)
    return [y, *tf.gradients(y, x)]


def initialized_from_another():
    w = tf.Variable(3.0, name="w")
    return [tf.Variable(w.initialized_value() * 2.0, name="v")._ref()]


def moving_average():
    w = tf.Variable(3.0, name="w")
    average = tf.train.ExponentialMovingAverage(0.9)
    with tf.control_dependencies([w.assign_add(1.0)]):
        update = average.apply([w])
    with tf.control_dependencies([update]):
        return [tf.identity(average.average(w))]


def write_in_a_branch():
    w = tf.Variable(3.0, name="w")
    y = tf.cond(tf.constant(True), lambda: w.assign_add(1.0), w.read_value)
    return [y]


def power_in_a_loop():
    x = tf.Variable(2.0, name="x")
    start = (0, x * 1.0)
    y = tf.while_loop(lambda i, _: i < 4, lambda i, y: (i + 1, tf.sin(y * x)), start)[1]
    return [y, *tf.gradients(y, x)]


def rows_mapped():
    x = tf.Variable([1.0, 2.0, 3.0], name="x")
    y = tf.map_fn(lambda row: row * row * x[0], x)
    return [y, *tf.gradients(y, x)]


def rows_scanned():
    x = tf.Variable([1.0, 2.0, 3.0], name="x")
    y = tf.scan(lambda total, row: total * tf.tanh(row), x)
    return [y, *tf.gradients(y, x)]


def draws_in_a_loop():
    x = tf.Variable([1.0, 2.0, 3.0], name="x")

    def turn(i, y):
        return i + 1, y * tf.random_uniform([3], seed=4) * x

    y = tf.while_loop(lambda i, _: i < 4, turn, (0, x * 1.0))[1]
    return [y, *tf.gradients(y, x)]


def loop_in_a_loop():
    x = tf.Variable([1.0, 2.0, 3.0], name="x")

    def turn(i, y):
        inner = tf.while_loop(
            lambda j, _: j < 3, lambda j, z: (j + 1, tf.cos(z) * x), (0, y)
        )
        return i + 1, inner[1]

    y = tf.while_loop(lambda i, _: i < 4, turn, (0, x * 1.0))[1]
    return [y, *tf.gradients(y, x)]


def branch_in_a_loop():
    x = tf.Variable([1.0, 2.0, 3.0], name="x")

    def turn(i, y):
        return i + 1, tf.cond(i < 2, lambda: y * x, lambda: tf.sin(y))

    y = tf.while_loop(lambda i, _: i < 4, turn, (0, x * 1.0))[1]
    return [y, *tf.gradients(y, x)]


def loop_with_draws_in_a_branch():
    x = tf.Variable([1.0, 2.0, 3.0], name="x")

    def looping():
        def turn(i, y):
            return i + 1, tf.sin(y) * x * tf.random_uniform([3], seed=1)

        return tf.while_loop(lambda i, _: i < 4, turn, (0, x * 1.0))[1]

    positive = tf.reduce_sum(x) > 0.0
    y = tf.cond(positive, looping, lambda: x * tf.random_uniform([3], seed=2))
    return [y, *tf.gradients(y, x)]


def recurrent_net():
    tf.set_random_seed(1)
    sequence = np.random.default_rng(0).normal(size=(3, 4, 2)).astype(np.float32)
    x = tf.Variable(sequence, name="x")
    cell = tf.nn.rnn_cell.BasicRNNCell(5, activation=tf.nn.softplus)
    outputs, state = tf.nn.dynamic_rnn(
        cell, x, sequence_length=[2, 4, 3], dtype=tf.float32
    )
    loss = tf.reduce_sum(state) + tf.reduce_sum(outputs * outputs)
    return [outputs, state, *tf.gradients(loss, tf.trainable_variables())]


def read_in_a_loop():
    x = tf.Variable([1.0, 2.0, 3.0], name="x")

    def turn(i, y):
        return i + 1, y + x.read_value()

    y = tf.while_loop(lambda i, _: i < 4, turn, (0, x * 1.0))[1]
    return [y, *tf.gradients(y, x)]


LOOPS = [
    branch_of_a_variable,
    initialized_from_another,
    moving_average,
    write_in_a_branch,
    power_in_a_loop,
    rows_mapped,
    rows_scanned,
    draws_in_a_loop,
    loop_in_a_loop,
    branch_in_a_loop,
    loop_with_draws_in_a_branch,
    recurrent_net,
    read_in_a_loop,
]


def built(program):
    """The graph of a program, and the names of its initializers and its results."""
    with tf.Graph().as_default() as graph:
        names = [tensor.name for tensor in program()]
        initializers = [v.initializer.name for v in tf.global_variables()]
    return graph, initializers, names


def values(module, graph, initializers, names):
    """What two runs give, in a session of `edflow` or of TensorFlow."""
    with module.Session(graph=graph) as session:
        for name in initializers:
            session.run(name)
        return [session.run(names) for _ in range(2)]
