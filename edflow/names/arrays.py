"""Names for arrays of numbers, of text, and sparse ones."""

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
from edflow.engine.ops.array.broadcasting import broadcast_to, fill
from edflow.engine.ops.array.filling import ones, ones_like, zeros, zeros_like
from edflow.engine.ops.array.ranges import range_ as range
from edflow.engine.ops.array.gathering import batch_gather, gather, one_hot
from edflow.engine.ops.indexing.scattering import gather_nd
from edflow.engine.ops.array.identity import (
    guarantee_const,
    identity_n,
    placeholder,
    placeholder_with_default,
    stop_gradient,
)
from edflow.engine.ops.indexing.getitem import newaxis
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.array.splitting import split
from edflow.engine.ops.array.padding import pad, tile
from edflow.engine.ops.array.partitioning import dynamic_partition
from edflow.engine.ops.array.gathering import dynamic_stitch
from edflow.engine.ops.conv.patches import extract_image_patches
from edflow.engine.ops.indexing.ranking import searchsorted
from edflow.engine.ops.array.unique import setdiff1d, unique, unique_with_counts
from edflow.engine.ops.indexing.repeating import (
    broadcast_dynamic_shape,
    broadcast_static_shape,
    meshgrid,
    repeat,
)
from edflow.engine.ops.indexing.scattering import (
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
from edflow.engine.ops.indexing.segments import (
    unsorted_segment_max,
    unsorted_segment_mean,
    unsorted_segment_min,
    unsorted_segment_prod,
    unsorted_segment_sqrt_n,
    unsorted_segment_sum,
)
from edflow.engine.ops.indexing.sorted_segments import (
    segment_max,
    segment_mean,
    segment_min,
    segment_prod,
    segment_sum,
)
from edflow.engine.ops.array.sequences import reverse_sequence
from edflow.engine.ops.array.shape import identity, rank, reshape, shape, shape_n, size
from edflow.engine.ops.array.joining import slice_ as slice
from edflow.engine.ops.array.slicing import strided_slice
from edflow.engine.ops.indexing.sparse_segments import (
    sparse_segment_mean,
    sparse_segment_sqrt_n,
    sparse_segment_sum,
)
from edflow.engine.ops.array.stacking import stack, stack as pack, unstack
from edflow.engine.ops.array.stacking import unstack as unpack
from edflow.engine.ops.indexing.masks import boolean_mask, sequence_mask
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
from edflow.engine.ops.sparse.merging import sparse_merge
from edflow.engine.ops.sparse.tensor import (
    SparseTensor,
    SparseTensorValue,
    convert_to_tensor_or_sparse_tensor,
    sparse_placeholder,
)

# Records
from edflow.engine.ops.parsing.csv import decode_csv
from edflow.engine.ops.parsing.examples import parse_example, parse_single_example
from edflow.engine.ops.parsing.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    SparseFeature,
    VarLenFeature,
)
from edflow.engine.ops.parsing.sequences import parse_single_sequence_example

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
