"""tf.losses: how wrong the predictions are, as one number to be made small.

Every loss joins the collection `tf.GraphKeys.LOSSES`: `get_total_loss` finds it there.
"""

from edflow import namespace
from edflow.losses.classifying import *
from edflow.losses.distances import *
from edflow.losses.weighted import *

namespace.finish(__name__)
