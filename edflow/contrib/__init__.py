"""tf.contrib: what TensorFlow 1 kept apart, as far as it is taught with."""

from edflow import namespace
from edflow.contrib import data as data
from edflow.contrib import framework as framework
from edflow.contrib import layers as layers
from edflow.contrib import legacy_seq2seq as legacy_seq2seq
from edflow.contrib import losses as losses
from edflow.contrib import metrics as metrics
from edflow.contrib import rnn as rnn
from edflow.contrib import seq2seq as seq2seq
from edflow.contrib import slim as slim

namespace.finish(__name__)
