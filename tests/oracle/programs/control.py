"""Branches and loops: their values, their gradients, their errors."""

import numpy as np
from program import Runs, promises

VALUES = {"nodes": None}
ROWS = np.arange(12.0).reshape(4, 3) / 7


# -- branches -------------------------------------------------------------------------


@promises(**VALUES)
def one_of_two(tf):
    x = tf.placeholder(tf.float32)
    y = tf.cond(x > 0, lambda: 2 * x, lambda: x - 1)
    return Runs([y, tf.gradients(y, x)[0]], feeds=[{x: 3.0}, {x: -3.0}])


@promises(**VALUES)
def structures(tf):
    x = tf.placeholder(tf.float32)
    pair = tf.cond(x > 0, lambda: (x, {"a": x * 2}), lambda: (-x, {"a": x * 3}))
    return Runs([pair[0], pair[1]["a"]], feeds=[{x: 1.0}, {x: -1.0}])


@promises(**VALUES)
def lists_of_one(tf):
    x = tf.constant(2.0)
    plain = tf.cond(x > 0, lambda: [x], lambda: [-x])
    strict = tf.cond(x > 0, lambda: [x], lambda: [-x], strict=True)
    return plain, strict


@promises(**VALUES)
def a_branch_inside_a_branch(tf):
    x = tf.placeholder(tf.float32)
    y = tf.cond(
        x > 0,
        lambda: tf.cond(x > 1, lambda: x * x * x, lambda: x * x),
        lambda: tf.exp(x),
    )
    slope = tf.gradients(y, x)[0]
    return Runs([y, slope], feeds=[{x: v} for v in (2.0, 0.5, -1.0)])


@promises(**VALUES)
def twice_differentiated(tf):
    x = tf.placeholder(tf.float32)
    y = tf.cond(x > 0, lambda: x * x * x, lambda: x * x)
    slope = tf.gradients(y, x)[0]
    curve = tf.gradients(slope, x)[0]
    return Runs([slope, curve], feeds=[{x: 2.0}, {x: -2.0}])


@promises(**VALUES)
def variables_in_branches(tf):
    w, v = tf.Variable(3.0), tf.Variable(5.0)
    x = tf.placeholder(tf.float32)
    y = tf.cond(x > 0, lambda: w * x, lambda: v * w)
    return Runs([y, tf.gradients(y, [w, v])], feeds=[{x: 2.0}, {x: -2.0}])


@promises(**VALUES)
def only_the_branch_that_is_taken_writes(tf):
    count = tf.Variable(0)
    x = tf.placeholder(tf.bool)
    y = tf.cond(x, lambda: tf.assign_add(count, 1), lambda: tf.identity(count))
    return Runs(y, feeds=[{x: True}, {x: False}, {x: True}])


@promises(**VALUES)
def variables_made_in_a_branch(tf):
    def make(name):
        return lambda: tf.get_variable(name, [2], initializer=tf.ones_initializer()) * 2

    x = tf.placeholder(tf.bool)
    y = tf.cond(x, make("a"), make("b"))
    names = [v.name for v in tf.trainable_variables()]
    return Runs(y, feeds=[{x: True}]), names


@promises(**VALUES)
def operations_as_results(tf):
    count = tf.Variable(0)
    step = tf.cond(
        tf.constant(True),
        lambda: tf.group(count.assign_add(2)),
        tf.no_op,
    )
    with tf.control_dependencies([step]):
        return tf.identity(count.read_value())


def _flags(tf, *truths):
    numbers = [lambda k=k: tf.constant(k) for k in range(len(truths))]
    return list(zip([tf.constant(truth) for truth in truths], numbers, strict=True))


@promises(**VALUES)
def two_cases_that_exclude_each_other(tf):
    pairs = _flags(tf, True, True)
    return tf.case(pairs, default=lambda: tf.constant(9), exclusive=True)


@promises(**VALUES)
def one_of_exclusive_cases(tf):
    return tf.case(_flags(tf, False, True, False), exclusive=True)


@promises(**VALUES)
def no_case_and_no_default(tf):
    return tf.case(_flags(tf, False, False))


@promises(**VALUES)
def the_last_case_needs_its_predicate_too(tf):
    return tf.case(_flags(tf, False, True)), tf.case(_flags(tf, True))


@promises(**VALUES)
def many_cases(tf):
    x = tf.placeholder(tf.int32)
    pairs = [(x < 1, lambda: tf.constant(10)), (x < 5, lambda: tf.constant(20))]
    y = tf.case(pairs, default=lambda: tf.constant(30))
    return Runs(y, feeds=[{x: 0}, {x: 3}, {x: 9}])


def a_python_bool_for_a_predicate(tf):
    return tf.cond(True, lambda: 1, lambda: 2)


def branches_of_different_dtypes(tf):
    return tf.cond(tf.constant(True), lambda: tf.constant(1), lambda: tf.constant(1.0))


def branches_of_different_structures(tf):
    x = tf.constant(1.0)
    return tf.cond(x > 0, lambda: (x, x), lambda: (x,))


def a_branch_that_is_no_function(tf):
    return tf.cond(tf.constant(True), 1, lambda: 2)


# -- loops ----------------------------------------------------------------------------


@promises(**VALUES)
def counting(tf):
    return tf.while_loop(lambda i: i < 10, lambda i: i + 3, [0])


@promises(**VALUES)
def structures_as_loop_variables(tf):
    start = (tf.constant(0), {"a": tf.constant(1.0), "b": [tf.constant([1.0, 2.0])]})

    def turn(i, parts):
        return i + 1, {"a": parts["a"] * 2, "b": [parts["b"][0] + parts["a"]]}

    return tf.while_loop(lambda i, _: i < 3, turn, start)


@promises(**VALUES)
def powers_and_their_slopes(tf):
    x, n = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
    _, y = tf.while_loop(lambda i, _: i < n, lambda i, y: (i + 1, y * x), (0, 1.0))
    feeds = [{x: 1.5, n: k} for k in (0, 1, 5)]
    return Runs([y, tf.gradients(y, x)[0]], feeds=feeds)


@promises(**VALUES)
def slopes_of_captured_matrices_and_variables(tf):
    w = tf.Variable(np.eye(3, dtype=np.float32) * 0.9 + 0.1)
    b = tf.constant([0.1, -0.2, 0.3])
    x = tf.constant(ROWS, tf.float32)
    _, y = tf.while_loop(
        lambda i, _: i < 6,
        lambda i, y: (i + 1, tf.tanh(tf.matmul(y, w) + b)),
        (tf.constant(0), x),
    )
    return y, tf.gradients(tf.reduce_sum(y * y), [w, b, x])


@promises(**VALUES)
def a_loop_inside_a_loop(tf):
    x = tf.constant(1.1)

    def outer(i, total):
        inner = tf.while_loop(
            lambda j, _: j < i, lambda j, t: (j + 1, t * x + 1.0), (0, total)
        )
        return i + 1, inner[1]

    _, y = tf.while_loop(lambda i, _: i < 5, outer, (0, x))
    return y, tf.gradients(y, x)


@promises(**VALUES)
def a_branch_inside_a_loop(tf):
    x = tf.constant(1.1)

    def turn(i, y):
        return i + 1, tf.cond(i % 2 < 1, lambda: y * x, lambda: tf.sin(y) + x)

    _, y = tf.while_loop(lambda i, _: i < 7, turn, (0, x))
    return y, tf.gradients(y, x)


@promises(**VALUES)
def a_loop_inside_a_branch(tf):
    x = tf.placeholder(tf.float32)

    def loop():
        return tf.while_loop(lambda i, _: i < 4, lambda i, y: (i + 1, y * x), (0, x))[1]

    y = tf.cond(x > 0, loop, lambda: -x)
    return Runs([y, tf.gradients(y, x)[0]], feeds=[{x: 2.0}, {x: -2.0}])


@promises(**VALUES)
def shapes_that_grow(tf):
    _, y = tf.while_loop(
        lambda i, _: i < 4,
        lambda i, y: (i + 1, tf.concat([y, [tf.cast(i, tf.float32)]], 0)),
        (tf.constant(0), tf.constant([9.0])),
        shape_invariants=(tf.TensorShape([]), tf.TensorShape([None])),
    )
    return y


@promises(**VALUES)
def at_most_so_many_turns(tf):
    n = tf.placeholder(tf.int32, [])
    i, y = tf.while_loop(
        lambda i, _: i < 10,
        lambda i, y: (i + 1, y * 2),
        (0, 1.0),
        maximum_iterations=n,
    )
    return Runs([i, y], feeds=[{n: 3}, {n: 0}, {n: 20}])


@promises(**VALUES)
def a_loop_that_never_turns(tf):
    x = tf.constant(2.0)
    _, y = tf.while_loop(lambda i, _: i < 0, lambda i, y: (i + 1, y * x), (0, x * 3))
    return y, tf.gradients(y, x)


@promises(**VALUES)
def a_loop_through_which_nothing_flows(tf):
    x = tf.constant(2.0)
    _, y = tf.while_loop(
        lambda i, _: i < 3, lambda i, y: (i + 1, tf.stop_gradient(y * x)), (0, x)
    )
    return y, [g is None for g in tf.gradients(y + x, [x])]


@promises(**VALUES)
def writes_inside_a_loop(tf):
    v = tf.Variable(1.0)

    def turn(i):
        with tf.control_dependencies([tf.assign_add(v, 2.0)]):
            return i + 1

    i = tf.while_loop(lambda i: i < 4, turn, [tf.constant(0)])
    with tf.control_dependencies([i]):
        return v.read_value()


def a_body_that_changes_the_shape(tf):
    return tf.while_loop(
        lambda x: tf.reduce_sum(x) < 9, lambda x: tf.concat([x, x], 0), [tf.ones([1])]
    )


def a_body_that_changes_the_structure(tf):
    return tf.while_loop(lambda i, j: i < 9, lambda i, j: (i,), (0, 0))


# TensorFlow notices only when the graph runs.
@promises(instead=TypeError)
def a_body_that_changes_the_dtype(tf):
    return tf.while_loop(
        lambda i: i < 9, lambda i: tf.cast(i, tf.float32), [tf.constant(1)]
    )


def no_loop_variables(tf):
    return tf.while_loop(lambda: True, lambda: (), [])


def a_body_that_is_no_function(tf):
    return tf.while_loop(lambda i: i < 3, 5, [0])


# -- over rows ------------------------------------------------------------------------


@promises(**VALUES)
def every_row(tf):
    x = tf.constant(ROWS)
    y = tf.map_fn(lambda row: tf.reduce_sum(row * row), x)
    return y, tf.gradients(y, x)


@promises(**VALUES)
def every_row_of_two(tf):
    x, k = tf.constant(ROWS), tf.constant([0, 1, 2, 0])
    y = tf.map_fn(lambda both: both[0][both[1]] * 2, (x, k), dtype=tf.float64)
    return y, tf.gradients(y, x)


@promises(**VALUES)
def every_row_to_two(tf):
    x = tf.constant(ROWS)
    kinds = (tf.float64, tf.int32)
    return tf.map_fn(lambda r: (r[0], tf.cast(r[1], tf.int32)), x, dtype=kinds)


@promises(**VALUES)
def running_products(tf):
    x = tf.constant(ROWS)
    y = tf.scan(lambda total, row: total * 0.5 + row * row, x)
    backwards = tf.scan(
        lambda t, r: t + r, x, initializer=tf.ones([3], tf.float64), reverse=True
    )
    return y, backwards, tf.gradients(y, x), tf.gradients(backwards, x)


@promises(**VALUES)
def folds(tf):
    x = tf.constant(ROWS)
    left = tf.foldl(lambda a, b: a * 0.5 + b, x)
    right = tf.foldr(lambda a, b: a * 0.5 + b, x, initializer=tf.zeros([3], tf.float64))
    return left, right, tf.gradients(left, x), tf.gradients(right, x)


def nothing_to_go_through(tf):
    return tf.map_fn(lambda x: x, [])


def rows_of_a_scalar(tf):
    return tf.map_fn(lambda x: x, tf.constant(1.0))


# -- arrays of tensors ----------------------------------------------------------------


@promises(**VALUES)
def written_and_read(tf):
    array = tf.TensorArray(tf.float32, 3, clear_after_read=False)
    x = tf.constant([1.0, 2.0])
    array = array.write(0, x).write(2, x * 3).write(1, -x)
    y = array.read(2) * array.stack()[0]
    return array.size(), y, array.gather([2, 0]), tf.gradients(y, x)


@promises(**VALUES)
def filled_in_a_loop(tf):
    x = tf.constant(1.5)

    def turn(i, array):
        return i + 1, array.write(i, x * tf.cast(i, tf.float32))

    start = (0, tf.TensorArray(tf.float32, 0, dynamic_size=True))
    _, array = tf.while_loop(lambda i, _: i < 5, turn, start)
    y = array.stack()
    return y, tf.gradients(y * y, x)


@promises(**VALUES)
def taken_apart_and_joined(tf):
    x = tf.constant(ROWS, tf.float32)
    array = tf.TensorArray(tf.float32, 4).unstack(x)
    parts = tf.TensorArray(tf.float32, 2, infer_shape=False).split(x, [1, 3])
    y = array.concat()
    return y, parts.concat(), tf.gradients(y * y, x)


@promises(**VALUES)
def scattered(tf):
    x = tf.constant(ROWS, tf.float32)
    array = tf.TensorArray(tf.float32, 4).scatter([3, 1, 0, 2], x)
    return array.stack(), tf.gradients(array.read(3), x)


@promises(**VALUES)
def reading_past_the_end(tf):
    return tf.TensorArray(tf.float32, 2).unstack([1.0, 2.0]).read(2)


# TensorFlow writes to its log, and fails when the graph runs.
@promises(instead=TypeError)
def writing_another_dtype(tf):
    return tf.TensorArray(tf.float32, 2).write(0, tf.constant(1)).stack()


@promises(nodes=None)
def elements_that_nobody_wrote(tf):
    n, how = tf.placeholder_with_default(3, []), {"clear_after_read": False}
    some = tf.TensorArray(tf.float32, n, **how).write(1, [1.0, 2.0])
    known = tf.TensorArray(tf.float32, n, element_shape=[2], **how)
    return some.stack(), known.stack(), some.gather([0, 1]), known.read(2)


@promises(nodes=None)
def rows_of_which_there_are_none(tf):
    x = tf.placeholder_with_default(np.zeros((0, 3), np.float32), [None, 3])
    return tf.map_fn(lambda row: tf.concat([row, row], 0), x)
