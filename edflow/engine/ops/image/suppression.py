"""Of boxes that show the same object, only the best."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import float16, float32, int32
from edflow.engine.face.shapes import merge, text
from edflow.engine.graph import OpDef, Spec, Tensor, name_scope
from edflow.engine.kernels import boxes as kernels
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.image.shapes import of_rank

__all__ = [
    "non_max_suppression", "non_max_suppression_overlaps",
    "non_max_suppression_padded", "non_max_suppression_with_scores",
]  # fmt: skip

EVERY_SCORE = float("-inf")


class NonMaxSuppressionV3(OpDef):
    """y = the boxes, best first, but those that overlap a better one by too much."""

    takes = (
        "boxes:T scores:T max_output_size:int32 iou_threshold:T_threshold "
        "score_threshold:T_threshold"
    )
    gives = "selected_indices:int32"
    T = frozenset({float16, float32})
    T_threshold = T

    def infer(self, boxes: Spec, scores: Spec, most: Spec, *thresholds: Spec) -> Any:
        count, four = of_rank(boxes, 2, "boxes")
        if four not in (None, 4):
            raise ValueError(
                f"boxes must be [boxes, 4], not of shape {text(boxes.shape)}"
            )
        of_rank(scores, 1, "scores")
        merge((count,), scores.shape)
        for spec, name in zip((most, *thresholds), self.numbers(), strict=True):
            of_rank(spec, 0, name)
        return Spec((None,), int32)

    def numbers(self) -> list[str]:
        """The names of the arguments that are single numbers."""
        return [arg.name for arg in self.args[2:]]

    def compute(self, boxes: Array, scores: Array, most: Any, *numbers: Any) -> Any:
        return self.best(boxes, scores, most, *numbers)[0]

    def best(
        self, boxes: Array, scores: Array, most: Any, overlap: Any, *others: Any
    ) -> tuple[Array, Array]:
        """The boxes and their scores."""
        if not 0 <= overlap <= 1:
            raise ValueError(f"iou_threshold must be from 0 to 1, not {overlap}")
        table = kernels.overlaps(boxes.astype(np.float32, copy=False))
        rest = (float(overlap), *map(float, others))
        return kernels.suppress(table, scores, int(most), *rest)


class NonMaxSuppressionV4(NonMaxSuppressionV3):
    """y, n = the best boxes, filled up with zeros, and how many they are."""

    gives = "selected_indices:int32 valid_outputs:int32"
    pad_to_max_output_size: bool = False

    def infer(self, boxes: Spec, scores: Spec, most: Spec, *thresholds: Spec) -> Any:
        chosen = super().infer(boxes, scores, most, *thresholds)
        if self.pad_to_max_output_size and most.known is not None:
            chosen = Spec((int(most.known),), int32)
        return chosen, Spec((), int32)

    def compute(self, boxes: Array, scores: Array, most: Any, *numbers: Any) -> Any:
        chosen, _ = self.best(boxes, scores, most, *numbers)
        count = np.int32(len(chosen))
        if self.pad_to_max_output_size:
            chosen = np.pad(chosen, (0, int(most) - len(chosen)))
        return chosen, count


class NonMaxSuppressionV5(NonMaxSuppressionV4):
    """y, s, n = the best boxes, what overlaps left of their scores, and how many."""

    takes = (
        "boxes:T scores:T max_output_size:int32 iou_threshold:T score_threshold:T "
        "soft_nms_sigma:T"
    )
    gives = "selected_indices:int32 selected_scores:T valid_outputs:int32"

    def infer(self, boxes: Spec, scores: Spec, most: Spec, *thresholds: Spec) -> Any:
        chosen, count = super().infer(boxes, scores, most, *thresholds)
        return chosen, Spec(chosen.shape, boxes.dtype), count

    def compute(self, boxes: Array, scores: Array, most: Any, *numbers: Any) -> Any:
        chosen, kept = self.best(boxes, scores, most, *numbers)
        count = np.int32(len(chosen))
        if self.pad_to_max_output_size:
            missing = (0, int(most) - len(chosen))
            chosen, kept = np.pad(chosen, missing), np.pad(kept, missing)
        return chosen, kept.astype(scores.dtype, copy=False), count


class NonMaxSuppressionWithOverlaps(OpDef):
    """y = the boxes, best first, but those that overlap a better one by too much."""

    takes = (
        "overlaps:float32 scores:float32 max_output_size:int32 "
        "overlap_threshold:float32 score_threshold:float32"
    )
    gives = "selected_indices:int32"

    def infer(self, overlaps: Spec, scores: Spec, *numbers: Spec) -> Spec:
        rows, columns = of_rank(overlaps, 2, "overlaps")
        merge((rows,), (columns,))
        of_rank(scores, 1, "scores")
        merge((rows,), scores.shape)
        return Spec((None,), int32)

    def compute(
        self, overlaps: Array, scores: Array, most: Any, overlap: Any, score: Any
    ) -> Array:
        limits = (int(most), float(overlap), float(score))
        return kernels.suppress(overlaps, scores, *limits)[0]


# -- public functions -----------------------------------------------------------------


def non_max_suppression(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = EVERY_SCORE,
    name: str | None = None,
) -> Tensor:
    """The numbers of the best boxes, without those that a better one covers.

    A detector finds an object many times. The box with the highest score is taken, all
    that overlap it are dropped, and so on with those that are left.

    Args:
      boxes: [boxes, 4]: [y1, x1, y2, x2].
      scores: [boxes].
      max_output_size: how many to take at the most.
      iou_threshold: boxes overlap if the area of what they have in common is more than
        this share of the area of both together.
      score_threshold: leave out boxes with scores up to this.
      name: the scope's name.

    >>> import edflow as tf
    >>> boxes = [[0.0, 0.0, 1.0, 1.0], [0.0, 0.1, 1.0, 1.1], [2.0, 2.0, 3.0, 3.0]]
    >>> print(tf.Session().run(tf.image.non_max_suppression(boxes, [0.8, 0.9, 0.5], 3)))
    [1 2]
    """
    with name_scope(name, "non_max_suppression"):
        overlap = convert_to_tensor(iou_threshold, name="iou_threshold")
        score = convert_to_tensor(score_threshold, name="score_threshold")
        op = NonMaxSuppressionV3()
        return apply(op, boxes, scores, max_output_size, overlap, score)


def non_max_suppression_padded(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = EVERY_SCORE,
    pad_to_max_output_size: bool = False,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """`tf.image.non_max_suppression`, and how many boxes there are.

    Args:
      boxes: as for `tf.image.non_max_suppression`, like all but the last two.
      scores: likewise.
      max_output_size: likewise.
      iou_threshold: likewise.
      score_threshold: likewise.
      pad_to_max_output_size: fill up with zeros, so that the shape is known.
      name: the scope's name.
    """
    with name_scope(name, "non_max_suppression_padded"):
        overlap = convert_to_tensor(iou_threshold, name="iou_threshold")
        score = convert_to_tensor(score_threshold, name="score_threshold")
        op = NonMaxSuppressionV4(pad_to_max_output_size)
        return apply(op, boxes, scores, max_output_size, overlap, score)


def non_max_suppression_with_scores(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = EVERY_SCORE,
    soft_nms_sigma: Any = 0.0,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The numbers of the best boxes, and their scores.

    Args:
      boxes: as for `tf.image.non_max_suppression`, like all but the last two.
      scores: likewise.
      max_output_size: likewise.
      iou_threshold: likewise.
      score_threshold: likewise.
      soft_nms_sigma: above 0 boxes that overlap a better one are not dropped, but lose
        score: times exp(-overlap² / 2 sigma).
      name: the scope's name.
    """
    with name_scope(name, "non_max_suppression_with_scores"):
        overlap = convert_to_tensor(iou_threshold, name="iou_threshold")
        score = convert_to_tensor(score_threshold, name="score_threshold")
        sigma = convert_to_tensor(soft_nms_sigma, name="soft_nms_sigma")
        op, most = NonMaxSuppressionV5(), max_output_size
        chosen, kept, _ = apply(op, boxes, scores, most, overlap, score, sigma)
        return chosen, kept


def non_max_suppression_overlaps(
    overlaps: Any,
    scores: Any,
    max_output_size: Any,
    overlap_threshold: Any = 0.5,
    score_threshold: Any = EVERY_SCORE,
    name: str | None = None,
) -> Tensor:
    """`tf.image.non_max_suppression` by a table [n, n] of how much each two overlap."""
    with name_scope(name, "non_max_suppression_overlaps"):
        overlap = convert_to_tensor(overlap_threshold, name="overlap_threshold")
        op, most = NonMaxSuppressionWithOverlaps(), max_output_size
        return apply(op, overlaps, scores, most, overlap, score_threshold)
