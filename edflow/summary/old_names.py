"""Summaries as they were called before TensorFlow 1.0: tag first, name last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from edflow.engine.face.dtypes import float32
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import OpDef, Tensor, name_scope
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.summary.media import AudioSummaryV2, ImageSummary
from edflow.summary.naming import collect
from edflow.summary.numbers import HistogramSummary, ScalarSummary, merge, merge_all

__all__ = [
    "audio_summary", "histogram_summary", "image_summary", "merge_all_summaries",
    "merge_summary", "scalar_summary",
]  # fmt: skip


def _tagged(
    opdef: OpDef,
    values: Sequence[Any],
    collections: Collection[str] | None,
    name: str | None,
) -> Tensor:
    default = opdef.type.removesuffix("V2")
    with name_scope(name, default, list(values)) as scope:
        return collect(apply(opdef, *values, name=scope), collections)


def scalar_summary(
    tags: Any,
    values: Any,
    collections: Collection[str] | None = None,
    name: str | None = None,
) -> Tensor:
    """`tf.summary.scalar`, with a tag that need not be the node's name."""
    return _tagged(ScalarSummary(), [tags, values], collections, name)


def histogram_summary(
    tag: Any,
    values: Any,
    collections: Collection[str] | None = None,
    name: str | None = None,
) -> Tensor:
    """`tf.summary.histogram`, with a tag that need not be the node's name."""
    return _tagged(HistogramSummary(), [tag, values], collections, name)


def image_summary(
    tag: Any,
    tensor: Any,
    max_images: int = 3,
    collections: Collection[str] | None = None,
    name: str | None = None,
) -> Tensor:
    """`tf.summary.image`, with a tag that need not be the node's name."""
    return _tagged(ImageSummary(max_images), [tag, tensor], collections, name)


def audio_summary(
    tag: Any,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Collection[str] | None = None,
    name: str | None = None,
) -> Tensor:
    """`tf.summary.audio`, with a tag that need not be the node's name."""
    rate = convert_to_tensor(sample_rate, float32, "sample_rate")
    opdef = AudioSummaryV2(max_outputs)
    return _tagged(opdef, [tag, tensor, rate], collections, name)


def merge_summary(
    inputs: Sequence[Any],
    collections: Collection[str] | None = None,
    name: str | None = None,
) -> Tensor:
    """`tf.summary.merge`."""
    return merge(inputs, collections, name)


def merge_all_summaries(key: str = GraphKeys.SUMMARIES) -> Tensor | None:
    """`tf.summary.merge_all`."""
    return merge_all(key)
