"""tf.contrib.layers: first weights, and regularizers."""

from edflow import namespace
from edflow.contrib.layers.initializers import *
from edflow.contrib.layers.regularizers import *

namespace.finish(__name__)
