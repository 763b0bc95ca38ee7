"""The default session: `tensor.eval()`, `operation.run()`, and `InteractiveSession`."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from edflow.engine.graph import Graph, Operation, Tensor
from edflow.engine.graph.lookup import strangers
from edflow.engine.runtime.session import Session, get_default_session

__all__ = ["InteractiveSession"]


class InteractiveSession(Session):
    """A session that is the default from its creation until it is closed.

    For notebooks, where a `with` block cannot span cells.
    """

    def __init__(
        self, target: str = "", graph: Graph | None = None, config: Any = None
    ):
        super().__init__(target, graph, config)
        self._default = ExitStack()
        if graph is not None:
            self._default.enter_context(graph.as_default())
        self._default.enter_context(self.as_default())

    def close(self) -> None:
        """End the session, and its being the default."""
        self._default.close()
        super().close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _session_for(session: Session | None, method: str, name: str) -> Session:
    session = session or get_default_session()
    if session is None:
        raise ValueError(
            f"{method} of {name} needs a session: open one with `with tf.Session():`, "
            f"or call {method}(session=…)"
        )
    return session


def _eval(
    self: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    session: Session | None = None,
) -> Any:
    """The value of this tensor, computed by the default session or `session`."""
    chosen = _session_for(session, "eval()", self.name)
    if chosen.graph is not self.graph:
        raise ValueError(strangers(self.op, chosen.graph))
    return chosen.run(self, feed_dict)


def _run(
    self: Operation,
    feed_dict: Mapping[Any, Any] | None = None,
    session: Session | None = None,
) -> None:
    """Run this operation in the default session or in `session`."""
    chosen = _session_for(session, "run()", self.name)
    if chosen.graph is not self.graph:
        raise ValueError(strangers(self, chosen.graph))
    chosen.run(self, feed_dict)


# What running lends to the parts of a graph, which do not know that they can be run.
Tensor.eval = _eval
Operation.run = _run
