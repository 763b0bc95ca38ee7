"""The explorer's widget, without a browser: what its controls do to the picture."""

import pytest
import traitlets

import edflow as tf
from edflow.view.graphs import layout
from edflow.view.graphs.parts import Part


@pytest.fixture
def widget():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    with tf.name_scope("layer"):
        w = tf.Variable(tf.ones([3, 2]), name="w")
        y = tf.nn.relu(tf.matmul(x, w), name="y")
    loss = tf.reduce_sum(tf.square(y), name="loss")
    tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    return tf.view.graph().widget()


def alt(widget):
    return widget.children[1].value.split('"')[1]


def test_it_shows_the_graph(widget):
    assert alt(widget) == tf.view.graph().description


def test_a_folder_opens_and_its_scope_shuts(widget):
    toggle = widget._toggle
    before = alt(widget)
    assert ("+ gradients", ("gradients", True)) in toggle.options
    toggle.value = ("gradients", True)
    assert widget.look.open == {"gradients"}
    assert alt(widget) != before
    assert toggle.value is None
    toggle.value = ("gradients", False)
    assert alt(widget) == before


def test_forward_and_backward(widget):
    widget._part.value = "forward only"
    assert widget.look.part is Part.FORWARD
    assert "gradients" not in alt(widget)
    widget._again.click()
    assert widget.look.part is Part.BOTH


def test_only_what_a_fetch_needs(widget):
    widget.fetch = "layer/y"
    assert "loss" not in alt(widget)
    assert alt(widget).startswith("Computation graph of 5 operations")
    widget.fetch = "everything"
    assert alt(widget) == tf.view.graph().description


def test_an_unknown_fetch_is_refused(widget):
    with pytest.raises(traitlets.TraitError, match="no operation of this graph"):
        widget.fetch = "nothing"


def test_what_cannot_be_laid_out_is_said_and_left_again(widget, monkeypatch):
    before = alt(widget)
    layout.layouts.cache_clear()
    monkeypatch.setattr(layout, "_started", failing)
    widget._toggle.value = ("gradients", True)
    assert alt(widget) == "no Graphviz here"
    widget._again.click()
    assert alt(widget) == before


def failing():
    raise layout.LayoutError("no Graphviz here")
