"""Rows of tensors joined, cut, enlarged and repeated."""

import numpy as np
from case import Case, In, ints

from edflow.engine.ops.array.joining import ConcatOffset, ConcatV2, Pad, PadV2, Slice
from edflow.engine.ops.array.padding import MirrorPad, MirrorPadGrad, Tile
from edflow.engine.ops.array.slicing import StridedSlice, StridedSliceGrad
from edflow.engine.ops.array.splitting import Split, SplitV
from edflow.engine.ops.array.stacking import Pack, Unpack

WIDTHS = np.int32([[1, 0], [2, 1]])


def mirrored_back(dy, widths, mode):
    """What the mirror images add to: the transpose of the padding as a matrix."""
    sizes = [n - a - b for n, (a, b) in zip(dy.shape, widths.tolist(), strict=True)]
    places = np.pad(np.arange(np.prod(sizes)).reshape(sizes), widths.tolist(), mode)
    return np.bincount(places.ravel(), dy.ravel()).reshape(sizes).astype(dy.dtype)


CASES = [
    Case(Pack(), [[(2, 3), (2, 3)]], lambda a, b: np.stack([a, b])),
    Case(Pack(axis=-1), [[(2, 3)] * 3], lambda *x: np.stack(x, -1), label="last"),
    Case(Unpack(num=2), [(2, 3)], lambda x: (x[0], x[1])),
    Case(
        Unpack(num=3, axis=-1),
        [(2, 3)],
        lambda x: (x[:, 0], x[:, 1], x[:, 2]),
        label="last",
    ),
    Case(
        ConcatV2(),
        [[(2, 3), (2, 1)], np.int32(1)],
        lambda a, b, axis: np.concatenate([a, b], 1),
    ),
    Case(
        ConcatOffset(2),
        [np.int32(1), [ints(2, 3), ints(2, 5)]],
        lambda axis, a, b: (ints(0, 0), ints(0, 3)),
    ),
    Case(
        Split(num_split=3), [np.int32(1), (2, 6)], lambda axis, x: (*np.split(x, 3, 1),)
    ),
    Case(
        SplitV(num_split=2),
        [(2, 6), ints(2, -1), np.int32(1)],
        lambda x, sizes, axis: (x[:, :2], x[:, 2:]),
    ),
    Case(
        StridedSlice(shrink_axis_mask=1, end_mask=2),
        [(3, 4), ints(1, 1), ints(2, 0), ints(1, 2)],
        lambda x, *index: x[1, 1::2],
    ),
    Case(
        StridedSlice(ellipsis_mask=1, new_axis_mask=2, begin_mask=4),
        [(2, 3, 4), ints(0, 0, 0), ints(0, 0, 1), ints(1, 1, -1)],
        lambda x, *index: x[..., None, :1:-1],
        label="backwards",
    ),
    Case(
        StridedSliceGrad(shrink_axis_mask=1),
        [ints(3, 4), ints(1, 1), ints(2, 3), ints(1, 1), (2,)],
        lambda shape, b, e, s, dy: np.pad(dy[None], [[1, 1], [1, 1]]),
    ),
    Case(
        Slice(),
        [(3, 4), ints(1, 0), ints(-1, 2)],
        lambda x, begin, size: x[1:, :2],
    ),
    Case(Tile(), [(2, 3), ints(2, 3)], np.tile),
    Case(Pad(), [(2, 3), WIDTHS], np.pad),
    Case(
        PadV2(),
        [(2, 3), WIDTHS, ()],
        lambda x, widths, value: np.pad(x, widths, constant_values=value),
    ),
    *[
        Case(
            MirrorPad(mode),
            [(2, 4), WIDTHS],
            lambda x, widths, mode=mode: np.pad(x, widths, mode.lower()),
            label=mode,
        )
        for mode in ("REFLECT", "SYMMETRIC")
    ],
    *[
        Case(
            MirrorPadGrad(mode),
            [In((3, 6)), WIDTHS],
            lambda dy, widths, mode=mode: mirrored_back(dy, widths, mode.lower()),
            label=mode,
        )
        for mode in ("REFLECT", "SYMMETRIC")
    ],
]
