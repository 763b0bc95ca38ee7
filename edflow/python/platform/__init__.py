"""tf.python.platform: what is public as tf.gfile."""

from edflow import namespace
from edflow.python.platform import gfile as gfile

namespace.finish(__name__)
