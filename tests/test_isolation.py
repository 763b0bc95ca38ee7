"""The watch over all tests: what a test leaves open is found."""

from contextlib import ExitStack

import isolation
import pytest

import edflow as tf
from edflow.engine.runtime.observe import Observer

LEFT = {
    "default graphs": lambda graph, session: tf.Graph().as_default(),
    "default sessions": lambda graph, session: session.as_default(),
    "name scope": lambda graph, session: graph.name_scope("scope"),
    "control dependencies": lambda graph, session: graph.control_dependencies([]),
    "devices": lambda graph, session: graph.device("/cpu:0"),
    "gradient overrides": lambda graph, session: graph.gradient_override_map({}),
    "observers": lambda graph, session: Observer().watch(session),
}


@pytest.mark.parametrize("what", LEFT)
def test_what_is_left_open_is_found(what, fresh_graph):
    session = tf.Session()
    with ExitStack() as still_open:
        still_open.enter_context(LEFT[what](fresh_graph, session))
        found = isolation.left_open(fresh_graph, [session])
        assert [name for name, items in found.items() if items] == [what]
    assert not any(isolation.left_open(fresh_graph, [session]).values())


def test_each_test_begins_with_an_empty_graph(fresh_graph):
    assert tf.get_default_graph() is fresh_graph
    assert fresh_graph.version == 0
    assert tf.get_default_session() is None
