"""tensorflow.contrib.slim.python.slim: TF-Slim's modules."""

from edflow import namespace
from edflow.contrib.slim import evaluation as evaluation
from edflow.contrib.slim import learning as learning
from edflow.contrib.slim import model_analyzer as model_analyzer
from edflow.contrib.slim.python.slim import nets as nets

namespace.finish(__name__)
