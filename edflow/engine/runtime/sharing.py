"""Large element-wise operations on all cores: each takes some of the rows.

Adding a bias to the features of a small convolutional net, 10 MB, is no work but to
read and to write: one core takes 0.5 ms, two take 0.3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.shapes import count
from edflow.engine.kernels.threads import SHARES, spread
from edflow.engine.runtime.plan import Step

# Bytes of a result below which waking the other cores costs more than they save.
_SHARED_FROM = 1 << 20
_WIDEST = 16  # Bytes of a number.


def may_be_large(step: Step) -> bool:
    """Whether it is element-wise and its result may be large; else no run need look."""
    if not step.opdef.is_element_wise:
        return False
    elements = count(step.op.outputs[0].spec.shape)
    return elements is None or elements >= _SHARED_FROM // _WIDEST


def among_cores(compute: Callable[..., Any], dtype: Any) -> Callable[..., Any]:
    """`compute` of an element-wise operation, shared where the result is large."""

    def run(*args: Any, out: Array | None = None) -> Any:
        whole = out
        if whole is None:
            for x in args:
                if type(x) is np.ndarray and x.nbytes >= _SHARED_FROM:
                    whole = x
                    break
            else:
                return compute(*args)
        if (
            whole.nbytes < _SHARED_FROM
            or len(whole) < SHARES
            or not all(fits(x, whole) for x in args)
        ):
            return compute(*args) if out is None else compute(*args, out=out)
        result = np.empty(whole.shape, dtype) if out is None else out
        spread(_some_rows, len(result), compute, args, result)
        return result

    return run


def _some_rows(
    _share: int,
    first: int,
    last: int,
    compute: Callable[..., Any],
    args: tuple[Any, ...],
    out: Array,
) -> None:
    rows = slice(first, last)
    parts = [
        x[rows] if np.ndim(x) == out.ndim and len(x) == len(out) else x for x in args
    ]
    with np.errstate(all="ignore"):  # As in a run; what it sets holds for one thread.
        compute(*parts, out=out[rows])


def fits(other: Any, x: Array) -> bool:
    """Whether `other` can be broadcast to the shape of x."""
    missing = x.ndim - np.ndim(other)
    return missing >= 0 and all(
        size in (1, whole)
        for size, whole in zip(np.shape(other), x.shape[missing:], strict=True)
    )
