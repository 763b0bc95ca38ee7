"""tf.contrib: what TensorFlow 1 kept apart, as far as it is taught with."""

from edflow.contrib import framework, layers, legacy_seq2seq, rnn, seq2seq, slim

__all__ = ["framework", "layers", "legacy_seq2seq", "rnn", "seq2seq", "slim"]
