"""The two seeds of a dataset that shuffles."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.dtypes import int64
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.math.logic import logical_and
from edflow.engine.ops.math.selecting import where_v2
from edflow.engine.ops.seeds import SEEDS, get_seed


def seed_tensors(seed: Any) -> tuple[Tensor, Tensor]:
    """The seeds as tensors, for `seed` may be fed; zeros stand for no seed at all."""
    named = isinstance(seed, Tensor)
    first, second = (None, seed) if named else get_seed(seed)
    seed1 = convert_to_tensor(np.int64(first or 0), int64, "seed")
    if second is None:
        return seed1, convert_to_tensor(np.int64(0), int64, "seed2")
    with name_scope("seed2") as scope:
        # Const, since the name of the scope is left for the tensor that is chosen.
        seed2 = convert_to_tensor(second if named else np.int64(second), int64, "Const")
        zeros = logical_and(equal(seed1, np.int64(0)), equal(seed2, np.int64(0)))
        other = constant(SEEDS, int64)
        return seed1, where_v2(zeros, other, seed2, name=scope)
