"""Watching a session run: for pictures, profilers and progress bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edflow.engine.graph import Operation
from edflow.engine.runtime.plan import Plan

if TYPE_CHECKING:
    from types import TracebackType

    from edflow.engine.runtime.session import Session


class Observer:
    """Five hooks around the runs of one session; override those you need.

    >>> import edflow as tf
    >>> class Count(Observer):
    ...     steps = 0
    ...
    ...     def after(self, op, outputs, seconds):
    ...         self.steps += 1
    >>> x = tf.placeholder(tf.float32)
    >>> session = tf.Session()
    >>> with Count().watch(session) as count:
    ...     _ = session.run(x * x + 1.0, {x: 3.0})
    >>> count.steps
    2
    """

    def start(self, plan: Plan) -> None:
        """A run begins."""

    def before(self, op: Operation) -> None:
        """An operation is about to run."""

    def after(self, op: Operation, outputs: tuple[Any, ...], seconds: float) -> None:
        """An operation has run: its outputs, not to be changed, and its time."""

    def failed(self, op: Operation, error: BaseException) -> None:
        """An operation has failed; the run ends here."""

    def finish(self, plan: Plan) -> None:
        """The run is complete."""

    def watch(self, session: Session) -> Watching:
        """Attach to `session` inside a `with` block."""
        return Watching(self, session)


class Watching:
    """The block inside which an observer is attached."""

    def __init__(self, observer: Any, session: Session):
        self._observer = observer
        self._session = session

    def __enter__(self) -> Any:
        self._session.observers.append(self._observer)
        return self._observer

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.observers.remove(self._observer)
