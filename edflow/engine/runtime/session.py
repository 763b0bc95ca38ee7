"""Session: runs parts of a graph, and keeps the values of its variables.

Before this: `program.py`. It is the last page of the way from `tf.constant`: a session
flattens what it is asked for, makes a plan, binds it, and runs it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from edflow.engine.graph import Graph, Tensor, get_default_graph
from edflow.engine.graph.traversal import Element
from edflow.engine.runtime.feeds import fed_tensors, feed_array
from edflow.engine.runtime.fetches import flatten
from edflow.engine.runtime.observe import Observer
from edflow.engine.runtime.passes import DEFAULT_PASSES, Pass
from edflow.engine.runtime.placement import CPU, PlacementLog
from edflow.engine.runtime.plan import Plan, make_plan
from edflow.engine.runtime.program import Program
from edflow.engine.runtime.store import Store
from edflow.errors import OpError, UnknownError

__all__ = ["Session", "get_default_session"]


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
        self.store = Store()
        self.passes: tuple[Pass, ...] = DEFAULT_PASSES
        """What betters a plan before it runs; `()` for plans as they come."""
        self._programs: dict[Any, Program] = {}
        self._lock = threading.RLock()
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
        feeds = {} if feed_dict is None else fed_tensors(self.graph, feed_dict)
        program = self.program_for(tuple(leaves), tuple(feeds))
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
        return self._plan(leaves, tuple(feeds))

    def _plan(self, fetches: Sequence[Element], feeds: Sequence[Tensor]) -> Plan:
        plan = make_plan(fetches, feeds)
        for transform in self.passes:
            plan = transform(plan)
        return plan

    def program_for(
        self, fetches: tuple[Element, ...], feeds: tuple[Tensor, ...]
    ) -> Program:
        """The program for these fetches and feeds, made at their first use.

        It never goes stale: a graph only grows, and operations never change.
        """
        key = (fetches, feeds, self.passes)
        program = self._programs.get(key)
        if program is None:
            with self._lock:
                program = Program(self._plan(fetches, feeds), self)
                self._programs[key] = program
        return program

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
        with self._lock:
            self._programs.clear()
            self.store.clear()

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
