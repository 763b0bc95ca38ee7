"""What a broadcast stretched is summed again; as much as can be is settled early."""

import numpy as np
import pytest

import edflow as tf


def types_in_gradient(y, xs):
    before = tf.get_default_graph().version
    tf.gradients(y, xs)
    return [op.type for op in tf.get_default_graph().operations[before:]]


def batch(*sizes):
    return tf.placeholder(tf.float32, [None, *sizes])


def test_equal_shapes_are_not_summed():
    x, y = tf.ones([2, 3]), tf.ones([2, 3])
    assert "Sum" not in types_in_gradient(x * y, [x, y])


def test_a_bias_on_a_batch_of_unknown_size_is_summed_over_it_alone():
    x, bias = batch(3), tf.ones([3])
    types = types_in_gradient(x + bias, [x, bias])
    assert types.count("Sum") == 1
    assert "BroadcastGradientArgs" not in types


def test_two_batches_may_differ_by_one_so_the_run_decides():
    x, y = batch(3), batch(3)
    assert types_in_gradient(x * y, [x, y]).count("BroadcastGradientArgs") == 2


def test_a_batch_with_itself_stays_what_it_is():
    x = batch(3)
    assert "BroadcastGradientArgs" not in types_in_gradient(x * x, x)


SHAPES = [
    ((2, 3), (3,)),
    ((2, 3), ()),
    ((2, 1), (1, 3)),
    ((1,), (4, 1, 3)),
    ((1, 1), (1, 1)),
    ((5, 1, 3), (2, 1)),
]


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("shapes", SHAPES)
def test_a_gradient_has_the_shape_of_its_input(shapes, known):
    xs = [tf.placeholder(tf.float32, shape if known else None) for shape in shapes]
    feeds = {x: np.ones(shape) for x, shape in zip(xs, shapes, strict=True)}
    slopes = tf.Session().run(tf.gradients(xs[0] * xs[1], xs), feeds)
    total = np.prod(np.broadcast_shapes(*shapes))
    for slope, shape in zip(slopes, shapes, strict=True):
        np.testing.assert_array_equal(slope, np.full(shape, total / np.prod(shape)))
