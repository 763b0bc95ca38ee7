"""The graph explorer with the kernel behind it: any scope, any depth, any fetch."""

from __future__ import annotations

from typing import Any

import ipywidgets
import traitlets

from edflow.view.frames import Frame
from edflow.view.graphs import words
from edflow.view.graphs.explorer import Explorer, ancestors
from edflow.view.graphs.layout import LayoutError, keep_ready
from edflow.view.graphs.looks import Drawn, Look, Looks
from edflow.view.graphs.parts import Part
from edflow.view.live import widget_for
from edflow.view.scene import Group, Scene, Text
from edflow.view.style import text_width
from edflow.widgets.shown import LABEL, Shown

_ALL = "everything"


@widget_for.register(Explorer)
class GraphWidget(Shown):
    """What can be opened and shut, the parts, the fetches; and the picture."""

    look = traitlets.Instance(Look)
    """How the graph is looked at now."""
    fetch = traitlets.Unicode(_ALL)
    """The operation that decides what is drawn: only what it needs."""

    def __init__(self, explorer: Explorer, **kwargs: Any):
        self._whole = self._looks = looks = explorer.looks
        self._part = ipywidgets.ToggleButtons(
            options=[part.value for part in looks.parts], description="show"
        )
        self._fetch = ipywidgets.Combobox(
            value=_ALL,
            options=[_ALL, *(op.name for op in looks.ops)],
            description="what it needs",
            ensure_option=True,
            style=LABEL,
        )
        self._toggle = ipywidgets.Dropdown(description="open or shut", style=LABEL)
        self._again = ipywidgets.Button(description="as at first")
        controls = [self._fetch, self._toggle, self._again]
        if len(looks.parts) > 1:
            controls.insert(0, self._part)
        look = looks.first(looks.parts[0])
        super().__init__(controls, self._drawn(look), look=look, **kwargs)
        self._part.observe(self._choose_part, "value")
        self._toggle.observe(self._choose_toggle, "value")
        self._again.on_click(lambda _: self._start_again())
        ipywidgets.link((self, "fetch"), (self._fetch, "value"))

    @traitlets.validate("fetch")
    def _known(self, proposal: Any) -> str:
        names = {op.name for op in self._whole.ops}
        if proposal["value"] not in {_ALL, *names}:
            raise traitlets.TraitError(
                f"fetch is {proposal['value']!r}, which is no operation of this graph"
            )
        return proposal["value"]

    @traitlets.observe("fetch")
    def _only(self, change: Any) -> None:
        self._looks = self._whole
        if change["new"] != _ALL:
            wanted = ancestors(self._whole.ops)[change["new"]]
            ops = self._whole.ops
            self._looks = Looks([op for i, op in enumerate(ops) if wanted >> i & 1])
        self._start_again()
        self._look()  # Which may be the same one at another graph.

    def _start_again(self) -> None:
        self.look = self._looks.first(self._looks.parts[0])
        self._part.value = self._looks.parts[0].value

    def _choose_part(self, change: Any) -> None:
        part = Part(change["new"])
        if part in self._looks.parts and part is not self.look.part:
            self.look = self._looks.first(part)

    def _choose_toggle(self, change: Any) -> None:
        if change["new"] is not None:
            self.look = self.look.toggled(*change["new"])

    @traitlets.observe("look")
    def _look(self, change: Any = None) -> None:
        self.frame = self._drawn(self.look)

    def _drawn(self, look: Look) -> Frame:
        try:
            (drawn,) = self._looks.draw([look])
        except LayoutError as error:
            return _told(str(error))
        keep_ready()
        self._offer(drawn)
        return Frame(drawn.scene, words.description(drawn.diagram))

    def _offer(self, drawn: Drawn) -> None:
        """What can be opened and shut here."""
        options: list[tuple[str, Any]] = [("choose …", None)]
        for name, is_folder in drawn.toggles():
            sign = "+" if is_folder else "\N{MINUS SIGN}"
            options.append((f"{sign} {name}", (name, is_folder)))
        with self._toggle.hold_trait_notifications():
            self._toggle.options = options
            self._toggle.value = None


def _told(sentence: str) -> Frame:
    """A sentence in place of a picture."""
    text = Text(16, 25, sentence, anchor="start")
    width = text_width(sentence, text.size) + 32
    return Frame(Scene(width, 42, (Group("title", (text,)),)), sentence)
