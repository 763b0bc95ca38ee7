"""Sparse tensors as text and back: three `TensorProto`s each."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, as_dtype, int64, string
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Spec, Tensor
from edflow.engine.ops.build import apply
from edflow.engine.ops.sparse.tensor import SparseTensor, as_sparse
from edflow.engine.ops.strings.elements import texts
from edflow.files.tensor_proto import tensor_text
from edflow.files.tensors import tensor_of

__all__ = ["deserialize_many_sparse", "serialize_many_sparse", "serialize_sparse"]

_SPARSE = "sparse_indices:int64 sparse_values:T sparse_shape:int64"


class SerializeSparse(OpDef):
    """y = a sparse tensor as three texts: its indices, values and shape."""

    takes = _SPARSE
    gives = "serialized_sparse:out_type"
    out_type: DType = string

    def infer(self, indices: Spec, values: Spec, shape: Spec) -> Spec:
        return Spec((3,), string)

    def compute(self, indices: Array, values: Array, shape: Array) -> Array:
        return _vector([tensor_text(part) for part in (indices, values, shape)])


class SerializeManySparse(OpDef):
    """y[n] = x[n] as three texts, for each of the rows of a sparse tensor."""

    takes = _SPARSE
    gives = "serialized_sparse:out_type"
    out_type: DType = string

    def infer(self, indices: Spec, values: Spec, shape: Spec) -> Spec:
        return Spec((None, 3), string)

    def compute(self, indices: Array, values: Array, shape: Array) -> Array:
        rows = indices[:, 0]
        if (np.diff(rows) < 0).any():
            raise ValueError(
                "the rows of the sparse tensor are out of order; tf.sparse_reorder "
                "puts them in order"
            )
        ends = np.searchsorted(rows, np.arange(1, shape[0]))
        inner = tensor_text(shape[1:])
        parts = zip(np.split(indices[:, 1:], ends), np.split(values, ends), strict=True)
        written = [
            proto
            for places, held in parts
            for proto in (tensor_text(places), tensor_text(held), inner)
        ]
        return _vector(written[: 3 * int(shape[0])]).reshape(-1, 3)


class DeserializeManySparse(OpDef):
    """y = the sparse tensors that x holds, as the rows of one."""

    takes = "serialized_sparse:string"
    gives = "sparse_indices:int64 sparse_values:dtype sparse_shape:int64"
    dtype: DType

    def infer(self, serialized: Spec) -> tuple[Spec, Spec, Spec]:
        shape = serialized.shape
        if shape is not None and (len(shape) != 2 or shape[1] not in (None, 3)):
            raise ValueError(
                f"serialized sparse tensors have the shape [n, 3], not {text(shape)}"
            )
        indices, sizes = Spec((None, None), int64), Spec((None,), int64)
        return indices, Spec((None,), self.dtype), sizes

    def compute(self, serialized: Any) -> tuple[Array, Array, Array]:
        parts = [
            (tensor_of(a, int64), tensor_of(b, self.dtype), tensor_of(c, int64))
            for a, b, c in texts(serialized)
        ]
        if len({len(shape) for _, _, shape in parts}) > 1:
            raise ValueError("the serialized sparse tensors are of different ranks")
        rows = np.repeat(np.arange(len(parts)), [len(values) for _, values, _ in parts])
        indices = np.concatenate([places for places, _, _ in parts])
        longest = np.max([shape for _, _, shape in parts], axis=0)
        return (
            np.column_stack([rows, indices]),
            np.concatenate([values for _, values, _ in parts]),
            np.array([len(parts), *longest], np.int64),
        )


def _vector(items: list[bytes]) -> Array:
    vector = np.empty(len(items), object)
    vector[:] = items
    return vector


# -- public functions -----------------------------------------------------------------


def serialize_sparse(
    sp_input: Any, name: str | None = None, out_type: Any = string
) -> Tensor:
    """A SparseTensor as three texts.

    Raises:
      ValueError: `out_type` is not text.
    """
    opdef = SerializeSparse(_only_text(out_type))
    return apply(opdef, *_parts(sp_input), name=name)


def serialize_many_sparse(
    sp_input: Any, name: str | None = None, out_type: Any = string
) -> Tensor:
    """Each row of a SparseTensor of rank 2 or more as three texts: [n, 3].

    Raises:
      ValueError: `out_type` is not text.
      InvalidArgumentError: when run, if the rows are out of order.
    """
    opdef = SerializeManySparse(_only_text(out_type))
    return apply(opdef, *_parts(sp_input), name=name)


def deserialize_many_sparse(
    serialized_sparse: Any,
    dtype: Any,
    rank: int | None = None,
    name: str | None = None,
) -> SparseTensor:
    """What `serialize_many_sparse` made text, or several such, as one SparseTensor.

    Args:
      serialized_sparse: [n, 3] texts.
      dtype: of the values.
      rank: of the result, if it is known.
      name: the operation's name.
    """
    opdef = DeserializeManySparse(as_dtype(dtype))
    indices, values, shape = apply(opdef, serialized_sparse, name=name)
    indices.set_shape([None, rank])
    shape.set_shape([rank])
    return SparseTensor(indices, values, shape)


def _parts(sp_input: Any) -> tuple[Tensor, Tensor, Tensor]:
    sparse = as_sparse(sp_input)
    return sparse.indices, sparse.values, sparse.dense_shape


def _only_text(out_type: Any) -> DType:
    dtype = as_dtype(out_type)
    if dtype is not string:
        raise ValueError(f"out_type must be tf.string, not {dtype.name}")
    return dtype
