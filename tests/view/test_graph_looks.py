"""The ways to look at a graph: parts, scopes open and shut, and what is baked."""

import base64
import gzip
import json
import re

import pytest
import sample_graphs as models

import edflow as tf
from edflow.view.graphs.data import Kind, read
from edflow.view.graphs.explorer import ancestors, baked
from edflow.view.graphs.looks import Look, Looks
from edflow.view.graphs.parts import Part, backward, forward


def small_net():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    with tf.name_scope("layer"):
        w = tf.Variable(tf.ones([3, 2]), name="w")
        y = tf.nn.relu(tf.matmul(x, w), name="y")
    loss = tf.reduce_sum(tf.square(y), name="loss")
    tf.train.AdamOptimizer(0.1).minimize(loss)
    return loss


def names(ops):
    return {op.name for op in ops}


def states(picture):
    packed = re.findall(r',"([A-Za-z0-9+/=]+)"\);</script>', picture.html)
    return json.loads(gzip.decompress(base64.b64decode(packed[0])))


def test_forward_and_backward_share_only_what_flows_between(fresh_graph):
    small_net()
    ops = read(fresh_graph)
    ahead, back = forward(ops), backward(ops)
    assert {"x", "layer/w", "layer/y", "loss"} <= names(ahead)
    assert not any(name.startswith(("gradients", "Adam")) for name in names(ahead))
    assert "gradients/layer/MatMul_grad/MatMul" in names(back)
    taken = [op for op in back if op.kind is Kind.FORWARD]
    assert {"layer/y"} <= names(taken)
    assert all(op.inputs == () for op in taken)


def test_a_graph_without_gradients_has_one_part():
    models.sum_of_constants()
    picture = tf.view.graph()
    assert picture.looks.parts == [Part.BOTH]
    with pytest.raises(ValueError, match=r"part is 'backward', but .* shown: 'both'"):
        tf.view.graph(part="backward")


def test_a_toggle_opens_a_folder_and_shuts_a_scope():
    look = Look()
    opened = look.toggled("gradients", is_folder=True)
    assert opened.open == {"gradients"}
    assert opened.toggled("gradients", is_folder=False) == look
    shut = look.toggled("layer", is_folder=False)
    assert shut.shut == {"layer"}
    assert shut.toggled("layer", is_folder=True) == look


def test_to_shut_a_scope_shuts_what_is_open_inside():
    look = Look(open=frozenset({"gradients", "gradients/y_grad", "gradients_1"}))
    assert look.toggled("gradients", is_folder=False).open == {"gradients_1"}


def test_a_shut_scope_is_one_folder(fresh_graph):
    small_net()
    looks = Looks(read(fresh_graph))
    drawn = looks.draw([Look(shut=frozenset({"layer"}))])[0]
    boxes = {box.name: box for box in drawn.diagram.boxes}
    assert boxes["layer"].kind is Kind.FOLDER
    assert not any(name.startswith("layer/") for name in boxes)
    assert "Adam" in boxes, "the optimizer's own variables stay with the optimizer"


def test_every_baked_state_leads_somewhere_and_back(fresh_graph):
    small_net()
    told = states(tf.view.graph())
    assert told["parts"] == [part.value for part in Part]
    first = told["states"][0]
    assert first["svg"] == "", "the first drawing is in the page already"
    for state in told["states"][1:]:
        assert state["svg"].startswith("<svg")
        assert len(state["opens"]) == len(state["needs"]) == len(state["cards"])
        ways = [*state["opens"], *(way for way, _ in state["shuts"]), *state["parts"]]
        assert all(-1 <= way < len(told["states"]) for way in ways)
    assert max(first["opens"]) > 0


def test_what_an_operation_needs_is_counted_by_operation(fresh_graph):
    small_net()
    ops = read(fresh_graph)
    reach = ancestors(ops)
    wanted = {op.name for i, op in enumerate(ops) if reach["layer/y"] >> i & 1}
    assert wanted == {"x", "layer/w", "layer/w/read", "layer/MatMul", "layer/y"}
    first = states(tf.view.graph())["states"][0]
    needs = dict(zip(first["scopes"], first["needs"], strict=True))
    mask, count, _ = needs["layer/y"]
    lit = {name for name, bit in zip(first["scopes"], mask, strict=True) if bit == "1"}
    assert count == 5
    assert lit == {"x", "layer/w", "layer/MatMul", "layer/y"}


@pytest.mark.parametrize(
    ("build", "budget"),
    [(models.cnn, 250_000), (models.unrolled_lstm, 250_000), (small_net, 80_000)],
)
def test_the_weight_of_a_page(build, budget):
    build()
    assert len(tf.view.graph().html) <= budget


def test_a_huge_graph_bakes_nothing_but_itself(fresh_graph):
    models.tower(1000)
    picture = tf.view.graph()
    assert baked(picture.looks, picture.look) == [picture.look]


def test_fifty_gradients_of_fifty_steps_are_one_box(fresh_graph):
    models.unrolled_lstm()
    looks = Looks(read(fresh_graph))
    drawn = looks.draw([looks.first(Part.BACKWARD)])[0]
    assert len(drawn.diagram.boxes) < 60


def test_the_device_is_told():
    with tf.device("/gpu:1"):
        tf.constant(1.0, name="far")
    assert "on /device:GPU:1" in tf.view.graph().html
