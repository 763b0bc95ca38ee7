"""What branches and bodies may return: operations, lists of one, nothing."""

from program import Runs, promises

VALUES = {"nodes": None}


@promises(**VALUES)
def cond_of_operations_gives_the_predicate(tf):
    v = tf.Variable(1.0)
    either = tf.placeholder(tf.bool, [])
    ran = tf.cond(either, lambda: tf.group(v.assign(2.0)), tf.no_op)
    both = tf.cond(either, lambda: [tf.no_op(), 1], lambda: [tf.no_op(), 2])
    return Runs([ran, both], feeds=[{either: True}, {either: False}])


@promises(**VALUES)
def cond_of_a_list_of_one_beside_its_part(tf):
    x = tf.Variable(2.0)
    no = tf.placeholder_with_default(False, [])
    y = tf.cond(no, lambda: [x * 2.0], lambda: x * 3.0)
    z = tf.cond(no, lambda: x, lambda: ([x + 1.0],))
    deep = tf.cond(no, lambda: [[[x]]], lambda: [[[x * 5.0]]])
    return y, z, deep, tf.gradients(y, [x])


def cond_of_a_strict_list_beside_its_part(tf):
    no = tf.placeholder_with_default(False, [])
    return tf.cond(no, lambda: [1.0], lambda: 2.0, strict=True)


def cond_of_none_and_a_tensor(tf):
    return tf.cond(tf.placeholder(tf.bool, []), lambda: None, lambda: 1.0)


def cond_of_a_tensor_and_none(tf):
    return tf.cond(tf.placeholder(tf.bool, []), lambda: 1.0, lambda: None)


def cond_of_none_twice(tf):
    return tf.cond(tf.placeholder(tf.bool, []), lambda: None, lambda: None)


def cond_of_none_inside(tf):
    return tf.cond(tf.placeholder(tf.bool, []), lambda: [None], lambda: [None])


def cond_of_nothing(tf):
    return tf.cond(tf.placeholder(tf.bool, []), list, list)


def a_loop_body_that_returns_none(tf):
    return tf.while_loop(lambda i: i < 3, lambda i: None, [0])


def a_loop_body_that_returns_one_none(tf):
    return tf.while_loop(lambda i, j: i < 3, lambda i, j: (i + 1, None), [0, 0])


def a_loop_body_that_returns_an_operation(tf):
    return tf.while_loop(lambda i: i < 3, lambda i: tf.no_op(), [0])


def a_loop_body_that_returns_too_little(tf):
    return tf.while_loop(lambda i, j: i < 3, lambda i, j: i + 1, [0, 0])


def a_loop_condition_that_returns_none(tf):
    return tf.while_loop(lambda i: None, lambda i: i + 1, [0])


def a_mapped_function_that_returns_none(tf):
    return tf.map_fn(lambda x: None, tf.constant([1.0]))
