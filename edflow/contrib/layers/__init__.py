"""tf.contrib.layers: layers as functions, whose variables are those of a model.

    hidden = tf.contrib.layers.fully_connected(x, 100)

Unlike those of tf.layers they come with a ReLU, and arg_scope gives them arguments.
"""

from edflow import namespace
from edflow.contrib.layers.batch_norm import *
from edflow.contrib.layers.convolution import *
from edflow.contrib.layers.dense import *
from edflow.contrib.layers.embedding import *
from edflow.contrib.layers.initializers import *
from edflow.contrib.layers.layer_norm import *
from edflow.contrib.layers.optimizing import *
from edflow.contrib.layers.pooling import *
from edflow.contrib.layers.regularizers import *
from edflow.contrib.layers.separable import *
from edflow.contrib.layers.stacking import *
from edflow.contrib.layers.summaries import *
from edflow.contrib.layers.units import *
from edflow.engine.ops.nn.safe_embedding import *

namespace.finish(__name__)
