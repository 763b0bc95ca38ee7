"""tf.nn: what neural networks are built of."""

from edflow.engine.ops.conv.conv2d import (
    conv2d,
    conv2d_backprop_filter,
    conv2d_backprop_input,
)
from edflow.engine.ops.conv.pool2d import avg_pool, max_pool
from edflow.engine.ops.nn.activations import (
    elu,
    leaky_relu,
    relu,
    relu6,
    selu,
    softplus,
    softsign,
)
from edflow.engine.ops.nn.bias import bias_add, relu_layer, xw_plus_b
from edflow.engine.ops.nn.cross_entropy import (
    softmax_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from edflow.engine.ops.nn.dropout import dropout
from edflow.engine.ops.nn.logistic import (
    log_poisson_loss,
    sigmoid_cross_entropy_with_logits,
    weighted_cross_entropy_with_logits,
)
from edflow.engine.ops.nn.norms import l2_loss
from edflow.engine.ops.nn.softmax import log_softmax, softmax
