# A perceptron out of tf.contrib.layers, trained by optimize_loss with feeds.
import numpy as np
import tensorflow as tf
from tensorflow.contrib.framework import arg_scope
from tensorflow.contrib.layers import batch_norm, fully_connected
from tensorflow.examples.tutorials.mnist import input_data

mnist = input_data.read_data_sets("MNIST_data", seed=0)
tf.set_random_seed(0)

X = tf.placeholder(tf.float32, shape=(None, 784), name="X")
y = tf.placeholder(tf.int64, shape=(None), name="y")
is_training = tf.placeholder(tf.bool, shape=(), name="is_training")

bn_params = {
    "is_training": is_training,
    "decay": 0.9,
    "updates_collections": None,
    "scale": True,
}

with tf.contrib.framework.arg_scope(
    [fully_connected],
    activation_fn=tf.nn.elu,
    weights_initializer=tf.contrib.layers.variance_scaling_initializer(),
    weights_regularizer=tf.contrib.layers.l1_l2_regularizer(1e-5, 1e-4),
    normalizer_fn=batch_norm,
    normalizer_params=bn_params,
):
    hidden1 = fully_connected(X, 60, scope="hidden1")
    hidden2 = fully_connected(hidden1, 30, scope="hidden2")
    with arg_scope([fully_connected], activation_fn=None, normalizer_fn=None):
        logits = tf.contrib.layers.fully_connected(hidden2, 10, scope="outputs")

with tf.name_scope("loss"):
    xentropy = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
    base_loss = tf.reduce_mean(xentropy)
    reg_losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    loss = tf.add_n([base_loss] + reg_losses, name="loss")

global_step = tf.contrib.framework.get_or_create_global_step()
train_op = tf.contrib.layers.optimize_loss(
    loss,
    global_step,
    learning_rate=0.01,
    optimizer="Adam",
    clip_gradients=5.0,
    learning_rate_decay_fn=lambda rate, step: tf.train.exponential_decay(
        rate, step, 100, 0.9
    ),
)

with tf.name_scope("eval"):
    accuracy = tf.reduce_mean(tf.cast(tf.nn.in_top_k(logits, y, 1), tf.float32))

init = tf.global_variables_initializer()
saver = tf.train.Saver(tf.contrib.framework.get_model_variables())

with tf.Session() as sess:
    init.run()
    for step in range(200):
        X_batch, y_batch = mnist.train.next_batch(50)
        sess.run(train_op, feed_dict={is_training: True, X: X_batch, y: y_batch})
    acc_test = accuracy.eval(
        feed_dict={is_training: False, X: mnist.test.images, y: mnist.test.labels}
    )
    path = saver.save(sess, "./model.ckpt")
    print("steps:", tf.train.global_step(sess, global_step))
    print("accuracy:", acc_test)
    outputs = logits.eval(feed_dict={is_training: False, X: mnist.test.images[:3]})

for name, shape in tf.contrib.framework.list_variables(path):
    print(name, shape)

# The same weights as plain arrays, put into a graph of the same shape.
values = {
    name: tf.contrib.framework.load_variable(path, name)
    for name, _ in tf.contrib.framework.list_variables(path)
}
assign = tf.contrib.framework.assign_from_values_fn(values)
with tf.Session() as sess:
    assign(sess)
    again = logits.eval(feed_dict={is_training: False, X: mnist.test.images[:3]})
print("same outputs:", np.array_equal(outputs, again))
