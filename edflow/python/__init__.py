"""tf.python: TensorFlow's inner rooms, as far as programs reach into them."""

from edflow import namespace
from edflow.python import framework as framework
from edflow.python import platform as platform

namespace.finish(__name__)
