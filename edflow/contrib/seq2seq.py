"""tf.contrib.seq2seq: decoders that run as a loop of the graph, and attention."""

from edflow.rnn.seq2seq import (
    AttentionMechanism,
    AttentionWrapper,
    AttentionWrapperState,
    BahdanauAttention,
    BasicDecoder,
    BasicDecoderOutput,
    Decoder,
    GreedyEmbeddingHelper,
    Helper,
    LuongAttention,
    TrainingHelper,
    dynamic_decode,
    sequence_loss,
)

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
