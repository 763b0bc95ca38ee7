"""Summaries of numbers: a curve's next point, a histogram, and several as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import REALS, string
from edflow.engine.face.keys import GraphKeys
from edflow.engine.face.shapes import text as shape_text
from edflow.engine.graph import OpDef, Spec, Tensor, get_default_graph
from edflow.engine.graph import name_scope as scope_of
from edflow.engine.ops.build import apply
from edflow.summary.naming import clean, collect, summary_scope

__all__ = ["histogram", "merge", "merge_all", "scalar"]

_LARGEST = np.finfo(np.float64).max


class SummaryOp(OpDef, abstract=True):
    """y = a serialized `Summary`."""

    gives = "summary:string"

    def infer(self, *inputs: Spec) -> Spec:
        return Spec((), string)


class ScalarSummary(SummaryOp):
    """y = a `Summary` of one number for each tag."""

    takes = "tags:string values:T"
    T = REALS

    def compute(self, tags: Array, values: Array) -> bytes:
        from edflow.files.protos import Summary

        if np.shape(tags) != np.shape(values):
            raise ValueError(
                f"the summary {tag_text(tags)} shows one number, but was given "
                f"{shape_text(np.shape(values))}; reduce it first, e.g. with "
                "tf.reduce_mean"
            )
        pairs = zip(np.ravel(tags), np.ravel(values).tolist(), strict=True)
        return Summary(
            value=[Summary.Value(tag=tag, simple_value=value) for tag, value in pairs]
        ).SerializeToString()


class HistogramSummary(SummaryOp):
    """y = a `Summary` that counts the values in buckets which grow by a tenth."""

    takes = "tag:string values:T"
    T = REALS

    def compute(self, tag: Array, values: Array) -> bytes:
        from edflow.files.protos import Summary

        numbers = np.ravel(values).astype(np.float64)
        if not np.isfinite(numbers).all():
            found = "NaN" if np.isnan(numbers).any() else "infinity"
            raise ValueError(
                f"there is a value {found} in the histogram {tag_text(tag)}; "
                "tf.add_check_numerics_ops() finds where it comes from"
            )
        value = Summary.Value(tag=tag_text(tag), histo=histogram_of(numbers))
        return Summary(value=[value]).SerializeToString()


class MergeSummary(SummaryOp):
    """y = all inputs as one `Summary`."""

    takes = "inputs:*string"

    def compute(self, *inputs: Any) -> bytes:
        from edflow.files.protos import Summary

        merged = Summary()
        for content in inputs:
            merged.MergeFromString(np.asarray(content, object).item())
        tags = [value.tag for value in merged.value]
        if twice := {tag for tag in tags if tags.count(tag) > 1}:
            raise ValueError(
                f"several summaries bear the tag {min(twice)!r}, so that TensorBoard "
                "cannot tell them apart; give each a name of its own"
            )
        return merged.SerializeToString()


@cache
def _limits() -> Array:
    """The upper ends of the buckets, by factors of 1.1 from 1e-12 up to 1e20."""
    factors = np.full(775, 1.1)
    factors[0] = 1e-12
    above = np.cumprod(factors)  # One after the other, for TensorFlow's last bits.
    above = np.append(above[above < 1e20], _LARGEST)
    return np.concatenate([-above[::-1], [0.0], above])


def histogram_of(numbers: Array) -> Any:
    """Finite numbers as a `HistogramProto`; buckets in a row with nothing are one."""
    from edflow.files.protos import HistogramProto

    limits = _limits()
    places = np.searchsorted(limits, numbers, side="right")
    places = np.minimum(places, len(limits) - 1)
    counts = np.bincount(places, minlength=len(limits))
    empty = counts == 0
    kept = ~(empty & np.append(empty[1:], False))
    # Sums one after the other: NumPy's would differ in the last bits.
    sums = (np.cumsum(x)[-1] if len(x) else 0.0 for x in (numbers, numbers**2))
    return HistogramProto(
        min=numbers.min(initial=_LARGEST),
        max=numbers.max(initial=-_LARGEST),
        num=len(numbers),
        sum=next(sums),
        sum_squares=next(sums),
        bucket_limit=limits[kept],
        bucket=counts[kept],
    )


def tag_text(tag: Any) -> str:
    """A tag as text."""
    return b", ".join(np.ravel(np.asarray(tag, object))).decode()


# -- public functions -----------------------------------------------------------------


def scalar(
    name: str,
    tensor: Any,
    collections: Collection[str] | None = None,
    family: str | None = None,
) -> Tensor:
    """A summary of one number: the next point of a curve.

    Args:
      name: the curve's name, and the node's.
      tensor: a number.
      collections: where to put the summary, by default where `merge_all` finds it.
      family: which curves it is shown with.

    Returns:
      A text, to be run and given to `FileWriter.add_summary`.

    Raises:
      InvalidArgumentError: when run, for more than one number.

    >>> import edflow as tf
    >>> loss = tf.summary.scalar("loss", tf.constant(0.5))
    >>> tf.Summary.FromString(tf.Session().run(loss)).value[0].simple_value
    0.5
    """
    with summary_scope(name, family, [tensor]) as (tag, scope):
        return collect(apply(ScalarSummary(), tag, tensor, name=scope), collections)


def histogram(
    name: str,
    values: Any,
    collections: Collection[str] | None = None,
    family: str | None = None,
) -> Tensor:
    """A summary of how values are distributed, in buckets that grow by a tenth.

    Args:
      name: the histogram's name, and the node's.
      values: numbers in any shape.
      collections, family: as for `scalar`.

    Raises:
      InvalidArgumentError: when run, if a value is not finite.
    """
    default = "HistogramSummary"
    with summary_scope(name, family, [values], default) as (tag, scope):
        return collect(apply(HistogramSummary(), tag, values, name=scope), collections)


def merge(
    inputs: Sequence[Any],
    collections: Collection[str] | None = None,
    name: str | None = None,
) -> Tensor:
    """Several summaries as one, to be run together.

    Args:
      inputs: summaries.
      collections: where to put the result, by default nowhere.
      name: the scope's name.

    Raises:
      InvalidArgumentError: when run, if two bear the same tag.
    """
    name = clean(name)
    with scope_of(name, "Merge", list(inputs)):
        merged = apply(MergeSummary(), list(inputs), name=name)
        return collect(merged, collections, ())


def merge_all(
    key: str = GraphKeys.SUMMARIES, scope: str | None = None, name: str | None = None
) -> Tensor | None:
    """All summaries of the graph as one, or None if it has none.

    Args:
      key: the collection to take them from.
      scope: only those whose names begin with it.
      name: the scope's name.
    """
    summaries = get_default_graph().get_collection(key, scope)
    return merge(summaries, name=name) if summaries else None
