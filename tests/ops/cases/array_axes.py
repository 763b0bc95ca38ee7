"""Rows of axes permuted, added, removed, reversed; blocks; values passed on."""

import numpy as np
from case import Case, In, ints

from edflow.engine.ops.array.axes import (
    ConjugateTranspose,
    ExpandDims,
    InvertPermutation,
    ReverseV2,
    Roll,
    Squeeze,
    Transpose,
)
from edflow.engine.ops.array.blocks import (
    BatchToSpaceND,
    DepthToSpace,
    SpaceToBatchND,
    SpaceToDepth,
)
from edflow.engine.ops.array.identity import (
    GuaranteeConst,
    IdentityN,
    Placeholder,
    PlaceholderWithDefault,
    StopGradient,
)
from edflow.engine.ops.array.sequences import ReverseSequence
from edflow.engine.ops.array.shape import ShapeN
from edflow.engine.ops.conv.patches import ExtractImagePatches
from edflow.engine.ops.indexing.repeating import BroadcastArgs

COUNTS = "a count does not change with the values"


def blocks(x):
    n, h, w, c = x.shape
    split = x.reshape(n, h // 2, 2, w // 2, 2, c)
    return split.transpose(0, 1, 3, 2, 4, 5).reshape(n, h // 2, w // 2, 4 * c)


def dealt(x):
    """Each of the 2 x 3 places of a block in a batch of its own."""
    return np.concatenate([x[:, i::2, j::3] for i in range(2) for j in range(3)])


def patches(x):
    """Windows of 2 x 2 taps, every second row, of an image with a border below."""
    x = np.pad(x, [(0, 0), (0, 1), (0, 1), (0, 0)])
    rows = [
        [x[:, i : i + 2, j : j + 2].reshape(len(x), -1) for j in range(3)]
        for i in (0, 2)
    ]
    return np.stack([np.stack(row, 1) for row in rows], 1)


CASES = [
    Case(Transpose(), [(2, 3, 4), ints(2, 0, 1)], np.transpose),
    Case(
        ConjugateTranspose(),
        [In((2, 3), np.complex64), ints(1, 0)],
        lambda x, perm: x.conj().T,
    ),
    Case(InvertPermutation(), [ints(2, 0, 1)], lambda x: ints(1, 2, 0)),
    Case(ExpandDims(), [(2, 3), np.int32(-1)], lambda x, axis: x[..., None]),
    Case(Squeeze(), [(1, 2, 1)], lambda x: x[0, :, 0]),
    Case(Squeeze((-1,)), [(1, 2, 1)], lambda x: x[..., 0], label="last"),
    Case(ReverseV2(), [(2, 3), ints(-1)], lambda x, axis: x[:, ::-1]),
    Case(
        Roll(),
        [(3, 4), ints(1, -2), ints(0, 1)],
        lambda x, shift, axis: np.roll(x, (1, -2), (0, 1)),
    ),
    Case(
        ReverseSequence(),
        [(2, 3), ints(2, 3)],
        lambda x, lengths: np.stack([x[0, [1, 0, 2]], x[1, ::-1]]),
    ),
    Case(
        ReverseSequence(seq_dim=0, batch_dim=2),
        [(3, 2, 2), ints(1, 2)],
        lambda x, lengths: np.stack([x[..., 0], x[[1, 0, 2], :, 1]], -1),
        label="time first",
    ),
    Case(SpaceToDepth(2), [(2, 4, 2, 3)], blocks),
    Case(
        SpaceToDepth(2, "NCHW"),
        [(2, 3, 4, 2)],
        lambda x: np.moveaxis(blocks(np.moveaxis(x, 1, -1)), -1, 1),
        label="NCHW",
    ),
    Case(
        DepthToSpace(2),
        [(1, 1, 1, 8)],
        lambda x: x.reshape(1, 2, 2, 2),
    ),
    Case(
        SpaceToBatchND(),
        [(1, 3, 5, 2), ints(2, 3), np.int32([[1, 0], [0, 1]])],
        lambda x, block, widths: dealt(np.pad(x, [(0, 0), (1, 0), (0, 1), (0, 0)])),
    ),
    Case(
        BatchToSpaceND(),
        [(4, 1, 2, 1), ints(2, 2), np.int32([[0, 0], [1, 0]])],
        lambda x, block, crops: (
            x.reshape(2, 2, 1, 2).transpose(2, 0, 3, 1).reshape(1, 2, 4, 1)[:, :, 1:]
        ),
    ),
    Case(
        ExtractImagePatches((1, 2, 2, 1), (1, 2, 1, 1), (1, 1, 1, 1), "SAME"),
        [(2, 3, 3, 2)],
        patches,
    ),
    Case(
        BroadcastArgs(),
        [ints(2, 1, 4), ints(3, 1)],
        lambda s0, s1: ints(2, 3, 4),
    ),
    Case(ShapeN(), [[(2, 3), (4,)]], lambda x, y: (ints(2, 3), ints(4)), flat=COUNTS),
    Case(Placeholder, [(2, 3)], lambda x: x, build=lambda x: x),
    Case(PlaceholderWithDefault((None, 3)), [(2, 3)], lambda x: x, static=False),
    Case(StopGradient(), [(2, 3)], lambda x: x, flat="that is its purpose"),
    Case(GuaranteeConst(), [(2, 3)], lambda x: x),
    Case(IdentityN(), [[(2, 3), ()]], lambda x, y: (x, y)),
]
