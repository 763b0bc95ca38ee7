"""tf.python.platform.gfile: tf.gfile by its older address."""

from edflow import namespace
from edflow.gfile import *

namespace.finish(__name__)
