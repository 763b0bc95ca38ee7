"""tf.contrib.slim: networks in few lines; arg_scope, layers, losses, training.

slim = tf.contrib.slim
with slim.arg_scope([slim.conv2d], weights_regularizer=slim.l2_regularizer(0.0005)):
net = slim.repeat(images, 2, slim.conv2d, 64, [3, 3], scope="conv1")
net = slim.max_pool2d(net, [2, 2], scope="pool1")
"""

from edflow import namespace
from edflow.contrib import losses as losses
from edflow.contrib import metrics as metrics
from edflow.contrib.framework import (
    assert_global_step,
    assign_from_checkpoint_fn,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
    init_from_checkpoint,
    load_variable,
)  # fmt: skip
from edflow.contrib.framework.arg_scoping import *
from edflow.contrib.framework.assigning import *
from edflow.contrib.framework.finding_variables import *
from edflow.contrib.framework.model_variables import *
from edflow.contrib.layers import *
from edflow.contrib.layers import outputs as utils
from edflow.contrib.slim import evaluation as evaluation
from edflow.contrib.slim import learning as learning
from edflow.contrib.slim import model_analyzer as model_analyzer
from edflow.contrib.slim import nets as nets
from edflow.contrib.slim import python as python

namespace.finish(__name__)
