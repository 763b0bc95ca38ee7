"""tf.contrib.layers, which TensorFlow has no more, against what it still has."""

from oracle.program import promises


def _contrib(tf):
    """edflow's tf.contrib, or None: TensorFlow shows the value by its other layers."""
    return getattr(tf, "contrib", None)


def _x(tf, *shape):
    return tf.random_normal(shape, 1.0, 2.0, seed=1)


def _start(tf):
    return tf.random_uniform_initializer(-1.0, 1.0, seed=2)


@promises(nodes=None)
def fully_connected(tf):
    x, w = _x(tf, 4, 5), _start(tf)
    if contrib := _contrib(tf):
        return contrib.layers.fully_connected(x, 3, weights_initializer=w)
    return tf.layers.dense(x, 3, tf.nn.relu, kernel_initializer=w)


@promises(nodes=None)
def fully_connected_over_sequences(tf):
    x, w = _x(tf, 4, 2, 5), _start(tf)
    if contrib := _contrib(tf):
        return contrib.layers.linear(x, 3, weights_initializer=w)
    return tf.layers.dense(x, 3, kernel_initializer=w)


@promises(nodes=None)
def convolving(tf):
    x, w = _x(tf, 2, 9, 8, 3), _start(tf)
    if contrib := _contrib(tf):
        return contrib.layers.conv2d(x, 4, [3, 2], 2, weights_initializer=w)
    relu = tf.nn.relu
    return tf.layers.conv2d(x, 4, [3, 2], 2, "same", "channels_last", 1, relu, True, w)


@promises(nodes=None)
def convolving_with_gaps(tf):
    x, w = _x(tf, 2, 9, 8, 3), _start(tf)
    if contrib := _contrib(tf):
        return contrib.layers.conv2d(
            x, 4, 3, padding="VALID", rate=2, weights_initializer=w, activation_fn=None
        )
    return tf.layers.conv2d(x, 4, 3, dilation_rate=2, kernel_initializer=w)


@promises(nodes=None)
def convolving_transposed(tf):
    x, w = _x(tf, 2, 4, 5, 3), _start(tf)
    if contrib := _contrib(tf):
        return contrib.layers.conv2d_transpose(x, 4, 3, 2, weights_initializer=w)
    return tf.nn.relu(
        tf.layers.conv2d_transpose(x, 4, 3, 2, "same", kernel_initializer=w)
    )


@promises(nodes=None)
def convolving_separably(tf):
    x, w = _x(tf, 2, 6, 6, 3), _start(tf)
    if contrib := _contrib(tf):
        return contrib.layers.separable_conv2d(x, 4, 3, 2, weights_initializer=w)
    return tf.nn.relu(
        tf.layers.separable_conv2d(
            x,
            4,
            3,
            padding="same",
            depth_multiplier=2,
            depthwise_initializer=w,
            pointwise_initializer=w,
        )
    )


@promises(nodes=None)
def pooling(tf):
    x = _x(tf, 2, 7, 7, 3)
    if contrib := _contrib(tf):
        layers = contrib.layers
        return [
            layers.max_pool2d(x, 3),
            layers.avg_pool2d(x, [2, 3], 1, "SAME"),
            layers.pool(x, 2, "MAX", stride=2),
        ]
    return [
        tf.layers.max_pooling2d(x, 3, 2),
        tf.layers.average_pooling2d(x, [2, 3], 1, "same"),
        tf.nn.pool(x, [2, 2], "MAX", "VALID", strides=[2, 2]),
    ]


@promises(nodes=None, rtol=1e-4, atol=1e-5)
def normalizing_images(tf):
    x = _x(tf, 4, 5, 5, 3)
    if contrib := _contrib(tf):
        y = contrib.layers.batch_norm(x, decay=0.9, scale=True)
    else:
        y = tf.layers.batch_normalization(x, momentum=0.9, training=True)
    yield y
    yield tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    yield tf.global_variables()[-2:]


@promises(nodes=None, rtol=1e-4, atol=1e-5)
def normalizing_rows_on_the_spot(tf):
    x = _x(tf, 6, 3)
    if contrib := _contrib(tf):
        y = contrib.layers.batch_norm(x, decay=0.9, updates_collections=None)
        averages = tf.global_variables()[-2:]
    else:
        # One operation for images, and rows are images of one pixel.
        images = tf.reshape(x, [-1, 1, 1, 3])
        y, mean, variance = tf.nn.fused_batch_norm(images, [1.0] * 3, [0.0] * 3)
        y = tf.reshape(y, [-1, 3])
        averages = [tf.Variable(tf.zeros([3])), tf.Variable(tf.ones([3]))]
        updates = [
            average.assign_sub((average - now) * 0.1)
            for average, now in zip(averages, [mean, variance], strict=True)
        ]
        with tf.control_dependencies(updates):
            y = tf.identity(y)
    yield y
    yield averages


@promises(nodes=None)
def penalties(tf):
    w = _x(tf, 3, 4)
    if contrib := _contrib(tf):
        layers = contrib.layers
        return [
            layers.l2_regularizer(0.3)(w),
            layers.l1_l2_regularizer(0.1, 0.2)(w),
            layers.sum_regularizer([layers.l1_regularizer(0.5), None])(w),
        ]
    l1, l2 = tf.reduce_sum(tf.abs(w)), tf.nn.l2_loss(w)
    return [0.3 * l2, 0.1 * l1 + 0.2 * l2, 0.5 * l1]


@promises(nodes=None)
def losses_with_predictions_first(tf):
    logits, labels = _x(tf, 4, 3), [[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    weights = [1.0, 0.0, 2.0, 1.0]
    if contrib := _contrib(tf):
        losses = contrib.losses
        return [
            losses.softmax_cross_entropy(logits, labels, weights, 0.1),
            losses.sigmoid_cross_entropy(logits, labels, 2.0, 0.1),
            losses.mean_squared_error(logits, labels),
            losses.mean_pairwise_squared_error(logits, labels),
            losses.cosine_distance(logits, labels, 1),
            losses.get_total_loss(),
        ]
    losses = tf.losses
    return [
        losses.softmax_cross_entropy(labels, logits, weights, 0.1),
        losses.sigmoid_cross_entropy(labels, logits, 2.0, 0.1),
        losses.mean_squared_error(labels, logits),
        losses.mean_pairwise_squared_error(labels, logits),
        losses.cosine_distance(labels, logits, 1),
        losses.get_total_loss(),
    ]


def _sparse(tf):
    """Three rows of ids: two, none, and one that is no id; their weights."""
    indices = [[0, 0], [0, 1], [2, 0], [3, 0], [3, 1]]
    ids = tf.SparseTensor(indices, tf.constant([1, 3, -1, 2, 0], tf.int64), [4, 2])
    weights = tf.SparseTensor(indices, tf.constant([1.0, 2.0, 1.0, -1.0, 3.0]), [4, 2])
    return ids, weights


@promises(nodes="outer")
def looking_up_sets_that_may_be_empty(tf):
    ids, weights = _sparse(tf)
    table = tf.constant([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0], [6.0, 7.0]])
    look_up = tf.nn.safe_embedding_lookup_sparse
    return [
        look_up(table, ids),
        look_up(table, ids, weights),
        look_up(table, ids, weights, combiner="sum"),
        look_up([table], ids, combiner="sqrtn", default_id=3, name="named"),
    ]


@promises(nodes="outer")
def looking_up_sets_of_more_axes(tf):
    indices = [[0, 0, 0], [0, 1, 0], [0, 1, 1], [1, 1, 0]]
    ids = tf.SparseTensor(indices, tf.constant([0, 1, 2, -1], tf.int64), [2, 2, 2])
    table = tf.constant([[1.0], [2.0], [4.0]])
    return tf.nn.safe_embedding_lookup_sparse(table, ids, combiner="sum")
