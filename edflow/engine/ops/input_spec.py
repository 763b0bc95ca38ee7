"""InputSpec: what a layer demands of its inputs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from edflow.engine.face.dtypes import as_dtype
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Tensor

__all__ = ["InputSpec"]


@dataclass
class InputSpec:
    """What a layer demands of an input; None demands nothing.

    Args:
      dtype: its dtype.
      shape: its whole shape, with None where a size does not matter.
      ndim: its rank.
      max_ndim: the largest rank.
      min_ndim: the smallest rank.
      axes: sizes by axis, e.g. `{-1: 3}` for three channels.
    """

    dtype: Any = None
    shape: Any = None
    ndim: int | None = None
    max_ndim: int | None = None
    min_ndim: int | None = None
    axes: dict[int, int | None] = field(default_factory=dict)

    def check(self, x: Tensor, layer: str) -> None:
        """ValueError unless the tensor is what is demanded."""
        rank = x.spec.rank
        if self.dtype is not None and x.dtype.base_dtype is not as_dtype(self.dtype):
            raise ValueError(f"{layer} expects {self.dtype}, but {x.name} is {x.dtype}")
        if rank is None:
            return
        ndim = self.ndim if self.shape is None else len(TensorShape(self.shape))
        least = self.min_ndim or 0
        if (ndim is not None and rank != ndim) or not least <= rank <= (
            self.max_ndim or math.inf
        ):
            wanted = f"{ndim}" if ndim is not None else f"{least} or more"
            if ndim is None and self.max_ndim is not None:
                wanted = f"{least} to {self.max_ndim}"
            raise ValueError(
                f"{layer} expects a tensor of rank {wanted}, but {x.name} has shape "
                f"{x.shape}"
            )
        axes = dict(self.axes)
        if self.shape is not None:
            axes |= dict(enumerate(TensorShape(self.shape).as_list()))
        for axis, size in axes.items():
            if not x.shape[axis].is_compatible_with(size):
                raise ValueError(
                    f"{layer} expects axis {axis} to have size {size}, but {x.name} "
                    f"has shape {x.shape}; a layer keeps the sizes of its first call"
                )
