"""tf.contrib.slim: restoring what a checkpoint has of a model."""

from edflow.train.checkpoint_values import assign_from_checkpoint_fn

__all__ = ["assign_from_checkpoint_fn"]
