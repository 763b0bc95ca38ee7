"""Reductions: one number from many, along some axes or all."""

from edflow.engine.ops.array.broadcasting import Sum, reduce_sum
from edflow.engine.ops.reduce.composed import (
    count_nonzero,
    is_non_decreasing,
    is_strictly_increasing,
    reduce_logsumexp,
    reduce_std,
    reduce_variance,
)
from edflow.engine.ops.reduce.extremes import (
    ArgMax,
    ArgMin,
    Max,
    Min,
    arg_max,
    arg_min,
    argmax,
    argmin,
    reduce_max,
    reduce_min,
)
from edflow.engine.ops.reduce.sums import (
    EuclideanNorm,
    Mean,
    Prod,
    reduce_euclidean_norm,
    reduce_mean,
    reduce_prod,
)
from edflow.engine.ops.reduce.truths import All, Any, reduce_all, reduce_any
