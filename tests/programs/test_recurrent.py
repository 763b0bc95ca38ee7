"""Recurrent programs as they were taught, shortened until each takes some seconds."""

# Chinese text has Chinese commas.

import warnings

import numpy as np
import pytest

import edflow as tf
from edflow.examples.tutorials.mnist import input_data

PAGE = """你好世界，今天我们来学习循环神经网络。循环神经网络读一个字，记住一点，再读下一个字。
它的记忆是一条传送带，三个门守在旁边：输入门决定什么可以进来，遗忘门决定什么应该忘记，输出门决定说出什么。
你好世界，这是我们写的第一句话。我们把这一页文字读了很多遍，直到它能够自己接着写下去。
春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。床前明月光，疑是地上霜。举头望明月，低头思故乡。
"""


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("digits"))
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("EDFLOW_OFFLINE", "1")
        warnings.simplefilter("ignore")  # That the bundled digits stand in for MNIST.
        return input_data.read_data_sets(folder, one_hot=True)


def trained(loss, rate, clip=5.0):
    variables = tf.trainable_variables()
    slopes, _ = tf.clip_by_global_norm(tf.gradients(loss, variables), clip)
    pairs = zip(slopes, variables, strict=True)
    return tf.train.AdamOptimizer(rate).apply_gradients(pairs)


def started():
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


class Characters:
    """A model that reads characters and says which comes next."""

    def __init__(self, text, units=128):
        self.alphabet = sorted(set(text))
        self.numbers = {c: k for k, c in enumerate(self.alphabet)}
        size = len(self.alphabet)
        self.words = tf.placeholder(tf.int32, [None, None])
        self.targets = tf.placeholder(tf.int32, [None, None])
        table = tf.get_variable("embedding", [size, 32])
        cell = tf.nn.rnn_cell.BasicLSTMCell(units)
        self.start = cell.zero_state(tf.shape(self.words)[0], tf.float32)
        inputs = tf.nn.embedding_lookup(table, self.words)
        outputs, self.end = tf.nn.dynamic_rnn(cell, inputs, initial_state=self.start)
        logits = tf.layers.dense(outputs, size)
        self.best = tf.argmax(logits, 2)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=self.targets, logits=logits
        )
        self.loss = tf.reduce_mean(losses)
        self.step = trained(self.loss, 0.01)

    def read(self, text):
        return np.array([[self.numbers[c] for c in text]])

    def learn(self, session, text, turns, length=40, batch=8):
        numbers = self.read(text)[0]
        random = np.random.default_rng(0)
        for _ in range(turns):
            starts = random.integers(0, len(numbers) - length, batch)
            rows = np.stack([numbers[s : s + length + 1] for s in starts])
            feeds = {self.words: rows[:, :-1], self.targets: rows[:, 1:]}
            loss, _ = session.run([self.loss, self.step], feeds)
        return loss

    def go_on(self, session, text, count):
        """What the model writes after `text`, one character at a time."""
        fetches = [self.best, self.end]
        best, state = session.run(fetches, {self.words: self.read(text)})
        written = ""
        for _ in range(count):
            written += self.alphabet[best[0, -1]]
            feeds = {self.words: [[best[0, -1]]], self.start: state}
            best, state = session.run(fetches, feeds)
        return written


def test_a_model_of_characters_goes_on_with_the_page_it_read():
    tf.set_random_seed(1)
    model = Characters(PAGE)
    session = started()
    assert model.learn(session, PAGE, turns=250) < 0.2
    assert model.go_on(session, "你好世界，今天", 12) == "我们来学习循环神经网络。"
    assert model.go_on(session, "你好世界，这", 9) == "是我们写的第一句话"


def test_a_sine_is_foretold():
    tf.set_random_seed(2)
    x = tf.placeholder(tf.float32, [None, 40, 1])
    y = tf.placeholder(tf.float32, [None, 1])
    cells = [tf.nn.rnn_cell.BasicLSTMCell(24) for _ in range(2)]
    outputs, _ = tf.nn.dynamic_rnn(
        tf.nn.rnn_cell.MultiRNNCell(cells), x, dtype=tf.float32
    )
    guess = tf.layers.dense(outputs[:, -1], 1)
    loss = tf.losses.mean_squared_error(y, guess)
    step = trained(loss, 0.01)

    def waves(starts):
        times = starts[:, None] + np.arange(41) * 0.15
        rows = np.sin(times)[..., None]
        return {x: rows[:, :-1], y: rows[:, -1]}

    session, random = started(), np.random.default_rng(0)
    for _ in range(150):
        session.run(step, waves(random.uniform(0, 7, 32)))
    error = session.run(loss, waves(np.linspace(100, 107, 50)))
    assert np.sqrt(error) < 0.03


def test_digits_are_read_row_by_row(digits):
    tf.set_random_seed(3)
    rows = tf.placeholder(tf.float32, [None, 784])
    labels = tf.placeholder(tf.float32, [None, 10])
    cell = tf.nn.rnn_cell.BasicLSTMCell(64)
    images = tf.reshape(rows, [-1, 28, 28])
    _, state = tf.nn.dynamic_rnn(cell, images, dtype=tf.float32)
    logits = tf.layers.dense(state.h, 10)
    loss = tf.losses.softmax_cross_entropy(labels, logits)
    step = trained(loss, 0.003)
    right = tf.equal(tf.argmax(logits, 1), tf.argmax(labels, 1))
    accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
    session = started()
    for _ in range(400):
        images, answers = digits.train.next_batch(64)
        session.run(step, {rows: images, labels: answers})
    test = digits.test.images[:1000], digits.test.labels[:1000]
    assert session.run(accuracy, dict(zip((rows, labels), test, strict=True))) > 0.93


def test_one_unit_opens_and_closes_with_the_brackets():
    tf.set_random_seed(4)
    random = np.random.default_rng(0)

    def lines(count, length=20):
        """Random texts of ( ) and x; and after each character, whether one is open."""
        codes = np.zeros((count, length), int)
        inside = np.zeros((count, length))
        for k in range(count):
            is_open = False
            for t in range(length):
                draw = random.random()
                if draw < 0.25:
                    codes[k, t], is_open = (2, False) if is_open else (1, True)
                inside[k, t] = is_open
        return np.eye(3)[codes], inside

    x = tf.placeholder(tf.float32, [None, None, 3])
    inside = tf.placeholder(tf.float32, [None, None])
    cell = tf.nn.rnn_cell.BasicLSTMCell(8)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    logits = tf.layers.dense(outputs, 1)[:, :, 0]
    loss = tf.reduce_mean(
        tf.nn.sigmoid_cross_entropy_with_logits(labels=inside, logits=logits)
    )
    step = trained(loss, 0.02)
    session = started()
    for _ in range(300):
        texts, truth = lines(32)
        session.run(step, {x: texts, inside: truth})
    texts, truth = lines(200, 40)
    found, gates = session.run([logits, tf.lstm_gates(outputs)], {x: texts})
    assert np.mean((found > 0) == (truth > 0.5)) > 0.99
    # Among the cells is one that tells by itself whether a bracket is open.
    held = gates.cell.transpose(1, 0, 2).reshape(-1, 8)
    told = [abs(np.corrcoef(unit, truth.reshape(-1))[0, 1]) for unit in held.T]
    assert max(told) > 0.9


@pytest.mark.parametrize("kind", ["GRUCell", "LSTMCell"])
def test_a_cell_restores_what_another_run_saved(kind, tmp_path):
    def build():
        x = tf.constant(np.random.default_rng(0).standard_normal((2, 3, 4)), tf.float32)
        cell = getattr(tf.nn.rnn_cell, kind)(5)
        return tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)[0]

    path = str(tmp_path / "model")
    with tf.Graph().as_default():
        outputs = build()
        session = started()
        expected = session.run(outputs)
        tf.train.Saver().save(session, path)
    with tf.Graph().as_default():
        outputs = build()
        session = tf.Session()
        tf.train.Saver().restore(session, path)
        np.testing.assert_array_equal(session.run(outputs), expected)
