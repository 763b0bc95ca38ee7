"""tf.gradients: what flows, what does not, and that it takes linear time."""

import numpy as np
import pytest
from effort import calls

import edflow as tf


def value(fetch, feed=None):
    session = tf.Session()
    session.run(
        [v.initializer for v in tf.get_default_graph().get_collection("variables")]
    )
    return session.run(fetch, feed)


def slope(function, at):
    x = tf.constant(at)
    return value(tf.gradients(function(x), x)[0])


FORMULAS = {
    "a sum": (lambda x: x + x, 2),
    "a square": (lambda x: x * x, 6),
    "a cube": (lambda x: x * x * x, 27),
    "a quotient": (lambda x: 1.0 / x, -1 / 9),
    "the argument itself": (lambda x: x, 1),
    "many paths": (lambda x: x * (x + x * (x + x)), 60),
    "a name for the same": (lambda x: tf.identity(x) * tf.identity(x), 6),
}


@pytest.mark.parametrize(("function", "wanted"), FORMULAS.values(), ids=FORMULAS)
def test_slopes_at_three(function, wanted):
    assert slope(function, 3.0) == pytest.approx(wanted)


@pytest.mark.parametrize(("order", "wanted"), [(1, 32), (2, 48), (3, 48), (4, 24)])
def test_higher_orders_of_the_fourth_power_at_two(order, wanted):
    x = tf.constant(2.0)
    y = x * x * x * x
    for _ in range(order):
        (y,) = tf.gradients(y, x)
    assert value(y) == wanted


def test_beyond_the_last_order_there_is_nothing():
    x = tf.constant(2.0)
    (first,) = tf.gradients(x * 3.0, x)
    assert tf.gradients(first, x) == [None]


def test_fan_out_adds_up():
    x = tf.constant(1.0)
    y = tf.identity(x)
    total = y
    for _ in range(100):
        total = total + y
    assert value(tf.gradients(total, [x, y])) == [101, 101]


def test_a_doubling_ladder_is_not_walked_path_by_path():
    x = tf.constant(1.0)
    y = x
    for _ in range(60):  # 2 to the 60th paths.
        y = y + y
    assert value(tf.gradients(y, x)[0]) == 2.0**60


def test_where_nothing_flows_there_is_none_or_zero():
    x, y = tf.constant(1.0), tf.constant([2.0, 3.0])
    z = x * 2.0
    assert tf.gradients(z, y) == [None]
    (zeros,) = tf.gradients(z, y, unconnected_gradients="zero")
    assert value(zeros).tolist() == [0, 0]
    zero = tf.UnconnectedGradients.ZERO
    assert value(tf.gradients(z, y, unconnected_gradients=zero)[0]).tolist() == [0, 0]


def test_through_integers_nothing_flows():
    x = tf.constant(1.5)
    assert tf.gradients(tf.cast(tf.cast(x, tf.int32), tf.float32), x) == [None]


def test_sources_inside_get_their_own_gradient():
    x = tf.constant(2.0)
    y = x * x
    z = y * y
    assert value(tf.gradients(z, [z, y, x])) == [1, 8, 32]


def test_several_targets_are_summed():
    x = tf.constant(2.0)
    assert value(tf.gradients([x * x, x * 3.0, x], x)[0]) == 8


def test_weights_of_the_targets():
    x = tf.constant([1.0, 2.0])
    (found,) = tf.gradients(x * x, x, grad_ys=[[10.0, 100.0]])
    assert value(found).tolist() == [20, 400]


def test_as_many_weights_as_targets():
    x = tf.constant(1.0)
    with pytest.raises(ValueError, match="1 grad_ys"):
        tf.gradients([x, x], x, grad_ys=[1.0])


def test_stopped_tensors_count_as_constants():
    x = tf.constant(3.0)
    y = x * x
    z = y * x
    assert value(tf.gradients(z, x)[0]) == 27
    assert value(tf.gradients(z, x, stop_gradients=[y])[0]) == 9
    assert value(tf.gradients(tf.stop_gradient(y) * x, x)[0]) == 9


def test_by_a_variable_as_by_its_value():
    w = tf.Variable(3.0)
    y = w * w
    assert value(tf.gradients(y, [w])) == [6]
    assert value(tf.gradients(y, [w.value()])) == [6]


SHAPES = [
    ((2, 3), (2, 3)),
    ((2, 3), (3,)),
    ((2, 3), (1, 3)),
    ((2, 1), (1, 3)),
    ((2, 3), ()),
    ((4, 1, 3), (2, 1)),
    ((0, 3), (3,)),
]


@pytest.mark.parametrize(("a", "b"), SHAPES)
@pytest.mark.parametrize("known", [True, False])
def test_broadcasting_is_undone(a, b, known):
    x = tf.placeholder(tf.float32, a if known else None)
    y = tf.placeholder(tf.float32, b if known else None)
    weights = np.arange(np.prod(np.broadcast_shapes(a, b)), dtype=np.float32)
    weights = weights.reshape(np.broadcast_shapes(a, b))
    w = tf.placeholder(tf.float32)
    feed = {x: np.ones(a), y: np.ones(b), w: weights}
    dx, dy = value(tf.gradients(x + y, [x, y], w), feed)
    for found, shape in ((dx, a), (dy, b)):
        lost = weights.sum(tuple(range(weights.ndim - len(shape))))
        stretched = tuple(i for i, n in enumerate(shape) if n != lost.shape[i])
        np.testing.assert_array_equal(
            found, lost.sum(stretched, keepdims=True).reshape(shape)
        )


def test_gating_changes_no_value():
    x, y = tf.constant(2.0), tf.constant(3.0)
    plain = tf.gradients(x * y, [x, y])
    gated = tf.gradients(x * y, [x, y], gate_gradients=True)
    assert value(plain) == value(gated) == [3, 2]
    waits_for = {op.name for op in gated[0].op.control_inputs}
    assert waits_for, "a gated gradient waits for the others"


def test_a_rule_of_the_users_own(fresh_graph):
    @tf.RegisterGradient("TestTimesSeven")
    def times_seven(op, dy):
        return dy * 7.0

    x = tf.constant(2.0)
    with fresh_graph.gradient_override_map({"Identity": "TestTimesSeven"}):
        y = tf.identity(x)
    assert value(tf.gradients(y + tf.identity(x), x)[0]) == 8
    with pytest.raises(KeyError, match="already"):
        tf.RegisterGradient("TestTimesSeven")(times_seven)


def test_a_rule_that_is_not_registered(fresh_graph):
    x = tf.constant(2.0)
    with fresh_graph.gradient_override_map({"Identity": "TestNowhere"}):
        y = tf.identity(x)
    with pytest.raises(LookupError, match="TestNowhere"):
        tf.gradients(y, x)


def test_a_rule_must_give_one_result_for_each_input(fresh_graph):
    @tf.RegisterGradient("TestTooFew")
    def too_few(op, dy):
        return dy

    x = tf.constant(2.0)
    with fresh_graph.gradient_override_map({"Mul": "TestTooFew"}):
        y = x * x
    with pytest.raises(ValueError, match="1 results for 2 inputs"):
        tf.gradients(y, x)


def test_gradients_only_add_to_the_graph(fresh_graph):
    x = tf.constant(2.0)
    y = x * x
    before = fresh_graph.operations
    tf.gradients(y, x)
    assert fresh_graph.operations[: len(before)] == before
    assert all(
        op.name.startswith("gradients/") for op in fresh_graph.operations[len(before) :]
    )


def differentiate_chain(n):
    with tf.Graph().as_default():
        y = x = tf.constant(1.0)
        for _ in range(n):
            y = tf.negative(y)
        (dx,) = tf.gradients(y, x)
        assert tf.Session().run(dx) == (-1) ** n


def test_a_chain_of_20000_operations_is_linear_work():
    short = calls(lambda: differentiate_chain(2_000))
    assert 9 * short < calls(lambda: differentiate_chain(20_000)) < 11 * short


def test_a_complex_target_needs_weights():
    z = tf.constant(1 + 2j)
    with pytest.raises(TypeError, match="grad_ys"):
        tf.gradients(z * z, z)
