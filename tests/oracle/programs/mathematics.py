"""Element-wise mathematics: operators, functions, choices, dtypes."""

import numpy as np
from program import Runs, promises


def _x(tf):
    return tf.constant([[0.5, -1.5, 2.0], [3.0, -0.25, 0.0]], name="x")


def _positive(tf):
    return tf.constant([0.1, 0.7, 1.0, 2.5, 40.0])


def _inside(tf):
    return tf.constant([-0.9, -0.2, 0.0, 0.3, 0.8])


def _int(tf):
    return tf.constant([[7, -7, 5], [-5, 0, 9]], name="i")


def arithmetic_operators(tf):
    x = _x(tf)
    return [
        x // 2,
        x % 2,
        x**2,
        2 // (x + 9),
        2.5 % (x + 9),
        2.0**x,
        abs(x),
        x @ x[:, :2],
    ]


def integer_operators(tf):
    i = _int(tf)
    return [i / 2, i // 2, i % 3, -i // 4, 7 % (i * i + 1), i**2, abs(i), 2 / (i + 20)]


def comparing_operators(tf):
    x = _x(tf)
    return [x < 1, x <= 0.5, x > x[0], x >= 0, 0 < x, 1 >= x]  # noqa: SIM300 - both ways


def equality_is_identity(tf):
    x, y = tf.constant(1.0), tf.constant(1.0)
    again = x
    return [x == y, x == again, x != y, {x: 1}[again], again in (y, x)]


def logical_operators(tf):
    a, b = tf.constant([True, True, False]), tf.constant([True, False, False])
    return [a & b, a | b, a ^ b, ~a, a & True, False | b, True ^ b]


def bitwise_operators(tf):
    i, j = tf.constant([12, -7, 1]), tf.constant([10, 3, 1])
    return [i & j, i | j, i ^ j, ~i, i & 6]


def operators_of_variables(tf):
    v = tf.Variable([1.0, 2.0], name="v")
    return [v + 1, 1 - v, v * v, v / 2, v**2, -v, abs(v), v > 1, v % 2, v[0]]


def matrix_product_of_variables(tf):
    w = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    return w @ w, tf.matmul(w, [[1.0], [1.0]])


def text_is_joined(tf):
    a = tf.constant(["a", "b"])
    return a + "c", tf.add(a, ["x", "y"])


def division_functions(tf):
    i, j = _int(tf), tf.constant([2, -3, 4])
    return [
        tf.div(i, j),
        tf.divide(i, j),
        tf.truediv(i, j),
        tf.floordiv(i, j),
        tf.floor_div(i, j),
        tf.truncatediv(i, j),
        tf.mod(i, j),
        tf.floormod(i, j),
        tf.truncatemod(i, j),
    ]


def division_of_floats(tf):
    x, y = _x(tf), tf.constant([0.1, -0.7, 3.0])
    return [
        tf.div(x, y),
        tf.divide(x, y),
        tf.realdiv(x, y),
        tf.floordiv(x, y),
        tf.mod(x, y),
        tf.div_no_nan(x, [0.0, 1.0, 2.0]),
        tf.divide(x, y, name="ratio"),
        tf.math.reciprocal_no_nan([0.0, 4.0]),
    ]


def floor_of_a_tenth(tf):
    return tf.constant(1.0) // 0.1, tf.constant(1.0, tf.float64) // 0.1


def division_by_zero(tf):
    x = tf.constant([1.0, -1.0, 0.0])
    return x / 0.0, x // 0.0, tf.math.multiply_no_nan(x / 0.0, 0.0)


def integer_division_by_zero(tf):
    return Runs(tf.constant([1, 2]) // tf.constant([1, 0]))


def integer_remainder_of_zero(tf):
    return Runs(tf.mod(tf.constant([1, 2]), 0))


def integers_divide_by_their_size(tf):
    kinds = [tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8, tf.uint16]
    return [tf.truediv(tf.constant(7, kind), tf.constant(2, kind)) for kind in kinds]


def roots_and_powers(tf):
    x = _positive(tf)
    return [
        tf.square(x),
        tf.sqrt(x),
        tf.rsqrt(x),
        tf.reciprocal(x),
        tf.pow(x, 2),
        tf.pow(x, [0.5, -1.0, 3.0, 0.0, 0.1]),
        tf.exp(-x),
        tf.log(x),
        tf.log1p(x),
        tf.expm1(-x),
        tf.squared_difference(x, 1.0),
    ]


def powers_of_integers(tf):
    return tf.pow([2, -3, 0], [10, 3, 0]), tf.square(tf.constant([3, -4]))


def a_negative_power_of_an_integer(tf):
    return Runs(tf.pow(tf.constant([2]), tf.constant([-1])))


def at_the_edges(tf):
    x = tf.constant([0.0, -1.0, np.inf, -np.inf, np.nan])
    return [tf.sqrt(x), tf.log(x), tf.exp(x), tf.reciprocal(x), tf.sign(x), tf.tanh(x)]


def circles(tf):
    x = _x(tf)
    functions = [tf.sin, tf.cos, tf.tan, tf.atan, tf.sinh, tf.cosh, tf.tanh, tf.asinh]
    return [function(x) for function in functions]


def inverse_circles(tf):
    x = _inside(tf)
    return tf.asin(x), tf.acos(x), tf.atanh(x), tf.acosh(x + 2.5), tf.atan2(x, x[::-1])


def sigmoids(tf):
    x = tf.constant([-200.0, -20.0, -1.0, 0.0, 0.5, 30.0, 200.0])
    return tf.sigmoid(x), tf.nn.sigmoid(x, name="s"), tf.log_sigmoid(x), tf.nn.tanh(x)


def signs_and_rounding(tf):
    x = tf.constant([-2.5, -1.5, -0.5, -0.2, 0.0, 0.5, 1.5, 2.6])
    return [
        tf.abs(x),
        tf.sign(x),
        tf.floor(x),
        tf.ceil(x),
        tf.round(x),
        tf.rint(x),
        tf.negative(x),
        tf.sign(tf.constant([3, 0, -2])),
        tf.round(tf.constant([1, 2])),
    ]


def extremes_of_two(tf):
    x = tf.constant([1.0, np.nan, 3.0])
    return tf.maximum(x, 2.0), tf.minimum(2.0, x), tf.maximum([1, 2], 1)


def clipping(tf):
    x = _x(tf)
    return [
        tf.clip_by_value(x, -1.0, 1.0),
        tf.clip_by_value(x, [0.0, -1.0, 1.0], 2.0),
        tf.clip_by_value(_int(tf), 0, 5),
        tf.clip_by_value(x, 0, 1, name="c"),
    ]


def clipping_to_a_larger_shape(tf):
    return tf.clip_by_value(tf.constant([1.0, 2.0]), tf.zeros([3, 1]), 1.0)


def comparing(tf):
    x, y = _x(tf), tf.constant([0.5, -1.5, 1.0])
    return [
        tf.equal(x, y),
        tf.not_equal(x, 0.5),
        tf.less(x, y),
        tf.less_equal(x, y),
        tf.greater(x, y),
        tf.greater_equal(x, y),
        tf.equal(["a", "b"], "a"),
        tf.equal(tf.constant([True, False]), True),
        tf.equal(tf.argmax(x, 1), [2, 0]),
    ]


def asking(tf):
    x = tf.constant([1.0, np.inf, -np.inf, np.nan])
    return tf.is_nan(x), tf.is_inf(x), tf.is_finite(x)


def logic(tf):
    a, b = tf.constant([True, True, False]), tf.constant([True, False, False])
    return [
        tf.logical_and(a, b),
        tf.logical_or(a, b),
        tf.logical_not(a),
        tf.logical_xor(a, b),
        tf.logical_and(a, True, name="both"),
    ]


def bits(tf):
    i, j = tf.constant([12, -7, 1]), tf.constant([2, 3, 1])
    return [
        tf.bitwise.bitwise_and(i, j),
        tf.bitwise.bitwise_or(i, j),
        tf.bitwise.bitwise_xor(i, j),
        tf.bitwise.invert(i),
        tf.bitwise.left_shift(i, j),
        tf.bitwise.right_shift(i, j),
    ]


def choosing(tf):
    x = _x(tf)
    zeros = tf.zeros([2, 3])
    return [
        tf.where(x > 0, x, zeros),
        tf.where([True, False], x, zeros),
        tf.where(True, x, zeros),
        tf.where(x > 0, x, zeros, name="positive"),
        tf.where_v2(x > 0, x, 0.0),
        tf.where_v2([True, False, True], 1.0, x),
        tf.where(x > 0),
    ]


def choosing_between_shapes(tf):
    return tf.where([True, False], tf.zeros([2]), tf.zeros([3]))


def choosing_with_half_a_choice(tf):
    return tf.where([True, False], [1, 2])


def casting(tf):
    x = _x(tf)
    return [
        tf.cast(x, tf.int32),
        tf.cast(x, "float64"),
        tf.cast(x, tf.float32),
        tf.cast(x > 0, tf.float32),
        tf.cast(_int(tf), tf.bool),
        tf.cast([1, 2], tf.float16),
        tf.cast(_int(tf), tf.complex64),
        tf.to_float(_int(tf)),
        tf.to_double(x),
        tf.to_int32(x),
        tf.to_int64(x, name="big"),
    ]


def casting_what_wraps_around(tf):
    return tf.cast(tf.constant([300, -1, 127]), tf.uint8), tf.cast(
        [2**40 + 5], tf.int32
    )


@promises(nodes="outer")
def casting_within_limits(tf):
    x = tf.constant([-1e20, -129.0, 3.9, 255.5, 1e20])
    kinds = [tf.uint8, tf.int8, tf.int16, tf.int32]
    return [tf.saturate_cast(x, kind) for kind in kinds]


def reading_bytes_anew(tf):
    x = tf.constant([1.0, -2.0])
    return [
        tf.bitcast(x, tf.int32),
        tf.bitcast(x, tf.uint8),
        tf.bitcast(x, tf.float64),
    ]


def adding_up(tf):
    x, y = tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])
    return [
        tf.add_n([x, y, x]),
        tf.add_n([x]),
        tf.add_n([x], name="one"),
        tf.accumulate_n([x, y], name="sum"),
        tf.scalar_mul(2.0, x),
    ]


def of_wrong_dtypes(tf):
    return tf.sqrt(4)


def comparing_complex_numbers(tf):
    return tf.less(tf.constant(1j), tf.constant(2j))


def logic_of_numbers(tf):
    return tf.logical_and(tf.constant(1.0), tf.constant(True))


def spaces(tf):
    xs = tf.math.reduce_sum(tf.constant([1.0, 2.0]))
    return tf.math.add(xs, 1.0), tf.math.exp(xs), tf.math.divide_no_nan(xs, 0.0)


def checking_sound_numbers(tf):
    x = _x(tf)
    return tf.check_numerics(x, "x"), tf.verify_tensor_all_finite(x, "x")


def checking_nan(tf):
    return Runs(tf.check_numerics(tf.log(tf.constant([-1.0])), "not a number"))
