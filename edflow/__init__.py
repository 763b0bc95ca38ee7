"""edflow: TensorFlow 1, to learn from and to look into.

    import edflow as tf
"""

from edflow import errors
from edflow.engine.gradients import (
    AggregationMethod,
    RegisterGradient,
    UnconnectedGradients,
    gradients,
)
from edflow.engine.graph import (
    DType,
    Dimension,
    Graph,
    GraphKeys,
    Operation,
    Tensor,
    TensorShape,
    as_dtype,
    get_default_graph,
    name_scope,
    reset_default_graph,
)
from edflow.engine.graph.dtypes import (
    bool,
    complex64,
    complex128,
    double,
    float16,
    float32,
    float64,
    half,
    int8,
    int16,
    int32,
    int64,
    string,
    uint8,
    uint16,
    uint32,
    uint64,
)
from edflow.engine.ops import operators

# Arrays
from edflow.engine.ops.array.axes import (
    expand_dims,
    invert_permutation,
    matrix_transpose,
    reverse,
    roll,
    squeeze,
    transpose,
)
from edflow.engine.ops.array.blocks import (
    batch_to_space,
    batch_to_space_nd,
    depth_to_space,
    required_space_to_batch_paddings,
    space_to_batch,
    space_to_batch_nd,
    space_to_depth,
)
from edflow.engine.ops.array.filling import (
    broadcast_to,
    fill,
    ones,
    ones_like,
    range_ as range,
    zeros,
    zeros_like,
)
from edflow.engine.ops.array.gathering import batch_gather, gather, gather_nd, one_hot
from edflow.engine.ops.array.identity import (
    guarantee_const,
    identity_n,
    placeholder,
    placeholder_with_default,
    stop_gradient,
)
from edflow.engine.ops.array.indexing import newaxis
from edflow.engine.ops.array.joining import concat, split
from edflow.engine.ops.array.padding import pad, tile
from edflow.engine.ops.array.partitioning import dynamic_partition, dynamic_stitch
from edflow.engine.ops.array.patches import extract_image_patches
from edflow.engine.ops.array.ranking import (
    searchsorted,
    setdiff1d,
    unique,
    unique_with_counts,
)
from edflow.engine.ops.array.repeating import (
    broadcast_dynamic_shape,
    broadcast_static_shape,
    meshgrid,
    repeat,
)
from edflow.engine.ops.array.scattering import (
    scatter_nd,
    tensor_scatter_nd_add,
    tensor_scatter_nd_add as tensor_scatter_add,
    tensor_scatter_nd_max,
    tensor_scatter_nd_min,
    tensor_scatter_nd_sub,
    tensor_scatter_nd_sub as tensor_scatter_sub,
    tensor_scatter_nd_update,
    tensor_scatter_nd_update as tensor_scatter_update,
)
from edflow.engine.ops.array.segments import (
    unsorted_segment_max,
    unsorted_segment_mean,
    unsorted_segment_min,
    unsorted_segment_prod,
    unsorted_segment_sqrt_n,
    unsorted_segment_sum,
)
from edflow.engine.ops.array.sorted_segments import (
    segment_max,
    segment_mean,
    segment_min,
    segment_prod,
    segment_sum,
)
from edflow.engine.ops.array.sequences import reverse_sequence
from edflow.engine.ops.array.shape import identity, rank, reshape, shape, shape_n, size
from edflow.engine.ops.array.slicing import slice_ as slice, strided_slice
from edflow.engine.ops.array.sparse_segments import (
    sparse_segment_mean,
    sparse_segment_sqrt_n,
    sparse_segment_sum,
)
from edflow.engine.ops.array.stacking import stack, stack as pack, unstack
from edflow.engine.ops.array.stacking import unstack as unpack
from edflow.engine.ops.array.where import boolean_mask, sequence_mask
from edflow.engine.ops.indexed_slices import IndexedSlices, IndexedSlicesValue

# Sparse tensors
from edflow.engine.ops.sparse.arranging import (
    sparse_concat,
    sparse_fill_empty_rows,
    sparse_reduce_sum,
    sparse_reorder,
    sparse_reshape,
    sparse_retain,
)
from edflow.engine.ops.sparse.dense import (
    sparse_tensor_dense_matmul,
    sparse_tensor_to_dense,
    sparse_to_dense,
)
from edflow.engine.ops.sparse.tensor import (
    SparseTensor,
    SparseTensorValue,
    convert_to_tensor_or_sparse_tensor,
    sparse_placeholder,
)

# Text
from edflow.engine.ops.strings.converting import (
    as_string,
    decode_base64,
    decode_raw,
    encode_base64,
    string_to_number,
)
from edflow.engine.ops.strings.editing import (
    reduce_join,
    regex_replace,
    string_join,
    string_strip,
    substr,
)
from edflow.engine.ops.strings.hashing import (
    string_to_hash_bucket,
    string_to_hash_bucket_fast,
)
from edflow.engine.ops.strings.splitting import string_split

# Building
from edflow.engine.ops.build import constant, convert_to_tensor

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
from edflow.engine.ops.math.casting import (
    bitcast,
    cast,
    saturate_cast,
    to_complex64,
    to_complex128,
    to_double,
    to_float,
    to_int32,
    to_int64,
)
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
from edflow.engine.ops.math.complex_numbers import angle, complex, conj, imag, real
from edflow.engine.ops.math.counting import (
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
from edflow.engine.ops.math.tensordot import tensordot
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
    log_sigmoid,
    sigmoid,
    sin,
    sinh,
    tan,
    tanh,
)
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
from edflow.engine.ops.clip import *
from edflow.engine.ops.assertions import (
    assert_equal,
    assert_greater,
    assert_greater_equal,
    assert_less,
    assert_less_equal,
    assert_near,
    assert_negative,
    assert_non_negative,
    assert_non_positive,
    assert_none_equal,
    assert_positive,
    assert_true as Assert,
)
from edflow.engine.ops.rank_assertions import *
from edflow.engine.ops.graph_functions import *
from edflow.engine.ops.grouping import group, no_op, tuple_ as tuple
from edflow.engine.ops.initializers import (
    Constant as constant_initializer,
    GlorotNormal as glorot_normal_initializer,
    GlorotUniform as glorot_uniform_initializer,
    Ones as ones_initializer,
    Orthogonal as orthogonal_initializer,
    RandomNormal as random_normal_initializer,
    RandomUniform as random_uniform_initializer,
    TruncatedNormal as truncated_normal_initializer,
    UniformUnitScaling as uniform_unit_scaling_initializer,
    VarianceScaling as variance_scaling_initializer,
    Zeros as zeros_initializer,
)
from edflow.engine.ops.random.distributions import (
    multinomial,
    random_crop,
    random_gamma,
    random_poisson,
    random_shuffle,
)
from edflow.engine.ops.random.draws import (
    random_normal,
    random_uniform,
    truncated_normal,
)
from edflow.engine.ops.state.initialization import *
from edflow.engine.ops.state.refs import count_up_to, is_variable_initialized
from edflow.engine.ops.state.scatter import *
from edflow.engine.ops.state.scope import *
from edflow.engine.ops.state.sharing import get_local_variable, get_variable
from edflow.engine.ops.state.template import make_template
from edflow.engine.ops.state.variable import (
    Variable,
    assign,
    assign_add,
    assign_sub,
)
# -- control flow: branches and loops inside the graph ------------------------------
from edflow.engine.control.branching import case, cond
from edflow.engine.control.functional import foldl, foldr, map_fn, scan
from edflow.engine.control.looping import while_loop
from edflow.engine.control.tensor_array import TensorArray
from edflow.engine.runtime import InteractiveSession, Session, get_default_session

# Training
from edflow import losses, metrics, train
from edflow.config import (
    ConfigProto,
    GPUOptions,
    GraphOptions,
    OptimizerOptions,
    RunMetadata,
    RunOptions,
)

# The program around the graph
from edflow import app, compat, flags, gfile, logging

# Neural networks
from edflow import nn

# Namespaces of mathematics
from edflow import bitwise, linalg, math

# Namespaces of text and of sparse tensors
from edflow import sparse, strings

# Namespaces of state
from edflow import initializers, random

# Seeing: a graph shows itself in Jupyter
from edflow import view
from edflow.view.progress import progress

# TensorFlow's version, as programs read it; edflow's own is `edflow doctor`'s to tell.
__version__ = VERSION = "1.15.5"


def __getattr__(name: str) -> object:
    """Namespaces that are heavy to load, or rarely used, on first use."""
    if name in ("contrib", "layers", "test"):
        from importlib import import_module

        return import_module(f"edflow.{name}")
    raise AttributeError(f"module 'edflow' has no attribute {name!r}")
