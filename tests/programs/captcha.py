"""A captcha reader: conv layers see strokes, an LSTM reads along, CTC aligns the letters.

Nobody tells the net where a letter stands, only which four there are, in order.
"""

import string
import time

import numpy as np
import tensorflow as tf
from PIL import Image, ImageDraw, ImageFont

flags = tf.app.flags
# Without I and O: nobody can tell them from 1 and 0.
EVERY = "".join(k for k in string.digits + string.ascii_uppercase if k not in "IO")
flags.DEFINE_string("alphabet", EVERY, "the letters")
flags.DEFINE_integer("steps", 100000, "how many steps to train at most")
flags.DEFINE_float("minutes", 8.5, "how long to train at most")
flags.DEFINE_integer("pictures", 30000, "how many captchas to train on")
flags.DEFINE_integer("unseen", 4, "the seed of the captchas of the last test")
flags.DEFINE_integer("report", 200, "how often to report")
FLAGS = flags.FLAGS

LETTERS, HEIGHT, WIDTH = 4, 32, 96
BATCH, UNITS = 32, 128


def draw_letter(letter, random):
    """One letter in white on black, of random size, turned a little."""
    font = ImageFont.load_default(int(random.integers(22, 28)))
    tile = Image.new("L", (32, 32))
    ImageDraw.Draw(tile).text((16, 16), letter, 255, font, anchor="mm")
    return tile.rotate(random.uniform(-20, 20), Image.Resampling.BILINEAR)


def draw_captcha(text, random):
    """The text as a picture [HEIGHT, WIDTH] from 0 to 255, with lines and noise."""
    picture = Image.new("L", (WIDTH, HEIGHT))
    left = random.uniform(-4, 5)
    for letter in text:
        tile = draw_letter(letter, random)
        place = round(left), int(random.integers(-3, 4))
        picture.paste(255, place, tile)
        left += random.uniform(18, 21)
    pen = ImageDraw.Draw(picture)
    for _ in range(2):
        ends = random.uniform(0, 1, 4) * [WIDTH, HEIGHT, WIDTH, HEIGHT]
        pen.line(ends.tolist(), fill=int(random.integers(90, 160)))
    noise = random.normal(0, 20, (HEIGHT, WIDTH))
    return np.clip(np.asarray(picture) + noise, 0, 255)


def draw_captchas(count, seed):
    """Pictures [count, HEIGHT, WIDTH, 1] and the numbers of their letters."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, len(FLAGS.alphabet), (count, LETTERS))
    pictures = [
        draw_captcha([FLAGS.alphabet[k] for k in row], random) for row in labels
    ]
    return np.array(pictures, np.uint8)[..., None], labels


def convolved(x, filters, training, strides=1):
    """Strokes in 5x5 pixels, each feature over the batch with mean 0 and variance 1."""
    x = tf.layers.conv2d(x, filters, 5, strides, padding="same", use_bias=False)
    # Averages over some ten steps; over a hundred, they lag behind what is learned.
    x = tf.layers.batch_normalization(x, momentum=0.9, training=training)
    return tf.nn.relu(x)


def scores_of(pictures, training):
    """At each of WIDTH / 4 steps a score for each letter, and for none: the blank."""
    x = tf.cast(pictures, tf.float32) / 255
    x = convolved(x, 16, training, strides=2)
    x = tf.layers.max_pooling2d(convolved(x, 32, training), 2, 2)
    x = tf.layers.max_pooling2d(convolved(x, 64, training), [2, 1], [2, 1])
    # From left to right: each column of the picture is a step.
    columns = tf.transpose(x, [2, 0, 1, 3])
    steps = tf.reshape(columns, [WIDTH // 4, -1, HEIGHT // 8 * 64])
    # 30,000 pictures can be learned by heart, unless some of what is seen is hidden.
    steps = tf.layers.dropout(steps, 0.3, training=training)
    cell = tf.nn.rnn_cell.BasicLSTMCell(UNITS)
    outputs, _ = tf.nn.dynamic_rnn(cell, steps, dtype=tf.float32, time_major=True)
    return tf.layers.dense(outputs, len(FLAGS.alphabet) + 1)


def sparse(labels):
    """Labels [count, LETTERS] as what a sparse placeholder is fed with."""
    places = np.argwhere(np.ones_like(labels))
    return tf.SparseTensorValue(places, labels.reshape(-1), labels.shape)


def main(_):
    tf.set_random_seed(1)
    pictures = tf.placeholder(tf.uint8, [None, HEIGHT, WIDTH, 1])
    labels = tf.sparse_placeholder(tf.int32)
    lengths = tf.fill([tf.shape(pictures)[0]], WIDTH // 4)
    training = tf.placeholder_with_default(False, [])
    scores = scores_of(pictures, training)
    loss = tf.reduce_mean(tf.nn.ctc_loss(labels, scores, lengths))
    rate = tf.placeholder(tf.float32, [])
    optimizer = tf.train.AdamOptimizer(rate)
    slopes, variables = zip(*optimizer.compute_gradients(loss), strict=True)
    slopes, _ = tf.clip_by_global_norm(slopes, 5.0)
    averages = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(averages):
        train = optimizer.apply_gradients(zip(slopes, variables, strict=True))
    (decoded,), _ = tf.nn.ctc_greedy_decoder(scores, lengths)
    read = tf.sparse_tensor_to_dense(decoded, default_value=-1)

    train_x, train_y = draw_captchas(FLAGS.pictures, seed=1)
    watched = draw_captchas(500, seed=2)
    random = np.random.default_rng(3)

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())

        def accuracy(test_x, test_y):
            right = 0
            for x, y in zip(np.split(test_x, 5), np.split(test_y, 5), strict=True):
                for found, true in zip(sess.run(read, {pictures: x}), y, strict=True):
                    right += found[found >= 0].tolist() == true.tolist()
            return right / len(test_x)

        start = time.time()
        for step in range(FLAGS.steps):
            done = max((time.time() - start) / 60 / FLAGS.minutes, step / FLAGS.steps)
            if done >= 1:
                break
            pick = random.integers(0, len(train_x), BATCH)
            feed = {pictures: train_x[pick], labels: sparse(train_y[pick])}
            feed[training] = True
            # In the second half ever smaller steps, down to a twentieth.
            feed[rate] = 2e-3 * min(1, 20 ** (1 - 2 * done))
            _, value = sess.run([train, loss], feed)
            if step % FLAGS.report == 0:
                share = accuracy(*watched)
                print(f"step {step}: loss {value:.3f}, accuracy {share:.3f}")
        # Of captchas that nobody has looked at so far.
        print(f"accuracy: {accuracy(*draw_captchas(1000, seed=FLAGS.unseen)):.3f}")


if __name__ == "__main__":
    tf.app.run()
