"""A fresh graph for every test and doctest, and nothing left open behind it."""

import weakref

import pytest

import edflow as tf
from edflow.engine.graph import graph as graphs
from edflow.engine.runtime import session as sessions


def left_open(graph, opened):
    """What a test did not close: blocks, scopes, stacks, sessions, observers."""
    return {
        "default graphs": list(graphs._nesting.graphs),
        "default sessions": list(sessions._nesting.sessions),
        "name scope": graph._names.scope,
        "control dependencies": list(graph._control),
        "devices": list(graph._devices),
        "gradient overrides": list(graph._gradient_overrides),
        "observers": [watcher for session in opened for watcher in session.observers],
    }


@pytest.fixture(autouse=True)
def fresh_graph(monkeypatch):
    """A new default graph; the test fails if it leaves anything open."""
    opened = weakref.WeakSet()
    create = tf.Session.__init__

    def noted(self, *args, **kwargs):
        create(self, *args, **kwargs)
        opened.add(self)

    monkeypatch.setattr(tf.Session, "__init__", noted)
    tf.reset_default_graph()
    graph = tf.get_default_graph()
    yield graph
    left = {what: found for what, found in left_open(graph, opened).items() if found}
    graphs._nesting.graphs.clear()
    sessions._nesting.sessions.clear()
    tf.reset_default_graph()
    assert not left, f"left open: {left}"
