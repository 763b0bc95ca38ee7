"""Reductions, running sums, counting."""

import numpy as np
from program import Runs, promises


def _x(tf):
    return tf.constant([[1.0, 5.0, 2.0], [4.0, -3.0, 2.0]], name="x")


def _wide(tf):
    values = np.linspace(-1, 1, 24, dtype=np.float32).reshape(2, 3, 4)
    return tf.constant(values, name="wide")


def every_reduction_of_all(tf):
    x = _x(tf)
    functions = [
        tf.reduce_sum,
        tf.reduce_mean,
        tf.reduce_max,
        tf.reduce_min,
        tf.reduce_prod,
    ]
    return [function(x) for function in functions]


def every_reduction_along_an_axis(tf):
    x = _wide(tf)
    return [
        tf.reduce_sum(x, 1),
        tf.reduce_mean(x, -1),
        tf.reduce_max(x, [0, 2]),
        tf.reduce_min(x, axis=0),
        tf.reduce_prod(x, axis=[1]),
        tf.math.reduce_euclidean_norm(x, 2),
    ]


def keeping_dimensions(tf):
    x = _wide(tf)
    return tf.reduce_sum(x, 1, keepdims=True), tf.reduce_max(x, [0, 1], keepdims=True)


def keeping_dimensions_if_a_truth_of_numpy_says_so(tf):
    x, keep = _x(tf), np.bool_(True)
    return tf.reduce_sum(x, 1, keepdims=keep), tf.reduce_min(x, 1, keepdims=keep)


def old_names_of_arguments(tf):
    x = _x(tf)
    return [
        tf.reduce_sum(x, reduction_indices=[1]),
        tf.reduce_mean(x, 1, keep_dims=True),
        tf.argmax(x, dimension=1),
    ]


def both_names_of_an_argument(tf):
    return tf.reduce_sum(_x(tf), axis=1, reduction_indices=1)


def of_python_lists(tf):
    return tf.reduce_sum([1, 2, 3]), tf.reduce_mean([[1.0, 2.0], [3.0, 5.0]], 1)


def of_an_unknown_shape(tf):
    x = tf.placeholder(tf.float32)
    fetches = [tf.reduce_sum(x), tf.reduce_mean(x, 0), tf.reduce_max(x, -1)]
    return Runs(fetches, feeds=[{x: [1.0, 2.0]}, {x: [[1.0, 2.0], [3.0, 4.0]]}])


def of_an_unknown_batch(tf):
    x = tf.placeholder(tf.float32, [None, 2])
    fetches = [tf.reduce_mean(x), tf.reduce_sum(x, 1), tf.argmax(x, 1)]
    return Runs(fetches, feeds={x: [[1.0, 2.0], [4.0, 3.0], [0.0, 0.0]]})


def of_axes_in_a_tensor(tf):
    axes = tf.constant([0])
    return tf.reduce_sum(_x(tf), axes)


def of_nothing(tf):
    x = tf.zeros([0, 3])
    return [
        tf.reduce_sum(x, 0),
        tf.reduce_prod(x, 0),
        tf.reduce_mean(x, 0),
        tf.reduce_max(x, 0),
        tf.reduce_min(x),
    ]


def of_integers(tf):
    i = tf.constant([[1, -2], [4, 9]])
    return [
        tf.reduce_mean(i),
        tf.reduce_mean(-i, 1),
        tf.reduce_sum(i, 0),
        tf.reduce_max(i),
        tf.reduce_sum(tf.constant([100, 100], tf.int8)),
        tf.reduce_sum(tf.constant([2**31 - 1, 1])),
    ]


def of_nan(tf):
    x = tf.constant([1.0, np.nan, 3.0])
    return tf.reduce_max(x), tf.reduce_min(x), tf.reduce_sum(x)


def of_truth_values(tf):
    b = tf.constant([[True, True], [True, False]])
    return [
        tf.reduce_all(b),
        tf.reduce_any(b, 1),
        tf.reduce_all(b, 0, keepdims=True),
        tf.reduce_mean(tf.cast(b, tf.float32)),
    ]


@promises(nodes="outer")
def logarithms_of_sums(tf):
    x = tf.constant([[1000.0, 1000.5], [-np.inf, 0.0]])
    return [
        tf.reduce_logsumexp(x),
        tf.reduce_logsumexp(x, 1),
        tf.reduce_logsumexp(x, 0, keepdims=True),
    ]


def spreads(tf):
    x = _x(tf)
    return [
        tf.math.reduce_variance(x),
        tf.math.reduce_variance(x, 1),
        tf.math.reduce_std(x, 0, keepdims=True),
    ]


def counting_what_is_there(tf):
    x = tf.constant([[0.0, 1.0, 0.0], [2.0, 3.0, 0.0]])
    return [
        tf.count_nonzero(x),
        tf.count_nonzero(x, 1, keepdims=True),
        tf.count_nonzero(x, 0, dtype=tf.int32),
    ]


def places_of_extremes(tf):
    x = _x(tf)
    return [
        tf.argmax(x),
        tf.argmax(x, 1),
        tf.argmin(x, -1, output_type=tf.int32),
        tf.arg_max(x, 1),
        tf.arg_min(x, 0),
        tf.argmax([3, 3, 1]),
        tf.argmax(x, 1, name="best"),
    ]


def an_axis_beyond_the_rank(tf):
    return tf.argmax(tf.zeros([2, 3]), 2)


def a_mean_of_truth_values(tf):
    return tf.reduce_mean(tf.constant([True, False]))


def the_accuracy_of_a_classifier(tf):
    y = tf.placeholder(tf.float32, [None, 3])
    labels = tf.placeholder(tf.float32, [None, 3])
    correct = tf.equal(tf.argmax(y, 1), tf.argmax(labels, 1))
    accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
    scores = [[0.1, 0.8, 0.1], [0.9, 0.0, 0.1], [0.2, 0.3, 0.5]]
    return Runs(accuracy, feeds={y: scores, labels: np.eye(3)})


def the_cross_entropy_of_a_classifier(tf):
    x = tf.placeholder(tf.float32, [None, 2])
    y = tf.nn.softmax(tf.matmul(x, tf.constant([[1.0, 2.0], [0.5, -1.0]])))
    label = tf.constant([[0.0, 1.0]])
    loss = -tf.reduce_sum(label * tf.log(tf.clip_by_value(y, 1e-10, 1.0)))
    return Runs(loss, feeds={x: [[0.3, 0.7]]})


def running_sums(tf):
    x = _x(tf)
    return [
        tf.cumsum(x),
        tf.cumsum(x, 1),
        tf.cumsum(x, 1, exclusive=True),
        tf.cumsum(x, -1, reverse=True),
        tf.cumsum(x, 0, exclusive=True, reverse=True),
        tf.cumprod(x, 1),
        tf.cumprod(x, 1, exclusive=True, reverse=True),
        tf.cumsum([1, 2, 3]),
    ]


@promises(rtol=1e-5)
def running_logarithms_of_sums(tf):
    x = _x(tf)
    return [
        tf.math.cumulative_logsumexp(x, 1),
        tf.math.cumulative_logsumexp(x, 1, exclusive=True),
        tf.math.cumulative_logsumexp(x, 1, reverse=True),
    ]


@promises(nodes=None)
def asking_for_order(tf):
    return [
        [tf.math.is_non_decreasing(x), tf.math.is_strictly_increasing(x)]
        for x in ([1, 2, 2], [[1, 2], [3, 4]], [2.0, 1.0], [5])
    ]


@promises(nodes="outer")
def counting_values(tf):
    arr = tf.constant([1, 1, 3, 0, 7])
    return [
        tf.bincount(arr),
        tf.bincount(arr, minlength=10),
        tf.bincount(arr, maxlength=4),
        tf.bincount(arr, weights=[0.5, 1.0, 2.0, 3.0, 4.0]),
        tf.bincount(arr, dtype=tf.int64),
    ]


def counting_negative_values(tf):
    return Runs(tf.bincount(tf.constant([1, -1])))


def histograms(tf):
    x = tf.constant([-1.0, 0.0, 0.3, 1.5, 2.0, 5.0, 15.0])
    return [
        tf.histogram_fixed_width(x, [0.0, 5.0], nbins=5),
        tf.histogram_fixed_width(x, [0.0, 1.0], dtype=tf.int64),
    ]


@promises(nodes=None)
def bins_of_a_histogram(tf):
    x = tf.constant([[-1.0, 0.0, 0.3], [1.5, 2.0, 15.0]])
    return tf.histogram_fixed_width_bins(x, [0.0, 5.0], nbins=5)


@promises(nodes=None)
def confusion(tf):
    labels, predictions = tf.constant([0, 1, 2, 1]), tf.constant([0, 2, 2, 1])
    return [
        tf.confusion_matrix(labels, predictions),
        tf.confusion_matrix(labels, predictions, 4, dtype=tf.float32),
        tf.confusion_matrix(labels, predictions, weights=[1, 2, 3, 4]),
        tf.math.confusion_matrix(labels, predictions, num_classes=3),
    ]


@promises(nodes=None)
def equal_distances(tf):
    return tf.linspace(0.0, 1.0, 5), tf.lin_space(-1.0, 1.0, 4, name="steps")


@promises(nodes=None)
def gradients_of_reductions(tf):
    x = _wide(tf)
    ys = [
        tf.reduce_sum(x, 1) ** 2,
        tf.reduce_mean(x, [0, 2]) ** 2,
        tf.reduce_max(x, 2) ** 2,
        tf.reduce_min(x) ** 2,
        tf.reduce_prod(x, 1),
        tf.reduce_logsumexp(x, 0),
        tf.math.reduce_euclidean_norm(x, 0),
        tf.math.reduce_std(x, 1),
        tf.cumsum(x, 1) ** 2,
        tf.cumprod(x, 2, exclusive=True),
    ]
    return [tf.gradients(y, x)[0] for y in ys]


@promises(nodes=None)
def gradients_of_reductions_of_unknown_shape(tf):
    x = tf.placeholder(tf.float32)
    ys = [
        tf.reduce_sum(x, [0, -1]) ** 2,
        tf.reduce_mean(x, 0) ** 2,
        tf.reduce_mean(x) ** 2,
        tf.reduce_max(x, 1) ** 2,
        tf.reduce_prod(x, 1),
    ]
    feed = {x: np.float32([[[1, 2], [3, 4]], [[5, 6], [7, 0]]])}
    return Runs([tf.gradients(y, x)[0] for y in ys], feeds=feed)


@promises(nodes=None)
def gradients_of_equal_maxima(tf):
    x = tf.constant([3.0, 1.0, 3.0])
    return tf.gradients(tf.reduce_max(x), x)


def sums_of_views_generators_and_arrays(tf):
    x = {"b": tf.constant(1.0), "a": tf.constant(2.0)}
    listed = [tf.add_n(x.values()), tf.add_n(v for v in x.values())]
    return [*listed, tf.add_n(map(tf.identity, x.values()))]


def sum_of_one_tensor_that_is_no_list(tf):
    return tf.add_n(tf.constant([1.0, 2.0]))
