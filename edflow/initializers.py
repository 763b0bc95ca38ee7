"""tf.initializers: first values for variables."""

from edflow import namespace
from edflow.engine.ops import initializers
from edflow.engine.ops.initializers import *
from edflow.engine.ops.state import initialization

# Under the names of functions, as programs call them
constant = initializers.Constant
glorot_normal = initializers.GlorotNormal
glorot_uniform = initializers.GlorotUniform
identity = initializers.Identity
ones = initializers.Ones
orthogonal = initializers.Orthogonal
random_normal = initializers.RandomNormal
random_uniform = initializers.RandomUniform
truncated_normal = initializers.TruncatedNormal
uniform_unit_scaling = initializers.UniformUnitScaling
variance_scaling = initializers.VarianceScaling
zeros = initializers.Zeros

global_variables = initialization.global_variables_initializer
local_variables = initialization.local_variables_initializer
tables_initializer = initialization.tables_initializer
variables = initialization.variables_initializer

namespace.finish(__name__)
