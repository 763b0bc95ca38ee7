"""Learning rates, as the learner's graph computes them."""

import pytest

import edflow as tf


@pytest.fixture
def step():
    return tf.train.get_or_create_global_step()


def test_the_finding_says_where_it_starts_ends_and_is_halved(step):
    rate = tf.train.exponential_decay(0.2, step, 30, 0.5, name="rate")
    shown = tf.view.decay(rate, steps=120)
    finding = "rate: 0.2 at first, half of it after 30, 0.0125 at step 120"
    assert shown.text.startswith(finding)
    assert finding in shown.description
    assert list(shown.table()) == [
        ("rate", "0.2", "0.1", "0.05", "0.025", "0.0125", "30")
    ]


def test_a_clock_that_nothing_counts_is_warned_of(step):
    rate = tf.train.exponential_decay(0.2, step, 30, 0.5)
    assert "nothing in this graph counts global_step up" in tf.view.decay(rate).text
    x = tf.Variable(1.0)
    tf.train.Saver()  # It writes the clock too, but does not count it.
    assert "nothing in this graph counts" in tf.view.decay(rate).description
    tf.train.GradientDescentOptimizer(rate).minimize(x * x, step)
    shown = tf.view.decay(rate)
    assert "nothing" not in shown.text + shown.description


@pytest.mark.parametrize("count", ["assign_add", "assign"])
def test_a_clock_may_be_counted_by_hand(step, count):
    rate = tf.train.inverse_time_decay(0.2, step, 30, 0.5)
    if count == "assign_add":
        tf.assign_add(step, 1)
    else:
        tf.assign(step, step + 1)
    assert "nothing in this graph" not in tf.view.decay(rate).text


def test_steps_to_half_are_exact_even_between_samples(step):
    rate = tf.train.polynomial_decay(1.0, step, 100_001, 0.0)
    (row,) = tf.view.decay(rate, steps=150_000).table()
    assert row[-1] == "50,001"


def test_it_looks_until_the_rates_are_low_or_rest(step):
    def last(rate):
        return int(tf.view.decay(rate).controls[0].values[-1])

    assert last(tf.train.exponential_decay(0.1, step, 50, 0.5)) == 200
    assert last(tf.train.piecewise_constant(step, [300, 600], [1.0, 0.8, 0.5])) == 1000
    assert last(tf.train.polynomial_decay(0.1, step, 1000, 0.05)) == 1000
    assert last(tf.constant(0.1) + 0 * tf.to_float(step)) == 100


def test_a_placeholder_can_be_the_clock():
    clock = tf.placeholder(tf.int32, [], name="epoch")
    rate = tf.train.exponential_decay(1.0, clock, 10, 0.5, staircase=True)
    shown = tf.view.decay(rate, steps=20)
    assert shown.controls[0].name == "at epoch"
    assert "nothing" not in shown.text
    assert shown.frame(10).description.endswith("At step 10: ExponentialDecay 0.5.")


def test_a_rate_without_a_clock_is_refused():
    with pytest.raises(ValueError, match="say which is its clock"):
        tf.view.decay(tf.constant(0.1))


def test_other_values_come_from_the_session_or_the_feed(step):
    first = tf.Variable(4.0, name="first")
    factor = tf.placeholder(tf.float32, [], name="factor")
    rate = tf.train.exponential_decay(first * factor, step, 10, 0.5)
    with tf.Session() as sess:
        sess.run(first.initializer)
        shown = tf.view.decay(rate, 10, step, feed_dict={factor: 0.5})
    assert shown.table().rows[0][1:6:4] == ("2", "1")


def test_many_schedules_are_still_one_small_picture(step):
    rates = {
        f"rate {n}": tf.train.exponential_decay(0.1, step, 10 + n, 0.5)
        for n in range(300)
    }
    shown = tf.view.decay(rates, steps=1000)
    assert len(shown.html) < 60_000
    assert "and 288 more" in shown.svg
    assert len(shown.table()) == 300


@pytest.mark.parametrize(
    ("place", "said"), [(0, "0.1"), (10, "0.0871"), (60, "0.0435")]
)
def test_each_frame_shows_the_rates_at_its_step(step, place, said):
    rate = tf.train.exponential_decay(0.1, step, 50, 0.5, name="rate")
    shown = tf.view.decay(rate, steps=60)
    assert f"At step {place}: rate {said}." in shown.frame(place).description
    texts = [item for group in shown.frame(place).scene.groups for item in group.items]
    assert said in [getattr(item, "text", "") for item in texts]
