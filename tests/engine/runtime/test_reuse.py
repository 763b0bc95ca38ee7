"""Results written over expired inputs: seen by nobody but the clock."""

import numpy as np

import edflow as tf
from edflow.engine.runtime import Observer

LARGE = (256, 256)


def ramp():
    return np.arange(LARGE[0] * LARGE[1], dtype=np.float32).reshape(LARGE)


class Addresses(Observer):
    """Where each operation's output lies; the arrays themselves are not kept."""

    def __init__(self):
        self.at = {}

    def after(self, op, outputs, seconds):
        self.at[op.name] = outputs[0].__array_interface__["data"][0]


def addresses(fetch, feeds):
    session = tf.Session()
    with Addresses().watch(session) as seen:
        value = session.run(fetch, feeds)
    return value, seen.at


def test_a_chain_works_in_one_array():
    x = tf.placeholder(tf.float32, LARGE)
    y = tf.square(tf.exp(-x, name="b"), name="c") + 1.0
    value, at = addresses(y, {x: ramp() / 1e5})
    assert at["Neg"] == at["b"] == at["c"] == at["add"]
    np.testing.assert_allclose(value, np.exp(-ramp() / 1e5) ** 2 + 1, rtol=1e-5)


def test_what_was_fed_stays_as_it_was():
    x, fed = tf.placeholder(tf.float32, LARGE), ramp()
    tf.Session().run(-x, {x: fed})
    np.testing.assert_array_equal(fed, ramp())


def test_what_is_fetched_or_needed_later_stays_as_it_was():
    x = tf.placeholder(tf.float32, LARGE)
    early = x + 1.0
    middle = -early
    late = middle * early
    values = tf.Session().run([middle, late, early], {x: ramp()})
    np.testing.assert_array_equal(values[0], -(ramp() + 1))
    np.testing.assert_array_equal(values[1], -((ramp() + 1) ** 2))
    np.testing.assert_array_equal(values[2], ramp() + 1)


def test_variables_and_constants_stay_as_they_were():
    w = tf.Variable(ramp())
    c = tf.constant(ramp())
    y, z = -w.value(), tf.nn.relu(c)
    session = tf.Session()
    session.run(w.initializer)
    for _ in range(2):
        np.testing.assert_array_equal(session.run(y), -ramp())
        np.testing.assert_array_equal(session.run(z), ramp())


def test_a_view_of_an_expired_array_keeps_it():
    x = tf.placeholder(tf.float32, LARGE)
    made = x + 1.0
    row = tf.reshape(made, [-1])
    late = tf.reduce_sum(-made) + row[0]
    value = tf.Session().run(late, {x: np.ones(LARGE, np.float32)})
    assert value == -2 * ramp().size + 2


def test_a_result_of_another_shape_gets_an_array_of_its_own():
    x = tf.placeholder(tf.float32, [1, LARGE[1]])
    wide = -x + tf.ones(LARGE)
    fed = np.full([1, LARGE[1]], 3, np.float32)
    np.testing.assert_array_equal(
        tf.Session().run(wide, {x: fed}), np.full(LARGE, -2, np.float32)
    )
