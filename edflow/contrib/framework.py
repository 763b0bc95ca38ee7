"""tf.contrib.framework: the global step, and values from checkpoints."""

from edflow import namespace
from edflow import train as _train
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
