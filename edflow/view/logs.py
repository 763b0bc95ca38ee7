"""What a training loop reports, drawn while it runs and kept when it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import numpy as np

from edflow.view.curves import Curve, Report, draw, finding, table
from edflow.view.picture import Picture
from edflow.view.progress import progress
from edflow.view.svg import svg
from edflow.view.table import Table

EVERY = 0.3
"""Seconds between two pictures of a running loop: drawing takes about 10 ms ..."""
SHARE = 10
"""... and where it takes longer, the loop is left alone for so many times as long."""


@dataclass(eq=False)
class Training:
    """A loop that is watched: what `tf.view.training` returns.

    Go through it, and call it with what there is to report. In a `with` block the stop
    button ends the loop politely, and the picture is shown at the end of the block.
    """

    steps: int
    label: str = ""
    live: bool = True
    _done: int = 0
    _metrics: dict[str, tuple[list[int], list[float]]] = field(default_factory=dict)
    _display: Any = None
    _due: float = 0.0

    def __iter__(self) -> Iterator[int]:
        """The steps, from 0 on."""
        self._done = 0
        self._metrics.clear()
        quiet = self._display is not None  # The picture has a bar of its own.
        loop = range(self.steps) if quiet else progress(self.steps, self.label)
        for step in loop:
            yield step
            self._done = step + 1
            self._refresh()

    def __call__(self, **metrics: Any) -> None:
        """Report numbers of the current step, e.g. `log(loss=value)`."""
        for name, value in metrics.items():
            steps, values = self._metrics.setdefault(name, ([], []))
            steps.append(self._done)
            values.append(float(np.mean(value)))

    def __enter__(self) -> Training:
        self._display, self._due = _display() if self.live else None, 0.0
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if self._display is not None:
            self._display.update(self.picture)
            self._display = None
        return kind is not None and issubclass(kind, KeyboardInterrupt)

    def _refresh(self) -> None:
        start = time.monotonic()
        if self._display is not None and start >= self._due:
            # Inline, not as an image: an image that is decoded anew flickers.
            report = self.report(running=True)
            self._display.update(_Inline(svg(draw(report), finding(report))))
            end = time.monotonic()
            self._due = end + max(EVERY, SHARE * (end - start))

    def report(self, running: bool = False) -> Report:
        """What was reported so far, as plain data."""
        curves = tuple(
            Curve(name, np.array(steps), np.array(values))
            for name, (steps, values) in self._metrics.items()
        )
        return Report(curves, self._done, self.steps, self.label, running)

    @property
    def picture(self) -> Picture:
        """The curves so far."""
        return self.beside(None)

    def beside(self, other: Training | None) -> Picture:
        """The curves so far, with scales that have room for those of another loop."""
        report = self.report()
        return Picture(
            scene=draw(report, other.report() if other else None),
            description=f"Training curves. {finding(report)}.",
            text=f"{finding(report)}\n{table(report)}",
            make_table=lambda: table(report),
        )

    def table(self) -> Table:
        """The numbers at five places of each curve."""
        return self.picture.table()

    def save(self, path: Any) -> Any:
        """Write the picture to a file; see `Picture.save`."""
        return self.picture.save(path)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return self.picture._repr_mimebundle_(**kwargs)

    def __repr__(self) -> str:
        return self.picture.text


def training(steps: int, label: str = "", live: bool = True) -> Training:
    """A training loop to watch: loss and metrics as curves, while it runs.

    Args:
      steps: how many steps the loop has.
      label: what to call it.
      live: in a notebook, inside a `with` block, redraw the picture as the loop runs.
        Without it a bar grows, and the picture can be shown in the end: what is stored
        is then the same text in every run.

    Returns:
      Something to go through, and to call with the numbers of a step.

    >>> import edflow as tf
    >>> log = tf.view.training(4, "halving")
    >>> for step in log:
    ...     log(loss=0.5**step)
    halving |████████████████████████████████████████| 4
    >>> log
    halving, 4 steps: loss 1 → 0.125
    metric  step 0  step 1  step 2  step 3  lowest  highest
    loss    1       0.5     0.25    0.125   0.125   1

    With `with tf.view.training(1000) as log:` around the loop the picture grows as the
    loop runs, and the stop button ends it without an error.
    """
    return Training(steps, label, live)


@dataclass(frozen=True)
class _Inline:
    """A drawing that is part of the page itself."""

    svg: str

    def _repr_html_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return "training"


def _display() -> Any:
    """A place in the notebook that can be drawn anew; None elsewhere."""
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return None
    return display(_Inline(""), display_id=True)
