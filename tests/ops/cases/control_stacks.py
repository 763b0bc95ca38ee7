"""Rows of lists used as stacks, in which TensorFlow's loops remember their turns."""

import numpy as np
from case import Case, ints

from edflow.engine.control.tensor_lists import from_tensor, length
from edflow.engine.control.tensor_stacks import (
    EmptyTensorList,
    TensorListPopBack,
    TensorListPushBack,
)
from edflow.engine.ops.build import apply


def empty(x):
    return apply(EmptyTensorList(x.dtype), ints(3), np.int32(-1))


def pushed(x, *rows):
    items = empty(x)
    for row in (x, *rows):
        items = apply(TensorListPushBack(x.dtype), items, row)
    return items


def popped(items, x):
    return apply(TensorListPopBack(x.dtype), items, ints(3))


def last(x, y):
    return popped(pushed(x, y), x)[1]


def last_but_one(x, y):
    shorter, _ = popped(pushed(x, y), x)
    return popped(shorter, x)[1]


def first_row_of_two(x):
    return popped(popped(from_tensor(x), x[0])[0], x[0])[1]


CASES = [
    Case(
        EmptyTensorList,
        [(3,)],
        lambda x: np.int32(0),
        build=lambda x: length(empty(x)),
        flat="a length does not change with the values",
    ),
    Case(TensorListPushBack, [(3,), (3,)], lambda x, y: y, build=last),
    Case(TensorListPopBack, [(3,), (3,)], lambda x, y: x, build=last_but_one),
    Case(
        TensorListPopBack,
        [(2, 3)],
        lambda x: x[0],
        build=first_row_of_two,
        label="of rows",
    ),
]
