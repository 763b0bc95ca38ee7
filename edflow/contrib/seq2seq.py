"""tf.contrib.seq2seq: decoders that run as a loop of the graph, and attention."""

from edflow import namespace
from edflow.rnn.seq2seq.attention import *
from edflow.rnn.seq2seq.decoder import *
from edflow.rnn.seq2seq.feeding import *
from edflow.rnn.seq2seq.losses import *

namespace.finish(__name__)
