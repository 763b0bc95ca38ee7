"""tf.contrib.slim: restoring what a checkpoint has of a model."""

from edflow import namespace
from edflow.train import checkpoint_values

assign_from_checkpoint_fn = checkpoint_values.assign_from_checkpoint_fn

namespace.finish(__name__)
