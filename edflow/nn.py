"""tf.nn: what neural networks are built of."""

from typing import TYPE_CHECKING

from edflow.engine.ops.array.blocks import (
    depth_to_space,
    space_to_batch,
    space_to_depth,
)
from edflow.engine.ops.conv.conv1d import (
    avg_pool1d,
    conv1d,
    conv1d_transpose,
    max_pool1d,
)
from edflow.engine.ops.conv.conv2d import (
    conv2d,
    conv2d_backprop_filter,
    conv2d_backprop_input,
)
from edflow.engine.ops.conv.conv3d import conv3d, conv3d_backprop_filter
from edflow.engine.ops.conv.depthwise import (
    depthwise_conv2d_backprop_filter,
    depthwise_conv2d_backprop_input,
    depthwise_conv2d_native,
    depthwise_conv2d_native_backprop_filter,
    depthwise_conv2d_native_backprop_input,
)
from edflow.engine.ops.conv.dilated import (
    atrous_conv2d,
    atrous_conv2d_transpose,
    convolution,
    with_space_to_batch,
)
from edflow.engine.ops.conv.dilation2d import dilation2d, erosion2d
from edflow.engine.ops.conv.pool import max_pool_with_argmax, pool
from edflow.engine.ops.conv.pool2d import avg_pool, avg_pool2d, max_pool, max_pool2d
from edflow.engine.ops.conv.pool3d import avg_pool3d, max_pool3d
from edflow.engine.ops.conv.separable import depthwise_conv2d, separable_conv2d
from edflow.engine.ops.conv.transposed import (
    conv2d_transpose,
    conv3d_transpose,
    conv_transpose,
)
from edflow.engine.ops.indexing.ranking import in_top_k, top_k
from edflow.engine.ops.math.trigonometry import sigmoid, tanh
from edflow.engine.ops.nn.activations import (
    crelu,
    elu,
    leaky_relu,
    relu,
    relu6,
    selu,
    silu,
    softplus,
    softsign,
    swish,
)
from edflow.engine.ops.nn.batch_norm import (
    batch_norm_with_global_normalization,
    batch_normalization,
)
from edflow.engine.ops.nn.bias import bias_add, relu_layer, xw_plus_b
from edflow.engine.ops.nn.cross_entropy import (
    softmax_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from edflow.engine.ops.nn.ctc import ctc_loss
from edflow.engine.ops.nn.ctc_decoding import (
    ctc_beam_search_decoder,
    ctc_greedy_decoder,
)
from edflow.engine.ops.nn.dropout import dropout
from edflow.engine.ops.nn.embedding import embedding_lookup, embedding_lookup_sparse
from edflow.engine.ops.nn.fused_batch_norm import fused_batch_norm
from edflow.engine.ops.nn.logistic import (
    log_poisson_loss,
    sigmoid_cross_entropy_with_logits,
    weighted_cross_entropy_with_logits,
)
from edflow.engine.ops.nn.lrn import local_response_normalization, lrn
from edflow.engine.ops.nn.moments import (
    moments,
    normalize_moments,
    sufficient_statistics,
    weighted_moments,
)
from edflow.engine.ops.nn.norms import l2_loss, l2_normalize, zero_fraction
from edflow.engine.ops.nn.sampled import nce_loss, sampled_softmax_loss
from edflow.engine.ops.nn.softmax import log_softmax, softmax
from edflow.engine.ops.random.candidates import (
    all_candidate_sampler,
    compute_accidental_hits,
    fixed_unigram_candidate_sampler,
    log_uniform_candidate_sampler,
    uniform_candidate_sampler,
)

if TYPE_CHECKING:  # Recurrent networks load at first use, see below.
    from edflow.rnn import (
        bidirectional_dynamic_rnn,
        dynamic_rnn,
        raw_rnn,
        rnn_cell,
        static_bidirectional_rnn,
        static_rnn,
        static_state_saving_rnn,
    )
    from edflow.rnn import (
        legacy_seq2seq as seq2seq,
    )
    from edflow.rnn import (
        static_bidirectional_rnn as bidirectional_rnn,
    )
    from edflow.rnn import (
        static_rnn as rnn,
    )
    from edflow.rnn import (
        static_state_saving_rnn as state_saving_rnn,
    )

__all__ = [
    "all_candidate_sampler",
    "atrous_conv2d",
    "atrous_conv2d_transpose",
    "avg_pool",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm_with_global_normalization",
    "batch_normalization",
    "bias_add",
    "bidirectional_dynamic_rnn",
    "bidirectional_rnn",
    "compute_accidental_hits",
    "conv1d",
    "conv1d_transpose",
    "conv2d",
    "conv2d_backprop_filter",
    "conv2d_backprop_input",
    "conv2d_transpose",
    "conv3d",
    "conv3d_backprop_filter",
    "conv3d_transpose",
    "conv_transpose",
    "convolution",
    "crelu",
    "ctc_beam_search_decoder",
    "ctc_greedy_decoder",
    "ctc_loss",
    "depth_to_space",
    "depthwise_conv2d",
    "depthwise_conv2d_backprop_filter",
    "depthwise_conv2d_backprop_input",
    "depthwise_conv2d_native",
    "depthwise_conv2d_native_backprop_filter",
    "depthwise_conv2d_native_backprop_input",
    "dilation2d",
    "dropout",
    "dynamic_rnn",
    "elu",
    "embedding_lookup",
    "embedding_lookup_sparse",
    "erosion2d",
    "fixed_unigram_candidate_sampler",
    "fused_batch_norm",
    "in_top_k",
    "l2_loss",
    "l2_normalize",
    "leaky_relu",
    "local_response_normalization",
    "log_poisson_loss",
    "log_softmax",
    "log_uniform_candidate_sampler",
    "lrn",
    "max_pool",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_pool_with_argmax",
    "moments",
    "nce_loss",
    "normalize_moments",
    "pool",
    "raw_rnn",
    "relu",
    "relu6",
    "relu_layer",
    "rnn",
    "rnn_cell",
    "sampled_softmax_loss",
    "selu",
    "separable_conv2d",
    "seq2seq",
    "sigmoid",
    "sigmoid_cross_entropy_with_logits",
    "silu",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2",
    "softplus",
    "softsign",
    "space_to_batch",
    "space_to_depth",
    "sparse_softmax_cross_entropy_with_logits",
    "state_saving_rnn",
    "static_bidirectional_rnn",
    "static_rnn",
    "static_state_saving_rnn",
    "sufficient_statistics",
    "swish",
    "tanh",
    "top_k",
    "uniform_candidate_sampler",
    "weighted_cross_entropy_with_logits",
    "weighted_moments",
    "with_space_to_batch",
    "xw_plus_b",
    "zero_fraction",
]

# Recurrent networks load at first use: many programs have none.
_BEFORE_1_0 = {
    "bidirectional_rnn": "static_bidirectional_rnn",
    "rnn": "static_rnn",
    "seq2seq": "legacy_seq2seq",
    "state_saving_rnn": "static_state_saving_rnn",
}


def __getattr__(name: str) -> object:
    """A name of the recurrent networks."""
    if name in __all__:
        from edflow import rnn

        return getattr(rnn, _BEFORE_1_0.get(name, name))
    raise AttributeError(f"module 'edflow.nn' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
