"""Blocks of an image moved between space, depth and batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, int32
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import Size, text
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.filling import zeros
from edflow.engine.ops.array.stacking import stack
from edflow.engine.ops.build import apply, constant, convert_to_tensor

__all__ = [
    "batch_to_space",
    "batch_to_space_nd",
    "depth_to_space",
    "required_space_to_batch_paddings",
    "space_to_batch",
    "space_to_batch_nd",
    "space_to_depth",
]


def _divided(size: Size, by: int, what: str) -> Size:
    if size is not None and size % by:
        raise ValueError(f"the {what} {size} cannot be divided by {by}")
    return None if size is None else size // by


def _times(size: Size, by: int) -> Size:
    return None if size is None else size * by


class SpaceToDepth(OpDef):
    """y[n, i, j, :] = block [i, j] of x[n], the channels of its pixels in a row."""

    takes = "input:T"
    block_size: int = 2
    data_format: str = "NHWC"

    def infer(self, input: Spec) -> Spec:
        if input.shape is None:
            return Spec((None,) * 4, input.dtype)
        n, h, w, c = _nhwc(input.shape, self.data_format)
        b = self.block_size
        made = (
            n,
            _divided(h, b, "height"),
            _divided(w, b, "width"),
            _times(c, b * b),
        )
        return Spec(_from_nhwc(made, self.data_format), input.dtype)

    def compute(self, x: Array) -> Array:
        b = self.block_size
        n, h, w, c = _nhwc(x.shape, self.data_format)
        x = _moved(x, self.data_format).reshape(n, h // b, b, w // b, b, c)
        y = x.transpose(0, 1, 3, 2, 4, 5).reshape(n, h // b, w // b, b * b * c)
        return _moved_back(y, self.data_format)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return depth_to_space(dy, self.block_size, data_format=self.data_format)


class DepthToSpace(OpDef):
    """x[n, i, j, :] read as a block of pixels, which becomes block [i, j] of y[n]."""

    takes = "input:T"
    block_size: int = 2
    data_format: str = "NHWC"

    def infer(self, input: Spec) -> Spec:
        if input.shape is None:
            return Spec((None,) * 4, input.dtype)
        n, h, w, c = _nhwc(input.shape, self.data_format)
        b = self.block_size
        made = (n, _times(h, b), _times(w, b), _divided(c, b * b, "depth"))
        return Spec(_from_nhwc(made, self.data_format), input.dtype)

    def compute(self, x: Array) -> Array:
        b = self.block_size
        n, h, w, c = _nhwc(x.shape, self.data_format)
        x = _moved(x, self.data_format).reshape(n, h, w, b, b, c // (b * b))
        y = x.transpose(0, 1, 3, 2, 4, 5).reshape(n, h * b, w * b, c // (b * b))
        return _moved_back(y, self.data_format)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return space_to_depth(dy, self.block_size, data_format=self.data_format)


def _nhwc(sizes: Any, data_format: str) -> Any:
    if len(sizes) != 4:
        raise ValueError(f"images must have rank 4, not the shape {text(sizes)}")
    n, *rest = sizes
    return (n, *rest[1:], rest[0]) if data_format == "NCHW" else (n, *rest)


def _from_nhwc(sizes: Any, data_format: str) -> Any:
    n, h, w, c = sizes
    return (n, c, h, w) if data_format == "NCHW" else (n, h, w, c)


def _moved(x: Array, data_format: str) -> Array:
    return np.moveaxis(x, 1, -1) if data_format == "NCHW" else x


def _moved_back(y: Array, data_format: str) -> Array:
    return np.ascontiguousarray(np.moveaxis(y, -1, 1)) if data_format == "NCHW" else y


class SpaceToBatchND(OpDef):
    """y = x padded, then its pixels dealt out to prod(block_shape) batches by place."""

    takes = "input:T block_shape:Tblock_shape paddings:Tpaddings"
    Tblock_shape = INDICES
    Tpaddings = INDICES

    def infer(self, input: Spec, block_shape: Spec, paddings: Spec) -> Spec:
        if input.shape is None or block_shape.known is None:
            return Spec(_unknown(input.shape), input.dtype)
        block = block_shape.known.tolist()
        n, *sizes = input.shape
        made: list[Size] = [_times(n, int(np.prod(block)))]
        for i, b in enumerate(block):
            size = sizes[i]
            if size is None or paddings.known is None:
                made.append(None)
            else:
                whole = size + int(paddings.known[i].sum())
                made.append(_divided(whole, b, "padded size"))
        return Spec((*made, *sizes[len(block) :]), input.dtype)

    def compute(self, x: Array, block_shape: Array, paddings: Array) -> Array:
        block = block_shape.tolist()
        m = len(block)
        rest = x.ndim - 1 - m
        x = np.pad(x, [(0, 0), *paddings.tolist(), *[(0, 0)] * rest])
        sizes = [
            part
            for size, b in zip(x.shape[1:], block, strict=False)
            for part in (_divided(size, b, "padded size"), b)
        ]
        split = x.reshape(x.shape[0], *sizes, *x.shape[1 + m :])
        inner, outer = range(2, 2 * m + 1, 2), range(1, 2 * m, 2)
        y = split.transpose(*inner, 0, *outer, *range(2 * m + 1, split.ndim))
        return y.reshape(-1, *sizes[::2], *x.shape[1 + m :])

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        _, block_shape, paddings = op.inputs
        return batch_to_space_nd(dy, block_shape, paddings), None, None


class BatchToSpaceND(OpDef):
    """y = the pixels of prod(block_shape) batches interleaved, then cropped."""

    takes = "input:T block_shape:Tblock_shape crops:Tcrops"
    Tblock_shape = INDICES
    Tcrops = INDICES

    def infer(self, input: Spec, block_shape: Spec, crops: Spec) -> Spec:
        if input.shape is None or block_shape.known is None:
            return Spec(_unknown(input.shape), input.dtype)
        block = block_shape.known.tolist()
        n, *sizes = input.shape
        made: list[Size] = [_divided(n, int(np.prod(block)), "batch")]
        for i, b in enumerate(block):
            size = sizes[i]
            cut = None if crops.known is None else int(crops.known[i].sum())
            made.append(None if size is None or cut is None else size * b - cut)
        return Spec((*made, *sizes[len(block) :]), input.dtype)

    def compute(self, x: Array, block_shape: Array, crops: Array) -> Array:
        block = block_shape.tolist()
        m = len(block)
        n: Any = _divided(x.shape[0], int(np.prod(block)), "batch")
        split = x.reshape(*block, n, *x.shape[1:])
        order = [m]
        for i in range(m):
            order += [m + 1 + i, i]
        whole = split.transpose(*order, *range(2 * m + 1, split.ndim)).reshape(
            n,
            *[size * b for size, b in zip(x.shape[1:], block, strict=False)],
            *x.shape[1 + m :],
        )
        inside = [
            slice(before, size - after)
            for size, (before, after) in zip(
                whole.shape[1:], crops.tolist(), strict=False
            )
        ]
        return whole[(slice(None), *inside)]

    aliases = True

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        _, block_shape, crops = op.inputs
        return space_to_batch_nd(dy, block_shape, crops), None, None


def _unknown(sizes: StaticShape) -> StaticShape:
    return None if sizes is None else (None,) * len(sizes)


# -- public functions -----------------------------------------------------------------


def space_to_depth(
    input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """Blocks of pixels made channels: [n, h, w, c] to [n, h/b, w/b, b*b*c].

    Raises:
      ValueError: height or width cannot be divided by `block_size`.
    """
    return apply(SpaceToDepth(int(block_size), data_format), input, name=name)


def depth_to_space(
    input: Any, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """Channels made blocks of pixels: [n, h, w, b*b*c] to [n, h*b, w*b, c]."""
    return apply(DepthToSpace(int(block_size), data_format), input, name=name)


def space_to_batch_nd(
    input: Any, block_shape: Any, paddings: Any, name: str | None = None
) -> Tensor:
    """`input` padded with zeros, and cut into interleaved images of 1/b the size.

    Args:
      input: [n, sizes..., ...].
      block_shape: [m]: how many images to make of one along each of the m axes after
        the first.
      paddings: [m, 2]: zeros to add first, so that the sizes can be divided.
      name: the operation's name.
    """
    return apply(SpaceToBatchND(), input, block_shape, paddings, name=name)


def batch_to_space_nd(
    input: Any, block_shape: Any, crops: Any, name: str | None = None
) -> Tensor:
    """What undoes `tf.space_to_batch_nd`; its paddings are the `crops`."""
    return apply(BatchToSpaceND(), input, block_shape, crops, name=name)


def space_to_batch(
    input: Any,
    paddings: Any,
    block_size: int | None = None,
    name: str | None = None,
    block_shape: Any = None,
) -> Tensor:
    """`tf.space_to_batch_nd` with one block size for height and width."""
    block = _block(block_size, block_shape)
    return space_to_batch_nd(input, block, paddings, name)


def batch_to_space(
    input: Any,
    crops: Any,
    block_size: int | None = None,
    name: str | None = None,
    block_shape: Any = None,
) -> Tensor:
    """`tf.batch_to_space_nd` with one block size for height and width."""
    block = _block(block_size, block_shape)
    return batch_to_space_nd(input, block, crops, name)


def _block(block_size: int | None, block_shape: Any) -> Any:
    given = block_size if block_shape is None else block_shape
    if isinstance(given, int):
        return np.array([given, given], np.int64)
    return given


def required_space_to_batch_paddings(
    input_shape: Any,
    block_shape: Any,
    base_paddings: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Paddings that make the sizes divisible by the blocks, and the crops to undo it.

    Args:
      input_shape: [m]: the sizes.
      block_shape: [m]: what they are to be divided by.
      base_paddings: [m, 2]: paddings to add in any case.
      name: the scope's name.

    Returns:
      (paddings, crops), both [m, 2], for `tf.space_to_batch` and `tf.batch_to_space`.
    """
    with name_scope(name, "required_space_to_batch_paddings"):
        sizes = convert_to_tensor(input_shape, int32, "input_shape")
        block = convert_to_tensor(block_shape, int32, "block_shape")
        length = 0 if block.spec.shape is None else block.spec.shape[0] or 0
        base = (
            zeros([length, 2], int32)
            if base_paddings is None
            else convert_to_tensor(base_paddings, int32, "base_paddings")
        )
        parts = [part.spec.known for part in (sizes, block, base)]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            paddings, crops = _paddings(*known)
            return constant(paddings, name="paddings"), constant(crops, name="crops")
        before, after = base[:, 0], base[:, 1]
        extra = (block - (sizes + before + after) % block) % block
        paddings = stack([before, after + extra], axis=1, name="paddings")
        crops = stack([0 * extra, extra], axis=1, name="crops")
        return paddings, crops


def _paddings(sizes: Array, block: Array, base: Array) -> tuple[Array, Array]:
    extra = -(sizes + base.sum(axis=1)) % block
    crops = np.stack([np.zeros_like(extra), extra], 1)
    return (base + crops).astype(np.int32), crops.astype(np.int32)
