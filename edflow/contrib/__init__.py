"""tf.contrib: what TensorFlow 1 kept apart, as far as it is taught with."""

from edflow.contrib import framework, layers, rnn, slim

__all__ = ["framework", "layers", "rnn", "slim"]
