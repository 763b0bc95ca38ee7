"""What is wanted of the features of an example: their types, shapes and defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.dtypes import DType, as_dtype, float32, int64, string
from edflow.engine.face.shapes import Shape, as_shape, is_full, text
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.shape import reshape
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.sparse.merging import sparse_merge
from edflow.engine.ops.sparse.tensor import SparseTensor

__all__ = [
    "FixedLenFeature", "FixedLenSequenceFeature", "SparseFeature", "VarLenFeature",
]  # fmt: skip

KINDS = {string: 1, float32: 2, int64: 3}
"""The dtypes that features have, and the fields of `Feature` that hold them."""


class FixedLenFeature(NamedTuple):
    """A feature of which every example has equally many values: a dense tensor.

    shape: of one example; [] for a single value.
    dtype: float32, int64 or string.
    default_value: for examples without it; by default they are an error.
    """

    shape: Any
    dtype: Any
    default_value: Any = None


class VarLenFeature(NamedTuple):
    """A feature of any number of values, none included: a SparseTensor."""

    dtype: Any


class FixedLenSequenceFeature(NamedTuple):
    """A feature of any number of rows of one shape: dense, the short ones padded.

    shape: of one row; [] for a single value.
    dtype: float32, int64 or string.
    allow_missing: an example without it has no rows, else it is an error.
    default_value: what to pad with; 0 or "" by default.
    """

    shape: Any
    dtype: Any
    allow_missing: bool = False
    default_value: Any = None


class SparseFeature(NamedTuple):
    """Two or more features that together are one sparse vector: a SparseTensor.

    index_key: the feature that says where the values stand, or several for more axes.
    value_key: the feature that holds them.
    dtype: of the values.
    size: the length of the vector, or one for each axis.
    already_sorted: the indices are in order.
    """

    index_key: Any
    value_key: str
    dtype: Any
    size: Any
    already_sorted: bool = False


@dataclass
class Wanted:
    """Features sorted out: what an op is to read, in the order of its outputs."""

    sparse: dict[str, DType] = field(default_factory=dict)
    dense: dict[str, tuple[Shape, DType]] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    """Features of any length that may be missing."""

    @property
    def sparse_types(self) -> tuple[DType, ...]:
        return tuple(self.sparse.values())

    @property
    def dense_shapes(self) -> tuple[Shape, ...]:
        return tuple(shape for shape, _ in self.dense.values())

    @property
    def dense_types(self) -> tuple[DType, ...]:
        return tuple(dtype for _, dtype in self.dense.values())

    def default_tensors(self) -> list[Tensor]:
        """The defaults of the dense features; empty where one is required."""
        return [
            _default(key, shape, dtype, self.defaults.get(key))
            for key, (shape, dtype) in self.dense.items()
        ]


def sort_out(features: Mapping[str, Any] | None, kinds: tuple[type, ...]) -> Wanted:
    """The features, sorted by their keys.

    Raises:
      ValueError: one is of another kind, or has no fixed shape, or no dtype.
    """
    wanted = Wanted()
    for key, feature in sorted((features or {}).items()):
        if not isinstance(feature, kinds):
            names = " or ".join(kind.__name__ for kind in kinds)
            raise ValueError(  # noqa: TRY004 - TensorFlow's class
                f"feature {key!r} must be a {names}, not {feature!r}"
            )
        if not feature.dtype:
            raise ValueError(f"feature {key!r} has no dtype: {feature!r}")
        dtype = as_dtype(feature.dtype)
        if isinstance(feature, VarLenFeature):
            _add_sparse(wanted, key, dtype)
        elif isinstance(feature, SparseFeature):
            for index_key in sorted(index_keys(feature)):
                _add_sparse(wanted, index_key, int64)
            _add_sparse(wanted, feature.value_key, dtype)
        else:
            _add_dense(wanted, key, feature, dtype)
    if both := wanted.sparse.keys() & wanted.dense.keys():
        raise ValueError(f"feature {min(both)!r} is wanted both dense and sparse")
    return wanted


def index_keys(feature: SparseFeature) -> list[str]:
    """The features that hold a sparse feature's indices, one for each axis."""
    given = feature.index_key
    return [given] if isinstance(given, str) else list(given)


def put_together(
    features: Mapping[str, Any], parsed: Mapping[str, Any]
) -> dict[str, Any]:
    """What was asked for, by its keys; sparse features are made of their parts."""
    made = dict(parsed)
    for key, feature in sorted(features.items()):
        if isinstance(feature, SparseFeature):
            single = isinstance(feature.index_key, str)
            ids = [parsed[index_key] for index_key in index_keys(feature)]
            made[key] = sparse_merge(
                ids[0] if single else ids,
                parsed[feature.value_key],
                feature.size,
                already_sorted=feature.already_sorted,
            )
    return {key: value for key, value in made.items() if key in features}


def as_sparse_tensors(outputs: list[Tensor], count: int) -> list[SparseTensor]:
    """An op's first outputs: indices of all, values of all, shapes of all."""
    parts = (outputs[i * count : (i + 1) * count] for i in range(3))
    return [SparseTensor(*triple) for triple in zip(*parts, strict=True)]


def _add_sparse(wanted: Wanted, key: str, dtype: DType) -> None:
    known = wanted.sparse.setdefault(key, dtype)
    if known is not dtype:
        raise ValueError(
            f"feature {key!r} is wanted both as {known.name} and as {dtype.name}"
        )


def _add_dense(wanted: Wanted, key: str, feature: Any, dtype: DType) -> None:
    if feature.shape is None:
        raise ValueError(f"feature {key!r} has no shape: {feature!r}")
    shape = as_shape(feature.shape)
    if isinstance(feature, FixedLenFeature) and not is_full(shape):
        raise ValueError(
            f"feature {key!r} must have a known shape, not {text(shape)}; for any "
            "number of values use VarLenFeature or FixedLenSequenceFeature"
        )
    wanted.dense[key] = shape, dtype
    if getattr(feature, "allow_missing", False):
        wanted.optional.add(key)
    if feature.default_value is not None:
        wanted.defaults[key] = feature.default_value


def _default(key: str, shape: Shape, dtype: DType, value: Any) -> Tensor:
    legal = re.sub(r"[^A-Za-z0-9_.\-/]", "_", key)
    if shape and shape[0] is None:
        if value is None:
            return convert_to_tensor("" if dtype is string else 0, dtype)
        return reshape(convert_to_tensor(value, dtype, f"padding_{legal}"), [])
    if value is None:
        return constant(np.empty(0, dtype.as_numpy_dtype))
    if isinstance(value, Tensor):
        return value
    return reshape(convert_to_tensor(value, dtype, f"key_{legal}"), shape)
