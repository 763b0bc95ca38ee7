"""Element-wise arithmetic, with tensors and with Python numbers."""

import numpy as np


def adding_a_number(tf):
    return tf.constant([1.0, 2.0]) + 3


def adding_on_the_left(tf):
    return 3 + tf.constant([1.0, 2.0])


def every_operator_with_a_number(tf):
    x = tf.constant([1.0, -2.0, 4.0], name="x")
    return [x + 2, x - 2, x * 2, x / 2, -x, 2 - x, 2 * x, 2 / x]


def every_operator_between_tensors(tf):
    x, y = tf.constant([6.0, 7.0]), tf.constant([2.0, -3.0])
    return x + y, x - y, x * y, x / y


def functions_and_operators_differ_in_name(tf):
    x, y = tf.constant(1.0), tf.constant(2.0)
    return tf.add(x, y), x + y, tf.subtract(x, y), x - y, tf.multiply(x, y), x * y


def functions_take_python_values(tf):
    return tf.add(1.0, 2.0), tf.multiply([1, 2], [3, 4]), tf.subtract(5, [1, 2])


def a_name_for_each(tf):
    x = tf.constant(3.0, name="x")
    return tf.add(x, 1.0, name="sum"), tf.multiply(x, x, name="square")


def an_array_on_the_left(tf):
    return np.float32([1, 2]) * tf.constant([3.0, 4.0])


def an_array_takes_the_dtype_of_the_tensor(tf):
    return tf.constant([1.0, 2.0]) + np.array([1.0, 2.0], np.float32)


def integers_divide_to_float64(tf):
    return tf.constant([7, 8]) / tf.constant([2, 3])


def small_integers_divide_to_float32(tf):
    return tf.constant([7], tf.int16) / tf.constant([2], tf.int16)


def int32_wraps_around(tf):
    return tf.constant(2**31 - 1) + 1


def uint8_wraps_around(tf):
    return tf.constant([250, 5], tf.uint8) + tf.constant(10, tf.uint8)


def dividing_by_zero_says_inf_and_nan(tf):
    return tf.constant([1.0, -1.0, 0.0]) / 0.0


def broadcasting_a_row_over_a_column(tf):
    return tf.ones([3, 1]) + tf.zeros([1, 4])


def broadcasting_keeps_unknown_sizes(tf):
    x = tf.placeholder(tf.float32, [None, 3])
    y = tf.placeholder(tf.float32, [4, 1])
    z = tf.placeholder(tf.float32, [None, None])
    w = tf.placeholder(tf.float32)
    return [str((a * b).get_shape()) for a in (x, y, z, w) for b in (z, w)]


def float16_rounds_at_every_step(tf):
    x = tf.constant([0.1, 1.0, 1000.0], tf.float16)
    return x * x + x


def complex_numbers(tf):
    z = tf.constant([1 + 2j, 3 - 1j])
    return z * z, z + 1, -z, z / (1 + 1j)


def float64_throughout(tf):
    x = tf.constant([1.0, 2.0], tf.float64)
    return x / 3, x * x - 0.1


def text_is_joined(tf):
    return tf.add(tf.constant(["a", "b"]), "c")


def a_product_of_matrices(tf):
    a = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    b = tf.constant([[1.0], [2.0]])
    return tf.matmul(a, b), tf.matmul(b, a, transpose_a=True), a @ b


def a_product_with_an_unknown_batch(tf):
    x = tf.placeholder(tf.float32, [None, 4])
    return str(tf.matmul(x, tf.ones([4, 2])).get_shape())


def an_integer_product(tf):
    return tf.matmul(tf.constant([[1, 2]]), tf.constant([[3], [4]]))


def sums_along_axes(tf):
    x = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    return [
        tf.reduce_sum(x),
        tf.reduce_sum(x, 0),
        tf.reduce_sum(x, [0, 1]),
        tf.reduce_sum(x, 1, keepdims=True),
        tf.reduce_sum(x, reduction_indices=1),
        tf.reduce_sum(x, -1, name="rows"),
    ]


def means_along_axes(tf):
    x = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]])
    return tf.reduce_mean(x), tf.reduce_mean(x, [1]), tf.reduce_mean(x, 0, True)


def a_mean_of_integers_rounds_down(tf):
    return tf.reduce_mean(tf.constant([1, 2, 4])), tf.reduce_mean([-1, -2, -4])


def a_sum_over_an_unknown_rank(tf):
    x = tf.placeholder(tf.float32)
    return str(tf.reduce_sum(x).get_shape()), str(tf.reduce_sum(x, 0).get_shape())


def a_sum_of_nothing(tf):
    return tf.reduce_sum(tf.zeros([0, 3]), 0), tf.reduce_mean(tf.zeros([0]))
