"""tf.sparse: tensors of which most elements are missing."""

from edflow import namespace
from edflow.engine.ops.sparse import arranging, dense, tensor

SparseTensor = tensor.SparseTensor
concat = arranging.sparse_concat
fill_empty_rows = arranging.sparse_fill_empty_rows
from_dense = dense.dense_to_sparse
placeholder = tensor.sparse_placeholder
reduce_sum = arranging.sparse_reduce_sum
reorder = arranging.sparse_reorder
reshape = arranging.sparse_reshape
retain = arranging.sparse_retain
sparse_dense_matmul = dense.sparse_tensor_dense_matmul
to_dense = dense.sparse_tensor_to_dense

namespace.finish(__name__)
