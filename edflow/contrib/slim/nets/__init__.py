"""slim.nets: networks that everyone trains."""

from edflow import namespace
from edflow.contrib.slim.nets import inception as inception
from edflow.contrib.slim.nets import vgg as vgg

namespace.finish(__name__)
