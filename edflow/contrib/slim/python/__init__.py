"""tensorflow.contrib.slim.python: where TensorFlow kept TF-Slim's files."""

from edflow import namespace
from edflow.contrib.slim.python import slim as slim

namespace.finish(__name__)
