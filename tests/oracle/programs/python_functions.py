"""tf.py_func: what goes in, what comes out, and which errors."""

import numpy as np


def a_python_function(tf):
    x = tf.constant([1.0, 2.0])
    both = tf.py_func(lambda a: (a + 1, "é"), [x], [tf.float32, tf.string])
    return tf.py_func(lambda a: a * 2, [x], tf.float32, stateful=False), both


def a_python_function_of_plain_values(tf):
    return tf.numpy_function(lambda a, b: a + b, [1.0, np.float32(2)], tf.float32)


def a_python_function_without_a_result(tf):
    return tf.py_func(lambda a: None, [tf.constant(1)], [])


def what_a_python_function_is_given(tf):
    return tf.py_func(lambda a, b: str(type(a)) + repr(b), [1, "b"], tf.string)


def a_python_function_of_another_dtype(tf):
    return tf.py_func(lambda a: 1.5, [tf.constant(1)], tf.float32)


def a_python_function_that_raises(tf):
    return tf.py_func(lambda a: {}[1], [tf.constant(1)], tf.float32)


def a_python_function_that_refuses(tf):
    return tf.py_func(lambda a: int("x"), [tf.constant(1)], tf.float32)


def a_python_function_at_its_end(tf):
    return tf.py_func(lambda a: next(iter([])), [tf.constant(1)], tf.float32)
