# A small network of the VGG and Inception kind, defined, trained and tested by TF-Slim.
import sys

import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data

slim = tf.contrib.slim

flags = tf.app.flags
flags.DEFINE_string("train_dir", "train", "Where checkpoints and events are written.")
flags.DEFINE_integer("max_steps", 100, "How many steps to train.")
flags.DEFINE_integer("batch_size", 32, "How many images in a step.")
FLAGS = flags.FLAGS


def inception_block(net, depth, scope):
    with tf.variable_scope(scope):
        with tf.variable_scope("Branch_0"):
            branch_0 = slim.conv2d(net, depth, [1, 1], scope="Conv2d_0a_1x1")
        with tf.variable_scope("Branch_1"):
            branch_1 = slim.conv2d(net, depth, [1, 1], scope="Conv2d_0a_1x1")
            branch_1 = slim.conv2d(branch_1, depth, [3, 3], scope="Conv2d_0b_3x3")
        with tf.variable_scope("Branch_2"):
            branch_2 = slim.max_pool2d(
                net, [3, 3], stride=1, padding="SAME", scope="MaxPool_0a_3x3"
            )
            branch_2 = slim.conv2d(branch_2, depth, [1, 1], scope="Conv2d_0b_1x1")
        return tf.concat([branch_0, branch_1, branch_2], 3)


def digits_arg_scope(is_training, weight_decay=0.0005):
    batch_norm_params = {"is_training": is_training, "decay": 0.9}
    with slim.arg_scope(
        [slim.conv2d, slim.fully_connected],
        weights_regularizer=slim.l2_regularizer(weight_decay),
        weights_initializer=slim.variance_scaling_initializer(),
    ):
        with slim.arg_scope(
            [slim.conv2d],
            normalizer_fn=slim.batch_norm,
            normalizer_params=batch_norm_params,
        ) as sc:
            return sc


def digits_net(images, num_classes=10, is_training=True, scope="Digits"):
    with tf.variable_scope(scope, "Digits", [images]) as sc:
        end_points_collection = sc.original_name_scope + "_end_points"
        with slim.arg_scope(
            [slim.conv2d, slim.fully_connected, slim.max_pool2d],
            outputs_collections=end_points_collection,
        ):
            net = slim.repeat(images, 2, slim.conv2d, 8, [3, 3], scope="conv1")
            net = slim.max_pool2d(net, [2, 2], scope="pool1")
            net = inception_block(net, 8, "Mixed_2a")
            net = slim.max_pool2d(net, [2, 2], scope="pool2")
            net = slim.flatten(net, scope="flatten")
            net = slim.dropout(net, 0.8, is_training=is_training, scope="dropout")
            logits = slim.fully_connected(
                net, num_classes, activation_fn=None, scope="logits"
            )
        return logits, slim.utils.convert_collection_to_dict(end_points_collection)


def train(mnist, steps):
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        images = tf.constant(mnist.train.images)
        labels = tf.constant(mnist.train.labels.astype("int64"))
        chosen = tf.random_uniform(
            [FLAGS.batch_size], maxval=mnist.train.num_examples, dtype=tf.int32
        )
        batch, classes = tf.gather(images, chosen), tf.gather(labels, chosen)
        with slim.arg_scope(digits_arg_scope(is_training=True)):
            logits, end_points = digits_net(batch)
        slim.losses.softmax_cross_entropy(logits, slim.one_hot_encoding(classes, 10))
        total_loss = slim.losses.get_total_loss()
        tf.summary.scalar("loss", total_loss)
        learning_rate = tf.train.exponential_decay(
            0.01, slim.get_or_create_global_step(), 100, 0.5
        )
        train_op = slim.learning.create_train_op(
            total_loss, tf.train.AdamOptimizer(learning_rate)
        )
        loss = slim.learning.train(
            train_op,
            FLAGS.train_dir,
            number_of_steps=steps,
            log_every_n_steps=50,
            save_summaries_secs=60,
        )
        print("end points: %s" % " ".join(end_points))
        print("loss: %.3f" % loss)


def evaluate(mnist):
    with tf.Graph().as_default():
        with slim.arg_scope(digits_arg_scope(is_training=False)):
            logits, _ = digits_net(tf.constant(mnist.test.images), is_training=False)
        labels = tf.constant(mnist.test.labels.astype("int64"))
        names_to_values, names_to_updates = slim.metrics.aggregate_metric_map(
            {
                "accuracy": slim.metrics.streaming_accuracy(
                    tf.argmax(logits, 1), labels
                ),
                "recall_of_ones": slim.metrics.streaming_recall(
                    tf.equal(tf.argmax(logits, 1), 1), tf.equal(labels, 1)
                ),
            }
        )
        values = slim.evaluation.evaluate_once(
            "",
            tf.train.latest_checkpoint(FLAGS.train_dir),
            FLAGS.train_dir + "/eval",
            eval_op=list(names_to_updates.values()),
            final_op=names_to_values,
        )
        print("accuracy: %.4f" % values["accuracy"])
        print("recall of ones: %.4f" % values["recall_of_ones"])


def fine_tune(mnist):
    """New classes, even and odd: all but the last layer is taken over, and kept."""
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        images = tf.constant(mnist.train.images[:200])
        parity = tf.constant(mnist.train.labels[:200].astype("int64") % 2)
        with slim.arg_scope(digits_arg_scope(is_training=False)):
            logits, _ = digits_net(images, num_classes=2, is_training=False)
        loss = slim.losses.sparse_softmax_cross_entropy(logits, parity)
        restored = slim.get_variables_to_restore(
            include=["Digits"], exclude=["Digits/logits"]
        )
        init_fn = slim.assign_from_checkpoint_fn(
            tf.train.latest_checkpoint(FLAGS.train_dir), restored
        )
        train_op = slim.learning.create_train_op(
            loss,
            tf.train.AdamOptimizer(0.01),
            variables_to_train=slim.get_variables("Digits/logits"),
        )
        loss = slim.learning.train(
            train_op, None, number_of_steps=15, init_fn=init_fn, summary_op=None
        )
        print("fine-tuned loss: %.3f" % loss)


def main(_):
    tf.logging.set_verbosity(tf.logging.INFO)
    mnist = input_data.read_data_sets("MNIST_data", reshape=False)
    train(mnist, FLAGS.max_steps // 2)
    train(mnist, FLAGS.max_steps)  # goes on where the first training ended
    evaluate(mnist)
    fine_tune(mnist)
    return 0


if __name__ == "__main__":
    sys.exit(tf.app.run())
