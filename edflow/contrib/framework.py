"""tf.contrib.framework: the global step, and values from checkpoints."""

from edflow.train import (
    assert_global_step,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
    list_variables,
    load_checkpoint,
    load_variable,
)
from edflow.train.checkpoint_values import (
    assign_from_checkpoint_fn,
    init_from_checkpoint,
)

__all__ = [
    "assert_global_step",
    "assign_from_checkpoint_fn",
    "create_global_step",
    "get_global_step",
    "get_or_create_global_step",
    "init_from_checkpoint",
    "list_variables",
    "load_checkpoint",
    "load_variable",
]
