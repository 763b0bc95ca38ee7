"""Constants, and what Python values become as tensors."""

import numpy as np


def dtypes_of_python_values(tf):
    values = [1, 2.5, True, "text", 1j, [1, 2], [1.0, 2], [[True]], [], 2**40]
    return [tf.constant(value) for value in values]


def dtypes_of_arrays(tf):
    kinds = "?bhiqBHIQefdFD"  # NumPy's letters: from bool to complex128.
    return [tf.constant(np.ones(2, kind)) for kind in kinds]


def a_dtype_asked_for(tf):
    return [
        tf.constant([1, 2], tf.float32),
        tf.constant([1, 2], tf.int64),
        tf.constant(1, "float64"),
        tf.constant(np.float64(1.5), tf.float32),
        tf.constant([1.5], dtype=np.float16),
    ]


def a_shape_that_repeats_the_last_value(tf):
    return tf.constant([1, 2], shape=[2, 3]), tf.constant(-1.0, shape=[2, 2])


def a_shape_of_as_many(tf):
    return tf.constant([1, 2, 3, 4, 5, 6], shape=[2, 3])


def a_named_constant(tf):
    return tf.constant(1.0, name="one"), tf.constant(1.0, name="one")


def zeros_and_ones(tf):
    return tf.zeros([2, 3]), tf.ones([2], tf.int32), tf.zeros([]), tf.ones((1, 2))


def many_zeros(tf):
    return tf.zeros([40, 40])


def filling(tf):
    return tf.fill([2, 3], 7.0), tf.fill([2], True), tf.fill([1], "a", name="f")


def zeros_like_a_tensor(tf):
    x = tf.constant([[1.0, 2.0]])
    return tf.zeros_like(x), tf.ones_like(x), tf.zeros_like(x, dtype=tf.int32)


def ranges(tf):
    return [
        tf.range(5),
        tf.range(2, 5),
        tf.range(10, 0, -3),
        tf.range(0.0, 1.0, 0.25),
        tf.range(3, dtype=tf.int64),
    ]


def converting_leaves_tensors_alone(tf):
    x = tf.constant(1.0)
    return tf.convert_to_tensor(x) is x, tf.convert_to_tensor([1, 2], name="made")


def converting_lists_of_tensors_packs_them(tf):
    x, y = tf.constant(1.0), tf.constant(2.0)
    return tf.convert_to_tensor([x, y]), tf.convert_to_tensor([[x, 3.0], [4.0, y]])


def converting_a_shape(tf):
    return tf.convert_to_tensor(tf.zeros([2, 3]).get_shape())


def shape_size_and_rank_of_the_known_are_constants(tf):
    x = tf.zeros([2, 3])
    return tf.shape(x), tf.size(x), tf.rank(x), tf.shape(x, out_type=tf.int64)


def shape_size_and_rank_of_the_unknown(tf):
    x = tf.placeholder(tf.float32, name="x")
    return [tf.shape(x), tf.size(x), tf.rank(x)][0].op.type, tf.rank(x).op.type


def reshaping(tf):
    x = tf.constant([1, 2, 3, 4, 5, 6])
    return tf.reshape(x, [2, 3]), tf.reshape(x, [-1, 2]), tf.reshape(x, (6, 1))


def reshaping_what_is_partly_known(tf):
    x = tf.placeholder(tf.float32, [None, 4])
    shapes = [[-1], [-1, 2], [8, -1], tf.shape(x), [tf.shape(x)[0], 2, 2]]
    return [str(tf.reshape(x, shape).get_shape()) for shape in shapes]


def bytes_and_text(tf):
    return tf.constant("é"), tf.constant(b"\x00\xff"), tf.constant([["a"], ["bc"]])


def a_constant_is_not_changed_through_its_array(tf):
    array = np.ones(2, np.float32)
    x = tf.constant(array)
    array[0] = 5
    return x


def how_tensors_print(tf):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    y = tf.placeholder(tf.int32, name="y")
    return [str(t) for t in (x, y, tf.constant([1]), tf.constant("a", name="t"))]


def how_tensors_show_themselves(tf):
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    return repr(x), repr(tf.constant(True)), repr(x.dtype), str(x.dtype)


def truth_values_count_as_numbers(tf):
    made = [
        tf.constant(True, tf.int32),
        tf.constant([1.0, True]),
        tf.constant([0, True]),
    ]
    return [*made, tf.constant([True, False], tf.float32)]


def zero_bytes_at_the_end_of_text(tf):
    return tf.constant("a\0"), tf.constant(["a\0", "b"])


def a_number_among_text(tf):
    return tf.constant([1, "a"])


def no_dtype(tf):
    return tf.as_dtype(None)


def no_elements(tf):
    filled = tf.zeros([0, 3]), tf.ones([2, 0]), tf.constant(1.0, shape=[0])
    return *filled, tf.constant([])
