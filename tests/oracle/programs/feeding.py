"""Feeding placeholders, and any other tensor."""

import numpy as np
from program import Runs, promises


def a_placeholder(tf):
    x = tf.placeholder(tf.float32)
    return Runs(x * 2.0, feeds=[{x: 1.0}, {x: [1.0, 2.0]}, {x: np.ones((2, 2))}])


def a_placeholder_with_a_shape(tf):
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    return Runs(x + 1.0, feeds=[{x: [[1, 2]]}, {x: np.zeros((3, 2))}])


def placeholder_nodes(tf):
    shapes = [None, [], [2], [None, 3], (1, None)]
    made = [tf.placeholder(tf.float32, shape) for shape in shapes]
    return [(x.name, str(x.get_shape()), x.op.type) for x in made]


def values_take_the_dtype_of_the_placeholder(tf):
    kinds = [tf.float32, tf.float64, tf.int32, tf.int64, tf.float16, tf.bool]
    xs = [tf.placeholder(kind) for kind in kinds]
    feeds = [dict.fromkeys(xs, 1), dict.fromkeys(xs, np.int8(0))]
    return Runs([tf.identity(x) for x in xs], feeds=feeds)


def text(tf):
    x = tf.placeholder(tf.string)
    feeds = [{x: "a"}, {x: ["a", "bc"]}, {x: np.array(["d"])}]
    return Runs(tf.identity(x), feeds=feeds)


def any_tensor(tf):
    x = tf.placeholder(tf.float32)
    y = x + 1.0
    z = y * 10.0
    return Runs([z, y * 1.0], feeds=[{x: 3.0}, {y: 5.0}, {x: 3.0, y: 5.0}])


def by_name(tf):
    x = tf.placeholder(tf.float32, name="x")
    return Runs(x + 1.0, feeds=[{"x:0": 1.0}])


def a_variable(tf):
    v = tf.Variable(1.0)
    return Runs(v * 2.0, feeds=[{v.value(): 4.0}, {}])


def the_fed_tensor_itself(tf):
    x = tf.placeholder(tf.float32)
    return Runs(x, feeds=[{x: [1, 2]}])


def a_placeholder_with_default(tf):
    x = tf.placeholder_with_default([1.0, 2.0], [None])
    return Runs(x * 2.0, feeds=[{}, {x: [5.0]}])


def a_shape_that_depends_on_the_feed(tf):
    x = tf.placeholder(tf.float32, [None, 2])
    fetches = [tf.shape(x), tf.size(x), tf.rank(x), tf.reduce_mean(x)]
    return Runs(fetches, feeds=[{x: np.ones((n, 2))} for n in (1, 3)])


def feeding_stops_what_lies_behind(tf):
    x = tf.placeholder(tf.float32)
    y = x * 2.0
    return Runs(y + 1.0, feeds=[{y: 3.0}])


def zeros_of_no_rows(tf):
    x = tf.placeholder(tf.float32, [None, 2])
    return Runs(tf.reduce_sum(x), feeds=[{x: np.zeros((0, 2))}])


def not_feeding(tf):
    x = tf.placeholder(tf.float32)
    return Runs(x + 1.0)


def a_wrong_shape(tf):
    x = tf.placeholder(tf.float32, [2])
    return Runs(x, feeds=[{x: [1.0, 2.0, 3.0]}])


def a_wrong_rank(tf):
    x = tf.placeholder(tf.float32, [None, 2])
    return Runs(x, feeds=[{x: [1.0, 2.0]}])


def a_tensor_as_the_value(tf):
    x = tf.placeholder(tf.float32)
    return Runs(x, feeds=[{x: tf.constant(1.0)}])


def a_key_that_is_no_tensor(tf):
    tf.placeholder(tf.float32)
    return Runs(tf.constant(1.0), feeds=[{"what": 1.0}])


def text_for_a_number(tf):
    x = tf.placeholder(tf.float32)
    return Runs(x, feeds=[{x: "one"}])


@promises(instead=TypeError)  # TensorFlow cuts it off without a word.
def a_fraction_for_an_integer(tf):
    x = tf.placeholder(tf.int32)
    return Runs(x, feeds=[{x: 1.5}])


def none_as_the_value(tf):
    x = tf.placeholder(tf.float32)
    return Runs(tf.identity(x), feeds=[{x: None}])


def an_operation_as_the_key(tf):
    x = tf.placeholder(tf.float32)
    return Runs(x, feeds=[{x.op: 1.0}])


def lists_of_uneven_length(tf):
    x = tf.placeholder(tf.float32)
    return Runs(x, feeds=[{x: [[1.0], [1.0, 2.0]]}])
