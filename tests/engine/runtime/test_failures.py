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
