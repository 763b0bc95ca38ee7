"""tensorflow.contrib.slim.python.slim.nets: a module for each network."""

from edflow import namespace
from edflow.contrib.slim.nets import inception_v3 as inception_v3
from edflow.contrib.slim.nets import vgg as vgg

namespace.finish(__name__)
