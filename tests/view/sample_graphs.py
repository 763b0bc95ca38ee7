"""Graphs to look at: small ones, and those that break a naive drawing."""

import edflow as tf


def sum_of_constants():
    a = tf.constant([1.0, 2.0], name="a")
    b = tf.constant([2.0, 3.0], name="b")
    return tf.add(a, b, name="total")


def weights(shape):
    start = tf.truncated_normal(shape, stddev=0.1)
    return tf.Variable(start)


def biases(shape):
    start = tf.constant(0.1, shape=shape)
    return tf.Variable(start)


def cnn():
    """The second program of the lessons: two convolutions, dropout, Adam."""
    x = tf.placeholder(tf.float32, [None, 784], name="x")
    labels = tf.placeholder(tf.float32, [None, 10], name="labels")
    keep_prob = tf.placeholder(tf.float32, name="keep_prob")
    h = tf.reshape(x, [-1, 28, 28, 1])
    for channels, filters in [(1, 32), (32, 64)]:
        w, b = weights([5, 5, channels, filters]), biases([filters])
        h = tf.nn.relu(tf.nn.conv2d(h, w, [1, 1, 1, 1], "SAME") + b)
        h = tf.nn.max_pool(h, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")
    h = tf.reshape(h, [-1, 7 * 7 * 64])
    h = tf.nn.relu(tf.matmul(h, weights([7 * 7 * 64, 1024])) + biases([1024]))
    h = tf.nn.dropout(h, keep_prob)
    y = tf.nn.softmax(tf.matmul(h, weights([1024, 10])) + biases([10]))
    loss = -tf.reduce_sum(labels * tf.log(y))
    tf.train.AdamOptimizer(1e-4).minimize(loss)
    hits = tf.equal(tf.argmax(y, 1), tf.argmax(labels, 1))
    tf.reduce_mean(tf.cast(hits, tf.float32), name="accuracy")
    tf.global_variables_initializer()


def unrolled_lstm(steps=50):
    """The trap: one kernel used at every step, and the gradients of all of it."""
    x = tf.placeholder(tf.float32, [8, steps, 4])
    kernel = tf.Variable(tf.zeros([4 + 6, 24]), name="kernel")
    bias = tf.Variable(tf.zeros([24]), name="bias")
    h = c = tf.zeros([8, 6])
    for t in range(steps):
        z = tf.matmul(tf.concat([x[:, t], h], 1), kernel) + bias
        i, j, f, o = tf.split(z, 4, 1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(j)
        h = tf.sigmoid(o) * tf.tanh(c)
    tf.gradients(tf.reduce_sum(h), [kernel, bias])


def tower(layers):
    """Layers that are built alike, each in a scope of its own: ten ops a layer."""
    x = tf.placeholder(tf.float32, [None, 8], name="x")
    for _ in range(layers):
        with tf.name_scope("layer"):
            w = tf.Variable(tf.zeros([8, 8]), name="w")
            x = tf.matmul(x, w)
            with tf.name_scope("scale"):
                x = x * 2.0 + 1.0
            x = tf.nn.relu(x)
