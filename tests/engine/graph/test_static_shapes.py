"""Shapes known in part: their arithmetic, and what they refuse."""

import operator
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import edflow as tf
from edflow.engine.face import shapes
from edflow.engine.face.shapes import Dimension, TensorShape
from edflow.engine.graph import Spec

SIZES = st.one_of(st.none(), st.integers(0, 4))
SHAPES = st.one_of(st.none(), st.lists(SIZES, max_size=4).map(tuple))
FULL = st.lists(st.integers(0, 3), max_size=4).map(tuple)

ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.floordiv, operator.mod]
ORDER = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


@pytest.mark.parametrize("operate", ARITHMETIC)
@pytest.mark.parametrize("unknown", [Dimension(None), None])
def test_an_unknown_size_makes_an_unknown_size(operate, unknown):
    assert operate(Dimension(7), unknown).value is None


@pytest.mark.parametrize("operate", ARITHMETIC)
def test_known_sizes_calculate_as_integers(operate):
    assert operate(Dimension(7), 2).value == operate(7, 2)
    assert operate(7, Dimension(2)).value == operate(7, 2)
    assert operate(Dimension(7), Dimension(2)).value == operate(7, 2)


@pytest.mark.parametrize("operate", ORDER)
def test_comparing_with_an_unknown_size_is_unknown(operate):
    assert operate(Dimension(7), Dimension(None)) is None
    assert operate(Dimension(None), 7) is None
    assert operate(Dimension(7), 5) is operate(7, 5)


def test_a_known_size_serves_as_an_integer():
    size = Dimension(2)
    assert [10, 20, 30][size] == 30
    assert int(size) == 2
    assert np.zeros(size).shape == (2,)


def test_an_unknown_size_is_no_integer():
    with pytest.raises(TypeError, match="unknown"):
        int(Dimension(None))


@pytest.mark.parametrize(
    ("size", "error"), [(-1, ValueError), ("3", TypeError), (1.5, TypeError)]
)
def test_what_is_no_size_is_refused(size, error):
    with pytest.raises(error, match="size"):
        Dimension(size)


@pytest.mark.parametrize(
    ("shape", "printed"),
    [
        (None, "<unknown>"),
        ([], "()"),
        ([2], "(2,)"),
        ([None, 3], "(?, 3)"),
        (5, "(5,)"),
    ],
)
def test_shapes_print_as_tuples(shape, printed):
    assert str(TensorShape(shape)) == printed


@given(SHAPES, SHAPES)
def test_merging_is_symmetric_and_keeps_all_that_is_known(a, b):
    if not shapes.compatible(a, b):
        with pytest.raises(ValueError, match="compatible"):
            shapes.merge(a, b)
        return
    merged = shapes.merge(a, b)
    assert merged == shapes.merge(b, a)
    assert shapes.compatible(a, merged)
    assert shapes.merge(a, merged) == merged


@given(FULL, FULL)
def test_broadcasting_is_numpys(a, b):
    try:
        wanted = np.broadcast_shapes(a, b)
    except ValueError:
        with pytest.raises(ValueError, match="do not broadcast"):
            shapes.broadcast(a, b)
    else:
        assert shapes.broadcast(a, b) == wanted


@given(FULL, FULL, st.data())
def test_hiding_sizes_never_makes_broadcasting_wrong(a, b, data):
    try:
        wanted = np.broadcast_shapes(a, b)
    except ValueError:
        return
    hidden = [tuple(n if data.draw(st.booleans()) else None for n in s) for s in (a, b)]
    assert shapes.compatible(shapes.broadcast(*hidden), wanted)


@given(SHAPES, SHAPES)
def test_shapes_join_end_to_end(a, b):
    joined = TensorShape(a).concatenate(TensorShape(b))
    assert joined.ndims == (None if a is None or b is None else len(a) + len(b))


@given(SHAPES)
def test_shapes_survive_pickling(shape):
    assert pickle.loads(pickle.dumps(TensorShape(shape))) == TensorShape(shape)


CLAIMS = {
    "a slice of a shape": lambda: TensorShape([1, 2, 3])[1:] == TensorShape([2, 3]),
    "a size of an unknown shape": lambda: TensorShape(None)[3].value is None,
    "a list is equal": lambda: TensorShape([1, None]) == [1, None],
    "a tuple is equal": lambda: TensorShape([2, 3]) == (2, 3),
    "other sizes are not": lambda: TensorShape([2]) != TensorShape([3]),
    "an unknown shape is false": lambda: not TensorShape(None),
    "no axes are true": lambda: bool(TensorShape([])),
    "elements": lambda: TensorShape([2, 3]).num_elements() == 6,
    "unknown elements": lambda: TensorShape([2, None]).num_elements() is None,
    "its sizes": lambda: [d.value for d in TensorShape([2, None])] == [2, None],
    "its length": lambda: len(TensorShape([2, None])) == 2,
    "with a rank": lambda: TensorShape(None).with_rank(2).as_list() == [None, None],
    "at least": lambda: TensorShape([1, 2]).with_rank_at_least(1).ndims == 2,
    "at most": lambda: TensorShape([1, 2]).with_rank_at_most(2).ndims == 2,
    "a sum of shapes": lambda: TensorShape([1]) + TensorShape([2]) == [1, 2],
    "fully defined": lambda: TensorShape([1]).is_fully_defined(),
    "not fully defined": lambda: not TensorShape([None]).is_fully_defined(),
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_shape_knows(claim):
    assert claim()


REFUSALS = {
    "unknown rank as a list": lambda: TensorShape(None).as_list(),
    "unknown rank's length": lambda: len(TensorShape(None)),
    "wrong rank": lambda: TensorShape([1]).with_rank(2),
    "too few axes": lambda: TensorShape([1]).with_rank_at_least(2),
    "too many axes": lambda: TensorShape([1, 2]).with_rank_at_most(1),
    "not full": lambda: TensorShape([None]).assert_is_fully_defined(),
    "clashing sizes": lambda: TensorShape([1]).merge_with([2]),
    "clashing ranks": lambda: TensorShape([1]).assert_same_rank([1, 2]),
    "a clashing dimension": lambda: Dimension(1).merge_with(2),
}


@pytest.mark.parametrize("refused", REFUSALS.values(), ids=REFUSALS)
def test_a_shape_refuses(refused):
    with pytest.raises(ValueError, match=r"\w"):
        refused()


def test_set_shape_adds_knowledge_and_never_contradicts():
    x = tf.placeholder(tf.float32, [None, 3])
    x.set_shape([2, None])
    assert x.shape == [2, 3]
    with pytest.raises(ValueError, match=r"\[2, 3\].*\[4, 3\]"):
        x.set_shape([4, 3])


def test_a_size_is_a_python_int_whatever_a_rule_counted_with():
    x = tf.placeholder(tf.float32, [None, 4])
    made = tf.zeros(tf.concat([tf.shape(x)[:1], [200]], 0))
    assert [type(size) for size in made.shape.as_list()] == [type(None), int]
    tf.train.export_meta_graph()
    spec = Spec((np.int32(200), None), tf.float32)
    assert [type(size) for size in spec.shape] == [int, type(None)]
