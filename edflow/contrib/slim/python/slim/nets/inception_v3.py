"""tensorflow.contrib.slim.python.slim.nets.inception_v3: see `slim.nets.inception`."""

from edflow import namespace
from edflow.contrib.slim.nets.inception_v3 import *

namespace.finish(__name__)
