"""Rows of branches, loops and lists of tensors, each through what builds it."""

import numpy as np
from case import Case, ints

import edflow as tf
from edflow.engine.control.branching import If
from edflow.engine.control.looping import While, WhileGrad
from edflow.engine.control.tensor_lists import (
    TensorListConcatV2,
    TensorListFromTensor,
    TensorListGather,
    TensorListGetItem,
    TensorListLength,
    TensorListReserve,
    TensorListScatterIntoExistingList,
    TensorListSetItem,
    TensorListSplit,
    TensorListStack,
    concatenated,
    from_tensor,
    length,
    scatter_into,
    split_by_lengths,
)
from edflow.engine.graph.subgraph import _Arg
from edflow.engine.ops.build import apply


def branch(condition, x):
    return tf.cond(condition, lambda: x * x, lambda: -x)


def fourth_power(x):
    def turn(i, y):
        return i + 1, y * x

    return tf.while_loop(lambda i, y: i < 3, turn, (tf.constant(0), x))[1]


def slope_of_fourth_power(x):
    return tf.gradients(fourth_power(x), x)[0]


def stack(items, like):
    return apply(TensorListStack(like.dtype), items, ints(3))


def rows(x):
    """The two rows of x, of three elements each, by way of a list."""
    return stack(from_tensor(x), x)


def empty(x, size):
    return apply(TensorListReserve(x.dtype), ints(3), np.int32(size))


def with_second_row(x, row):
    item = apply(TensorListSetItem(x.dtype), from_tensor(x), np.int32(1), row)
    return stack(item, x)


def second_row(x):
    return apply(TensorListGetItem(x.dtype), from_tensor(x), np.int32(1), ints(3))


def picked(*indices):
    def build(x):
        gather = TensorListGather(x.dtype)
        return apply(gather, from_tensor(x), ints(*indices), ints(3))

    return build


def split_and_joined(x):
    return concatenated(split_by_lengths(x, [2, 0, 3]), x.dtype, (None, 3))


CASES = [
    Case(
        TensorListConcatV2, [(5, 3)], lambda x: x, build=split_and_joined, static=False
    ),
    Case(TensorListSplit, [(5, 3)], lambda x: x, build=split_and_joined, static=False),
    Case(
        If,
        [np.bool_(True), (2, 3)],
        lambda c, x: x * x,
        build=branch,
        static=False,
        label="then",
    ),
    Case(
        If,
        [np.bool_(False), (2, 3)],
        lambda c, x: -x,
        build=branch,
        static=False,
        label="else",
    ),
    Case(_Arg, [np.bool_(True), (3,)], lambda c, x: x * x, build=branch, static=False),
    Case(While, [(2, 3)], lambda x: x**4, build=fourth_power, smooth=False),
    Case(
        WhileGrad,
        [(2, 3)],
        lambda x: 4 * x**3,
        build=slope_of_fourth_power,
        flat="a loop can be differentiated once",
    ),
    Case(TensorListFromTensor, [(2, 3)], lambda x: x, build=rows, static=False),
    Case(TensorListStack, [(4, 3)], lambda x: x, build=rows, static=False),
    Case(
        TensorListReserve,
        [(3,)],
        lambda x: np.int32(5),
        build=lambda x: length(empty(x, 5)),
        flat="a length does not change with the values",
    ),
    Case(
        TensorListLength,
        [(4, 3)],
        lambda x: np.int32(4),
        build=lambda x: length(from_tensor(x)),
        flat="a length does not change with the values",
    ),
    Case(
        TensorListSetItem,
        [(2, 3), (3,)],
        lambda x, row: np.stack([x[0], row]),
        build=with_second_row,
        static=False,
    ),
    Case(TensorListGetItem, [(2, 3)], lambda x: x[1], build=second_row),
    Case(TensorListGather, [(3, 3)], lambda x: x[[2, 0]], build=picked(2, 0)),
    Case(
        TensorListGather,
        [(3, 3)],
        lambda x: x[[1, 1, 0]],
        build=picked(1, 1, 0),
        label="one of them twice",
    ),
    Case(
        TensorListScatterIntoExistingList,
        [(2, 3)],
        lambda x: x[::-1],
        build=lambda x: stack(scatter_into(empty(x, 2), tf.constant(ints(1, 0)), x), x),
        static=False,
    ),
]
