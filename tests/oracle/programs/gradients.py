"""tf.gradients: the nodes that it adds, and their values."""

import numpy as np
from program import Runs, promises


@promises(nodes="outer")
def of_a_square(tf):
    x = tf.constant(3.0)
    return tf.gradients(x * x, x)


@promises(nodes=None)
def of_every_operator(tf):
    x, y = tf.constant([1.0, 2.0]), tf.constant([3.0, -4.0])
    return [tf.gradients(z, [x, y]) for z in (x + y, x - y, x * y, x / y)]


@promises(nodes=None)
def none_where_nothing_flows(tf):
    x, y = tf.constant(1.0), tf.constant(2.0)
    found = tf.gradients(x * 2.0, [x, y])
    return [g is None for g in found]


@promises(nodes=None)
def zeros_where_nothing_flows(tf):
    x, y = tf.constant(1.0), tf.constant([2.0, 3.0])
    zero = tf.UnconnectedGradients.ZERO
    return tf.gradients(x * 2.0, [x, y], unconnected_gradients=zero)


@promises(nodes=None)
def of_a_sum_of_targets(tf):
    x = tf.constant([1.0, 2.0])
    return tf.gradients([x * x, 3.0 * x], x)


@promises(nodes=None)
def weighted_targets(tf):
    x = tf.constant([1.0, 2.0])
    return tf.gradients(x * x, x, grad_ys=tf.constant([10.0, 100.0]))


@promises(nodes=None)
def weighted_targets_of_which_one_is_not(tf):
    x = tf.constant([1.0, 2.0])
    return tf.gradients([x * x, x + 1.0], x, grad_ys=[[2.0, 3.0], None])


@promises(nodes=None)
def broadcasting_sums_up(tf):
    x, y = tf.ones([2, 3]), tf.constant([[1.0], [2.0]])
    return tf.gradients(x * y, [x, y])


@promises(nodes=None)
def broadcasting_what_is_known_only_when_it_runs(tf):
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    feeds = [
        {x: np.ones((2, 3)), y: [1, 2, 3]},
        {x: [[1.0]], y: 5.0},
        {x: 2.0, y: np.ones((2, 2))},
    ]
    return Runs(tf.gradients(x * y, [x, y]), feeds=feeds)


@promises(nodes=None)
def of_a_product_of_matrices(tf):
    a = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    b = tf.constant([[5.0, 6.0, 7.0], [8.0, 9.0, 1.0]])
    forms = [
        tf.matmul(a, b),
        tf.matmul(a, b, transpose_a=True),
        tf.matmul(b, a, transpose_a=True, transpose_b=True),
        tf.matmul(b, a, transpose_a=True),
    ]
    return [tf.gradients(form, [a, b]) for form in forms]


@promises(nodes=None)
def of_sums_and_means(tf):
    x = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    targets = [
        tf.reduce_sum(x),
        tf.reduce_mean(x, 0) * [1.0, 2.0, 3.0],
        tf.reduce_sum(x, 1, keepdims=True) * x,
        tf.reduce_mean(x, [0, 1]),
    ]
    return [tf.gradients(target, x) for target in targets]


@promises(nodes=None)
def of_a_reshape(tf):
    x = tf.constant([1.0, 2.0, 3.0, 4.0])
    return tf.gradients(tf.reshape(x, [2, 2]) * [[1.0, 2.0], [3.0, 4.0]], x)


@promises(nodes=None)
def of_the_second_and_third_order(tf):
    x = tf.constant(2.0)
    first = tf.gradients(x * x * x, x)
    second = tf.gradients(first, x)
    return first, second, tf.gradients(second, x)


@promises(nodes=None)
def with_respect_to_something_inside(tf):
    x = tf.constant(2.0)
    y = x * x
    z = y * 3.0
    return tf.gradients(z, [y, x, z])


@promises(nodes=None)
def where_paths_join(tf):
    x = tf.constant(2.0)
    y = x * 3.0
    return tf.gradients(y * y + y * x + x, [x, y])


@promises(nodes=None)
def stopped_at_some_tensors(tf):
    x = tf.constant(2.0)
    y = x * x
    return tf.gradients(y * x, [x, y], stop_gradients=[y])


@promises(nodes=None)
def stopped_in_the_graph(tf):
    x = tf.constant(2.0)
    return tf.gradients(tf.stop_gradient(x * x) * x, x)


@promises(nodes=None)
def with_respect_to_a_variable(tf):
    w = tf.Variable([[1.0], [2.0]])
    loss = tf.reduce_sum(tf.matmul(tf.constant([[3.0, 4.0]]), w))
    return tf.gradients(loss, w), tf.gradients(loss, [w, w.value()])


@promises(nodes=None)
def through_integers_nothing_flows(tf):
    x = tf.constant(1.5)
    y = tf.cast(tf.cast(x, tf.int32), tf.float32)
    return tf.gradients(y, x)[0] is None


@promises(nodes=None)
def through_a_change_of_precision(tf):
    x = tf.constant(1.5)
    return tf.gradients(tf.cast(x, tf.float64) * 2.0, x)


@promises(nodes=None)
def of_complex_numbers(tf):
    z = tf.constant([1 + 2j, 3 - 1j])
    w = tf.constant([2 - 1j, 1 + 1j])
    one = tf.constant([1 + 0j, 1j])
    return [tf.gradients(y, [z, w], one) for y in (z * w, z / w, z - w)]


def complex_targets_need_weights(tf):
    z = tf.constant(1 + 2j)
    return tf.gradients(z * z, z)


@promises(nodes=None)
def gated(tf):
    x, y = tf.constant(2.0), tf.constant(3.0)
    return tf.gradients(x * y, [x, y], gate_gradients=True)


@promises(nodes=None)
def the_scope_of_gradients(tf):
    x = tf.constant(2.0, name="x")
    first = tf.gradients(x * x, x)[0]
    second = tf.gradients(x * 3.0, x, name="slopes")[0]
    third = tf.gradients(x * 4.0, x)[0]
    return [g.name.split("/")[0] for g in (first, second, third)]


@promises(nodes=None)
def a_gradient_of_the_users_own(tf):
    name = f"Halved{id(tf)}"  # Registered once in each of the two.

    @tf.RegisterGradient(name)
    def halved(op, dy):
        return dy * 0.5

    x = tf.constant(2.0)
    with tf.get_default_graph().gradient_override_map({"Identity": name}):
        y = tf.identity(x)
    return tf.gradients(y, x)


def a_gradient_that_is_not_there(tf):
    x = tf.constant(2.0)
    with tf.get_default_graph().gradient_override_map({"Identity": "Nowhere"}):
        y = tf.identity(x)
    return tf.gradients(y, x)


def as_many_weights_as_targets(tf):
    x = tf.constant(2.0)
    return tf.gradients([x, x], x, grad_ys=[1.0])


# -- where gradients stop --------------------------------------------------------------


@promises(nodes=None)
def partial_derivatives(tf):
    x = tf.constant(3.0)
    y = 2 * x
    return [
        tf.gradients(x + y, [x, y], stop_gradients=[x, y]),
        tf.gradients(x + y, [x, y], stop_gradients=[y]),
        tf.gradients(x, [x], stop_gradients=[x]),
    ]


@promises(nodes=None)
def a_stop_on_the_way(tf):
    x = tf.constant(3.0)
    y = x * x
    z = y * y
    inner, by_y = tf.gradients(z, [x, y], grad_ys=[tf.constant(2.0)], stop_gradients=y)
    return inner is None, by_y


@promises(nodes=None)
def a_stop_at_one_of_several_outputs(tf):
    x = tf.constant([1.0, 2.0])
    a, b = tf.unstack(x)
    by_x, by_a = tf.gradients(a * b, [x, a], stop_gradients=[b])
    return by_x is None, by_a


@promises(nodes=None)
def a_variable_as_a_stop(tf):
    v = tf.Variable(2.0)
    return tf.gradients(v * 2.0, [v], stop_gradients=[v])


@promises(nodes=None)
def targets_among_the_sources(tf):
    x = tf.constant(3.0)
    y = x * x
    z = y * x
    return [
        tf.gradients([y], [y, x]),
        tf.gradients([z, y], [y, x]),
        tf.gradients(z, [x, y, z]),
        tf.gradients([z, z], [x, y, z]),
    ]


@promises(nodes=None)
def intermediate_tensors_that_stop(tf):
    x = tf.constant(3.0)
    y = tf.identity(x)
    z = tf.identity(y)
    return tf.gradients(z * y, [x, y, z], stop_gradients=[z])


@promises(nodes="outer")
def through_what_has_no_gradient(tf):
    x, v = tf.constant([1.0, 2.0]), tf.Variable([3.0, 4.0])
    indices = tf.constant([0, 1])
    through = [
        v.assign(x),
        v.assign_add(x),
        v.assign_sub(x),
        tf.scatter_add(v, indices, x),
        tf.scatter_sub(v, indices, x),
        tf.scatter_mul(v, indices, x),
        tf.scatter_div(v, indices, x),
        tf.scatter_nd_add(v, indices[:, None], x),
        tf.scatter_nd_update(v, indices[:, None], x),
        tf.string_to_number(tf.as_string(x)),
        tf.string_to_number(tf.string_join([tf.as_string(x), ""])),
        tf.string_to_number(tf.reduce_join(tf.as_string(x))),
    ]
    return [tf.gradients(y, x)[0] for y in through]


@promises(nodes=None)
def assigned_on_the_way(tf):
    v = tf.Variable(2.0, use_resource=False)
    return tf.gradients(v.assign(v * 3.0) * v, v)
