"""Sessions, profiles and checkpoints, looked at again and again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets
import traitlets
from IPython.core.getipython import get_ipython

from edflow.view.frames import Frame
from edflow.view.graphs.layout import keep_ready
from edflow.view.live import widget_for
from edflow.view.runs import checkpoint, profile, sessions
from edflow.view.runs.profile import MEMORY, TIME, Profile
from edflow.widgets.shown import LABEL, Shown

_CELL_RAN = "post_run_cell"
MOST_RUNS = 50
MOST_ROWS = 12
"""Rows of a table below a picture."""


@widget_for.register(sessions.Watched)
class SessionWidget(Shown):
    """What sessions hold now: read anew after each cell, and when it is asked for."""

    live = traitlets.Bool()
    """Whether to read after every cell."""

    def __init__(self, watched: sessions.Watched, **kwargs: Any):
        self._watched = watched
        self._state = sessions.read(watched.sessions, watched.feed_dict)
        self.again = ipywidgets.Button(description="read again")
        after = _tick("after every cell")
        self.words = ipywidgets.Text(description="names with", style=LABEL)
        self.first = ipywidgets.IntSlider(description="from number", style=LABEL)
        controls = [self.again, after, self.words, self.first]
        super().__init__(controls, self._drawn(), **kwargs)
        ipywidgets.link((self, "live"), (after, "value"))
        self.again.on_click(lambda _: self.read())
        self.words.observe(self._choose, "value")
        self.first.observe(self._redraw, "value")
        self._choose()
        self.live = get_ipython() is not None

    def read(self, result: Any = None) -> None:
        """Fetch all values again."""
        self._state = sessions.read(self._watched.sessions, self._watched.feed_dict)
        self._choose()

    @traitlets.observe("live")
    def _listen(self, change: Any) -> None:
        if shell := get_ipython():
            events = shell.events
            (events.register if change["new"] else events.unregister)(
                _CELL_RAN, self.read
            )

    def close(self) -> None:
        """Take it off the page; cells are no longer listened to."""
        self.live = False
        super().close()

    def _drawn(self) -> Frame:
        scene = sessions.draw(self._state, self.words.value, self.first.value)
        return Frame(scene, sessions.finding(self._state))

    def _choose(self, change: Any = None) -> None:
        """As far as the list can be moved on depends on how long it is."""
        names = [name for name, _ in self._state.variables if self.words.value in name]
        most = max(0, len(names) - sessions.MOST_ROWS)
        self.first.max = most
        self.first.layout.display = None if most else "none"
        self._redraw()

    def _redraw(self, change: Any = None) -> None:
        self.frame = self._drawn()


@widget_for.register(profile.Measured)
class ProfileWidget(Shown):
    """A run measured as often as one likes, by time or by memory."""

    by = traitlets.Enum([TIME, MEMORY], TIME)
    """What makes boxes dark and rows come first."""
    profile = traitlets.Instance(Profile)

    def __init__(self, measured: profile.Measured, **kwargs: Any):
        found = measured.profile
        self._graph, self._measure = measured.graph, measured.again
        by = ipywidgets.Dropdown(
            options=[TIME, MEMORY], description="sort by", style=LABEL
        )
        self.runs = ipywidgets.BoundedIntText(
            value=found.runs,
            min=1,
            max=MOST_RUNS,
            description="runs",
            style=LABEL,
            layout=ipywidgets.Layout(width="110px"),
        )
        self.again = ipywidgets.Button(description="run again")
        self._table = ipywidgets.HTML()
        self.profile = found
        first = Frame(profile.draw(found, self._graph), profile.finding(found))
        super().__init__(
            [by, self.runs, self.again], first, below=[self._table], **kwargs
        )
        ipywidgets.link((self, "by"), (by, "value"))
        self.again.on_click(lambda _: self._run())
        self._redraw()

    def _run(self) -> None:
        self.profile = self._measure(self.runs.value)

    @traitlets.observe("by", "profile")
    def _redraw(self, change: Any = None) -> None:
        if not hasattr(self, "_picture"):
            return
        found = self.profile
        scene = profile.draw(found, self._graph, self.by)
        self.frame = Frame(scene, profile.finding(found))
        rows = profile.table(found, self.by).first(MOST_ROWS)
        self._table.value = rows._repr_html_()
        keep_ready()


@widget_for.register(checkpoint.Restored)
class CheckpointWidget(Shown):
    """The checkpoints of a directory, each beside the graph."""

    path = traitlets.Unicode()
    """The checkpoint that is shown."""
    averages = traitlets.Bool()
    """Whether averages are restored in place of variables, where there are any."""

    def __init__(self, restored: checkpoint.Restored, **kwargs: Any):
        prefix = str(Path(restored.prefix))
        self._wanted = restored.wanted
        self._known: dict[str, list[checkpoint.Comparison]] = {}
        self._chosen = ipywidgets.Dropdown(
            options=_named(checkpoint.beside(prefix)),
            value=prefix,
            description="checkpoint",
            style=LABEL,
        )
        self._switch = _tick("restore averages")
        self.again = ipywidgets.Button(description="look again")
        super().__init__(
            [self._chosen, self._switch, self.again],
            checkpoint.frame(self._outcomes(prefix), averages=False),
            path=prefix,
            **kwargs,
        )
        ipywidgets.link((self, "path"), (self._chosen, "value"))
        ipywidgets.link((self, "averages"), (self._switch, "value"))
        self.again.on_click(lambda _: self.look())
        self._redraw()

    def look(self) -> None:
        """Read the directory again: a loop may have written to it."""
        path = self.path
        self._known.clear()
        self._chosen.options = _named(checkpoint.beside(path))
        self._chosen.value = path
        self._redraw()

    def _outcomes(self, path: str) -> list[checkpoint.Comparison]:
        if path not in self._known:
            self._known[path] = checkpoint.outcomes(path, self._wanted)
        return self._known[path]

    @traitlets.observe("path", "averages")
    def _redraw(self, change: Any = None) -> None:
        if hasattr(self, "_picture"):
            states = self._outcomes(self.path)
            self._switch.disabled = len(states) == 1
            self.frame = checkpoint.frame(states, self.averages and len(states) > 1)


def _tick(description: str) -> ipywidgets.Checkbox:
    layout = ipywidgets.Layout(width="auto")
    return ipywidgets.Checkbox(description=description, indent=False, layout=layout)


def _named(paths: list[str]) -> list[tuple[str, str]]:
    return [(Path(path).name, path) for path in paths]
