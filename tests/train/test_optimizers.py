"""Optimizers, from below: what is kept, what is altered, what is refused, in words."""

import numpy as np
import pytest

import edflow as tf

MAKERS = {
    "descent": lambda: tf.train.GradientDescentOptimizer(0.1),
    "momentum": lambda: tf.train.MomentumOptimizer(0.1, 0.9),
    "adam": lambda: tf.train.AdamOptimizer(0.1),
    "adagrad": lambda: tf.train.AdagradOptimizer(0.1),
    "adadelta": lambda: tf.train.AdadeltaOptimizer(0.1),
    "rms prop": lambda: tf.train.RMSPropOptimizer(0.1),
    "ftrl": lambda: tf.train.FtrlOptimizer(0.1),
    "proximal": lambda: tf.train.ProximalAdagradOptimizer(0.1),
}
every_optimizer = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)


@every_optimizer
def test_a_bowl_leads_to_its_bottom(make):
    w = tf.Variable([1.0, -2.0])
    loss = tf.reduce_sum(w * w)
    step = make().minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        before = session.run(loss)
        for _ in range(50):
            session.run(step)
        assert session.run(loss) < before


@every_optimizer
def test_what_was_fetched_stays_as_it_was(make):
    w = tf.Variable([1.0, -2.0])
    optimizer = make()
    step = optimizer.minimize(tf.reduce_sum(w * w))
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        fetched = session.run([w, *optimizer.variables()])
        copies = [np.array(value) for value in fetched]
        session.run(step)
        for value, copy in zip(fetched, copies, strict=True):
            np.testing.assert_array_equal(value, copy)


@every_optimizer
def test_other_shapes_of_gradients_are_refused_when_they_show(make):
    w = tf.Variable(tf.zeros([2, 2]))
    grad = tf.placeholder(tf.float32)
    step = make().apply_gradients([(grad, w)])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"not \[3\]"):
            session.run(step, {grad: [1.0, 2.0, 3.0]})
        np.testing.assert_array_equal(session.run(w), np.zeros((2, 2)))


@every_optimizer
def test_a_transposed_gradient_is_laid_out_as_the_variable(make):
    ones = np.arange(6, dtype=np.float32).reshape(3, 2)
    w, v = tf.Variable(tf.zeros([2, 3])), tf.Variable(tf.zeros([2, 3]))
    turned = make().apply_gradients([(tf.transpose(tf.constant(ones)), w)])
    straight = make().apply_gradients([(tf.constant(ones.T.copy()), v)])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        session.run([turned, straight])
        np.testing.assert_allclose(*session.run([w, v]))


def test_a_row_out_of_range_is_named():
    table = tf.Variable(tf.zeros([3, 2]))
    rows = tf.IndexedSlices(tf.ones([2, 2]), tf.constant([0, 7]))
    step = tf.train.AdagradOptimizer(0.1).apply_gradients([(rows, table)])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=r"= 7 is not in \[0, 3\)"
        ):
            session.run(step)
        np.testing.assert_array_equal(session.run(table), np.zeros((3, 2)))


def test_a_slot_without_a_value_is_named():
    w = tf.Variable([1.0], name="w")
    step = tf.train.AdamOptimizer().minimize(tf.reduce_sum(w))
    with tf.Session() as session:
        session.run(w.initializer)
        with pytest.raises(tf.errors.FailedPreconditionError, match="beta1_power"):
            session.run(step)


def test_a_loss_that_no_variable_reaches_names_them_and_says_why():
    w = tf.Variable([1.0, 2.0], name="weights")
    loss = tf.cast(tf.argmax(w, 0), tf.float32, name="choice")
    with pytest.raises(
        ValueError, match=r"choice:0 does not depend on weights:0.*argmax"
    ):
        tf.train.AdamOptimizer().minimize(loss)


def test_an_optimizer_without_a_step_says_what_to_define():
    class Idle(tf.train.Optimizer):
        def __init__(self):
            super().__init__(False, "Idle")

    w = tf.Variable(1.0)
    with pytest.raises(NotImplementedError, match=r"Idle does not say.*_apply_dense"):
        Idle().minimize(w * w)


def test_a_tensor_cannot_be_updated():
    x = tf.constant(1.0, name="x")
    with pytest.raises(NotImplementedError, match="x:0 cannot be updated"):
        tf.train.AdamOptimizer().minimize(x * x, var_list=[x])


def test_only_variables_can_be_optimized():
    with pytest.raises(TypeError, match="cannot optimize 'w'"):
        tf.train.AdamOptimizer().minimize(tf.constant(1.0), var_list=["w"])


def test_a_fed_tensor_that_an_update_waits_for_is_not_run():
    x = tf.placeholder(tf.float32)
    count = tf.Variable(0)
    with tf.control_dependencies([x]):
        more = tf.assign_add(count, 1)
    with tf.Session() as session:
        session.run(count.initializer)
        assert session.run(more, {x: 1.0}) == 1


def test_training_on_several_machines_is_refused():
    inner = tf.train.GradientDescentOptimizer(0.1)
    with pytest.raises(tf.errors.UnimplementedError, match="several machines"):
        tf.train.SyncReplicasOptimizer(inner, replicas_to_aggregate=2)


@pytest.mark.parametrize(
    ("collect", "order"),
    [
        (lambda w: w.values(), "ba"),
        (lambda w: w, "ab"),
        (lambda w: {"x": [w["b"]], "c": (w["a"],)}, "ab"),
        (lambda w: (v for v in w.values()), "ba"),
    ],
    ids=["view", "dict", "nest", "generator"],
)
def test_variables_to_change_come_in_any_structure(collect, order):
    w = {"b": tf.Variable(1.0, name="b"), "a": tf.Variable(2.0, name="a")}
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    pairs = optimizer.compute_gradients(w["a"] * w["b"], collect(w))
    assert "".join(variable.op.name for _, variable in pairs) == order
