"""The exercises of lesson 09 let right answers pass, and no others."""

import edflow as tf
from edflow.check import lesson09


def right(x, v, gradient, rate=0.1, mu=0.9):
    v = mu * v + gradient
    return x - rate * v, v


def test_the_step_of_momentum():
    def with_old_v(x, v, gradient, rate=0.1, mu=0.9):
        return x - rate * v, mu * v + gradient

    def without_arguments(x, v, gradient, rate=0.1, mu=0.9):
        return right(x, v, gradient)

    assert lesson09.momentum_by_hand(right)
    assert "*new* v" in lesson09.momentum_by_hand(with_old_v).message
    assert "rate and mu" in lesson09.momentum_by_hand(without_arguments).message
    assert "three dots" in lesson09.momentum_by_hand(lambda *_: ...).message


def test_a_quick_optimizer():
    assert lesson09.quick(tf.train.MomentumOptimizer(0.3, 0.9))
    assert lesson09.quick(tf.train.AdamOptimizer(1.0))
    assert "25" in lesson09.quick(tf.train.MomentumOptimizer(0.1, 0.9)).message
    assert "100" in lesson09.quick(tf.train.GradientDescentOptimizer(0.1)).message
    assert "MomentumOptimizer(" in lesson09.quick(0.3).message
