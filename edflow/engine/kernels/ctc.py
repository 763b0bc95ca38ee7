"""The alignments of a label sequence with the steps of a net, all at once.

A path is the label sequence with a blank before, between and after the labels: the
stations that an alignment passes, one a step, without going back. It may stay where it
is, go on, or skip the blank between two different labels.

    alpha[t, u]  log-probability of the ways to station u that steps 0 ... t took
    beta[u]      log-probability of the ways from u to the end, in the steps after t

Graves, Fernandez, Gomez and Schmidhuber: Connectionist temporal classification (2006).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from edflow.engine.kernels.jit import jit

Array = NDArray[Any]
NEVER = -np.inf


@jit(nogil=True)
def log_sum(a: float, b: float, c: float) -> float:
    """The logarithm of exp(a) + exp(b) + exp(c)."""
    most = max(a, b, c)
    if not most > NEVER:
        return a + b + c  # None of the three is possible, or one is NaN.
    return most + np.log(np.exp(a - most) + np.exp(b - most) + np.exp(c - most))


@jit(nogil=True)
def may_stay(path: Array, u: int, blank: int, merge: bool) -> bool:
    """Whether one label may take several steps: only if repetitions are merged."""
    return merge or path[u] == blank


@jit(nogil=True)
def may_skip(path: Array, u: int, blank: int, merge: bool) -> bool:
    """Whether an alignment may come to u from u - 2.

    Not past the blank that parts two equal labels: without it they would be merged.
    """
    return u > 1 and path[u] != blank and not (merge and path[u] == path[u - 2])


@jit(nogil=True)
def align(
    _share: int,
    first: int,
    last: int,
    log_y: Array,
    paths: Array,
    starts: Array,
    lengths: Array,
    merge: bool,
    loss: Array,
    gradient: Array,
) -> None:
    """Score the items first ... last - 1 of a batch.

    Args:
      log_y: [time, batch, class], the logarithms of the probabilities at each step;
        the last class is the blank.
      paths: the paths of all items, one after the other.
      starts: [batch + 1], where the path of each item starts; an empty one is left out.
      lengths: [batch], how many steps each item has.
      merge: whether repeated labels are merged.
      loss: [batch], receives -log of the probability of all alignments.
      gradient: [time, batch, class], holds the probabilities y; that of each class to
        be passed in an alignment is subtracted, which makes it d loss / d logits.
    """
    time, _, classes = log_y.shape
    blank = classes - 1
    longest = np.max(starts[1:] - starts[:-1])
    alpha = np.empty((time, longest))
    beta = np.empty(longest)
    for b in range(first, last):
        path = paths[starts[b] : starts[b + 1]]
        n, steps = path.size, lengths[b]
        if n == 0:
            continue
        for t in range(steps):
            for u in range(n):
                if t == 0:
                    ways = 0.0 if u < 2 else NEVER
                else:
                    stay = may_stay(path, u, blank, merge)
                    skip = may_skip(path, u, blank, merge)
                    ways = log_sum(
                        alpha[t - 1, u] if stay else NEVER,
                        alpha[t - 1, u - 1] if u > 0 else NEVER,
                        alpha[t - 1, u - 2] if skip else NEVER,
                    )
                alpha[t, u] = ways + log_y[t, b, path[u]]
        total = log_sum(
            alpha[steps - 1, n - 1], alpha[steps - 1, n - 2] if n > 1 else NEVER, NEVER
        )
        loss[b] = -total
        if total == NEVER:
            continue
        for u in range(n):
            beta[u] = 0.0 if u > n - 3 else NEVER
        for t in range(steps - 1, -1, -1):
            for u in range(n):
                gradient[t, b, path[u]] -= np.exp(alpha[t, u] + beta[u] - total)
                beta[u] += log_y[t, b, path[u]]
            for u in range(n):  # Each reads itself and what comes after it.
                stay = may_stay(path, u, blank, merge)
                skip = u < n - 2 and may_skip(path, u + 2, blank, merge)
                beta[u] = log_sum(
                    beta[u] if stay else NEVER,
                    beta[u + 1] if u < n - 1 else NEVER,
                    beta[u + 2] if skip else NEVER,
                )
