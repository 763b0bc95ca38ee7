"""Names of mathematics: arithmetic, reductions, linear algebra."""

# Mathematics
from edflow.engine.ops.math.arithmetic import (
    add,
    maximum,
    minimum,
    multiply,
    negative,
    scalar_mul,
    squared_difference,
    subtract,
)
from edflow.engine.ops.array.casting import (
    bitcast,
    cast,
    to_complex64,
    to_complex128,
    to_double,
    to_float,
    to_int32,
    to_int64,
)
from edflow.engine.ops.math.clipping import saturate_cast
from edflow.engine.ops.math.checking import (
    add_check_numerics_ops,
    check_numerics,
    verify_tensor_all_finite,
)
from edflow.engine.ops.math.clipping import clip_by_value
from edflow.engine.ops.math.comparing import (
    approximate_equal,
    equal,
    greater,
    greater_equal,
    is_finite,
    is_inf,
    is_nan,
    less,
    less_equal,
    not_equal,
)
from edflow.engine.ops.math.complex_numbers import angle, complex, imag, real
from edflow.engine.ops.math.conjugates import conj
from edflow.engine.ops.indexing.counting import (
    bincount,
    confusion_matrix,
    histogram_fixed_width,
    histogram_fixed_width_bins,
)
from edflow.engine.ops.math.cumulative import cumprod, cumsum
from edflow.engine.ops.math.division import (
    div,
    div_no_nan,
    divide,
    floor_div,
    floordiv,
    floormod,
    mod,
    realdiv,
    truediv,
    truncatediv,
    truncatemod,
)
from edflow.engine.ops.math.einsum import einsum
from edflow.engine.ops.math.logic import (
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
)
from edflow.engine.ops.math.powers import (
    exp,
    expm1,
    inv,
    log,
    log1p,
    pow,
    reciprocal,
    rsqrt,
    sqrt,
    square,
)
from edflow.engine.ops.math.products import batch_matmul, matmul, sparse_matmul
from edflow.engine.ops.math.rounding import abs, ceil, floor, rint, round, sign
from edflow.engine.ops.math.selecting import where, where_v2
from edflow.engine.ops.math.spacing import lin_space, linspace
from edflow.engine.ops.math.special import (
    betainc,
    digamma,
    erf,
    erfc,
    igamma,
    igammac,
    lbeta,
    lgamma,
    polygamma,
    zeta,
)
from edflow.engine.ops.math.sums import accumulate_n, add_n
from edflow.engine.ops.linalg.tensordot import tensordot
from edflow.engine.ops.math.trigonometry import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    sigmoid,
    sin,
    sinh,
    tan,
    tanh,
)
from edflow.engine.ops.nn.activations import log_sigmoid
from edflow.engine.ops.reduce import (
    arg_max,
    arg_min,
    argmax,
    argmin,
    count_nonzero,
    is_non_decreasing,
    is_strictly_increasing,
    reduce_all,
    reduce_any,
    reduce_logsumexp,
    reduce_max,
    reduce_mean,
    reduce_min,
    reduce_prod,
    reduce_sum,
)

# Linear algebra
from edflow.engine.ops.linalg.decomposing import (
    cholesky,
    qr,
    self_adjoint_eig,
    self_adjoint_eigvals,
    svd,
)
from edflow.engine.ops.linalg.diagonals import (
    diag,
    diag_part,
    matrix_band_part,
    matrix_diag,
    matrix_diag_part,
    matrix_set_diag,
)
from edflow.engine.ops.linalg.identities import eye, trace
from edflow.engine.ops.linalg.least_squares import cholesky_solve, matrix_solve_ls
from edflow.engine.ops.linalg.norms import cross, norm
from edflow.engine.ops.linalg.solving import (
    matrix_determinant,
    matrix_inverse,
    matrix_solve,
    matrix_triangular_solve,
)

# As they were called before TensorFlow 1.0
from edflow.engine.ops.linalg.solving import (
    matrix_determinant as batch_matrix_determinant,
    matrix_inverse as batch_matrix_inverse,
)
from edflow.engine.ops.math.arithmetic import (
    multiply as mul,
    negative as neg,
    subtract as sub,
)
