"""Variables: their nodes, their values, their updates."""

import numpy as np
from program import Runs


def three_nodes(tf):
    return tf.Variable([1.0, 2.0], name="w")


def a_default_name(tf):
    return [tf.Variable(0.0), tf.Variable(0.0), tf.Variable(0.0, name="Variable")]


def in_a_scope(tf):
    with tf.name_scope("layer"):
        return tf.Variable(tf.zeros([2, 2]), name="w")


def from_a_tensor(tf):
    return tf.Variable(tf.ones([3]) * 2.0)


def from_a_function(tf):
    return tf.Variable(lambda: tf.ones([2]), name="f")


def dtypes(tf):
    values = [1, 1.5, True, "text", np.float64(1), np.int8([1])]
    return [tf.Variable(value) for value in values]


def a_dtype_asked_for(tf):
    return tf.Variable(1, dtype=tf.float32), tf.Variable([1], dtype=tf.int64)


def what_it_knows(tf):
    v = tf.Variable([[1.0, 2.0]], name="v", trainable=False)
    return [
        v.name,
        v.op.name,
        v.op.type,
        v.dtype.name,
        v.dtype.base_dtype.name,
        str(v.get_shape()),
        v.trainable,
        v.initializer.name,
        v.value().name,
        v.initial_value.name,
    ]


def collections(tf):
    tf.Variable(1.0, name="a")
    tf.Variable(1.0, name="b", trainable=False)
    tf.Variable(1.0, name="c", collections=["mine"])
    keys = ("variables", "trainable_variables", "mine", "local_variables")
    return [[v.op.name for v in tf.get_collection(key)] for key in keys]


def used_in_arithmetic(tf):
    v = tf.Variable([1.0, 2.0], name="v")
    return v + 1.0, 2.0 * v, v * v, -v, 1.0 / v, tf.reduce_sum(v)


def assigning(tf):
    v = tf.Variable(1.0)
    yield v.assign(2.0)
    yield v
    yield v.assign_add(3.0), v.assign_sub(1.0).op.type
    yield tf.assign(v, 7.0, name="seven")
    yield v


def functions_and_methods_agree(tf):
    v = tf.Variable([1.0, 2.0])
    yield tf.assign_add(v, [1.0, 1.0])
    yield tf.assign_sub(v, [0.5, 0.5])
    yield v


def counting(tf):
    count = tf.Variable(0)
    return Runs(count.assign_add(1), n=4)


def a_running_product(tf):
    v = tf.Variable(1.0)
    x = tf.placeholder(tf.float32)
    return Runs(v.assign(v * x), feeds=[{x: i} for i in (2, 3, 4)])


def updates_of_updates(tf):
    v = tf.Variable(1.0)
    return Runs(tf.assign_add(tf.assign(v, 5.0), 1.0), n=2)


def validate_shape_false(tf):
    v = tf.Variable([1.0], validate_shape=False)
    yield str(v.get_shape())
    yield tf.assign(v, [1.0, 2.0], validate_shape=False)
    yield v


def reading_again(tf):
    v = tf.Variable(1.0, name="v")
    return v.read_value(), tf.identity(v), tf.convert_to_tensor(v)


def loading(tf):
    v = tf.Variable([1.0, 2.0])
    with tf.Session() as session:
        session.run(v.initializer)
        v.load([3.0, 4.0], session)
        return session.run(v)


def is_it_initialized(tf):
    v = tf.Variable(1.0)
    asked = tf.is_variable_initialized(v)
    with tf.Session() as session:
        before = session.run(asked)
        session.run(v.initializer)
        return before, session.run(asked)


def the_initializer_of_all(tf):
    a, b = tf.Variable(1.0, name="a"), tf.Variable([2], name="b")
    init = tf.global_variables_initializer()
    with tf.Session() as session:
        nothing = session.run(init)
        return nothing, session.run([a, b]), init.name, init.type


def one_variable_from_another(tf):
    a = tf.Variable([1.0, 2.0])
    b = tf.Variable(a.initial_value * 2.0)
    return a, b


def how_it_shows_itself(tf):
    v = tf.Variable([1.0], name="v")
    return str(v), repr(v)


def an_array_times_a_variable(tf):
    v = tf.Variable([1.0, 2.0])
    return np.float32([2, 3]) * v, np.float32([[1, 2]]) @ tf.Variable([[1.0], [2.0]])
