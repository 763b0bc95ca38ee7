"""tf.nn: what neural networks are built of."""

from typing import TYPE_CHECKING

from edflow import namespace
from edflow.engine.ops.array import blocks
from edflow.engine.ops.conv.conv1d import *
from edflow.engine.ops.conv.conv2d import *
from edflow.engine.ops.conv.conv3d import *
from edflow.engine.ops.conv.depthwise import *
from edflow.engine.ops.conv.dilated import *
from edflow.engine.ops.conv.dilation2d import *
from edflow.engine.ops.conv.pool import *
from edflow.engine.ops.conv.pool2d import *
from edflow.engine.ops.conv.pool3d import *
from edflow.engine.ops.conv.separable import *
from edflow.engine.ops.conv.transposed import *
from edflow.engine.ops.indexing import ranking
from edflow.engine.ops.math import trigonometry
from edflow.engine.ops.nn.activations import *
from edflow.engine.ops.nn.batch_norm import *
from edflow.engine.ops.nn.bias import *
from edflow.engine.ops.nn.cross_entropy import *
from edflow.engine.ops.nn.ctc import *
from edflow.engine.ops.nn.ctc_decoding import *
from edflow.engine.ops.nn.dropout import *
from edflow.engine.ops.nn.embedding import *
from edflow.engine.ops.nn.fused_batch_norm import *
from edflow.engine.ops.nn.logistic import *
from edflow.engine.ops.nn.lrn import *
from edflow.engine.ops.nn.moments import *
from edflow.engine.ops.nn.norms import *
from edflow.engine.ops.nn.safe_embedding import *
from edflow.engine.ops.nn.sampled import *
from edflow.engine.ops.nn.softmax import *
from edflow.engine.ops.random.candidates import *

depth_to_space = blocks.depth_to_space
in_top_k = ranking.in_top_k
sigmoid = trigonometry.sigmoid
space_to_batch = blocks.space_to_batch
space_to_depth = blocks.space_to_depth
tanh = trigonometry.tanh
top_k = ranking.top_k

if TYPE_CHECKING:
    from edflow.contrib import legacy_seq2seq
    from edflow.rnn import rnn_cell as rnn_cell
    from edflow.rnn import static
    from edflow.rnn.dynamic import *
    from edflow.rnn.raw import *
    from edflow.rnn.static import *

    bidirectional_rnn = static.static_bidirectional_rnn
    rnn = static.static_rnn
    seq2seq = legacy_seq2seq
    state_saving_rnn = static.static_state_saving_rnn

# Recurrent networks load at first use: many programs have none.
namespace.finish(
    __name__,
    later={
        "bidirectional_dynamic_rnn": "edflow.rnn.dynamic:bidirectional_dynamic_rnn",
        "bidirectional_rnn": "edflow.rnn.static:static_bidirectional_rnn",
        "dynamic_rnn": "edflow.rnn.dynamic:dynamic_rnn",
        "raw_rnn": "edflow.rnn.raw:raw_rnn",
        "rnn": "edflow.rnn.static:static_rnn",
        "rnn_cell": "edflow.rnn.rnn_cell",
        "seq2seq": "edflow.contrib.legacy_seq2seq",
        "state_saving_rnn": "edflow.rnn.static:static_state_saving_rnn",
        "static_bidirectional_rnn": "edflow.rnn.static:static_bidirectional_rnn",
        "static_rnn": "edflow.rnn.static:static_rnn",
        "static_state_saving_rnn": "edflow.rnn.static:static_state_saving_rnn",
    },
)
