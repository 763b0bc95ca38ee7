"""tf.python.framework: what is public as tf.graph_util."""

from edflow import namespace
from edflow.python.framework import graph_util as graph_util

namespace.finish(__name__)
