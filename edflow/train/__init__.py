"""tf.train: optimizers, learning rates that decay, and moving averages."""

from edflow.train.adagrad import (
    AdadeltaOptimizer,
    AdagradDAOptimizer,
    AdagradOptimizer,
)
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
from edflow.train.proximal import (
    FtrlOptimizer,
    ProximalAdagradOptimizer,
    ProximalGradientDescentOptimizer,
)
from edflow.train.rmsprop import RMSPropOptimizer

__all__ = [
    "AdadeltaOptimizer",
    "AdagradDAOptimizer",
    "AdagradOptimizer",
    "AdamOptimizer",
    "ExponentialMovingAverage",
    "FtrlOptimizer",
    "GradientDescentOptimizer",
    "MomentumOptimizer",
    "Optimizer",
    "ProximalAdagradOptimizer",
    "ProximalGradientDescentOptimizer",
    "RMSPropOptimizer",
    "assert_global_step",
    "create_global_step",
    "exponential_decay",
    "get_global_step",
    "get_or_create_global_step",
    "global_step",
    "inverse_time_decay",
    "natural_exp_decay",
]
