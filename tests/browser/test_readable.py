"""Every word of a picture can be read: on the card, large enough, on no other word."""

import numpy as np
import pytest

import edflow as tf

WORDS = """
() => [...document.querySelectorAll("svg")].flatMap(svg => {
    const card = svg.getBoundingClientRect();
    const words = [...svg.querySelectorAll("text")].filter(t => t.textContent.trim())
        .map(t => [t.textContent, t.getBoundingClientRect(),
            parseFloat(getComputedStyle(t).fontSize)]);
    const complaints = [];
    words.forEach(([said, at, size], i) => {
        if (size < 11) complaints.push(`${said}: ${size} px`);
        if (at.left < card.left || at.right > card.right || at.bottom > card.bottom)
            complaints.push(`${said}: leaves the card`);
        for (const [other, there] of words.slice(0, i)) {
            const shared = (low, high) =>
                Math.min(at[high], there[high]) - Math.max(at[low], there[low]);
            if (shared("left", "right") > 1 && shared("top", "bottom") > 3)
                complaints.push(`${said}: covers ${other}`);
        }
    });
    return complaints;
})
"""
SET = """
share => {
    const moved = (control, event) => control.dispatchEvent(new Event(event));
    for (const range of document.querySelectorAll("input[type=range]")) {
        range.value = Math.round(range.max * share);
        moved(range, "input");
    }
    for (const list of document.querySelectorAll("select")) {
        list.selectedIndex = Math.round((list.options.length - 1) * share);
        moved(list, "change");
    }
    for (const box of document.querySelectorAll("input[type=checkbox]"))
        if (share) box.click();
}
"""
LONG = "a_name_of_more_than_sixty_letters_such_as_some_learners_like_to_give_to_things"


def started():
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def gates(units, steps, tokens=None):
    x = tf.constant(np.random.RandomState(0).normal(size=(1, steps, 5)), tf.float32)
    cell = tf.nn.rnn_cell.BasicLSTMCell(units)
    outputs, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, scope=LONG)
    return tf.view.lstm_gates(outputs, sess=started(), tokens=tokens)


def batchnorm(features, examples):
    values = np.random.RandomState(0).normal(-500, 200, (examples, features))
    x = tf.constant(values, tf.float32)
    y = tf.layers.batch_normalization(x, training=True, name=LONG)
    return tf.view.batchnorm(y, sess=started())


def schedules(count):
    step = tf.train.get_or_create_global_step()
    decay = tf.train.exponential_decay
    rates = {f"{LONG} {n}": decay(0.1, step, 10 + n, 0.5) for n in range(count)}
    return tf.view.decay(rates, steps=10**6)


def race(count):
    adam = tf.train.AdamOptimizer
    return tf.view.optimizers("ravine", {f"{LONG} {n}": adam for n in range(count)})


def average(steps):
    followed = tf.Variable(0.0, name=LONG)
    moving = tf.train.ExponentialMovingAverage(0.99)
    moving.apply([followed])
    values = -1e5 * np.random.RandomState(0).rand(steps)
    return tf.view.ema(values, average=moving, variable=followed)


def training(steps, metrics, lost=None):
    log = tf.view.training(steps, LONG)
    for step in log:
        value = float("nan") if step == lost else -1e5 / (step + 1)
        log(**{f"{LONG}_{n}": value for n in range(metrics)})
    return log.picture


PICTURES = {
    "three steps of one unit": lambda: gates(1, 3),
    "words, and a held place": lambda: gates(9, 12, [f"word {n}" for n in range(12)]),
    "pixels": lambda: gates(9, 12, np.random.RandomState(1).rand(12, 8)),
    "300 steps of 300 units": lambda: gates(300, 300),
    "memory of three steps": lambda: tf.view.lstm_memory(steps=3, units=1),
    "memory of 300 steps": lambda: tf.view.lstm_memory(steps=300, units=4),
    "one feature of three examples": lambda: batchnorm(1, 3),
    "300 features": lambda: batchnorm(300, 50),
    "one schedule": lambda: schedules(1),
    "300 schedules": lambda: schedules(300),
    "three optimizers": lambda: race(3),
    "twelve optimizers": lambda: race(12),
    "a moving average of three steps": lambda: average(3),
    "a moving average of 300 steps": lambda: average(300),
    "a loop of three steps": lambda: training(3, 1),
    "a loop of 300 steps": lambda: training(300, 2, lost=100),
    "a loop with too many metrics": lambda: training(300, 13, lost=299),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_word_can_be_read(page, capsys, name):
    page.set_content(PICTURES[name]().html)
    page.locator("svg").wait_for()
    for share in (0, 0.4, 1):
        page.evaluate(SET, share)
        assert page.evaluate(WORDS) == []
