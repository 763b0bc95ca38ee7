"""tf.layers: the variables they make, the nodes, the numbers."""

import numpy as np
from program import Runs, promises

RANDOM = np.random.RandomState(0)
ROWS = RANDOM.rand(5, 3).astype(np.float32)
SEQUENCES = RANDOM.rand(4, 8, 3).astype(np.float32)
IMAGES = RANDOM.rand(2, 8, 8, 3).astype(np.float32)
VOLUMES = RANDOM.rand(2, 6, 6, 6, 2).astype(np.float32)


def _seeded(tf):
    tf.set_random_seed(1)


def dense(tf):
    _seeded(tf)
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    return Runs(tf.layers.dense(x, 4, activation=tf.nn.relu), feeds=[{x: ROWS}])


def dense_without_bias(tf):
    _seeded(tf)
    return tf.layers.dense(tf.constant(ROWS), 4, use_bias=False, name="out")


def dense_by_words(tf):
    _seeded(tf)
    settings = {"kernel_initializer": "he_normal", "bias_initializer": "ones"}
    return tf.layers.dense(tf.constant(ROWS), 2, "tanh", **settings)


@promises(nodes="outer")
def dense_over_sequences(tf):
    _seeded(tf)
    return tf.layers.dense(tf.constant(SEQUENCES), 4)


@promises(nodes="outer")
def dense_with_regularizers(tf):
    _seeded(tf)
    y = tf.layers.dense(
        tf.constant(ROWS),
        4,
        kernel_regularizer=lambda w: 0.1 * tf.nn.l2_loss(w),
        activity_regularizer=tf.reduce_sum,
    )
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    return y, losses


def dense_of_an_unknown_size(tf):
    return tf.layers.dense(tf.placeholder(tf.float32, [2, None]), 3)


def dense_of_a_vector(tf):
    return tf.layers.dense(tf.zeros([2]), 3)


def shared_by_a_layer(tf):
    _seeded(tf)
    layer = tf.layers.Dense(2)
    x = tf.constant(ROWS)
    y = layer(x), layer.apply(x)
    lists = layer.trainable_variables, layer.non_trainable_variables, layer.variables
    names = [[v.name for v in variables] for variables in lists]
    return y, names, layer.name, layer.scope_name, layer.count_params(), layer.kernel


def shared_by_name(tf):
    _seeded(tf)
    x = tf.constant(ROWS)
    a = tf.layers.dense(x, 2, name="shared")
    return a, tf.layers.dense(x, 2, name="shared", reuse=True)


def shared_by_scope(tf):
    _seeded(tf)
    x = tf.constant(ROWS)
    made = []
    for _ in range(2):
        with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
            made.append(tf.layers.dense(x, 2, name="out"))
    return made, [v.name for v in tf.trainable_variables()]


def names_taken_twice(tf):
    x = tf.constant(ROWS)
    tf.layers.dense(x, 2, name="a")
    return tf.layers.dense(x, 2, name="a")


def names_in_scopes(tf):
    x = tf.constant(ROWS)
    with tf.variable_scope("s"):
        a, b = tf.layers.dense(x, 2), tf.layers.dense(x, 2)
    with tf.name_scope("n"):
        c = tf.layers.dense(x, 2)
    two = [tf.layers.Dense(3, name="q") for _ in range(2)]
    for layer in two:
        layer(x)
    return a.name, b.name, c.name, [(q.name, q.scope_name) for q in two]


def another_size_in_the_second_call(tf):
    layer = tf.layers.Dense(3)
    layer(tf.zeros([2, 4]))
    return layer(tf.zeros([2, 5]))


def conv2d(tf):
    _seeded(tf)
    x = tf.constant(IMAGES)
    same = tf.layers.conv2d(x, 4, 5, padding="same", activation=tf.nn.relu)
    return same, tf.layers.conv2d(same, 2, [3, 2], strides=(2, 1), use_bias=False)


@promises(nodes="outer")
def conv2d_with_holes(tf):
    _seeded(tf)
    return tf.layers.conv2d(tf.constant(IMAGES), 4, 3, dilation_rate=2)


def conv2d_channels_first(tf):
    x = tf.placeholder(tf.float32, [None, 3, 8, 8])
    y = tf.layers.conv2d(x, 4, 3, data_format="channels_first")
    return str(y.shape)


def conv2d_of_rows(tf):
    return tf.layers.conv2d(tf.constant(ROWS), 3, 3)


def conv2d_with_a_strange_padding(tf):
    return tf.layers.conv2d(tf.constant(IMAGES), 3, 3, padding="full")


def conv2d_with_a_window_of_three_sizes(tf):
    return tf.layers.conv2d(tf.constant(IMAGES), 3, (3, 3, 3))


def conv1d(tf):
    _seeded(tf)
    return tf.layers.conv1d(tf.constant(SEQUENCES), 4, 3, activation=tf.nn.relu)


def conv3d(tf):
    _seeded(tf)
    return tf.layers.conv3d(tf.constant(VOLUMES), 3, 3, strides=2, padding="same")


@promises(nodes="outer")
def conv2d_transpose(tf):
    _seeded(tf)
    x = tf.placeholder(tf.float32, [None, None, 8, 3])
    same = tf.layers.conv2d_transpose(x, 4, 3, strides=2, padding="same")
    valid = tf.layers.conv2d_transpose(x, 4, [3, 2], activation=tf.nn.relu)
    return Runs([same, valid], feeds=[{x: IMAGES}])


@promises(nodes="outer")
def separable_conv2d(tf):
    _seeded(tf)
    x = tf.constant(IMAGES)
    return tf.layers.separable_conv2d(x, 4, 3, strides=2, depth_multiplier=2)


@promises(nodes="outer")
def separable_conv1d(tf):
    _seeded(tf)
    return tf.layers.separable_conv1d(tf.constant(SEQUENCES), 4, 3)


def pooling(tf):
    rows, images = tf.constant(SEQUENCES), tf.constant(IMAGES)
    volumes = tf.constant(VOLUMES)
    return [
        tf.layers.max_pooling1d(rows, 2, 2),
        tf.layers.average_pooling1d(rows, 3, 2, padding="same"),
        tf.layers.max_pooling2d(images, 2, 2),
        tf.layers.average_pooling2d(images, [3, 2], [2, 1], padding="same"),
        tf.layers.max_pooling3d(volumes, 2, 2),
        tf.layers.average_pooling3d(volumes, 2, 2),
    ]


def flattening(tf):
    x = tf.placeholder(tf.float32, [None, None, 3])
    known = tf.layers.flatten(tf.constant(IMAGES))
    unknown = tf.layers.flatten(x)
    yield Runs(unknown, feeds=[{x: SEQUENCES}])
    yield known, tf.layers.flatten(tf.constant([1.0, 2.0])), str(unknown.shape)


def dropping_out(tf):
    x = tf.constant(ROWS)
    yield tf.layers.dropout(x, 0.3)
    yield Runs(tf.layers.dropout(x, 0.3, seed=1, training=True), n=2)


@promises(nodes="outer")
def dropping_out_on_demand(tf):
    x, training = tf.constant(ROWS), tf.placeholder_with_default(False, [])
    y = tf.layers.dropout(x, 0.3, seed=1, training=training)
    return Runs(y, feeds=[{training: True}, {training: False}, {}])


def dropping_too_much(tf):
    return tf.layers.dropout(tf.constant(ROWS), 3.0)


@promises(atol=2e-5)
def normalizing_rows_in_training(tf):
    y = tf.layers.batch_normalization(tf.constant(ROWS), training=True)
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    yield Runs([y, updates], n=2)
    yield tf.global_variables()


def normalizing_rows_in_use(tf):
    return tf.layers.batch_normalization(tf.constant(ROWS))


@promises(nodes="outer", atol=2e-5)
def normalizing_images(tf):
    x, training = tf.constant(IMAGES), tf.placeholder(tf.bool, [])
    y = tf.layers.batch_normalization(x, training=training, momentum=0.9)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        z = tf.identity(y)
    yield Runs(z, feeds=[{training: True}, {training: False}, {training: True}])
    yield tf.global_variables()


@promises(nodes="outer", atol=2e-5)
def normalizing_rows_on_demand(tf):
    x, training = tf.constant(ROWS), tf.placeholder(tf.bool, [])
    y = tf.layers.batch_normalization(x, training=training, scale=False, epsilon=0.1)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        z = tf.identity(y)
    yield Runs(z, feeds=[{training: True}, {training: False}, {training: True}])
    yield tf.global_variables()


@promises(atol=2e-5)
def normalizing_along_another_axis(tf):
    return tf.layers.batch_normalization(tf.constant(SEQUENCES), axis=1, training=True)


def a_layer_of_ones_own(tf):
    class Scale(tf.layers.Layer):
        def build(self, input_shape):
            size = int(input_shape[-1])
            ones = tf.ones_initializer()
            self.factor = self.add_variable("factor", [size], initializer=ones)
            self.frozen = self.add_weight(
                "frozen", [], initializer=ones, trainable=False
            )
            self.built = True

        def call(self, inputs):
            return inputs * self.factor + self.frozen

    scale = Scale()
    a = scale(ROWS)
    names = [v.name for v in scale.trainable_variables + scale.non_trainable_variables]
    return a, scale(a), names, scale.name


@promises(nodes=None)
def a_layer_in_a_loop(tf):
    _seeded(tf)

    def row(x):
        return tf.layers.dense(x[None], 3, name="d", reuse=tf.AUTO_REUSE)[0]

    return tf.map_fn(row, tf.constant(ROWS)), [v.name for v in tf.trainable_variables()]
