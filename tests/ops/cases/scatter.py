"""Rows of writes to parts of a variable."""

import numpy as np
from case import Case, In, Ref, ints

from edflow.engine.ops.state.refs import CountUpTo
from edflow.engine.ops.state.scatter import (
    ScatterAdd,
    ScatterDiv,
    ScatterMax,
    ScatterMin,
    ScatterMul,
    ScatterNdAdd,
    ScatterNdSub,
    ScatterNdUpdate,
    ScatterSub,
    ScatterUpdate,
)
from edflow.engine.ops.state.slices import StridedSliceAssign

WRITE = "a write has no slope"
ROWS = ints(3, 1)
TWICE = ints(2, 2)
PLACES = np.array([[0, 1], [3, 2], [0, 1]], np.int32)
DIFFERENT = PLACES[:2]


def rows(combine):
    """Row by row, so that a row named twice is written to twice."""

    def reference(ref, indices, updates):
        y = ref.copy()
        for i, row in zip(indices, updates, strict=True):
            y[i] = combine(y[i], row)
        return y

    return reference


def places(combine):
    def reference(ref, indices, updates):
        y = ref.copy()
        for i, value in zip(indices, updates, strict=True):
            y[tuple(i)] = combine(y[tuple(i)], value)
        return y

    return reference


def second(old, new):
    return new


def scattered(op, combine, indices, label=""):
    return Case(
        op,
        [Ref((4, 3)), indices, In((2, 3), low=0.5)],
        rows(combine),
        flat=WRITE,
        label=label,
    )


def sliced(ref, begin, end, strides, value):
    y = ref.copy()
    y[1:3, 0] = value
    return y


CASES = [
    scattered(ScatterUpdate(), second, ROWS),
    scattered(ScatterAdd(), np.add, ROWS),
    scattered(ScatterAdd(), np.add, TWICE, "a row twice"),
    scattered(ScatterSub(), np.subtract, TWICE),
    *(
        Case(
            op,
            [Ref((9, 64, 2)), np.arange(90, dtype=np.int32) % 7, (90, 64, 2)],
            rows(combine),
            flat=WRITE,
            label="many rows",
        )
        for op, combine in ((ScatterAdd(), np.add), (ScatterSub(), np.subtract))
    ),
    scattered(ScatterMul(), np.multiply, TWICE),
    scattered(ScatterDiv(), np.divide, TWICE),
    scattered(ScatterMin(), np.minimum, TWICE),
    scattered(ScatterMax(), np.maximum, TWICE),
    Case(
        ScatterUpdate(),
        [Ref((4, 3)), ROWS, ()],
        lambda ref, i, value: np.where(np.isin(range(4), i)[:, None], value, ref),
        flat=WRITE,
        label="one number",
    ),
    Case(ScatterNdUpdate(), [Ref((4, 3)), DIFFERENT, (2,)], places(second), flat=WRITE),
    Case(ScatterNdAdd(), [Ref((4, 3)), PLACES, (3,)], places(np.add), flat=WRITE),
    Case(ScatterNdSub(), [Ref((4, 3)), PLACES, (3,)], places(np.subtract), flat=WRITE),
    Case(
        ScatterNdAdd(),
        [Ref((4, 3)), np.array([[2], [2]], np.int32), (2, 3)],
        lambda ref, i, u: ref + [[0], [0], [1], [0]] * u.sum(0),
        flat=WRITE,
        label="whole rows",
    ),
    Case(
        StridedSliceAssign(shrink_axis_mask=2),
        [Ref((4, 3)), ints(1, 0), ints(3, 1), ints(1, 1), (2,)],
        sliced,
        flat=WRITE,
    ),
    Case(
        CountUpTo(10),
        [Ref((), np.int32, low=3, high=4)],
        lambda ref: ref,
        flat="whole numbers",
    ),
]
