"""tf.python.framework.graph_util: tf.graph_util by its older address."""

from edflow import namespace
from edflow.graph_util import *

namespace.finish(__name__)
