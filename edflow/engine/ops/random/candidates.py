"""Candidate samplers: some of many classes, to train with in place of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import float32, int32, int64
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor
from edflow.engine.kernels import candidates
from edflow.engine.kernels.candidates import LogUniform, Uniform, Weighted
from edflow.engine.kernels.random import Philox
from edflow.engine.ops.build import apply
from edflow.engine.ops.random.draws import RandomOp
from edflow.engine.ops.seeds import op_seeds

__all__ = [
    "all_candidate_sampler", "compute_accidental_hits",
    "fixed_unigram_candidate_sampler", "log_uniform_candidate_sampler",
    "uniform_candidate_sampler",
]  # fmt: skip


class Candidates(NamedTuple):
    """What a candidate sampler gives."""

    sampled_candidates: Tensor
    """[num_sampled], int64: the classes."""
    true_expected_count: Tensor
    """[batch, num_true]: how often each true class is to be expected among them."""
    sampled_expected_count: Tensor
    """[num_sampled]: how often each of them is."""


class CandidateSampler(RandomOp, abstract=True):
    """An op that draws classes, without a look at the true ones."""

    takes = "true_classes:int64"
    gives = (
        "sampled_candidates:int64 true_expected_count:float32 "
        "sampled_expected_count:float32"
    )
    num_true: int = 1
    num_sampled: int = 1
    unique: bool = True

    def infer(self, true_classes: Spec) -> tuple[Spec, ...]:
        if self.num_true < 1 or self.num_sampled < 1:
            raise ValueError(
                "num_true and num_sampled must be 1 or more, but are "
                f"{self.num_true} and {self.num_sampled}"
            )
        if true_classes.rank not in (None, 2):
            raise ValueError(
                "true_classes must be [batch, num_true], not of shape "
                f"{text(true_classes.shape)}"
            )
        drawn = (self.num_sampled,)
        true_shape = (true_classes.shape or (None,))[0], self.num_true
        return Spec(drawn, int64), Spec(true_shape, float32), Spec(drawn, float32)

    def check_true(self, true_classes: Array) -> None:
        """ValueError unless there are `num_true` classes in each row."""
        if true_classes.ndim != 2 or true_classes.shape[1] != self.num_true:
            raise ValueError(
                f"true_classes must be [batch, {self.num_true}], with num_true classes "
                f"a row, but is {text(true_classes.shape)}"
            )

    def gradient(self, op: Operation, *dys: Any) -> Any:
        return None


class RangeSampler(CandidateSampler, abstract=True):
    """A sampler of the classes 0 ... range_max - 1."""

    range_max: int = 1

    def infer(self, true_classes: Spec) -> tuple[Spec, ...]:
        if self.range_max < 1:
            raise ValueError(f"range_max must be 1 or more, but is {self.range_max}")
        return super().infer(true_classes)

    def sampler(self) -> candidates.Sampler:
        """The distribution that this op draws from."""
        raise NotImplementedError

    def draw(self, stream: Philox, true_classes: Array) -> Any:
        self.check_true(true_classes)
        number, n = self.num_sampled, self.range_max
        if self.unique and number > n:
            raise ValueError(
                f"{number} different classes are wanted, but there are {n}"
            )
        wrong = true_classes[(true_classes < 0) | (true_classes >= n)]
        if len(wrong):
            raise ValueError(
                f"a true class is {wrong[0]}, but range_max is {n}, so classes go from "
                f"0 to {n - 1}"
            )
        sampler = self.sampler()
        drawn, tries = candidates.draw(sampler, stream, number, self.unique)
        counts = [
            candidates.expected_counts(sampler, classes, number, tries)
            for classes in (true_classes, drawn)
        ]
        return drawn, *counts


class LogUniformCandidateSampler(RangeSampler):
    """P(k) = log((k + 2) / (k + 1)) / log(range_max + 1)."""

    def sampler(self) -> candidates.Sampler:
        return LogUniform(self.range_max)


class UniformCandidateSampler(RangeSampler):
    """P(k) = 1 / range_max."""

    def sampler(self) -> candidates.Sampler:
        return Uniform(self.range_max)


class FixedUnigramCandidateSampler(RangeSampler):
    """P(k) ~ unigrams[k - num_reserved_ids]^distortion; 0 for the reserved classes."""

    distortion: float = 1.0
    num_reserved_ids: int = 0
    unigrams: tuple[float, ...] = ()

    def sampler(self) -> candidates.Sampler:
        weights = np.array(self.unigrams, np.float32).astype(np.float64)
        given = (weights**self.distortion).astype(np.float32)
        all_weights = [0.0] * self.num_reserved_ids + given.tolist()
        if len(all_weights) != self.range_max:
            raise ValueError(
                f"range_max is {self.range_max}, but there are {self.num_reserved_ids} "
                f"reserved classes and {len(given)} unigrams"
            )
        return Weighted(all_weights)


class AllCandidateSampler(CandidateSampler):
    """The classes 0 ... num_sampled - 1, each once."""

    def draw(self, stream: Philox, true_classes: Array) -> Any:
        self.check_true(true_classes)
        every = np.arange(self.num_sampled)
        return every, *(np.ones(np.shape(x), np.float32) for x in (true_classes, every))


class ComputeAccidentalHits(OpDef):
    """The (i, j) with sampled[j] in true[i]; the weights are minus infinity, nearly."""

    takes = "true_classes:int64 sampled_candidates:int64"
    gives = "indices:int32 ids:int64 weights:float32"
    num_true: int
    seed: int = 0
    seed2: int = 0

    def infer(self, true_classes: Spec, sampled: Spec) -> tuple[Spec, ...]:
        return Spec((None,), int32), Spec((None,), int64), Spec((None,), float32)

    def compute(self, true_classes: Array, sampled: Array) -> tuple[Array, ...]:
        if true_classes.ndim != 2 or true_classes.shape[1] != self.num_true:
            raise ValueError(
                f"true_classes must be [batch, {self.num_true}], with num_true classes "
                f"a row, but is {text(true_classes.shape)}"
            )
        places = {k: j for j, k in enumerate(sampled.tolist())}
        rows = enumerate(true_classes.tolist())
        hits = [(i, places[k]) for i, row in rows for k in row if k in places]
        found = np.array(hits, np.int64).reshape(-1, 2)
        weights = np.full(len(hits), np.finfo(np.float32).min, np.float32)
        return found[:, 0].astype(np.int32), found[:, 1], weights

    def gradient(self, op: Operation, *dys: Any) -> Any:
        return None, None


# -- public functions -----------------------------------------------------------------


def log_uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Candidates:
    """Classes drawn as words are in a text, if they are numbered by falling frequency.

    Args:
      true_classes: [batch, num_true], int64: the classes to predict. They are drawn as
        others are; how often is the second result.
      num_true: how many there are for each example.
      num_sampled: how many classes to draw, in every run anew.
      unique: whether all of them are different.
      range_max: how many classes there are.
      seed: settles the draws.
      name: the operation's name.

    Returns:
      The classes drawn [num_sampled]; how often the true ones [batch, num_true] and
      the drawn ones [num_sampled] are to be expected in such a draw.

    >>> import edflow as tf
    >>> drawn, _, _ = tf.nn.log_uniform_candidate_sampler(
    ...     [[0]], 1, 5, True, 1000, seed=5
    ... )
    >>> tf.Session().run(drawn)
    array([  1,  39, 129, 106,   0])
    """
    op = LogUniformCandidateSampler(
        *op_seeds(seed), num_true, num_sampled, unique, range_max
    )
    return Candidates(*apply(op, true_classes, name=name))


def uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Candidates:
    """Classes drawn all alike; arguments as for `log_uniform_candidate_sampler`."""
    op = UniformCandidateSampler(
        *op_seeds(seed), num_true, num_sampled, unique, range_max
    )
    return Candidates(*apply(op, true_classes, name=name))


def fixed_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    vocab_file: str = "",
    distortion: float = 1.0,
    num_reserved_ids: int = 0,
    num_shards: int = 1,
    shard: int = 0,
    unigrams: Sequence[float] = (),
    seed: int | None = None,
    name: str | None = None,
) -> Candidates:
    """Classes drawn by how often each was counted.

    Args:
      true_classes: [batch, num_true], int64: the classes to predict.
      num_true: how many there are for each example.
      num_sampled: how many classes to draw, in every run anew.
      unique: whether all of them are different.
      range_max: how many classes there are, the reserved ones included.
      vocab_file: in place of `unigrams` a file with a line for each class that ends in
        a comma and its count.
      distortion: the power to raise counts to; with 0.75 rare classes come more often.
      num_reserved_ids: how many classes before the counted ones are never drawn.
      num_shards: 1, as edflow runs on one machine.
      shard: 0.
      unigrams: the counts.
      seed: settles the draws.
      name: the operation's name.

    Returns:
      As `log_uniform_candidate_sampler` does.

    Raises:
      ValueError: both or neither of `vocab_file` and `unigrams`; or several shards.
    """
    if bool(vocab_file) == (len(unigrams) > 0):
        raise ValueError(
            "give either vocab_file or unigrams: the counts of the classes"
        )
    if (num_shards, shard) != (1, 0):
        raise ValueError(
            f"shard {shard} of {num_shards}: edflow runs on one machine; leave out "
            "num_shards and shard"
        )
    if vocab_file:
        lines = Path(vocab_file).read_text(encoding="utf-8").splitlines()
        unigrams = [float(line.rsplit(",", 1)[-1]) for line in lines if line.strip()]
    op = FixedUnigramCandidateSampler(
        *op_seeds(seed), num_true, num_sampled, unique, range_max,
        distortion, num_reserved_ids, tuple(map(float, unigrams)),
    )  # fmt: skip
    return Candidates(*apply(op, true_classes, name=name))


def all_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    seed: int | None = None,
    name: str | None = None,
) -> Candidates:
    """All `num_sampled` classes, to compare training with all and with some."""
    op = AllCandidateSampler(*op_seeds(seed), num_true, num_sampled, unique)
    return Candidates(*apply(op, true_classes, name=name))


class Hits(NamedTuple):
    """Where candidates are true classes."""

    indices: Tensor
    """[n], int32: the row of the example."""
    ids: Tensor
    """[n], int64: the place among the candidates."""
    weights: Tensor
    """[n]: the lowest of all numbers, to be added to the candidate's score."""


def compute_accidental_hits(
    true_classes: Any,
    sampled_candidates: Any,
    num_true: int,
    seed: int | None = None,
    name: str | None = None,
) -> Hits:
    """Where a class was drawn that is the true one of an example.

    Args:
      true_classes: [batch, num_true], int64.
      sampled_candidates: [num_sampled], int64, what a candidate sampler drew.
      num_true: how many true classes each example has.
      seed: accepted.
      name: the operation's name.
    """
    op = ComputeAccidentalHits(num_true, *op_seeds(seed))
    return Hits(*apply(op, true_classes, sampled_candidates, name=name))
