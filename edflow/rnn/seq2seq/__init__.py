"""tf.contrib.seq2seq: decoders that run as a loop of the graph, and attention."""

from edflow.rnn.seq2seq.attention import (
    AttentionMechanism,
    AttentionWrapper,
    AttentionWrapperState,
    BahdanauAttention,
    LuongAttention,
)
from edflow.rnn.seq2seq.decoder import (
    BasicDecoder,
    BasicDecoderOutput,
    Decoder,
    dynamic_decode,
)
from edflow.rnn.seq2seq.feeding import GreedyEmbeddingHelper, Helper, TrainingHelper
from edflow.rnn.seq2seq.losses import sequence_loss

__all__ = [
    "AttentionMechanism",
    "AttentionWrapper",
    "AttentionWrapperState",
    "BahdanauAttention",
    "BasicDecoder",
    "BasicDecoderOutput",
    "Decoder",
    "GreedyEmbeddingHelper",
    "Helper",
    "LuongAttention",
    "TrainingHelper",
    "dynamic_decode",
    "sequence_loss",
]
