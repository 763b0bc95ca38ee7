"""What is put together, what stays apart, and that the picture says so."""

import pytest
import sample_graphs as models

import edflow as tf
from edflow.view.graphs.boxes import diagram
from edflow.view.graphs.data import Kind, read
from edflow.view.graphs.fold import LIMIT, ladder
from edflow.view.style import TIMES


def shown(graph, rung=0, unfold=()):
    """The diagram on the first rung of the ladder that is at least `rung`."""
    for folds in ladder(read(graph), unfold):
        if folds.rung >= rung:
            return diagram(folds)
    raise AssertionError("the ladder is too short")


def box(drawn, name):
    return next(box for box in drawn.boxes if box.name == name)


def arrows(drawn):
    return {(arrow.source, arrow.target) for arrow in drawn.arrows}


def test_a_variable_is_one_box_with_its_three_parts(fresh_graph):
    tf.Variable(tf.zeros([2, 3]), name="w")
    drawn = shown(fresh_graph)
    assert {b.name for b in drawn.boxes} == {"w", "zeros"}
    assert box(drawn, "w").kind is Kind.VARIABLE
    assert box(drawn, "w").lines == ("Assign · read",)
    assert box(drawn, "w").gives == ("float32 [2, 3]",)
    assert arrows(drawn) == {("zeros", "w")}


def test_a_crowded_picture_says_the_initial_value_inside_the_variable(fresh_graph):
    models.cnn()
    drawn = shown(fresh_graph)
    assert box(drawn, "Variable").lines == ("Assign ← truncated_normal · read",)
    assert box(drawn, "Variable_1").lines == ("Assign ← all 0.1 · read",)
    assert "8 initial values" in drawn.folded


def test_a_value_that_two_variables_share_keeps_its_box(fresh_graph):
    start = tf.random_normal([2])
    tf.Variable(start, name="v")
    tf.Variable(start, name="w")
    drawn = shown(fresh_graph, rung=1)
    assert {("random_normal", "v"), ("random_normal", "w")} <= arrows(drawn)


def test_shapes_and_axes_are_written_into_the_box_that_they_are_for(fresh_graph):
    x = tf.placeholder(tf.float32, [6], name="x")
    tf.reshape(x, [2, 3])
    drawn = shown(fresh_graph)
    assert {b.name for b in drawn.boxes} == {"x", "Reshape"}
    assert box(drawn, "Reshape").lines == ("shape = [2, 3]",)


def test_numbers_to_compute_with_stay_constants(fresh_graph):
    x = tf.placeholder(tf.float32, [6], name="x")
    x + 1.0
    one = box(shown(fresh_graph), "add/y")
    assert (one.kind, one.lines) == (Kind.CONSTANT, ("1.0",))


def test_the_backward_pass_is_one_folder_that_comes_from_the_loss(fresh_graph):
    x = tf.placeholder(tf.float32, [3], name="x")
    y = tf.multiply(x, x, name="y")
    before = fresh_graph.version
    tf.gradients(y, x)
    drawn = shown(fresh_graph)
    folder = box(drawn, "gradients")
    assert folder.kind is Kind.FOLDER
    assert folder.ops == fresh_graph.version - before
    assert folder.lines == (f"{TIMES}{folder.ops} ops", "of y")
    assert ("y", "gradients") in arrows(drawn)
    assert ("x", "gradients") not in arrows(drawn)


def test_a_folder_can_be_left_open(fresh_graph):
    x = tf.placeholder(tf.float32, [3], name="x")
    tf.gradients(x * x, x)
    drawn = shown(fresh_graph, unfold=("gradients",))
    assert not any(b.name == "gradients" for b in drawn.boxes)
    assert "gradients" in {scope.name for scope in drawn.scopes}


def test_an_optimizer_is_one_folder_with_its_slots(fresh_graph):
    models.cnn()
    drawn = shown(fresh_graph)
    variables = [b for b in drawn.boxes if b.kind is Kind.VARIABLE]
    assert len(variables) == 8
    assert "updates 8 variables" in box(drawn, "Adam").lines
    assert ("gradients", "Adam") in arrows(drawn)


def test_a_saver_is_one_folder_and_takes_no_slots_away(fresh_graph):
    models.cnn()
    tf.train.Saver()
    drawn = shown(fresh_graph)
    assert sum(b.kind is Kind.VARIABLE for b in drawn.boxes) == 8
    assert "of 26 variables" in box(drawn, "save").lines
    assert not any("save" in ends for ends in arrows(drawn))


def test_slots_of_a_variable_inside_scopes_fold_too(fresh_graph):
    with tf.name_scope("layer1"):
        w = tf.Variable(tf.zeros([3]), name="w")
        loss = tf.reduce_sum(w * w)
    tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)
    drawn = shown(fresh_graph, rung=1)
    assert [b.name for b in drawn.boxes if b.kind is Kind.VARIABLE] == ["layer1/w"]


def test_a_group_of_many_says_how_many_it_waits_for(fresh_graph):
    models.cnn()
    drawn = shown(fresh_graph)
    assert "runs 26 ops" in box(drawn, "init").lines
    assert not any(target == "init" for _, target in arrows(drawn))


def test_a_few_control_edges_are_drawn(fresh_graph):
    x = tf.placeholder(tf.float32, [3], name="x")
    with tf.control_dependencies([x]):
        tf.constant(1.0, name="after")
    (arrow,) = shown(fresh_graph).arrows
    assert (arrow.source, arrow.target, arrow.control) == ("x", "after", True)


def test_scopes_are_frames(fresh_graph):
    with tf.name_scope("outer"):
        a = tf.constant(1.0, name="a")
        with tf.name_scope("inner"):
            tf.add(a, a, name="b")
            tf.add(a, a, name="c")
    drawn = shown(fresh_graph)
    assert [(s.name, s.title, s.parent) for s in drawn.scopes] == [
        ("outer", "outer", ""),
        ("outer/inner", "inner", "outer"),
    ]
    assert (box(drawn, "outer/inner/b").title, box(drawn, "outer/inner/b").scope) == (
        "b",
        "outer/inner",
    )


def test_a_variable_used_three_times_has_one_owner_and_three_ghosts(fresh_graph):
    w = tf.Variable(1.0, name="w")
    for _ in range(3):
        tf.negative(w)
    drawn = shown(fresh_graph)
    ghosts = [b for b in drawn.boxes if b.ghost_of]
    assert [b.ghost_of for b in ghosts] == ["w", "w", "w"]
    users = {target for source, target in arrows(drawn) if source.startswith("w →")}
    assert users == {"Neg", "Neg_1", "Neg_2"}
    assert not any(source == "w" for source, _ in arrows(drawn))


def test_a_variable_used_twice_is_drawn_once(fresh_graph):
    w = tf.Variable(1.0, name="w")
    tf.negative(w)
    tf.negative(w)
    assert {("w", "Neg"), ("w", "Neg_1")} <= arrows(shown(fresh_graph))


def test_scopes_that_are_built_alike_become_one_box(fresh_graph):
    models.tower(50)
    drawn = shown(fresh_graph, rung=2)
    assert [b.title for b in drawn.boxes] == ["x", f"layer … {TIMES}50"]
    assert drawn.folded == (f"layer … {TIMES}50",)


def test_different_scopes_fold_from_the_deepest_until_they_fit(fresh_graph):
    x = tf.placeholder(tf.float32, [], name="x")
    for block in range(8):
        with tf.name_scope(f"block{'abcdefgh'[block]}"):
            for part in range(8):
                with tf.name_scope(f"part{'abcdefgh'[part]}"):
                    for op in range(8 + block):
                        x = tf.negative(x, name=f"n{'abcdefghijklmnopq'[op]}")
                    x = tf.square(x, name="last")
    drawn = diagram(next(ladder(read(fresh_graph))))
    assert len(drawn.boxes) <= LIMIT
    assert {scope.name for scope in drawn.scopes} == {f"block{a}" for a in "abcdefgh"}
    assert {b.name for b in drawn.boxes if b.scope == "blocka"} == {
        f"blocka/part{a}" for a in "abcdefgh"
    }


def test_every_operation_is_in_exactly_one_box(fresh_graph):
    models.cnn()
    for folds in ladder(read(fresh_graph)):
        drawn = diagram(folds)
        inside = sum(b.ops for b in drawn.boxes if not b.ghost_of)
        assert inside == fresh_graph.version


def test_no_arrow_leads_to_a_box_that_is_not_there(fresh_graph):
    models.unrolled_lstm(8)
    for folds in ladder(read(fresh_graph)):
        drawn = diagram(folds)
        names = {b.name for b in drawn.boxes}
        assert {end for ends in arrows(drawn) for end in ends} <= names


@pytest.mark.parametrize("chain", [False, True])
def test_ten_thousand_operations_fold_to_one_legible_picture(fresh_graph, chain):
    if chain:
        x = tf.placeholder(tf.float32, [4, 4])
        for _ in range(10_000):
            x = tf.negative(x)
    else:
        models.tower(1000)
    assert fresh_graph.version >= 10_000
    picture = tf.view.graph(fresh_graph)
    assert picture.dot.count("label=") < LIMIT
