"""tf.random: random draws."""

from edflow import namespace
from edflow.engine.ops import graph_functions
from edflow.engine.ops.random import distributions, draws
from edflow.engine.ops.seeds import *

categorical = distributions.categorical
gamma = distributions.random_gamma
multinomial = distributions.multinomial
normal = draws.random_normal
poisson = distributions.random_poisson
set_random_seed = graph_functions.set_random_seed
shuffle = distributions.random_shuffle
truncated_normal = draws.truncated_normal
uniform = draws.random_uniform

namespace.finish(__name__)
