"""tf.contrib.framework: arg_scope, the variables of a model, values for them."""

from edflow import namespace
from edflow import train as _train
from edflow.contrib.framework import nest as nest
from edflow.contrib.framework.arg_scoping import *
from edflow.contrib.framework.assigning import *
from edflow.contrib.framework.finding_variables import *
from edflow.contrib.framework.model_variables import *
from edflow.engine.control.branching import smart_cond as smart_cond
from edflow.engine.control.branching import smart_constant_value as smart_constant_value
from edflow.engine.ops.weighting import broadcast_weights as broadcast_weights
from edflow.engine.ops.weighting import (
    remove_squeezable_dimensions as remove_squeezable_dimensions,
)
from edflow.train import checkpoint_values

assert_global_step = _train.assert_global_step
assign_from_checkpoint_fn = checkpoint_values.assign_from_checkpoint_fn
create_global_step = _train.create_global_step
get_global_step = _train.get_global_step
get_or_create_global_step = _train.get_or_create_global_step
init_from_checkpoint = _train.init_from_checkpoint
list_variables = _train.list_variables
load_checkpoint = _train.load_checkpoint
load_variable = _train.load_variable

namespace.finish(__name__)
