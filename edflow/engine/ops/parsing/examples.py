"""Serialized `Example`s to tensors, a batch of them or a single one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, as_dtype, int64
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Spec, Tensor, name_scope
from edflow.engine.ops.array.shape import rank as rank_of
from edflow.engine.ops.assertions import assert_true
from edflow.engine.ops.build import apply, as_list, convert_to_tensor
from edflow.engine.ops.grouping import with_dependencies
from edflow.engine.ops.math.comparing import equal
from edflow.engine.ops.parsing.columns import Column, Records, places
from edflow.engine.ops.parsing.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    SparseFeature,
    VarLenFeature,
    as_sparse_tensors,
    put_together,
    sort_out,
)
from edflow.engine.ops.strings.elements import texts

__all__ = ["parse_example", "parse_single_example"]

_FEATURES = 1
"""The field of an `Example` that holds its map of features."""


class ParseExampleV2(OpDef):
    """y_k = feature k of each serialized `Example`; sparse ones as three tensors."""

    takes = (
        "serialized:string names:string sparse_keys:string dense_keys:string "
        "ragged_keys:string dense_defaults:**Tdense"
    )
    gives = (
        "sparse_indices:num_sparse*int64 sparse_values:**sparse_types "
        "sparse_shapes:num_sparse*int64 dense_values:**Tdense "
        "ragged_values:**ragged_value_types ragged_row_splits:**ragged_split_types"
    )
    num_sparse: int
    sparse_types: tuple[DType, ...]
    ragged_value_types: tuple[DType, ...]
    ragged_split_types: tuple[DType, ...]
    dense_shapes: tuple[StaticShape, ...]

    def infer(self, serialized: Spec, *inputs: Spec) -> tuple[Spec, ...]:
        batch = serialized.shape
        if batch is not None and len(batch) > 1:
            raise ValueError(
                "examples must be a vector of texts, or a single one, not of shape "
                f"{text(batch)}"
            )
        rank = None if batch is None else len(batch) + 1
        defaults = inputs[4:]
        return (
            *[Spec((None, rank), int64)] * self.num_sparse,
            *[Spec((None,), dtype) for dtype in self.sparse_types],
            *[Spec((rank,), int64)] * self.num_sparse,
            *[
                Spec(beside(batch, shape), spec.dtype)
                for shape, spec in zip(self.dense_shapes, defaults, strict=True)
            ],
        )

    def compute(
        self,
        serialized: Any,
        names: Any,
        sparse_keys: Array,
        dense_keys: Array,
        ragged_keys: Array,
        *defaults: Array,
    ) -> Any:
        batch = texts(serialized)
        records = Records(batch.reshape(-1).tolist())
        spans = records.look_up(_FEATURES, [*sparse_keys, *dense_keys])
        sparse = zip(spans, sparse_keys, self.sparse_types, strict=False)
        dense = zip(
            spans[self.num_sparse :],
            dense_keys,
            self.dense_shapes,
            defaults,
            strict=True,
        )
        outputs = parsed(records, batch.shape, sparse, dense)
        return outputs if len(outputs) != 1 else outputs[0]


def beside(batch: StaticShape, shape: StaticShape) -> StaticShape:
    """The shape of a batch of things of a shape."""
    return None if batch is None or shape is None else (*batch, *shape)


def parsed(
    records: Records,
    batch: tuple[int, ...],
    sparse: Iterable[tuple[Array, bytes, DType]],
    dense: Iterable[tuple[Array, bytes, Any, Array]],
) -> list[Array]:
    """Features as an op's outputs: the parts of the sparse ones, then the dense ones.

    Args:
      records: what is parsed.
      batch: the axes that the records stand along, none for a single one.
      sparse: for each feature its spans, key and dtype.
      dense: for each feature its spans, key, shape and default.
    """
    parts = [
        sparse_parts(records.column(spans, dtype, key), batch)
        for spans, key, dtype in sparse
    ]
    wholes = [dense_part(records, *feature, batch) for feature in dense]
    return [*by_part(parts, 3), *wholes]


def by_part(tuples: Sequence[tuple[Array, ...]], parts: int) -> list[Array]:
    """The first parts of all, then the second ones, as an op's outputs stand."""
    return [each[i] for i in range(parts) for each in tuples]


def sparse_parts(column: Column, batch: tuple[int, ...]) -> tuple[Array, Array, Array]:
    """A column as indices, values and shape of a sparse tensor.

    Args:
      column: the values.
      batch: the axes that the records stand along, none for a single one.
    """
    indices = places(column.lengths)
    longest = int(column.lengths.max(initial=0))
    shape = np.array([*batch, longest], np.int64)
    return indices if batch else indices[:, 1:], column.values, shape


def dense_part(
    records: Records,
    spans: Array,
    key: bytes,
    shape: Any,
    default: Array,
    batch: tuple[int, ...],
) -> Array:
    """A column as one array, by its shape and what stands for missing values."""
    default = np.asarray(default, object if isinstance(default, bytes) else None)
    column = records.column(spans, as_dtype(default.dtype), key)
    if shape and shape[0] is None:
        check_rows(column, shape[1:], key)
        padded = column.padded(shape[1:], default.reshape(-1)[0])
        return padded.reshape((*batch, *padded.shape[1:]))
    return fixed(column, shape, key, default).reshape((*batch, *shape))


def fixed(column: Column, shape: Any, key: bytes, default: Array) -> Array:
    """A column of which every record has values of one shape, or the default.

    Raises:
      ValueError: a record has none and there is no default, or another number.
    """
    size = int(np.prod(shape, dtype=int))
    missing = column.counts < 0
    if missing.any() and default.size == 0 and size > 0:
        raise ValueError(
            f"record {missing.argmax()} has no feature {key.decode()!r}, which is "
            "required; give FixedLenFeature a default_value if it may be missing"
        )
    odd = ~missing & (column.counts != size)
    if odd.any():
        place = int(odd.argmax())
        raise ValueError(
            f"feature {key.decode()!r} of record {place} has {column.counts[place]} "
            f"values, but shape {text(shape)} needs {size}"
        )
    if not missing.any():
        return column.values.reshape(-1, *shape)
    filled = np.empty((len(missing), *shape), column.values.dtype)
    filled[~missing] = column.values.reshape(-1, *shape)
    filled[missing] = default
    return filled


def check_rows(column: Column, shape: Any, key: bytes) -> None:
    """ValueError unless the values of every record make whole rows of `shape`."""
    size = max(1, int(np.prod(shape, dtype=int)))
    odd = column.lengths % size != 0
    if odd.any():
        place = int(odd.argmax())
        raise ValueError(
            f"feature {key.decode()!r} of record {place} has {column.counts[place]} "
            f"values, which do not make whole rows of shape {text(shape)}"
        )


# -- public functions -----------------------------------------------------------------


def parse_example(
    serialized: Any,
    features: Mapping[str, Any],
    name: str | None = None,
    example_names: Any = None,
) -> dict[str, Any]:
    """Serialized `tf.train.Example`s to tensors.

    Args:
      serialized: [n] texts, as they come from a file of records.
      features: for each key what its feature is: `FixedLenFeature`, `VarLenFeature`,
        `FixedLenSequenceFeature` or `SparseFeature`.
      name: the scope's name.
      example_names: [n] texts, what the examples are called; accepted.

    Returns:
      For each key a tensor [n, …] or a SparseTensor [n, longest].

    Raises:
      ValueError: a feature is not described, or described twice.
      InvalidArgumentError: when run, for a text that is no example, a required feature
        that is missing, one of another type or size.

    >>> import edflow as tf
    >>> label = tf.train.Feature(int64_list=tf.train.Int64List(value=[7]))
    >>> example = tf.train.Example(features=tf.train.Features(feature={"label": label}))
    >>> parsed = tf.parse_example(
    ...     [example.SerializeToString()], {"label": tf.FixedLenFeature([], tf.int64)}
    ... )
    >>> tf.Session().run(parsed["label"])
    array([7])
    """
    if not features:
        raise ValueError(f"features must describe at least one feature, not {features}")
    wanted = sort_out(
        {key: _in_rows(key, feature) for key, feature in features.items()},
        (VarLenFeature, SparseFeature, FixedLenFeature, FixedLenSequenceFeature),
    )
    n_sparse = len(wanted.sparse)
    with name_scope(name, "ParseExample", [serialized, example_names]):
        serialized = convert_to_tensor(serialized, name="serialized")
        opdef = ParseExampleV2(
            n_sparse, wanted.sparse_types, (), (), wanted.dense_shapes
        )
        outputs = apply(
            opdef,
            serialized,
            [] if example_names is None else example_names,
            list(wanted.sparse),
            list(wanted.dense),
            [],
            wanted.default_tensors(),
            name=name,
        )
        outputs = as_list(outputs)
        sparse = as_sparse_tensors(outputs, n_sparse)
        values = [*sparse, *outputs[3 * n_sparse :]]
    keys = [*wanted.sparse, *wanted.dense]
    return put_together(features, dict(zip(keys, values, strict=True)))


def parse_single_example(
    serialized: Any,
    features: Mapping[str, Any],
    name: str | None = None,
    example_names: Any = None,
) -> dict[str, Any]:
    """One serialized `tf.train.Example` to tensors; see `parse_example`.

    Args:
      serialized: a text.
      features: as for `parse_example`.
      name: the scope's name.
      example_names: what the example is called; accepted.
    """
    if not features:
        raise ValueError(f"features must describe at least one feature, not {features}")
    with name_scope(name, "ParseSingleExample", [serialized, example_names]):
        single = scalar(convert_to_tensor(serialized, name="serialized"))
        return parse_example(single, features, name, example_names)


def scalar(serialized: Tensor) -> Tensor:
    """A tensor that holds one text; checked when run where the shape is not known."""
    shape = serialized.spec.shape
    if shape == ():
        return serialized
    if shape is not None:
        raise ValueError(
            f"a single serialized example is a text of shape [], not {text(shape)}; "
            "use parse_example for several"
        )
    said = ["Input serialized must be a scalar"]
    check = assert_true(equal(rank_of(serialized), 0), said, name="SerializedIsScalar")
    checked = with_dependencies([check], serialized, name="serializedDependencies")
    checked.set_shape([])
    return checked


def _in_rows(key: str, feature: Any) -> Any:
    """A feature of rows as it is in an example: of any number of them."""
    if not isinstance(feature, FixedLenSequenceFeature):
        return feature
    if not feature.allow_missing:
        raise ValueError(
            f"feature {key!r}: in an Example a FixedLenSequenceFeature may always be "
            "missing; say allow_missing=True"
        )
    rows: Sequence[Any] = [None, *feature.shape]
    return feature._replace(shape=rows)
