"""tf.sparse: tensors of which most elements are missing."""

from edflow.engine.ops.sparse.arranging import sparse_concat as concat
from edflow.engine.ops.sparse.arranging import sparse_fill_empty_rows as fill_empty_rows
from edflow.engine.ops.sparse.arranging import sparse_reduce_sum as reduce_sum
from edflow.engine.ops.sparse.arranging import sparse_reorder as reorder
from edflow.engine.ops.sparse.arranging import sparse_reshape as reshape
from edflow.engine.ops.sparse.arranging import sparse_retain as retain
from edflow.engine.ops.sparse.dense import dense_to_sparse as from_dense
from edflow.engine.ops.sparse.dense import (
    sparse_tensor_dense_matmul as sparse_dense_matmul,
)
from edflow.engine.ops.sparse.dense import sparse_tensor_to_dense as to_dense
from edflow.engine.ops.sparse.tensor import SparseTensor
from edflow.engine.ops.sparse.tensor import sparse_placeholder as placeholder

__all__ = [
    "SparseTensor",
    "concat",
    "fill_empty_rows",
    "from_dense",
    "placeholder",
    "reduce_sum",
    "reorder",
    "reshape",
    "retain",
    "sparse_dense_matmul",
    "to_dense",
]
