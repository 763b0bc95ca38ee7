"""Variables, gradients and training inside branches and loops: turn by turn."""

import numpy as np
from program import promises

VALUES = {"nodes": None}


def _after(tf, before, make):
    with tf.control_dependencies(before):
        return make()


# -- variables that a body reads and writes --------------------------------------------


@promises(**VALUES)
def one_variable_handed_to_another(tf):
    a, b = tf.Variable(0), tf.Variable(0)

    def turn(i):
        add = tf.assign_add(a, 1)
        put = _after(tf, [add], lambda: tf.assign(b, a))
        return _after(tf, [put], lambda: i + 1)

    yield tf.while_loop(lambda i: i < 3, turn, [tf.constant(0)])
    yield a, b


@promises(**VALUES)
def a_variable_doubled_in_every_turn(tf):
    v = tf.Variable(1.0)

    def turn(i):
        return _after(tf, [tf.assign(v, v * 2.0)], lambda: i + 1)

    yield tf.while_loop(lambda i: i < 3, turn, [tf.constant(0)])
    yield v


@promises(**VALUES)
def a_branch_sees_what_it_wrote(tf):
    v = tf.Variable(1.0)
    yield tf.cond(
        tf.constant(True),
        lambda: _after(tf, [v.assign(7.0)], lambda: tf.identity(v)),
        lambda: tf.constant(0.0),
    )


@promises(**VALUES)
def a_condition_that_reads_a_variable(tf):
    v = tf.Variable(0)

    def turn(i):
        return _after(tf, [tf.assign_add(v, 1)], lambda: i + 1)

    yield tf.while_loop(lambda _: tf.less(v, 10), turn, [tf.constant(0)])
    yield v


@promises(**VALUES)
def branches_in_loops_in_loops(tf):
    v = tf.Variable(1.0)

    def inner(j):
        grow = lambda: _after(tf, [tf.assign_add(v, v)], lambda: j + 1)  # noqa: E731
        return tf.cond(v < 20.0, grow, lambda: j + 1)

    def outer(i):
        turns = tf.while_loop(lambda j: j < 2, inner, [tf.constant(0)])
        return _after(tf, [turns], lambda: i + 1)

    yield tf.while_loop(lambda i: i < 3, outer, [tf.constant(0)])
    yield v


@promises(**VALUES)
def rows_scattered_by_what_is_there(tf):
    v = tf.Variable([1.0, 0.0, 0.0])

    def turn(i):
        add = tf.scatter_add(v, [i], [tf.reduce_sum(v)])
        return _after(tf, [add], lambda: i + 1)

    yield tf.while_loop(lambda i: i < 3, turn, [tf.constant(0)])
    yield v


@promises(**VALUES)
def a_loop_variable_that_starts_as_a_variable(tf):
    v = tf.Variable(1.0)
    yield tf.while_loop(lambda x: x < 10.0, lambda x: x + v, [v])
    yield v


# -- gradients that are built inside ---------------------------------------------------


@promises(**VALUES)
def of_what_the_branch_computes(tf):
    x = tf.constant(6.0)
    return tf.cond(x > 1.0, lambda: tf.gradients(x * x, x)[0], lambda: x)


@promises(**VALUES)
def of_what_was_computed_outside(tf):
    x = tf.constant(3.0)
    y = tf.exp(x) * x
    return tf.cond(x > 1.0, lambda: tf.gradients(y, x)[0], lambda: x)


@promises(**VALUES)
def by_a_row_and_by_what_is_outside(tf):
    x, rows = tf.constant(2.0), tf.constant([1.0, 2.0, 3.0])
    return [
        tf.map_fn(lambda row: tf.gradients(row * row * x, row)[0], rows),
        tf.map_fn(lambda row: tf.gradients(row * row * x, x)[0], rows),
    ]


@promises(**VALUES)
def a_branch_in_a_branch(tf):
    x = tf.constant(3.0)
    slope = lambda: tf.gradients(x * x, x)[0] * x  # noqa: E731
    y = tf.cond(x > 1.0, lambda: tf.cond(x > 2.0, slope, lambda: x), lambda: x)
    return tf.gradients(y, x)


# -- training inside -------------------------------------------------------------------


@promises(**VALUES)
def descent_by_hand(tf):
    v = tf.Variable(2.0)

    def turn(i):
        step = v.assign_sub(0.1 * tf.gradients(v * v, v)[0])
        return _after(tf, [step], lambda: i + 1)

    yield tf.while_loop(lambda i: i < 3, turn, [tf.constant(0)])
    yield v


def _trained(tf, optimizer):
    v = tf.Variable([2.0, -1.0])

    def turn(i):
        train = optimizer.minimize(tf.reduce_sum(v * v))
        return _after(tf, [train], lambda: i + 1)

    yield tf.while_loop(lambda i: i < 3, turn, [tf.constant(0)])
    yield v


@promises(**VALUES)
def minimize_in_a_loop(tf):
    yield from _trained(tf, tf.train.GradientDescentOptimizer(0.1))


@promises(**VALUES)
def momentum_in_a_loop(tf):
    yield from _trained(tf, tf.train.MomentumOptimizer(0.1, 0.9))


@promises(**VALUES)
def adam_in_a_branch(tf):
    v = tf.Variable(np.float32([2.0, 5.0]))
    train = lambda: tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(v * v))  # noqa: E731
    yield tf.cond(
        tf.constant(True),
        lambda: _after(tf, [train()], lambda: tf.constant(1)),
        lambda: tf.constant(0),
    )
    yield v
