"""tf.nn.rnn_cell: what happens in one step."""

from edflow import namespace
from edflow.rnn.cell import *
from edflow.rnn.lstm import *
from edflow.rnn.multi import *
from edflow.rnn.projections import *
from edflow.rnn.simple import *
from edflow.rnn.wrappers import *

namespace.finish(__name__)
