"""tf.contrib.legacy_seq2seq, once tf.nn.seq2seq: sequences as lists of steps."""

from edflow import namespace
from edflow.rnn.legacy_seq2seq.attention import *
from edflow.rnn.legacy_seq2seq.decoding import *
from edflow.rnn.legacy_seq2seq.losses import *

namespace.finish(__name__)
