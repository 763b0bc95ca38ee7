"""tf.train: optimizers, learning rates that decay, and moving averages."""

from edflow.train.adam import AdamOptimizer
from edflow.train.decay import (
    exponential_decay,
    inverse_time_decay,
    natural_exp_decay,
)
from edflow.train.global_step import (
    assert_global_step,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
    global_step,
)
from edflow.train.gradient_descent import GradientDescentOptimizer, MomentumOptimizer
from edflow.train.moving_averages import ExponentialMovingAverage
from edflow.train.optimizer import Optimizer

__all__ = [
    "AdamOptimizer",
    "ExponentialMovingAverage",
    "GradientDescentOptimizer",
    "MomentumOptimizer",
    "Optimizer",
    "assert_global_step",
    "create_global_step",
    "exponential_decay",
    "get_global_step",
    "get_or_create_global_step",
    "global_step",
    "inverse_time_decay",
    "natural_exp_decay",
]
