"""A net that tells three shapes apart in photographs that it never sees twice alike.

The pictures are JPEG files. Each time one is read it is cut, mirrored and recolored by
lot, so that a few files go a long way; they are tested as they are.
"""

import tempfile
from pathlib import Path

import numpy as np
import tensorflow as tf
from PIL import Image, ImageDraw

SHAPES = ("circle", "square", "cross")
FILES, UNSEEN, SIDE, BATCH, STEPS = 60, 90, 24, 30, 400
random = np.random.default_rng(1)


def draw_shape(kind):
    """A shape [64, 80, 3] in one color on a rough ground of another, and its box."""
    ground, color = random.integers(0, 256, (2, 3))
    while abs(ground - color).sum() < 200:
        ground, color = random.integers(0, 256, (2, 3))
    noise = random.normal(0, 12, (64, 80, 3))
    picture = Image.fromarray(np.clip(ground + noise, 0, 255).astype(np.uint8))
    size = random.integers(24, 40)
    x, y = random.integers(2, 78 - size), random.integers(2, 62 - size)
    corners, third = [x, y, x + size, y + size], size // 3
    pen, fill = ImageDraw.Draw(picture), tuple(int(c) for c in color)
    if kind == "circle":
        pen.ellipse(corners, fill)
    elif kind == "square":
        pen.rectangle(corners, fill)
    else:
        pen.rectangle([x + third, y, x + 2 * third, y + size], fill)
        pen.rectangle([x, y + third, x + size, y + 2 * third], fill)
    return np.array(picture), [y / 64, x / 80, (y + size) / 64, (x + size) / 80]


def write_pictures(folder, count):
    """JPEG files named after what they show, and the box of each."""
    pixels = tf.placeholder(tf.uint8, [None, None, 3])
    name = tf.placeholder(tf.string, [])
    write = tf.write_file(name, tf.image.encode_jpeg(pixels, quality=90))
    boxes = {}
    with tf.Session() as sess:
        for i in range(count):
            kind = SHAPES[i % 3]
            path = str(folder / ("%s-%03d.jpg" % (kind, i)))
            picture, boxes[path] = draw_shape(kind)
            sess.run(write, {pixels: picture, name: path})
    return boxes


def distort(image, box):
    """A part that still shows the shape, mirrored and recolored by lot."""
    begin, size, _ = tf.image.sample_distorted_bounding_box(
        tf.shape(image), [[box]], min_object_covered=0.9, area_range=(0.2, 1), seed=2
    )
    part = tf.slice(image, begin, size)
    part = tf.image.resize_images(part, [SIDE, SIDE])
    part.set_shape([SIDE, SIDE, 3])
    part = tf.image.random_flip_left_right(part)
    part = tf.image.random_flip_up_down(part)
    part = tf.image.random_brightness(part, max_delta=0.2)
    part = tf.image.random_saturation(part, 0.5, 1.5)
    part = tf.image.random_hue(part, max_delta=0.5)
    part = tf.image.random_contrast(part, 0.7, 1.3)
    return tf.image.per_image_standardization(part)


def whole(image, box):
    """The part with the shape, and what is around it, as it is."""
    margin = tf.constant([-0.15, -0.15, 0.15, 0.15])
    around = tf.clip_by_value(box + margin, 0.0, 1.0)
    crop = tf.image.crop_and_resize([image], [around], [0], [SIDE, SIDE])
    return tf.image.per_image_standardization(crop[0])


def dense(x, units, name):
    with tf.variable_scope(name):
        shape = [x.get_shape()[1].value, units]
        w = tf.get_variable("w", shape)
        return tf.matmul(x, w) + tf.get_variable("b", [units])


def conv(x, channels, name):
    with tf.variable_scope(name):
        shape = [3, 3, x.get_shape()[3].value, channels]
        y = tf.nn.conv2d(x, tf.get_variable("w", shape), [1, 1, 1, 1], "SAME")
        y = tf.nn.relu(y + tf.get_variable("b", [channels]))
        return tf.nn.max_pool(y, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")


def main(folder):
    boxes = write_pictures(folder / "train", FILES)
    unseen = write_pictures(folder / "test", UNSEEN)

    tf.set_random_seed(4)
    name, box = tf.placeholder(tf.string, []), tf.placeholder(tf.float32, [4])
    image = tf.image.decode_jpeg(tf.read_file(name), channels=3)
    image = tf.image.convert_image_dtype(image, tf.float32)
    distorted, straight = distort(image, box), whole(image, box)
    files = tf.matching_files("%s/*/*.jpg" % folder)

    x = tf.placeholder(tf.float32, [None, SIDE, SIDE, 3])
    labels = tf.placeholder(tf.int64, [None])
    y = conv(conv(x, 8, "conv1"), 16, "conv2")
    y = tf.reshape(y, [-1, (SIDE // 4) ** 2 * 16])
    logits = dense(tf.nn.relu(dense(y, 32, "dense1")), 3, "dense2")
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )
    train = tf.train.AdamOptimizer(3e-3).minimize(loss)
    right = tf.equal(tf.argmax(logits, 1), labels)
    accuracy = tf.reduce_mean(tf.cast(right, tf.float32))

    def read(sess, pixels, boxes, paths):
        pictures = [sess.run(pixels, {name: p, box: boxes[p]}) for p in paths]
        kinds = [SHAPES.index(Path(p).name.split("-")[0]) for p in paths]
        return {x: np.array(pictures), labels: kinds}

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print("files: %d" % len(sess.run(files)))
        for _ in range(STEPS):
            paths = random.choice(list(boxes), BATCH)
            sess.run(train, read(sess, distorted, boxes, paths))
        feed = read(sess, straight, unseen, list(unseen))
        print("accuracy: %.3f" % sess.run(accuracy, feed))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
