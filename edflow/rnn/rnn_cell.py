"""tf.nn.rnn_cell: what happens in one step."""

from edflow.rnn.cell import LSTMStateTuple, RNNCell
from edflow.rnn.lstm import BasicLSTMCell, LSTMCell
from edflow.rnn.multi import MultiRNNCell
from edflow.rnn.projections import (
    EmbeddingWrapper,
    InputProjectionWrapper,
    OutputProjectionWrapper,
)
from edflow.rnn.simple import BasicRNNCell, GRUCell
from edflow.rnn.wrappers import DeviceWrapper, DropoutWrapper, ResidualWrapper

__all__ = [
    "BasicLSTMCell",
    "BasicRNNCell",
    "DeviceWrapper",
    "DropoutWrapper",
    "EmbeddingWrapper",
    "GRUCell",
    "InputProjectionWrapper",
    "LSTMCell",
    "LSTMStateTuple",
    "MultiRNNCell",
    "OutputProjectionWrapper",
    "RNNCell",
    "ResidualWrapper",
]
