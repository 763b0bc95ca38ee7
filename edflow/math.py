"""tf.math: mathematics on tensors."""

from edflow import namespace
from edflow.engine.ops.array import axes, broadcasting
from edflow.engine.ops.indexing import counting, ranking
from edflow.engine.ops.indexing.segments import *
from edflow.engine.ops.indexing.sorted_segments import *
from edflow.engine.ops.math import (
    arithmetic,
    complex_numbers,
    conjugates,
    cumulative,
    division,
    powers,
    special,
)
from edflow.engine.ops.math.arithmetic import *
from edflow.engine.ops.math.comparing import *
from edflow.engine.ops.math.cumulative import *
from edflow.engine.ops.math.logic import *
from edflow.engine.ops.math.rounding import *
from edflow.engine.ops.math.special import *
from edflow.engine.ops.math.sums import *
from edflow.engine.ops.math.trigonometry import *
from edflow.engine.ops.nn import activations, norms
from edflow.engine.ops.nn.softmax import *
from edflow.engine.ops.reduce import composed, extremes, sums
from edflow.engine.ops.reduce.composed import *
from edflow.engine.ops.reduce.sums import *
from edflow.engine.ops.reduce.truths import *

# Families of which tf.math has a part
angle = complex_numbers.angle
argmax = extremes.argmax
argmin = extremes.argmin
bincount = counting.bincount
confusion_matrix = counting.confusion_matrix
conj = conjugates.conj
divide = division.divide
divide_no_nan = division.div_no_nan
exp = powers.exp
expm1 = powers.expm1
floordiv = division.floordiv
floormod = division.floormod
imag = complex_numbers.imag
in_top_k = ranking.in_top_k
invert_permutation = axes.invert_permutation
l2_normalize = norms.l2_normalize
log = powers.log
log1p = powers.log1p
log_sigmoid = activations.log_sigmoid
mod = division.mod
pow = powers.pow
real = complex_numbers.real
reciprocal = powers.reciprocal
reduce_max = extremes.reduce_max
reduce_min = extremes.reduce_min
reduce_sum = broadcasting.reduce_sum
rsqrt = powers.rsqrt
softplus = activations.softplus
softsign = activations.softsign
sqrt = powers.sqrt
square = powers.square
top_k = ranking.top_k
truediv = division.truediv
zero_fraction = norms.zero_fraction

# Only here
bessel_i0 = special.bessel_i0
bessel_i0e = special.bessel_i0e
bessel_i1 = special.bessel_i1
bessel_i1e = special.bessel_i1e
cumulative_logsumexp = cumulative.cumulative_logsumexp
erfinv = special.erfinv
multiply_no_nan = arithmetic.multiply_no_nan
ndtri = special.ndtri
nextafter = special.nextafter
polyval = special.polyval
reciprocal_no_nan = division.reciprocal_no_nan
reduce_euclidean_norm = sums.reduce_euclidean_norm
reduce_std = composed.reduce_std
reduce_variance = composed.reduce_variance
xdivy = powers.xdivy
xlog1py = powers.xlog1py
xlogy = powers.xlogy

namespace.finish(__name__)
