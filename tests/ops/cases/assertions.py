"""The row of the op behind tf.Assert."""

import numpy as np
from case import Case

from edflow.engine.ops.assertions import Assert

CASES = [
    Case(Assert(), [np.bool_(True), [(2,), np.int32(3)]], flat="nothing comes out"),
]
