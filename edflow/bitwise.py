"""tf.bitwise: the bits of whole numbers."""

from edflow import namespace
from edflow.engine.ops.math import logic

bitwise_and = logic.bitwise_and
bitwise_or = logic.bitwise_or
bitwise_xor = logic.bitwise_xor
invert = logic.invert
left_shift = logic.left_shift
right_shift = logic.right_shift

namespace.finish(__name__)
