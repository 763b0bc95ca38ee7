"""tf.contrib.framework: making, finding and assigning variables."""

import numpy as np
import pytest

import edflow as tf

framework = tf.contrib.framework
KEYS = tf.GraphKeys


def names(variables):
    return [variable.op.name for variable in variables]


def test_variables_join_the_collections_of_their_kind():
    a = framework.model_variable("a", [2], collections=["mine", KEYS.MODEL_VARIABLES])
    b = framework.variable("b", [2], trainable=False)
    c = framework.local_variable(1.0, name="c")
    d = framework.global_variable(1.0, name="d")
    e = framework.variable("e", [2], collections=["mine"], device="/cpu:0")
    assert tf.get_collection("mine") == [a, e]
    assert framework.get_model_variables() == tf.model_variables() == [a]
    assert framework.get_variables() == tf.global_variables() == [a, b, d]
    assert framework.get_local_variables() == [c]
    assert framework.get_trainable_variables() == [a, e]
    for _ in range(2):
        framework.add_model_variable(b)
    assert framework.get_model_variables() == [a, b]


def test_a_variable_is_shared_in_its_scope_and_takes_arguments_from_around():
    with (
        framework.arg_scope(
            [framework.model_variable],
            initializer=tf.ones_initializer(),
            regularizer=tf.contrib.layers.l2_regularizer(2.0),
        ),
        tf.variable_scope("s") as scope,
    ):
        w = framework.model_variable("w", [3])
        scope.reuse_variables()
        assert framework.model_variable("w", [3]) is w
    (loss,) = tf.losses.get_regularization_losses()
    with tf.Session() as session:
        session.run(w.initializer)
        assert session.run(loss) == 3


@pytest.fixture
def four():
    for name in ("a/w", "a/b", "a_2/w", "w"):
        framework.variable(name, [2], initializer=tf.zeros_initializer())


def test_variables_are_found(four):
    assert names(framework.get_variables("a/")) == ["a/w", "a/b"]
    assert names(framework.get_variables("a")) == ["a/w", "a/b", "a_2/w"]
    assert names(framework.get_variables(suffix="w")) == ["a/w", "a_2/w", "w"]
    assert names(framework.get_variables_by_suffix("b", "a")) == ["a/b"]
    assert names(framework.get_variables_by_name("w")) == ["a/w", "a_2/w", "w"]
    assert framework.get_variables_by_name("b", "w") == []
    with tf.variable_scope("a") as scope:
        assert names(framework.get_variables(scope, "w")) == ["a/w", "a_2/w"]
    assert framework.get_unique_variable("w").op.name == "w"
    assert framework.get_variable_full_name(framework.get_unique_variable("w")) == "w"
    with pytest.raises(ValueError, match="no variable 'a'; there are a/w, a/b, a_2/w"):
        framework.get_unique_variable("a")


def test_variables_to_restore_are_chosen_by_scope(four):
    restore = framework.get_variables_to_restore
    assert names(restore()) == ["a/w", "a/b", "a_2/w", "w"]
    assert names(restore(exclude=["a/"])) == ["a_2/w", "w"]
    assert names(restore(["a/", "w"], ["a/b"])) == ["a/w", "w"]
    with pytest.raises(TypeError, match=r"write \[scope\]"):
        restore(include="a")


def test_variables_are_filtered(four):
    every = tf.global_variables()
    chosen = framework.filter_variables(every, ["w$"], ["_2"])
    assert names(chosen) == ["a/w", "w"]
    at_start = framework.filter_variables(every, ["w"], reg_search=False)
    assert names(at_start) == ["w"]
    assert framework.filter_variables(every) == every


def test_values_are_assigned(four):
    assign = framework.assign_from_values_fn({"a/w": [[1.0, 2.0]], "w": [3, 4]})
    with tf.Session() as session:
        assign(session)
        w = framework.get_unique_variable("w")
        assert session.run(framework.get_unique_variable("a/w")).tolist() == [1, 2]
        assert session.run(w).tolist() == [3, 4]
    with pytest.raises(ValueError, match=r"has shape \(2,\), but its value has \(3,\)"):
        framework.assign_from_values({"w": np.zeros(3)})
    with pytest.raises(ValueError, match="no variable 'v'"):
        framework.assign_from_values({"v": 0})


def test_values_are_assigned_from_a_checkpoint(four, tmp_path):
    with tf.Graph().as_default(), tf.Session() as session:
        framework.variable("w", initializer=tf.constant([5.0, 6.0]))
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, str(tmp_path / "model"))
    w, other = (framework.get_unique_variable(name) for name in ("w", "a/w"))
    assign, feeds = framework.assign_from_checkpoint(path, [w])
    renamed = framework.assign_from_checkpoint(path, {"w": other})
    partly = framework.assign_from_checkpoint(path, [w, other], True)
    with tf.Session() as session:
        for op, values in ((assign, feeds), renamed, partly):
            session.run(op, values)
        assert session.run([w, other])[1].tolist() == [5, 6]
    with pytest.raises(ValueError, match="has no variable a/w"):
        framework.assign_from_checkpoint(path, [w, other])
    assert framework.list_variables(path) == [("w", [2])]
    assert framework.load_variable(path, "w").tolist() == [5, 6]


def test_structures_are_taken_apart():
    nest = framework.nest
    assert nest.flatten({"b": [3], "a": (1, 2)}) == [1, 2, 3]
    assert nest.map_structure(lambda x: x + 1, [1, (2,)]) == [2, (3,)]


def test_a_known_condition_is_settled_at_once():
    smart_cond, constant = framework.smart_cond, framework.smart_constant_value
    assert smart_cond(True, lambda: 1, lambda: 2) == 1
    assert constant(tf.constant(False)) is False
    assert constant(tf.placeholder(tf.bool)) is None
