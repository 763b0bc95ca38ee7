"""Digits read from TFRecords by threads: queues, shuffled batches, a Coordinator."""

import sys

import numpy as np
import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data

folder = sys.argv[1] if len(sys.argv) > 1 else "."
mnist = input_data.read_data_sets("MNIST_data")


def write(path, images, labels):
    with tf.python_io.TFRecordWriter(path) as writer:
        for image, label in zip(images, labels, strict=True):
            feature = {
                "image": tf.train.Feature(
                    bytes_list=tf.train.BytesList(value=[image.tobytes()])
                ),
                "label": tf.train.Feature(
                    int64_list=tf.train.Int64List(value=[int(label)])
                ),
            }
            example = tf.train.Example(features=tf.train.Features(feature=feature))
            writer.write(example.SerializeToString())


pixels = np.uint8(mnist.train.images[:1000] * 255)
names = ["%s/digits-%d.tfrecord" % (folder, k) for k in range(2)]
for k, name in enumerate(names):
    write(name, pixels[k::2], mnist.train.labels[:1000][k::2])


def inputs(batch_size, num_epochs):
    queue = tf.train.string_input_producer(names, num_epochs=num_epochs)
    _, serialized = tf.TFRecordReader().read(queue)
    features = tf.parse_single_example(
        serialized,
        features={
            "image": tf.FixedLenFeature([], tf.string),
            "label": tf.FixedLenFeature([], tf.int64),
        },
    )
    image = tf.decode_raw(features["image"], tf.uint8)
    image.set_shape([784])
    image = tf.cast(image, tf.float32) * (1.0 / 255)
    return tf.train.shuffle_batch(
        [image, features["label"]],
        batch_size=batch_size,
        num_threads=2,
        capacity=500 + 3 * batch_size,
        min_after_dequeue=200,
    )


images, labels = inputs(batch_size=50, num_epochs=4)
weights = tf.Variable(tf.zeros([784, 10]))
biases = tf.Variable(tf.zeros([10]))
logits = tf.matmul(images, weights) + biases
loss = tf.reduce_mean(
    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
)
train_op = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
right = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), labels), tf.float32))

with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    step, last = 0, []
    try:
        while not coord.should_stop():
            _, accuracy = sess.run([train_op, right])
            last.append(accuracy)
            step += 1
    except tf.errors.OutOfRangeError:
        print("steps:", step)
    finally:
        coord.request_stop()
    coord.join(threads)
    print("accuracy:", np.mean(last[-20:]))
