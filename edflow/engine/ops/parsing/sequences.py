"""Serialized `SequenceExample`s to tensors: a context, and lists of features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, int64, string
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Spec, name_scope
from edflow.engine.ops.build import apply, as_list, convert_to_tensor
from edflow.engine.ops.parsing.columns import Column, Records, places
from edflow.engine.ops.parsing.examples import (
    beside,
    by_part,
    parsed,
    scalar,
)
from edflow.engine.ops.parsing.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    VarLenFeature,
    Wanted,
    as_sparse_tensors,
    sort_out,
)
from edflow.engine.ops.strings.elements import texts

__all__ = ["parse_single_sequence_example"]

_CONTEXT, _LISTS = 1, 2
"""The fields of a `SequenceExample` that hold its two maps."""
Parsed = dict[str, Any]


class ParseSequenceExampleV2(OpDef):
    """y_k = feature k, or list k of features, of each serialized `SequenceExample`."""

    takes = (
        "serialized:string debug_name:string context_sparse_keys:string "
        "context_dense_keys:string context_ragged_keys:string "
        "feature_list_sparse_keys:string feature_list_dense_keys:string "
        "feature_list_ragged_keys:string "
        "feature_list_dense_missing_assumed_empty:bool "
        "context_dense_defaults:**Tcontext_dense"
    )
    gives = (
        "context_sparse_indices:Ncontext_sparse*int64 "
        "context_sparse_values:**context_sparse_types "
        "context_sparse_shapes:Ncontext_sparse*int64 "
        "context_dense_values:**Tcontext_dense "
        "context_ragged_values:**context_ragged_value_types "
        "context_ragged_row_splits:**context_ragged_split_types "
        "feature_list_sparse_indices:Nfeature_list_sparse*int64 "
        "feature_list_sparse_values:**feature_list_sparse_types "
        "feature_list_sparse_shapes:Nfeature_list_sparse*int64 "
        "feature_list_dense_values:**feature_list_dense_types "
        "feature_list_dense_lengths:Nfeature_list_dense*int64 "
        "feature_list_ragged_values:**feature_list_ragged_value_types "
        "feature_list_ragged_outer_splits:**feature_list_ragged_split_types "
        "feature_list_ragged_inner_splits:**feature_list_ragged_split_types"
    )
    context_sparse_types: tuple[DType, ...]
    context_dense_shapes: tuple[StaticShape, ...]
    feature_list_sparse_types: tuple[DType, ...]
    feature_list_dense_types: tuple[DType, ...]
    feature_list_dense_shapes: tuple[StaticShape, ...]
    Ncontext_sparse: int
    Nfeature_list_sparse: int
    Nfeature_list_dense: int
    context_ragged_value_types: tuple[DType, ...] = ()
    context_ragged_split_types: tuple[DType, ...] = ()
    feature_list_ragged_value_types: tuple[DType, ...] = ()
    feature_list_ragged_split_types: tuple[DType, ...] = ()

    def infer(self, serialized: Spec, *inputs: Spec) -> tuple[Spec, ...]:
        batch = serialized.shape
        if batch is not None and len(batch) > 1:
            raise ValueError(
                "examples must be a vector of texts, or a single one, not of shape "
                f"{text(batch)}"
            )
        defaults = inputs[8:]
        dense = zip(self.context_dense_shapes, defaults, strict=True)
        lists = zip(
            self.feature_list_dense_shapes, self.feature_list_dense_types, strict=True
        )
        return (
            *_sparse_specs(batch, 1, self.context_sparse_types),
            *[Spec(beside(batch, shape), spec.dtype) for shape, spec in dense],
            *_sparse_specs(batch, 2, self.feature_list_sparse_types),
            *[
                Spec(beside(batch, beside((None,), shape)), kind)
                for shape, kind in lists
            ],
            *[Spec(batch, int64)] * self.Nfeature_list_dense,
        )

    def compute(
        self,
        serialized: Any,
        debug_name: Any,
        context_sparse: Array,
        context_dense: Array,
        context_ragged: Array,
        list_sparse: Array,
        list_dense: Array,
        list_ragged: Array,
        may_miss: Array,
        *defaults: Array,
    ) -> Any:
        batch = texts(serialized)
        records = Records(batch.reshape(-1).tolist())
        context = records.look_up(_CONTEXT, [*context_sparse, *context_dense])
        lists = records.look_up(_LISTS, [*list_sparse, *list_dense])
        sparse = zip(context, context_sparse, self.context_sparse_types, strict=False)
        dense = zip(
            context[len(context_sparse) :],
            context_dense,
            self.context_dense_shapes,
            defaults,
            strict=True,
        )
        features = parsed(records, batch.shape, sparse, dense)
        sparse_lists = [
            _sparse_list(records, spans, dtype, key, batch.shape)
            for spans, dtype, key in zip(
                lists, self.feature_list_sparse_types, list_sparse, strict=False
            )
        ]
        dense_lists = [
            _dense_list(records, spans, dtype, key, shape, bool(optional), batch.shape)
            for spans, dtype, key, shape, optional in zip(
                lists[len(list_sparse) :],
                self.feature_list_dense_types,
                list_dense,
                self.feature_list_dense_shapes,
                may_miss,
                strict=True,
            )
        ]
        outputs = (
            *features,
            *by_part(sparse_lists, 3),
            *by_part(dense_lists, 2),
        )
        return outputs if len(outputs) != 1 else outputs[0]


def _sparse_specs(
    batch: StaticShape, axes: int, dtypes: Sequence[DType]
) -> tuple[Spec, ...]:
    rank = None if batch is None else len(batch) + axes
    return (
        *[Spec((None, rank), int64) for _ in dtypes],
        *[Spec((None,), dtype) for dtype in dtypes],
        *[Spec((rank,), int64) for _ in dtypes],
    )


def _sparse_list(
    records: Records, spans: Array, dtype: DType, key: bytes, batch: tuple[int, ...]
) -> tuple[Array, Array, Array]:
    """Lists of features as one sparse tensor [record, step, place]."""
    features, steps = records.elements(np.maximum(spans, 0))
    column = records.column(features, dtype, key)
    counts = column.lengths
    inner, outer = places(counts), places(steps)
    indices = np.column_stack([outer[inner[:, 0]], inner[:, 1]])
    longest = [int(steps.max(initial=0)), int(counts.max(initial=0))]
    shape = np.array([*batch, *longest], np.int64)
    return indices if batch else indices[:, 1:], column.values, shape


def _dense_list(
    records: Records,
    spans: Array,
    dtype: DType,
    key: bytes,
    shape: Any,
    optional: bool,
    batch: tuple[int, ...],
) -> tuple[Array, Array]:
    """Lists of features of one shape as an array [record, step, *shape], and lengths.

    Raises:
      ValueError: a list is missing that must not be, or a step has another size.
    """
    missing = spans[:, 0] < 0
    if missing.any() and not optional:
        raise ValueError(
            f"record {missing.argmax()} has no feature list {key.decode()!r}; say "
            "allow_missing=True if it may be missing"
        )
    features, steps = records.elements(np.maximum(spans, 0))
    column = records.column(features, dtype, key)
    counts = column.lengths
    size = int(np.prod(shape, dtype=int))
    if (counts != size).any():
        place = int((counts != size).argmax())
        raise ValueError(
            f"step {places(steps)[place, 1]} of the feature list {key.decode()!r} has "
            f"{counts[place]} values, but shape {text(shape)} needs {size}"
        )
    whole = Column(column.values, steps * size)
    values = whole.padded(shape, b"" if dtype is string else 0)
    return values.reshape((*batch, *values.shape[1:])), steps.reshape(batch)


# -- public functions -----------------------------------------------------------------


def parse_single_sequence_example(
    serialized: Any,
    context_features: Mapping[str, Any] | None = None,
    sequence_features: Mapping[str, Any] | None = None,
    example_name: Any = None,
    name: str | None = None,
) -> tuple[Parsed, Parsed]:
    """One serialized `tf.train.SequenceExample` to tensors.

    Args:
      serialized: a text.
      context_features: what there is once: `FixedLenFeature` or `VarLenFeature`.
      sequence_features: what there is in every step: `FixedLenSequenceFeature` or
        `VarLenFeature`.
      example_name: what the example is called; accepted.
      name: the scope's name.

    Returns:
      The context by its keys, and the sequences: tensors [steps, …] or SparseTensors
      [steps, longest].

    Raises:
      ValueError: nothing is asked for, or a feature of another kind.
      InvalidArgumentError: when run, for a text that is no example, a list that is
        missing, a step of another type or size.
    """
    wanted = _sorted_out(context_features, sequence_features)
    values = [serialized, example_name]
    with name_scope(name, "ParseSingleSequenceExample", values):
        with name_scope(None, "ParseSingleExample", values):
            single = scalar(convert_to_tensor(serialized, name="serialized"))
        return _parsed(single, *wanted, example_name, None)[:2]


def parse_sequence_example(
    serialized: Any,
    context_features: Mapping[str, Any] | None = None,
    sequence_features: Mapping[str, Any] | None = None,
    example_names: Any = None,
    name: str | None = None,
) -> tuple[Parsed, Parsed, Parsed]:
    """Serialized `tf.train.SequenceExample`s to tensors.

    Args:
      serialized: [n] texts.
      context_features, sequence_features: as for `parse_single_sequence_example`.
      example_names: [n] texts, what the examples are called; accepted.
      name: the scope's name.

    Returns:
      The context; the sequences, [n, steps, …], the shorter ones padded; and the
      lengths of those that are dense, [n].
    """
    wanted = _sorted_out(context_features, sequence_features)
    with name_scope(name, "ParseSequenceExample", [serialized, example_names]):
        return _parsed(serialized, *wanted, example_names, name)


def _sorted_out(
    context_features: Mapping[str, Any] | None,
    sequence_features: Mapping[str, Any] | None,
) -> tuple[Wanted, Wanted]:
    if not (context_features or sequence_features):
        raise ValueError("neither context_features nor sequence_features are given")
    context = sort_out(context_features, (VarLenFeature, FixedLenFeature))
    lists = sort_out(sequence_features, (VarLenFeature, FixedLenSequenceFeature))
    if lists.defaults:
        raise ValueError(
            f"feature {min(lists.defaults)!r}: a sequence has no default values"
        )
    return context, lists


def _parsed(
    serialized: Any, context: Wanted, lists: Wanted, names: Any, name: str | None
) -> tuple[Parsed, Parsed, Parsed]:
    n_context, n_lists = len(context.sparse), len(lists.sparse)
    with name_scope(name, "ParseSequenceExample", [serialized]):
        serialized = convert_to_tensor(serialized, name="serialized")
        opdef = ParseSequenceExampleV2(
            context.sparse_types,
            context.dense_shapes,
            lists.sparse_types,
            lists.dense_types,
            lists.dense_shapes,
            n_context,
            n_lists,
            len(lists.dense),
        )
        made = apply(
            opdef,
            serialized,
            [] if names is None else names,
            list(context.sparse),
            list(context.dense),
            [],
            list(lists.sparse),
            list(lists.dense),
            [],
            [key in lists.optional for key in lists.dense],
            context.default_tensors(),
            name=name,
        )
        outputs = as_list(made)
        own = 3 * n_context + len(context.dense)
        sparse = as_sparse_tensors(outputs, n_context)
        values = [*sparse, *outputs[3 * n_context : own]]
        outputs = outputs[own:]
        sparse = as_sparse_tensors(outputs, n_lists)
        rest = outputs[3 * n_lists :]
        dense, lengths = rest[: len(lists.dense)], rest[len(lists.dense) :]
    return (
        dict(zip([*context.sparse, *context.dense], values, strict=True)),
        dict(zip([*lists.sparse, *lists.dense], [*sparse, *dense], strict=True)),
        dict(zip(lists.dense, lengths, strict=True)),
    )
