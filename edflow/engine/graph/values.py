"""Following small integer tensors, such as shapes, while the graph is built."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from edflow.engine.graph.opdef import OpDef
from edflow.engine.graph.spec import Spec

# Larger integer tensors are data, not sizes: their values are not followed.
_LIMIT = 1024


def follow(
    opdef: OpDef, inputs: Sequence[Spec], outputs: tuple[Spec, ...]
) -> tuple[Spec, ...]:
    """The outputs with their values, where known inputs settle them."""
    if opdef.stateful or not inputs or len(outputs) != 1:
        return outputs
    output = outputs[0]
    if output.value is not None or not output.dtype.is_integer or output.rank is None:
        return outputs
    arrays = [spec.known for spec in inputs]
    if any(array is None or array.size > _LIMIT for array in arrays):
        return outputs
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(opdef.compute(*arrays))
    except Exception:
        return outputs  # What fails here fails again when it is run, with its op.
    return (Spec(value.shape, output.dtype, value),)
