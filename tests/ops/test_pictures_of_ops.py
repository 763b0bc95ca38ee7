"""Whatever a graph holds can be looked at: each op, each dtype, each shape."""

from importlib import import_module
from itertools import product
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from cases import FAMILIES
from realize import float_dtypes, realize

import edflow as tf
from edflow.view.graphs import words
from edflow.view.graphs.boxes import diagram
from edflow.view.graphs.data import read
from edflow.view.graphs.dot import dot
from edflow.view.graphs.draw import draw
from edflow.view.graphs.fold import ladder
from edflow.view.graphs.layout import layouts
from edflow.view.svg import svg


def graph_of(case, known):
    with tf.Graph().as_default() as graph:
        realize(case, (float_dtypes(case) or [np.float32])[0], known)
    return graph


@pytest.mark.parametrize("known", ["values", "nothing"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_op_is_drawn(family, known):
    graphs = [graph_of(case, known) for case in import_module(f"cases.{family}").CASES]
    shown = [diagram(next(ladder(read(graph), roomy=999))) for graph in graphs]
    # In one process: to start one for each row would take a minute.
    places = layouts(tuple(map(dot, shown)))
    for graph, one, place in zip(graphs, shown, places, strict=True):
        names = {op.name for op in graph.operations}
        assert {row[0] for row in words.table(one)} == names
        scene = draw(one, place, words.title(one))
        assert ET.fromstring(svg(scene, words.description(one))) is not None
        assert words.text(one)


DTYPES = sorted(
    {d for d in vars(tf).values() if isinstance(d, tf.DType)}, key=lambda d: d.name
)
SHAPES = [(), (0,), (1,), (2,), (9,), (3, 2), (2, 0, 2), (1, 1, 1, 1), (300, 300)]


@pytest.mark.parametrize("dtype", DTYPES, ids=lambda dtype: dtype.name)
def test_constants_of_every_shape_are_drawn(fresh_graph, dtype):
    one = b"\x00\xffa" if dtype == tf.string else 1
    for shape, first in product(SHAPES, (one, one * 0)):
        array = np.full(shape, one, dtype.as_numpy_dtype)
        array.flat[:1] = first
        tf.constant(array, dtype)
    picture = tf.view.graph()
    assert ET.fromstring(picture.svg) is not None
    assert picture.html
    assert len(list(picture.table())) == 2 * len(SHAPES)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (["a", "b"], "['a', 'b']"),
        ([[b"a"], [b"\xff"]], "[['a'], ['\N{REPLACEMENT CHARACTER}']]"),
        (np.array([], np.float32), "[]"),
        ([True, False], "[True, False]"),
        (1 + 2j, "(1+2j)"),
        (np.float16(0.1), "0.0999756"),
        (np.nan, "nan"),
        (np.uint64(2**63), "9223372036854775808"),
        (np.ones([5], np.int32), "all 1"),
    ],
)
def test_a_short_constant_is_written_as_the_learner_would(fresh_graph, value, said):
    tf.constant(value, name="c")
    (op,) = read(fresh_graph)
    assert op.value == said


def test_a_saver_and_what_it_saves_are_drawn(fresh_graph):
    v = tf.Variable(1.0, name="v")
    tf.train.Saver()
    tf.report_uninitialized_variables()
    assert "Variables: v float32 []." in tf.view.graph().description
    assert tf.view.run_path(tf.Session(), v).html
    assert fresh_graph._repr_mimebundle_()["text/html"]
