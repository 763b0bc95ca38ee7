"""Recurrent networks: cells, and what runs them over sequences."""

from edflow.rnn import legacy_seq2seq, rnn_cell, seq2seq
from edflow.rnn.dynamic import bidirectional_dynamic_rnn, dynamic_rnn
from edflow.rnn.gates import LSTMGates, lstm_gates
from edflow.rnn.raw import raw_rnn
from edflow.rnn.static import (
    static_bidirectional_rnn,
    static_rnn,
    static_state_saving_rnn,
)

__all__ = [
    "LSTMGates",
    "bidirectional_dynamic_rnn",
    "dynamic_rnn",
    "legacy_seq2seq",
    "lstm_gates",
    "raw_rnn",
    "rnn_cell",
    "seq2seq",
    "static_bidirectional_rnn",
    "static_rnn",
    "static_state_saving_rnn",
]
