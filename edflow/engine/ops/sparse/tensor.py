"""SparseTensor: a tensor that is told by its elements, for where most are missing."""

from __future__ import annotations

from typing import Any, NamedTuple

from edflow.engine.face.dtypes import DType, as_dtype, int64
from edflow.engine.face.shapes import Shape, TensorShape, merge
from edflow.engine.graph import Graph, Operation, Tensor, name_scope
from edflow.engine.ops.array.identity import placeholder, placeholder_with_default
from edflow.engine.ops.build import constant, convert_to_tensor

__all__ = [
    "SparseTensor", "SparseTensorValue", "convert_to_tensor_or_sparse_tensor",
    "sparse_placeholder",
]  # fmt: skip


class SparseTensorValue(NamedTuple):
    """The arrays of a `SparseTensor`: what a run gives and what may be fed for one."""

    indices: Any
    values: Any
    dense_shape: Any


class SparseTensor:
    """A tensor of which only some elements are stored; the others are missing.

    Args:
      indices: [n, rank], int64: where each element stands.
      values: [n]: the elements.
      dense_shape: [rank], int64: the shape of the whole.

    Most operations want the indices in order, row by row: `tf.sparse_reorder` puts
    them so.

    >>> import edflow as tf
    >>> x = tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], dense_shape=[2, 3])
    >>> tf.Session().run(tf.sparse_tensor_to_dense(x))
    array([[1., 0., 0.],
           [0., 0., 2.]], dtype=float32)
    """

    def __init__(self, indices: Any, values: Any, dense_shape: Any):
        with name_scope(None, "SparseTensor", [indices, values, dense_shape]):
            self.indices = convert_to_tensor(indices, int64, "indices")
            self.values = convert_to_tensor(values, name="values")
            self.dense_shape = convert_to_tensor(dense_shape, int64, "dense_shape")
        places = merge(self.indices.spec.shape, (None, None)) or (None, None)
        merge(self.values.spec.shape, places[:1])
        merge(self.dense_shape.spec.shape, places[1:])
        self._static: Shape = None

    @classmethod
    def from_value(cls, sparse_tensor_value: Any) -> SparseTensor:
        """The SparseTensor that holds the arrays of a `SparseTensorValue`."""
        if isinstance(sparse_tensor_value, SparseTensor):
            return sparse_tensor_value
        if not isinstance(sparse_tensor_value, SparseTensorValue):
            raise TypeError(
                "a SparseTensor is made from a SparseTensorValue, not from "
                f"{sparse_tensor_value!r}"
            )
        return cls(*sparse_tensor_value)

    @property
    def op(self) -> Operation:
        return self.values.op

    @property
    def name(self) -> str:
        return self.values.name

    @property
    def graph(self) -> Graph:
        return self.values.graph

    @property
    def dtype(self) -> DType:
        return self.values.dtype

    @property
    def shape(self) -> TensorShape:
        """The shape of the whole, as far as it is known."""
        return TensorShape(merge(self.dense_shape.spec.sizes(), self._static))

    def get_shape(self) -> TensorShape:
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Add to what is known of the shape; ValueError if it contradicts it."""
        self._static = merge(self.shape.sizes, TensorShape(shape).sizes)

    def with_values(self, values: Any) -> SparseTensor:
        """Other elements at the same places."""
        return SparseTensor(self.indices, values, self.dense_shape)

    def fetch_components(self) -> tuple[list[Tensor], Any]:
        """The tensors to fetch in its place, and what makes their values one again."""
        return [self.indices, self.values, self.dense_shape], SparseTensorValue

    def eval(self, feed_dict: Any = None, session: Any = None) -> SparseTensorValue:
        """The arrays, computed by the default session or by `session`."""
        parts = (self.indices, self.values, self.dense_shape)
        return SparseTensorValue(*[part.eval(feed_dict, session) for part in parts])

    def __repr__(self) -> str:
        return (
            f"SparseTensor(indices={self.indices}, values={self.values}, "
            f"dense_shape={self.dense_shape})"
        )


def as_sparse(value: Any) -> SparseTensor:
    """`value` as a SparseTensor; TypeError if it is none."""
    if isinstance(value, SparseTensor):
        return value
    if isinstance(value, SparseTensorValue):
        return SparseTensor.from_value(value)
    raise TypeError(f"a SparseTensor is needed, not {value!r}")


def convert_to_tensor_or_sparse_tensor(
    value: Any, dtype: Any = None, name: str | None = None
) -> Tensor | SparseTensor:
    """`value` as it is if sparse, else as a tensor."""
    if isinstance(value, SparseTensorValue):
        value = SparseTensor.from_value(value)
    if isinstance(value, SparseTensor):
        if dtype is not None and as_dtype(dtype) is not value.dtype:
            raise RuntimeError(
                f"{value.name} is {value.dtype.name}, not {as_dtype(dtype).name}"
            )
        return value
    return convert_to_tensor(value, dtype, name)


def sparse_placeholder(
    dtype: Any, shape: Any = None, name: str | None = None
) -> SparseTensor:
    """A SparseTensor whose elements are given with each run, in `feed_dict`.

    Args:
      dtype: the dtype of the elements.
      shape: the shape of the whole, as far as it is known.
      name: what the names of its three placeholders start with.

    What is fed is a `SparseTensorValue`, or a triple (indices, values, shape).
    """

    def part(kind: str) -> str | None:
        return None if name is None else f"{name}/{kind}"

    default = shape
    if shape is not None and not isinstance(shape, Tensor):
        known = [-1 if size is None else size for size in TensorShape(shape).as_list()]
        default = constant(known, int64, name=part("shape_default") or "Const")
    if default is None:
        rank = sizes = None
        whole = placeholder(int64, [None], part("shape"))
    else:
        sizes = default.spec.sizes()
        whole = placeholder_with_default(default, default.shape, part("shape"))
        rank = None if sizes is None else len(sizes)
    values = placeholder(dtype, [None], part("values"))
    indices = placeholder(int64, [None, rank], part("indices"))
    made = SparseTensor(indices, values, whole)
    made.set_shape(sizes)
    return made
