"""tf.metrics: how good a model is, counted over many batches.

Each function gives a pair: the value so far, and an operation that adds a batch.
"""

from edflow import namespace
from edflow.metrics.classes import *
from edflow.metrics.counts import *
from edflow.metrics.curves import *
from edflow.metrics.means import *
from edflow.metrics.streaming import *
from edflow.metrics.thresholds import *

namespace.finish(__name__)
