"""tf.data: elements from files and arrays, read and prepared while the graph runs."""

from edflow import namespace
from edflow.data import experimental as experimental
from edflow.data.dataset import *
from edflow.data.iterators import *
from edflow.data.readers import *

namespace.finish(__name__)
