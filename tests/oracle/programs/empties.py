"""Tensors without elements: shapes, values and gradients."""

import numpy as np
from program import Runs, promises


def _nothing(*shape):
    return np.zeros(shape, np.float32)


def _with_slopes(tf, function, x):
    x = tf.constant(x)
    y = function(x)
    return [y, tf.gradients(y, x)]


def _reshaping(size, asked):
    """A reshape to a shape known, to one fed, and of what is fed."""

    def program(tf):
        x, shape = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
        fed = {x: np.zeros(size), shape: asked}
        known = tf.reshape(np.zeros(size, np.float32), asked)
        return [known, Runs([tf.reshape(x, asked), tf.reshape(x, shape)], feeds=fed)]

    return program


reshaping_to_a_part_of_nothing = _reshaping([0, 6], [0, -1, 3])
reshaping_to_nothing_in_each_row = _reshaping([0, 6], [-1, 0])
reshaping_nothing_of_one_axis = _reshaping([0], [0, -1])
reshaping_nothing_to_rows = _reshaping([0, 3], [2, -1])
reshaping_nothing_that_does_not_go_in = _reshaping([0, 7], [-1, 2, 0])
reshaping_nothing_flat = _reshaping([3, 0, 2], [-1])
reshaping_something_to_nothing = _reshaping([2], [0, -1])


def _splitting(lengths, infers, read):
    """The gradient of some of the parts of a TensorArray that was split."""

    @promises(nodes=None)
    def program(tf):
        x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
        array = tf.TensorArray(tf.float32, len(lengths), infer_shape=infers)
        array = array.split(x, lengths)
        parts = [array.read(i) for i in read]
        return parts, [part.shape for part in parts], tf.gradients(parts, x)

    return program


splitting_with_a_part_of_nothing = _splitting([1, 0, 1], False, [0, 1, 2])
splitting_evenly = _splitting([1, 1], True, [0, 1])
reading_the_part_of_nothing = _splitting([1, 0, 1], False, [1])
reading_one_part_of_several = _splitting([1, 0, 1], False, [0])


@promises(nodes=None)
def stacking_nothing_of_known_shape(tf):
    array = tf.TensorArray(tf.float32, 0, element_shape=[2])
    return array.stack(), array.gather(np.zeros([0], np.int32))


def _indexing(size, indices):
    def program(tf):
        x = np.arange(np.prod(size), dtype=np.float32).reshape(size)
        return tf.gather_nd(x, np.zeros(indices, np.int32))

    return program


indexing_by_nothing_twice = _indexing([2, 2, 2], [2, 0])
indexing_by_nothing = _indexing([2, 2], [0])
indexing_by_nothing_never = _indexing([2, 2], [0, 0])
indexing_by_nothing_in_rows = _indexing([2], [2, 3, 0])
indexing_never = _indexing([2, 2], [3, 0, 1])


def _normalizing(training, *shape):
    @promises(nodes="outer")
    def program(tf):
        x, scale, offset = _nothing(*shape), tf.constant([1.0, 2, 3]), tf.zeros([3])
        mean, variance = (None, None) if training else (tf.zeros([3]), tf.ones([3]))
        found = tf.nn.fused_batch_norm(
            x, scale, offset, mean, variance, is_training=training
        )
        return [*found, tf.gradients(found[0], [scale, offset])]

    return program


normalizing_an_empty_batch = _normalizing(True, 0, 2, 2, 3)
normalizing_an_empty_batch_as_known = _normalizing(False, 0, 2, 2, 3)
normalizing_images_without_rows = _normalizing(True, 2, 0, 2, 3)


def _convolving(x, w):
    @promises(nodes="outer")
    def program(tf):
        x_, w_ = tf.ones(x), tf.ones(w)
        y = tf.nn.conv2d(x_, w_, [1, 1, 1, 1], "SAME")
        return [y, tf.gradients(y, [x_, w_])]

    return program


convolving_no_images = _convolving([0, 4, 4, 3], [2, 2, 3, 4])
convolving_to_no_channels = _convolving([2, 4, 4, 3], [2, 2, 3, 0])
convolving_no_channels = _convolving([1, 4, 4, 0], [2, 2, 0, 4])


@promises(nodes="outer")
def cross_entropy_of_no_classes(tf):
    return _with_slopes(
        tf,
        lambda x: tf.nn.softmax_cross_entropy_with_logits_v2(labels=x, logits=x),
        _nothing(3, 0),
    )


@promises(nodes=None)
def counting_nothing(tf):
    none = np.zeros([0], np.int32)
    return [
        tf.bincount(none),
        tf.bincount(none, minlength=3),
        tf.bincount(none, _nothing(0), minlength=3),
    ]


@promises(nodes="outer")
def drawing_nothing(tf):
    return tf.random_uniform([0], minval=0, maxval=0, dtype=tf.int32)


def drawing_something_from_nothing(tf):
    return tf.random_uniform([1], minval=0, maxval=0, dtype=tf.int32)


@promises(nodes=None)
def reductions_of_nothing(tf):
    kinds = [
        tf.reduce_sum,
        tf.reduce_mean,
        tf.reduce_max,
        tf.reduce_min,
        tf.reduce_prod,
        tf.reduce_logsumexp,
    ]
    return [_with_slopes(tf, lambda x, f=f: f(x, 1), _nothing(2, 0)) for f in kinds]


@promises(nodes=None)
def moving_nothing(tf):
    def none(*shape):
        return np.zeros(shape, np.int32)

    moves = [
        (lambda x: tf.pad(x, [[1, 0], [0, 0]]), (0, 2)),
        (lambda x: tf.tile(x, [2, 2]), (0, 2)),
        (lambda x: tf.reverse(x, [0]), (0, 2)),
        (lambda x: tf.roll(x, 1, 0), (0, 2)),
        (lambda x: tf.broadcast_to(x, [0, 2]), (1, 2)),
        (lambda x: tf.concat([x, np.ones([2, 2], np.float32)], 0), (0, 2)),
        (lambda x: tf.cumsum(x, 1), (0, 3)),
        (lambda x: tf.space_to_batch_nd(x, [2], [[0, 0]]), (0, 4)),
        (lambda x: tf.space_to_batch_nd(x, none(0), none(0, 2)), (2, 4)),
        (lambda x: tf.batch_to_space_nd(x, [2], [[0, 0]]), (0, 4)),
        (lambda x: tf.space_to_depth(x, 2), (0, 4, 4, 1)),
        (lambda x: tf.unsorted_segment_sum(x, none(0), 2), (0, 2)),
        (lambda x: tf.segment_mean(x, none(0)), (0, 2)),
        (lambda x: tf.gather(x, none(0), axis=1), (2, 2)),
        (tf.linalg.inv, (0, 2, 2)),
        (tf.norm, (0,)),
        (lambda x: tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME"), (0, 4, 4, 3)),
    ]
    return [_with_slopes(tf, move, _nothing(*shape)) for move, shape in moves]
