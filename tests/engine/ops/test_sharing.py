"""Sharing variables: the errors say what happened, where, and what to do."""

import threading

import pytest

import edflow as tf


def test_a_variable_made_twice_says_where_it_was_made_and_how_to_share_it():
    tf.get_variable("w", [2])
    with pytest.raises(
        ValueError, match=r"w exists already \(created in .*line \d+\)"
    ) as e:
        tf.get_variable("w", [2])
    assert "tf.AUTO_REUSE" in str(e.value)
    assert "tf.reset_default_graph()" in str(e.value)


def test_a_variable_that_is_not_there_says_how_to_make_it():
    with (
        tf.variable_scope("a", reuse=True),
        pytest.raises(ValueError, match=r"a/w does not exist.*tf\.AUTO_REUSE"),
    ):
        tf.get_variable("w", [2])


@pytest.mark.parametrize(
    ("shape", "dtype", "words"),
    [([3], tf.float32, r"has shape \(2,\)"), ([2], tf.int32, "is float32")],
)
def test_a_variable_found_in_another_form_says_its_own(shape, dtype, words):
    tf.get_variable("w", [2])
    with (
        tf.variable_scope("", reuse=True),
        pytest.raises(ValueError, match=rf"w {words} \(created in"),
    ):
        tf.get_variable("w", shape, dtype)


def test_a_partitioner_is_refused():
    with pytest.raises(ValueError, match="leave out partitioner"):
        tf.get_variable("w", [4], partitioner=lambda **_: [2])


def test_a_failing_block_leaves_the_scope():
    with pytest.raises(ZeroDivisionError), tf.variable_scope("a"):
        _ = 1 / 0
    assert tf.get_variable_scope().name == ""
    assert tf.no_op(name="after").name == "after"


def test_each_thread_opens_scopes_of_its_own():
    names = []

    def look():
        names.append(tf.get_variable_scope().name)

    with tf.variable_scope("a"):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert names == [""]


def test_graphs_do_not_share():
    made = []
    for _ in range(2):
        with tf.Graph().as_default():
            made.append(tf.get_variable("w", [1]))
    assert made[0].name == made[1].name
    assert made[0] is not made[1]


def test_a_regularizer_runs_once_in_the_scope_of_the_variable():
    with tf.variable_scope("s", reuse=tf.AUTO_REUSE, regularizer=tf.reduce_sum):
        tf.get_variable("w", [2])
        tf.get_variable("w", [2])
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    assert [loss.op.name for loss in losses] == ["s/w/Regularizer/Sum"]


def test_an_older_getter_that_knows_no_constraint_is_served():
    def getter(getter, name, shape, dtype, initializer, regularizer, reuse, trainable,
               collections, caching_device, partitioner, validate_shape, use_resource,
               synchronization, aggregation):  # fmt: skip
        return getter(f"{name}_own", shape, dtype)

    w = tf.get_variable("w", [1], custom_getter=getter, constraint=tf.abs)
    assert w.name == "w_own:0"


def test_a_failing_template_names_itself():
    template = tf.make_template("net", lambda: tf.get_variable("w"))
    with pytest.raises(ValueError, match="needs a shape") as error:
        template()
    assert "in the template 'net', made in" in error.value.__notes__[0]


def test_a_scatter_leaves_what_was_fetched_alone():
    v = tf.Variable([1.0, 2.0])
    add = tf.scatter_add(v, [0, 0], [1.0, 1.0])
    with tf.Session() as session:
        session.run(v.initializer)
        before = session.run(v)
        assert session.run(add).tolist() == [3.0, 2.0]
        assert before.tolist() == [1.0, 2.0]
