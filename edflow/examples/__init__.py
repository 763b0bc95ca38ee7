"""Teaching data under the names TensorFlow 1 gave it."""

from edflow import namespace
from edflow.examples import tutorials as tutorials

namespace.finish(__name__)
