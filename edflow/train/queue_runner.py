"""QueueRunner: threads that keep a queue filled while the main thread trains."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import get_default_graph
from edflow.engine.runtime.session import Session, get_default_session
from edflow.errors import OutOfRangeError
from edflow.train.coordinator import Coordinator

__all__ = ["QueueRunner", "add_queue_runner", "start_queue_runners"]

_log = logging.getLogger("tensorflow")


class QueueRunner:
    """Runs the enqueue operations of a queue, each in a thread of its own.

    When the input is used up it closes the queue, so that who takes elements sees the
    end; when its coordinator stops, it closes the queue and cancels what waits.

    Args:
      queue: the queue.
      enqueue_ops: the operations; one that stands there twice gets two threads.
      close_op, cancel_op: the operations that close the queue, made if not given.
      queue_closed_exception_types: errors that mean the end of the input, by default
        OutOfRangeError.
      queue_runner_def, import_scope: accepted if None: a runner is made anew.
    """

    def __init__(
        self,
        queue: Any = None,
        enqueue_ops: Sequence[Any] | None = None,
        close_op: Any = None,
        cancel_op: Any = None,
        queue_closed_exception_types: Sequence[type[Exception]] | None = None,
        queue_runner_def: Any = None,
        import_scope: str | None = None,
    ):
        if queue_runner_def is not None:
            raise ValueError(
                "a QueueRunner cannot be read from a message; give queue and "
                "enqueue_ops"
            )
        if queue is None or not enqueue_ops:
            raise ValueError("a QueueRunner needs a queue and enqueue_ops")
        ends = tuple(queue_closed_exception_types or (OutOfRangeError,))
        if not all(isinstance(e, type) and issubclass(e, Exception) for e in ends):
            raise TypeError(
                f"queue_closed_exception_types must be classes of errors, not {ends!r}"
            )
        self.queue = queue
        self.enqueue_ops = list(enqueue_ops)
        self.close_op = queue.close() if close_op is None else close_op
        self.cancel_op = (
            queue.close(cancel_pending_enqueues=True)
            if cancel_op is None
            else cancel_op
        )
        self.queue_closed_exception_types = ends
        self._lock = threading.Lock()
        self._running: weakref.WeakKeyDictionary[Session, int] = (
            weakref.WeakKeyDictionary()
        )
        self._errors: list[Exception] = []

    @property
    def name(self) -> str:
        """The queue's name."""
        return self.queue.name

    @property
    def exceptions_raised(self) -> list[Exception]:
        """What went wrong in threads without a coordinator."""
        return self._errors

    def create_threads(
        self,
        sess: Session,
        coord: Coordinator | None = None,
        daemon: bool = False,
        start: bool = False,
    ) -> list[threading.Thread]:
        """The threads, one for each enqueue operation and one that waits for the stop.

        Args:
          sess: the session to run in.
          coord: what stops them, and is told of errors.
          daemon: whether the program may end while they run.
          start: start them.

        Returns:
          The threads; none if those of an earlier call still run.
        """
        with self._lock:
            if self._running.get(sess, 0) > 0:
                return []
            self._running[sess] = len(self.enqueue_ops)
            self._errors = []
        threads = [
            self._thread(self._fill, sess, op, coord, called=op.name)
            for op in self.enqueue_ops
        ]
        if coord is not None:
            threads.append(
                self._thread(self._cancel_at_stop, sess, coord, called="close_on_stop")
            )
        for thread in threads:
            if coord is not None:
                coord.register_thread(thread)
            thread.daemon = daemon
            if start:
                thread.start()
        return threads

    def _thread(
        self, target: Callable[..., None], *args: Any, called: str
    ) -> threading.Thread:
        name = f"QueueRunnerThread-{self.name}-{called}"
        return threading.Thread(target=target, args=args, name=name)

    def _fill(self, sess: Session, op: Any, coord: Coordinator | None) -> None:
        """Run `op` until the input ends; the last thread then closes the queue."""
        used_up = False
        try:
            enqueue = sess.make_callable(op)
            while coord is None or not coord.should_stop():
                enqueue()
        except self.queue_closed_exception_types:
            used_up = True
        except Exception as error:
            if coord is not None:
                coord.request_stop(error)
            else:
                _log.error("in the thread of %s: %s", self.name, error)
                with self._lock:
                    self._errors.append(error)
        with self._lock:
            self._running[sess] -= 1
            last = self._running[sess] == 0
        if used_up and last:
            _run_quietly(sess, self.close_op)

    def _cancel_at_stop(self, sess: Session, coord: Coordinator) -> None:
        coord.wait_for_stop()
        _run_quietly(sess, self.cancel_op)


def _run_quietly(sess: Session, op: Any) -> None:
    """Close a queue; that it, or the session, is closed already is no error."""
    try:
        sess.run(op)
    except Exception as error:
        _log.debug("%s: %s", op.name, error)


def add_queue_runner(
    qr: QueueRunner, collection: str = GraphKeys.QUEUE_RUNNERS
) -> None:
    """Add a runner to those that `start_queue_runners` starts."""
    get_default_graph().add_to_collection(collection, qr)


def start_queue_runners(
    sess: Session | None = None,
    coord: Coordinator | None = None,
    daemon: bool = True,
    start: bool = True,
    collection: str = GraphKeys.QUEUE_RUNNERS,
) -> list[threading.Thread]:
    """Start the threads that fill the queues of the graph.

    Args:
      sess: the session, by default the default one.
      coord: what stops the threads, and is told of errors.
      daemon: whether the program may end while they run.
      start: False to have the threads, but not started.
      collection: where the runners are gathered.

    Returns:
      The threads, for `coord.join(threads)`.

    Raises:
      ValueError: there is no session.
    """
    sess = sess or get_default_session()
    if sess is None:
        raise ValueError(
            "start_queue_runners needs a session: call it inside `with tf.Session():`, "
            "or give it sess=…"
        )
    if not hasattr(sess, "graph") or not hasattr(sess, "run"):
        raise TypeError(f"sess must be a tf.Session, not {sess!r}")
    return [
        thread
        for runner in sess.graph.get_collection(collection)
        for thread in runner.create_threads(sess, coord, daemon, start)
    ]


@contextmanager
def filled_queues(sess: Session, ignore_live_threads: bool = False) -> Generator[None]:
    """The block during which the queue runners of the session's graph run.

    An error of theirs is raised at its end.
    """
    coord = Coordinator()
    threads = start_queue_runners(sess, coord)
    try:
        yield
    finally:
        coord.request_stop()
        coord.join(threads, ignore_live_threads=ignore_live_threads)
