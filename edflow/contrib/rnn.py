"""tf.contrib.rnn: recurrent networks, under the names that they had there."""

from edflow import namespace
from edflow.rnn.block import *
from edflow.rnn.rnn_cell import *
from edflow.rnn.stacked import *
from edflow.rnn.static import *

namespace.finish(__name__)
