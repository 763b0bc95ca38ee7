"""Session: runs parts of a graph, and keeps the values of its variables."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from edflow.engine.graph import Graph, Operation, Tensor, get_default_graph
from edflow.engine.runtime.executor import Executor
from edflow.engine.runtime.feeds import fed_tensors, feed_array
from edflow.engine.runtime.fetches import flatten
from edflow.engine.runtime.observe import Observer
from edflow.engine.runtime.placement import CPU, PlacementLog
from edflow.engine.runtime.plan import Plan
from edflow.errors import OpError, UnknownError

__all__ = ["InteractiveSession", "Session", "get_default_session"]


class _Nesting(threading.local):
    """Each thread has its own default sessions."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []


_nesting = _Nesting()


def get_default_session() -> Session | None:
    """The session of the innermost `with session:` block, or None."""
    return _nesting.sessions[-1] if _nesting.sessions else None


class Session:
    """Runs operations of one graph; variables have their values here.

    Args:
      target: accepted for TensorFlow's sake: edflow runs in this process.
      graph: the graph to run, the default graph if None.
      config: a `tf.ConfigProto`; its device options are accepted and shown, but
        everything runs on the CPU.

    >>> import edflow as tf
    >>> x = tf.placeholder(tf.float32, name="x")
    >>> with tf.Session() as session:
    ...     print(session.run(2 * x + 1, feed_dict={x: 3.0}))
    7.0
    """

    def __init__(
        self, target: str = "", graph: Graph | None = None, config: Any = None
    ):
        if not isinstance(graph, Graph | None):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"graph must be a tf.Graph, not a {type(graph).__name__}; the first "
                "argument of Session is a server's address, so write graph=…"
            )
        self.graph = get_default_graph() if graph is None else graph
        self.config = config
        self.target = target
        self.observers: list[Observer] = []
        self._executor = Executor()
        self._blocks: list[ExitStack] = []
        self._closed = False
        wants_log = getattr(config, "log_device_placement", False)
        self._placement = PlacementLog() if wants_log else None

    @property
    def sess_str(self) -> str:
        """TensorFlow's name for the address of the server."""
        return self.target

    @property
    def graph_def(self) -> Any:
        """The graph as a message, `tf.GraphDef`."""
        return self.graph.as_graph_def()  # type: ignore[attr-defined]  (lent by files)

    def run(
        self,
        fetches: Any,
        feed_dict: Mapping[Any, Any] | None = None,
        options: Any = None,
        run_metadata: Any = None,
    ) -> Any:
        """Run what `fetches` need, and nothing else.

        Args:
          fetches: a tensor, an operation, a variable, a name of one, or a list, tuple,
            namedtuple or dict of these, nested in any way.
          feed_dict: values for placeholders, or in place of any other tensors.
          options: a `tf.RunOptions`, accepted.
          run_metadata: a `tf.RunMetadata`, accepted.

        Returns:
          The values in the structure of `fetches`: arrays, NumPy scalars for rank 0,
          None for operations.

        Raises:
          InvalidArgumentError: a placeholder is needed but not fed, or a value does
            not suit an operation.
          FailedPreconditionError: a variable is not initialized.
          TypeError, ValueError: `fetches` or `feed_dict` hold what cannot be fetched
            or fed.
          RuntimeError: the session is closed, or the graph is empty.
        """
        self._check_open()
        leaves, rebuild = flatten(self.graph, fetches)
        feeds = fed_tensors(self.graph, feed_dict) if feed_dict else {}
        program = self._executor.program_for(tuple(leaves), tuple(feeds))
        if self._placement is not None:
            self._placement.tell(program.plan)
        arrays = [feed_array(tensor, value) for tensor, value in feeds.items()]
        try:
            values = program.run(arrays, self.observers)
        except UnknownError:
            raise  # Ours to mend: here every frame counts.
        except OpError as error:
            # The learner's line and the message say all; our own frames say nothing.
            raise error.with_traceback(None) from None
        return rebuild(iter(values))

    def make_callable(
        self, fetches: Any, feed_list: Sequence[Any] | None = None, **kwargs: Any
    ) -> Callable[..., Any]:
        """`run` with `fetches` and the fed tensors settled: call it with the values."""
        keys = list(feed_list or ())

        def call(*values: Any, **run_options: Any) -> Any:
            if len(values) != len(keys):
                raise TypeError(
                    f"this callable feeds {len(keys)} tensors, but {len(values)} "
                    "values were given"
                )
            return self.run(
                fetches, dict(zip(keys, values, strict=True)), **run_options
            )

        return call

    def plan(self, fetches: Any, feed_dict: Any = ()) -> Plan:
        """What `run` would do, to print and to read.

        Args:
          fetches: as for `run`.
          feed_dict: the tensors to be fed; values, if given, are not looked at.
        """
        leaves, _ = flatten(self.graph, fetches)
        feeds = fed_tensors(self.graph, dict.fromkeys(feed_dict))
        return self._executor.plan(leaves, tuple(feeds))

    def list_devices(self) -> list[str]:
        """The devices that compute: the CPU."""
        return [CPU]

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError(
                "the session is closed, and its variables are gone with it; "
                "create a new tf.Session"
            )
        if not self.graph.version:
            raise RuntimeError(
                "the graph of this session is empty; build into it first, or give "
                "Session the graph=… that you built"
            )

    def close(self) -> None:
        """Let go of the variables; the session cannot run any more."""
        self._closed = True
        self._executor.clear()

    def as_default(self) -> AbstractContextManager[Session]:
        """Let `tensor.eval()` and `operation.run()` use this session inside a block."""
        return _as_default(self)

    def __enter__(self) -> Session:
        block = ExitStack()
        block.enter_context(self.graph.as_default())
        block.enter_context(self.as_default())
        self._blocks.append(block)
        return self

    def __exit__(self, *exception: object) -> None:
        self._blocks.pop().close()
        self.close()


@contextmanager
def _as_default(session: Session) -> Generator[Session]:
    _nesting.sessions.append(session)
    try:
        yield session
    finally:
        _nesting.sessions.remove(session)


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
        raise ValueError(
            f"{self.name} belongs to another graph than the session's; create the "
            "session with graph=… of the tensor, or under the same `as_default()`"
        )
    return chosen.run(self, feed_dict)


def _run(
    self: Operation,
    feed_dict: Mapping[Any, Any] | None = None,
    session: Session | None = None,
) -> None:
    """Run this operation in the default session or in `session`."""
    chosen = _session_for(session, "run()", self.name)
    if chosen.graph is not self.graph:
        raise ValueError(f"{self.name} belongs to another graph than the session's")
    chosen.run(self, feed_dict)


# What running lends to the parts of a graph, which do not know that they can be run.
Tensor.eval = _eval  # type: ignore[attr-defined]
Operation.run = _run  # type: ignore[attr-defined]
