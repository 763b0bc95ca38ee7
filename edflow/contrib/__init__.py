"""tf.contrib: what TensorFlow 1 kept apart, as far as it is taught with."""

from edflow.contrib import layers, rnn

__all__ = ["layers", "rnn"]
