"""tensorflow.contrib.slim.python.slim.nets: a module for each network."""

from edflow import namespace
from edflow.contrib.slim.python.slim.nets import inception_v3 as inception_v3

namespace.finish(__name__)
