"""The optimizers' race: ways that are the engine's own."""

import numpy as np
import pytest

import edflow as tf
from edflow.view.landscapes import LANDSCAPES, OPTIMIZERS, lanes_of, race, survey


def run(name, rate, momentum=0.0, landscape="ravine", steps=100):
    place = LANDSCAPES[landscape]
    lane = (name, rate, momentum)
    return race(place, survey(place), OPTIMIZERS, [lane], steps)[0]


def test_gradient_descent_goes_where_the_formula_says():
    way = run("gradient descent", 0.1, steps=3)
    x, y = -7.0, 1.6
    for point, loss in zip(way.points, way.losses, strict=True):
        assert point == pytest.approx((x, y), rel=1e-5)
        assert loss == pytest.approx(0.04 * x * x + 1.2 * y * y, rel=1e-5)
        x, y = x - 0.1 * 0.08 * x, y - 0.1 * 2.4 * y


def test_momentum_zero_is_gradient_descent():
    plain, heavy = run("gradient descent", 0.1), run("Momentum", 0.1, 0.0)
    assert plain.points == pytest.approx(heavy.points)


def test_too_large_a_rate_diverges_and_the_way_ends_there():
    way = run("gradient descent", 1.0)
    assert way.arrived is None
    assert way.diverged is not None
    assert len(way.losses) == way.diverged + 1
    assert way.losses[-1] > 100 * way.losses[0] - 1


def test_who_has_one_percent_of_the_first_loss_left_has_arrived():
    way = run("Momentum", 0.1, 0.9)
    assert way.arrived is not None
    floor = min(way.losses.min(), survey(LANDSCAPES["ravine"]).heights.min())
    share = (way.losses - floor) / (way.losses[0] - floor)
    assert share[way.arrived] <= 0.01 < share[way.arrived - 1]


def test_only_those_that_take_a_momentum_have_a_lane_for_each():
    lanes = lanes_of(OPTIMIZERS, (0.1, 0.2), (0.0, 0.5, 0.9))
    assert sum(name == "Momentum" for name, *_ in lanes) == 6
    assert sum(name == "Adam" for name, *_ in lanes) == 2


def test_the_finding_names_the_winner():
    shown = tf.view.optimizers("ravine")
    first = run("Momentum", 0.1, 0.9).arrived
    said = f"Ravine, rate 0.1, momentum 0.9: Momentum arrives first, after {first} of"
    assert said in shown.description
    assert shown.text.startswith(said)
    assert "all diverge" not in shown.frame(0, 0).description
    assert "none arrives" in shown.frame(0, 0).description


def test_what_diverges_says_when():
    shown = tf.view.optimizers("ravine")
    rows = {row[:3]: row[3] for row in shown.table()}
    step = run("gradient descent", 1.0).diverged
    assert rows["gradient descent", "1", ""] == f"diverged at {step}"


def test_a_loss_and_optimizers_of_one_s_own():
    def bowl(x, y):
        return tf.square(x - 1.0) + tf.square(y)

    shown = tf.view.optimizers(
        bowl,
        {"mine": lambda rate: tf.train.GradientDescentOptimizer(rate / 2)},
        start=(3.0, 0.0),
    )
    assert shown.text.startswith("Bowl, rate 0.1: mine arrives first, after 22 of 100")
    assert [control.name for control in shown.controls] == ["learning rate"]
    assert len(shown.table()) == len(shown.controls[0].values)


def test_a_landscape_that_is_not_there():
    with pytest.raises(ValueError, match=r"no landscape 'hill', only ravine, saddle"):
        tf.view.optimizers("hill")


def test_a_loss_must_be_one_number():
    with pytest.raises(ValueError, match="must return one number"):
        tf.view.optimizers(lambda x, y: tf.stack([x, y]))


@pytest.mark.parametrize("name", LANDSCAPES)
def test_a_page_of_it_is_small(name):
    assert len(tf.view.optimizers(name).html) < 60_000


def test_ground_and_start_are_what_the_function_says():
    ground = survey(LANDSCAPES["saddle"], 5, 4)
    x, y = np.meshgrid(ground.xs, ground.ys)
    expected = x * x + 0.5 * (y * y - 1) ** 2
    assert ground.heights == pytest.approx(expected, rel=1e-4, abs=1e-6)
    assert ground.first == pytest.approx(1.3**2 + 0.5 * (0.02**2 - 1) ** 2)
