"""Sessions: which is the default, and when one is over."""

import threading

import pytest

import edflow as tf


def test_a_session_is_the_default_inside_its_block():
    x = tf.constant(2.0)
    with tf.Session() as session:
        assert tf.get_default_session() is session
        assert x.eval() == 2
    assert tf.get_default_session() is None


def test_a_session_makes_its_graph_the_default():
    graph = tf.Graph()
    with tf.Session(graph=graph):
        assert tf.constant(1).graph is graph


def test_blocks_of_sessions_nest():
    outer, inner = tf.Session(), tf.Session()
    with outer:
        with inner.as_default():
            assert tf.get_default_session() is inner
        assert tf.get_default_session() is outer


def test_leaving_the_block_closes_the_session():
    x = tf.constant(1)
    with tf.Session() as session:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        session.run(x)


def test_as_default_does_not_close():
    session = tf.Session()
    with session.as_default():
        pass
    assert session.run(tf.constant(1)) == 1


def test_an_interactive_session_is_the_default_until_closed():
    session = tf.InteractiveSession()
    assert tf.get_default_session() is session
    assert tf.constant(3).eval() == 3
    session.close()
    assert tf.get_default_session() is None


def test_interactive_sessions_may_close_in_any_order():
    one, two = tf.InteractiveSession(), tf.InteractiveSession()
    one.close()
    assert tf.get_default_session() is two
    two.close()
    two.close()
    assert tf.get_default_session() is None


def test_a_thread_does_not_inherit_the_default_session():
    seen = []
    with tf.Session():
        thread = threading.Thread(target=lambda: seen.append(tf.get_default_session()))
        thread.start()
        thread.join()
    assert seen == [None]


@pytest.mark.parametrize("use", [lambda x: x.eval(), lambda x: x.op.run()])
def test_without_a_session_the_cure_is_told(use):
    with pytest.raises(ValueError, match=r"with tf\.Session\(\)"):
        use(tf.constant(1))


@pytest.mark.parametrize(
    "use", [lambda x, s: x.eval(None, s), lambda x, s: x.op.run(None, s)]
)
def test_a_session_of_another_graph_is_refused(use):
    session = tf.Session()
    with tf.Graph().as_default():
        x = tf.constant(1)
    with pytest.raises(ValueError, match="another graph"):
        use(x, session)


def test_an_address_is_no_graph():
    with pytest.raises(TypeError, match="graph=…"):
        tf.Session(graph="local")


def test_a_callable_counts_its_values():
    x = tf.placeholder(tf.float32)
    call = tf.Session().make_callable(x * 2.0, [x])
    assert call(3.0) == 6
    with pytest.raises(TypeError, match="1 tensors, but 2"):
        call(1.0, 2.0)


def test_an_empty_graph_runs_nothing():
    with pytest.raises(RuntimeError, match="empty"):
        tf.Session().run([])


def test_a_session_gives_its_graph_as_a_message():
    tf.constant(1.0, name="one")
    message = tf.Session().graph_def
    assert [node.name for node in message.node] == ["one"]
