"""Branches in TensorFlow 1's older form, switches and merges, become `If`."""

import pytest

import edflow as tf


def message(text):
    """A GraphDef of lines `name = Op(inputs) dtype`, of float32 unless it says bool."""
    made = tf.GraphDef()
    for line in text.strip().splitlines():
        name, _, call = line.strip().partition(" = ")
        op, _, rest = call.partition("(")
        inputs, _, dtype = rest.partition(")")
        node = made.node.add(name=name, op=op, input=inputs.split())
        number = getattr(tf, dtype.strip() or "float32").as_datatype_enum
        if op != "NoOp":
            node.attr["dtype" if op in HOLDS else "T"].type = number
        if op == "Const":
            node.attr["value"].tensor.dtype = number
            node.attr["value"].tensor.float_val.append(float(name[-1]))
        if op == "VariableV2":
            node.attr["shape"].shape.SetInParent()
    return made


HOLDS = {"Const", "Placeholder", "VariableV2"}
# What `tf.cond(p, lambda: x * c3, lambda: -x)` makes in TensorFlow.
BRANCH = """
    p = Placeholder() bool
    x = Placeholder()
    cond/Switch = Switch(p p) bool
    cond/switch_t = Identity(cond/Switch:1) bool
    cond/pred_id = Identity(p) bool
    cond/c3 = Const(^cond/switch_t)
    cond/mul/Switch = Switch(x cond/pred_id)
    cond/mul = Mul(cond/mul/Switch:1 cond/c3)
    cond/Neg/Switch = Switch(x cond/pred_id)
    cond/Neg = Neg(cond/Neg/Switch)
    cond/Merge = Merge(cond/Neg cond/mul)
    y = Neg(cond/Merge)
"""


def run(text, fetch, feeds, before=()):
    with tf.Graph().as_default() as graph, tf.Session() as session:
        tf.import_graph_def(message(text), name="")
        for name in before:
            session.run(name)
        values = [session.run(fetch, feed) for feed in feeds]
    return values, {op.name: op.type for op in graph.operations}


def sides(**others):
    return [{"p:0": on, **others} for on in (True, False)]


def test_a_merge_is_a_choice():
    values, types = run(BRANCH, "y:0", sides(**{"x:0": 2.0}))
    assert values == [-6, 2]
    assert types == {
        "p": "Placeholder",
        "x": "Placeholder",
        "cond/pred_id": "Identity",
        "cond": "If",
        "cond/Merge": "Identity",
        "y": "Neg",
    }


def test_the_order_of_nodes_does_not_matter():
    backwards = "\n".join(reversed(BRANCH.strip().splitlines()))
    assert run(backwards, "y:0", sides(**{"x:0": 2.0}))[0] == [-6, 2]


def test_it_can_be_differentiated_and_written():
    tf.import_graph_def(message(BRANCH), name="")
    graph = tf.get_default_graph()
    x, y = map(graph.get_tensor_by_name, ("x:0", "y:0"))
    (slope,) = tf.gradients(y, x)
    with tf.Session() as session:
        slopes = [session.run(slope, feed) for feed in sides(**{"x:0": 2.0})]
    assert slopes == [-3, 1]
    assert {node.op for node in graph.as_graph_def().node} >= {"StatelessIf"}


def test_which_side_was_taken_is_a_value():
    text = BRANCH + "place = Identity(cond/Merge:1) int32"
    assert run(text, "place:0", sides(**{"x:0": 2.0}))[0] == [1, 0]


def test_a_branch_writes_to_a_variable_only_where_it_is_taken():
    text = """
        p = Placeholder() bool
        w = VariableV2()
        c2 = Const()
        w/Assign = Assign(w c2)
        cond/pred_id = Identity(p) bool
        cond/Switch = RefSwitch(w cond/pred_id)
        cond/Switch_1 = Switch(c2 cond/pred_id)
        cond/add = AssignAdd(cond/Switch:1 cond/Switch_1:1)
        cond/same = Identity(cond/Switch_1)
        cond/Merge = Merge(cond/same cond/add)
        other/same = Identity(cond/add)
        other/Merge = Merge(cond/Switch_1 other/same)
        both = Add(cond/Merge other/Merge)
    """
    feeds = [*sides(), *sides()]
    values, _ = run(text, ["both:0", "w:0"], feeds, before=["w/Assign"])
    # Two merges take what was added, and it was added once.
    assert [both for both, _ in values] == [8, 4, 12, 4]
    assert [w for _, w in values][1::2] == [4, 6]


def test_what_runs_once_is_handed_to_the_branches_that_follow():
    text = """
        p = Placeholder() bool
        w = VariableV2()
        c2 = Const()
        w/Assign = Assign(w c2)
        cond/pred_id = Identity(p) bool
        cond/Switch = RefSwitch(w cond/pred_id)
        cond/Switch_1 = Switch(c2 cond/pred_id)
        cond/add = AssignAdd(cond/Switch:1 cond/Switch_1:1)
        cond/Merge = Merge(cond/Switch_1 cond/add)
        between = Neg(cond/Merge)
        later/Switch = Switch(between cond/pred_id)
        later/same = Identity(later/Switch)
        later/sub = Sub(later/Switch:1 cond/add)
        later/Merge = Merge(later/same later/sub)
    """
    values, _ = run(text, ["later/Merge:0", "w:0"], sides(), before=["w/Assign"])
    assert values[0][0] == -8  # -4 - 4: the second branch takes the same sum.
    assert values[1] == [-2, 4]


def test_a_branch_in_a_branch():
    text = """
        p = Placeholder() bool
        q = Placeholder() bool
        x = Placeholder()
        outer/pred_id = Identity(p) bool
        outer/q = Switch(q outer/pred_id) bool
        outer/x = Switch(x outer/pred_id)
        inner/pred_id = Identity(outer/q:1) bool
        inner/x = Switch(outer/x:1 inner/pred_id)
        inner/Neg = Neg(inner/x:1)
        inner/Square = Square(inner/x)
        inner/Merge = Merge(inner/Square inner/Neg)
        outer/Same = Identity(outer/x)
        outer/Merge = Merge(outer/Same inner/Merge)
    """
    feeds = [{"p:0": p, "q:0": q, "x:0": 3.0} for p in (1, 0) for q in (1, 0)]
    assert run(text, "outer/Merge:0", feeds)[0] == [-3, 9, 3, 3]


def test_what_waits_for_a_switch_waits_for_what_it_takes():
    text = BRANCH + "gate = NoOp(^cond/mul/Switch)\nz = Identity(x ^gate)"
    _, types = run(text, "z:0", sides(**{"x:0": 2.0}))
    assert types["gate"] == "NoOp"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("again = Merge(x x)", "not part of two branches"),
        ("turn = Enter(x)", "loops in TensorFlow 1's older form"),
    ],
)
def test_what_no_cond_makes_is_refused(line, words):
    with pytest.raises(tf.errors.UnimplementedError, match=words):
        tf.import_graph_def(message(BRANCH + line))


def test_the_inside_of_a_branch_cannot_be_asked_for():
    with pytest.raises(ValueError, match="runs in a branch"):
        tf.import_graph_def(message(BRANCH), return_elements=["cond/mul:0"])
