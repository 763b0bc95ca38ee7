"""`tf.examples.tutorials`: the data of TensorFlow 1's tutorials."""

from edflow.examples.tutorials import mnist

__all__ = ["mnist"]
