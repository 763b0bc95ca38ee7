"""tf.python_io: files of records."""

from edflow import namespace
from edflow.files.records import *

namespace.finish(__name__)
