"""Rows of sparse tensors."""

import numpy as np
from case import Case, In

from edflow.engine.ops.sparse.arranging import (
    SparseConcat,
    SparseFillEmptyRows,
    SparseReduceSum,
    SparseReorder,
    SparseReshape,
)
from edflow.engine.ops.sparse.dense import SparseTensorDenseMatMul, SparseToDense

PLACES = np.array([[0, 0], [0, 2], [2, 1]])
SHAPE = np.array([3, 4])


def whole(values, default=0, places=PLACES, shape=SHAPE):
    made = np.full(shape, default, values.dtype)
    made[tuple(places.T)] = values
    return made


CASES = [
    Case(
        SparseToDense(),
        [PLACES, SHAPE, (3,), ()],
        lambda places, shape, values, default: whole(values, default),
    ),
    Case(
        SparseTensorDenseMatMul(),
        [PLACES, (3,), SHAPE, (4, 2)],
        lambda places, values, shape, b: whole(values) @ b,
    ),
    Case(
        SparseTensorDenseMatMul(adjoint_a=True, adjoint_b=True),
        [PLACES, (3,), SHAPE, (2, 3)],
        lambda places, values, shape, b: whole(values).T @ b.T,
        label="adjoint",
    ),
    Case(
        SparseTensorDenseMatMul(adjoint_a=True),
        [PLACES, In((3,), np.complex128), SHAPE, In((3, 2), np.complex128)],
        lambda places, values, shape, b: whole(values).conj().T @ b,
        label="complex",
    ),
    Case(
        SparseReorder(),
        [PLACES[[2, 0, 1]], (3,), SHAPE],
        lambda places, values, shape: (PLACES, values[[1, 2, 0]]),
    ),
    Case(
        SparseReduceSum(),
        [PLACES, (3,), SHAPE, np.int32([1])],
        lambda places, values, shape, axes: whole(values).sum(1),
    ),
    Case(
        SparseReduceSum(keep_dims=True),
        [PLACES, (3,), SHAPE, np.int32(0)],
        lambda places, values, shape, axes: whole(values).sum(0, keepdims=True),
        label="keep_dims",
    ),
    Case(
        SparseConcat(concat_dim=1, N=2),
        [[PLACES, PLACES[:1]], [(3,), (1,)], [SHAPE, SHAPE]],
        lambda p, q, x, y, s, t: (
            np.array([[0, 0], [0, 2], [0, 4], [2, 1]]),
            np.array([x[0], x[1], y[0], x[2]]),
            np.array([3, 8]),
        ),
        flat="TensorFlow has no gradient for it",
    ),
    Case(
        SparseReshape(),
        [PLACES, SHAPE, np.array([2, -1])],
        lambda places, old, new: (
            np.array([[0, 0], [0, 2], [1, 3]]),
            np.array([2, 6]),
        ),
    ),
    Case(
        SparseFillEmptyRows(),
        [PLACES, (3,), SHAPE, ()],
        lambda places, values, shape, default: (
            np.array([[0, 0], [0, 2], [1, 0], [2, 1]]),
            np.array([values[0], values[1], default, values[2]]),
            np.bool_([False, True, False]),
            np.array([0, 1, 3]),
        ),
        static=False,
    ),
]
