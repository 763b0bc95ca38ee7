"""tf.losses, and penalties on weights: outer names, values and gradients."""

import numpy as np
from program import Runs, promises

_RANDOM = np.random.default_rng(3)
X = _RANDOM.normal(size=(4, 3)).astype(np.float32)
Y = _RANDOM.uniform(size=(4, 3)).astype(np.float32)
CLASSES = np.array([0, 2, 1, 1])
ONE_HOT = np.eye(3, dtype=np.float32)[CLASSES]

WEIGHTS = {
    "none": 1.0,
    "all zero": 0.0,
    "by example": np.float32([[1], [0], [2], [0.5]]),
    "by element": _RANDOM.uniform(size=(4, 3)).astype(np.float32),
}
BY_EXAMPLE = np.float32([1, 0, 2, 0.5])


def _weighed(make, weights=None):
    """A program: a loss of X with several weights, and its gradients."""

    def program(tf):
        x = tf.constant(X, name="x")
        losses = [make(tf, x, w) for w in weights or WEIGHTS.values()]
        slopes = [tf.gradients(loss, x)[0] for loss in losses]
        return losses, [tf.identity(slope, name="slope") for slope in slopes]

    return promises(nodes="outer", rtol=1e-5, atol=1e-6)(program)


squared = _weighed(lambda tf, x, w: tf.losses.mean_squared_error(Y, x, w))
absolute = _weighed(lambda tf, x, w: tf.losses.absolute_difference(Y, x, w))
huber = _weighed(lambda tf, x, w: tf.losses.huber_loss(Y, x, w, delta=0.7))
hinge = _weighed(lambda tf, x, w: tf.losses.hinge_loss((Y > 0.5) * 1.0, x, w))
pairwise = _weighed(
    lambda tf, x, w: tf.losses.mean_pairwise_squared_error(Y, x, w),
    [1.0, 0.0, WEIGHTS["by example"]],
)
cosine = _weighed(
    lambda tf, x, w: tf.losses.cosine_distance(Y, x, 1, w),
    [1.0, WEIGHTS["by example"]],
)
log = _weighed(lambda tf, x, w: tf.losses.log_loss((Y > 0.5) * 1.0, tf.sigmoid(x), w))
sigmoid = _weighed(lambda tf, x, w: tf.losses.sigmoid_cross_entropy(Y, x, w))
sigmoid_smoothed = _weighed(
    lambda tf, x, w: tf.losses.sigmoid_cross_entropy(Y, x, w, label_smoothing=0.2)
)
softmax = _weighed(
    lambda tf, x, w: tf.losses.softmax_cross_entropy(ONE_HOT, x, w),
    [1.0, BY_EXAMPLE],
)
softmax_smoothed = _weighed(
    lambda tf, x, w: tf.losses.softmax_cross_entropy(
        ONE_HOT, x, w, label_smoothing=0.2
    ),
    [1.0, BY_EXAMPLE],
)
sparse_softmax = _weighed(
    lambda tf, x, w: tf.losses.sparse_softmax_cross_entropy(CLASSES, x, w),
    [1.0, BY_EXAMPLE, BY_EXAMPLE[:, None]],
)
sparse_softmax_of_a_column = _weighed(
    lambda tf, x, w: tf.losses.sparse_softmax_cross_entropy(CLASSES[:, None], x, w),
    [1.0, BY_EXAMPLE],
)


def _reduced(reduction):
    return _weighed(
        lambda tf, x, w: tf.losses.mean_squared_error(
            Y, x, w, reduction=getattr(tf.losses.Reduction, reduction)
        )
    )


not_reduced = _reduced("NONE")
summed = _reduced("SUM")
averaged = _reduced("MEAN")
over_the_batch = _reduced("SUM_OVER_BATCH_SIZE")
over_the_weighed = _reduced("SUM_BY_NONZERO_WEIGHTS")


@promises(nodes="outer")
def losses_of_integers(tf):
    return tf.losses.absolute_difference([1, 2, 3], [3, 2, 1])


@promises(nodes="outer")
def losses_with_a_scope(tf):
    return [
        tf.losses.mean_squared_error(Y, X, scope="error"),
        tf.losses.mean_squared_error(Y, X, scope="error"),
        tf.losses.compute_weighted_loss(X, 0.5),
    ]


@promises(nodes="outer")
def the_collection_of_losses(tf):
    tf.losses.mean_squared_error(Y, X)
    tf.losses.absolute_difference(Y, X, loss_collection=None)
    with tf.name_scope("extra"):
        tf.losses.add_loss(tf.constant(2.0, name="mine"))
    tf.add_to_collection(tf.GraphKeys.REGULARIZATION_LOSSES, tf.constant(3.0))
    return [
        [loss.name for loss in tf.losses.get_losses()],
        [loss.name for loss in tf.losses.get_losses(scope="extra")],
        [loss.name for loss in tf.losses.get_regularization_losses()],
        tf.losses.get_regularization_loss(),
        tf.losses.get_total_loss(),
        tf.losses.get_total_loss(add_regularization_losses=False, name="bare"),
    ]


def no_penalties(tf):
    return tf.losses.get_regularization_loss()


def labels_of_another_shape(tf):
    return tf.losses.mean_squared_error(Y[:2], X)


def no_labels(tf):
    return tf.losses.mean_squared_error(None, X)


def an_unknown_reduction(tf):
    return tf.losses.mean_squared_error(Y, X, reduction="median")


def weights_of_another_rank(tf):
    return tf.losses.mean_squared_error(Y, X, weights=BY_EXAMPLE)


def weights_of_another_size(tf):
    return tf.losses.mean_squared_error(Y, X, weights=np.ones((2, 3), np.float32))


def no_axis(tf):
    return tf.losses.cosine_distance(Y, X)


def no_losses(tf):
    return tf.losses.get_total_loss()


def _fed(shape, *fed):
    """Losses of weights that fit, or do not, as only the run can tell."""

    def program(tf):
        weights = tf.placeholder(tf.float32, shape)
        losses = [
            tf.losses.mean_squared_error(Y, X, weights),
            tf.losses.absolute_difference(Y, X, weights, reduction="weighted_mean"),
            tf.losses.huber_loss(Y, X, weights, reduction="none"),
            tf.losses.mean_pairwise_squared_error(Y, X, weights),
            tf.losses.compute_weighted_loss(X, weights),
        ]
        return [Runs(loss, feeds=[{weights: w} for w in fed]) for loss in losses]

    return promises(nodes=None, rtol=1e-5)(program)


fed_weights_of_unknown_rank = _fed(None, 2.0, WEIGHTS["by example"])
fed_weights_of_unknown_sizes = _fed([None, None], WEIGHTS["by example"])
fed_weights_that_lack_an_axis = _fed(None, BY_EXAMPLE[:3])
fed_weights_with_an_axis_more = _fed(None, np.ones((2, 4, 3)))
fed_weights_that_would_stretch_the_losses = _fed([None, None, None], np.ones((2, 4, 3)))


@promises(nodes=None, rtol=1e-5)
def weights_that_would_stretch_the_losses(tf):
    weights = tf.placeholder(tf.float32, [None, None])
    loss = tf.losses.compute_weighted_loss([[1.0], [2.0], [3.0]], weights)
    return Runs(loss, feeds={weights: [[1.0, 2.0, 3.0]]})


@promises(nodes=None, rtol=1e-5)
def class_numbers_of_unknown_rank(tf):
    labels, weights = tf.placeholder(tf.int32), tf.placeholder(tf.float32)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, X, weights)
    column = CLASSES[:, None]
    return Runs(
        loss,
        feeds=[
            {labels: CLASSES, weights: BY_EXAMPLE},
            {labels: column, weights: BY_EXAMPLE},
            {labels: CLASSES, weights: BY_EXAMPLE[:, None]},
            {labels: column, weights: 2.0},
        ],
    )
