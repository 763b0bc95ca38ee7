"""Digits out of TFRecord files by tf.data: parsed, decoded and mixed while it learns."""

import numpy as np
import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data

BATCH, STEPS = 50, 400


def write(path, images, labels):
    """Pictures as PNG, each an Example with its label."""
    pixels = tf.placeholder(tf.uint8, [28, 28, 1])
    png = tf.image.encode_png(pixels)
    with tf.Session() as session, tf.python_io.TFRecordWriter(path) as writer:
        for image, label in zip(images, labels, strict=True):
            picture = (image.reshape(28, 28, 1) * 255).astype(np.uint8)
            packed = tf.train.BytesList(value=[session.run(png, {pixels: picture})])
            number = tf.train.Int64List(value=[int(label)])
            feature = {
                "image": tf.train.Feature(bytes_list=packed),
                "label": tf.train.Feature(int64_list=number),
            }
            example = tf.train.Example(features=tf.train.Features(feature=feature))
            writer.write(example.SerializeToString())


def parse(record):
    features = {
        "image": tf.FixedLenFeature([], tf.string),
        "label": tf.FixedLenFeature([], tf.int64),
    }
    parsed = tf.parse_single_example(record, features)
    image = tf.image.decode_png(parsed["image"], channels=1)
    image = tf.cast(tf.reshape(image, [784]), tf.float32) / 255.0
    return image, parsed["label"]


mnist = input_data.read_data_sets("MNIST_data")
write("train-0.tfrecord", mnist.train.images[:500], mnist.train.labels[:500])
write("train-1.tfrecord", mnist.train.images[500:1000], mnist.train.labels[500:1000])
write("test.tfrecord", mnist.test.images[:500], mnist.test.labels[:500])

files = tf.placeholder(tf.string, [None])
dataset = tf.data.TFRecordDataset(files).map(parse, num_parallel_calls=2)
train = dataset.shuffle(1000, seed=1).repeat().batch(BATCH).prefetch(2)
test = dataset.batch(BATCH)

iterator = tf.data.Iterator.from_structure(train.output_types, train.output_shapes)
start_training = iterator.make_initializer(train)
start_testing = iterator.make_initializer(test)
x, y = iterator.get_next()

w = tf.Variable(tf.zeros([784, 10]))
b = tf.Variable(tf.zeros([10]))
logits = tf.matmul(x, w) + b
loss = tf.losses.sparse_softmax_cross_entropy(y, logits)
step = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
right = tf.reduce_sum(tf.cast(tf.equal(tf.argmax(logits, 1), y), tf.int32))

with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    session.run(start_training, {files: ["train-0.tfrecord", "train-1.tfrecord"]})
    for i in range(STEPS):
        _, first = session.run([step, y])
        if i == 0:
            print("first labels:", *first[:10])
    session.run(start_testing, {files: ["test.tfrecord"]})
    total = count = 0
    while True:
        try:
            hits, labels = session.run([right, y])
        except tf.errors.OutOfRangeError:
            break
        total, count = total + hits, count + len(labels)
    print(f"accuracy: {total / count:.3f}")
