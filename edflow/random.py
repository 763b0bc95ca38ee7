"""tf.random: random draws."""

from edflow.engine.ops.graph_functions import set_random_seed
from edflow.engine.ops.random.distributions import (
    categorical,
    multinomial,
)
from edflow.engine.ops.random.distributions import random_gamma as gamma
from edflow.engine.ops.random.distributions import random_poisson as poisson
from edflow.engine.ops.random.distributions import random_shuffle as shuffle
from edflow.engine.ops.random.draws import random_normal as normal
from edflow.engine.ops.random.draws import random_uniform as uniform
from edflow.engine.ops.random.draws import truncated_normal
from edflow.engine.ops.seeds import get_seed

__all__ = [
    "categorical",
    "gamma",
    "get_seed",
    "multinomial",
    "normal",
    "poisson",
    "set_random_seed",
    "shuffle",
    "truncated_normal",
    "uniform",
]
