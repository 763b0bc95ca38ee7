"""Training on several machines, which edflow leaves to TensorFlow."""

from __future__ import annotations

from typing import Any

from edflow import errors

__all__ = ["SyncReplicasOptimizer"]


class SyncReplicasOptimizer:
    """Not to be had: it gathers the gradients of several machines.

    Raises:
      UnimplementedError: always.
    """

    def __init__(self, *_: Any, **__: Any):
        raise errors.UnimplementedError(
            None,
            None,
            "SyncReplicasOptimizer trains on several machines, and edflow runs on one; "
            "use the optimizer that you gave it, with a larger batch, or take graph "
            "and weights to TensorFlow",
        )
