"""What is said of an operation that fails because of what was fed."""

import numpy as np
import pytest

import edflow as tf


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (tf.matmul, "the inner sizes differ: 3 columns of a, 4 rows of b"),
        (tf.add, r"shapes \[2, 3\] and \[4, 5\] do not broadcast"),
        (tf.nn.bias_add, r"the bias must be a vector"),
        (lambda a, b: tf.stack([a, b]), r"shapes \[2, 3\] and \[4, 5\]"),
        (lambda a, b: tf.concat([a, b], 0), r"shapes \[\?, 3\] and \[\?, 5\]"),
    ],
)
def test_shapes_that_only_a_feed_tells_are_judged_in_the_words_of_the_rule(build, said):
    a, b = tf.placeholder(tf.float32, None), tf.placeholder(tf.float32, None)
    clash = build(a, b)
    with (
        tf.Session() as sess,
        pytest.raises(tf.errors.InvalidArgumentError, match=said),
    ):
        sess.run(clash, {a: np.ones((2, 3)), b: np.ones((4, 5))})


def test_what_is_wrong_with_the_values_is_said_by_who_computes():
    at = tf.placeholder(tf.int32, [])
    taken = tf.gather([1.0, 2.0], at)
    with tf.Session() as sess, pytest.raises(tf.errors.InvalidArgumentError) as caught:
        sess.run(taken, {at: 7})
    assert "index 7 is not in [0, 2)" in str(caught.value)


def test_a_placeholder_made_twice_is_told_from_the_one_that_was_fed():
    x = tf.placeholder(tf.float32, name="x")
    y = 2 * x
    again = tf.placeholder(tf.float32, name="x")
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.Session().run(y, {again: 1.0})
    assert "fed was x_1 (created in " in str(caught.value)
    assert "not the x created in " in str(caught.value)


def test_a_variable_made_twice_is_told_from_the_first():
    tf.Variable(1.0, name="w")
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    again = tf.Variable(1.0, name="w")
    with pytest.raises(tf.errors.FailedPreconditionError, match="another 'w' "):
        session.run(again)


def test_a_variable_without_a_name_is_no_second_one():
    variables = [tf.Variable(1.0), tf.Variable(1.0)]
    with pytest.raises(tf.errors.FailedPreconditionError) as caught:
        tf.Session().run(variables[1])
    assert "another" not in str(caught.value)


def test_a_tensor_of_another_graph_is_named_once_with_both_places():
    with tf.Graph().as_default():
        stranger = tf.constant(1.0, name="stranger")
    own = tf.constant(1.0)
    for attempt in (lambda: tf.Session().run(stranger), lambda: stranger + own):
        with pytest.raises(ValueError, match="belongs to another graph") as caught:
            attempt()
        assert str(caught.value).count("stranger") == 1
        assert str(caught.value).count("test_failures.py, line ") == 2


def test_a_layers_name_leads_to_what_it_puts_out():
    tf.layers.dense(tf.ones([2, 3]), 4, name="fc1")
    with pytest.raises(KeyError, match="did you mean 'fc1/BiasAdd:0'"):
        tf.get_default_graph().get_tensor_by_name("fc1:0")
