"""slim.nets.inception: Inception v3, under the name by which programs ask for it."""

from edflow import namespace
from edflow.contrib.slim.nets.inception_v3 import (
    inception_v3,
    inception_v3_arg_scope,
    inception_v3_base,
)

__all__ = ["inception_v3", "inception_v3_arg_scope", "inception_v3_base"]

namespace.finish(__name__)
