"""`tf.examples.tutorials`: the data of TensorFlow 1's tutorials."""

from edflow import namespace
from edflow.examples.tutorials import mnist as mnist

namespace.finish(__name__)
