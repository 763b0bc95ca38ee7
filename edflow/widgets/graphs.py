"""The graph explorer with the kernel behind it: any scope, any depth, any fetch."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets
import traitlets

from edflow.view.graphs import words
from edflow.view.graphs.explorer import ancestors
from edflow.view.graphs.layout import LayoutError, keep_ready
from edflow.view.graphs.looks import Look, Looks
from edflow.view.graphs.parts import Part
from edflow.view.picture import image

_ALL = "everything"
_LABEL = {"description_width": "initial"}


class GraphWidget(ipywidgets.VBox):
    """What can be opened and shut, the parts, the fetches; and the picture."""

    look = traitlets.Instance(Look)
    """How the graph is looked at now."""
    fetch = traitlets.Unicode(_ALL)
    """The operation that decides what is drawn: only what it needs."""

    def __init__(self, looks: Looks, **kwargs: Any):
        self._whole = self._looks = looks
        self._part = ipywidgets.ToggleButtons(
            options=[part.value for part in looks.parts], description="show"
        )
        self._fetch = ipywidgets.Combobox(
            value=_ALL,
            options=[_ALL, *(op.name for op in looks.ops)],
            description="what it needs",
            ensure_option=True,
            style=_LABEL,
        )
        self._toggle = ipywidgets.Dropdown(description="open or shut", style=_LABEL)
        self._again = ipywidgets.Button(description="as at first")
        self._picture = ipywidgets.HTML()
        controls = [self._fetch, self._toggle, self._again]
        if len(looks.parts) > 1:
            controls.insert(0, self._part)
        layout = ipywidgets.Layout(flex_flow="row wrap")
        super().__init__(
            [ipywidgets.HBox(controls, layout=layout), self._picture],
            look=looks.first(looks.parts[0]),
            **kwargs,
        )
        self._part.observe(self._choose_part, "value")
        self._toggle.observe(self._choose_toggle, "value")
        self._again.on_click(lambda _: self._start_again())
        ipywidgets.link((self, "fetch"), (self._fetch, "value"))
        self._show()

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
        self._show()

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
    def _show(self, change: Any = None) -> None:
        if not hasattr(self, "_picture"):
            return
        try:
            drawn = self._looks.draw([self.look])[0]
        except LayoutError as error:
            self._picture.value = f"<p>{escape(str(error))}</p>"
            return
        self._picture.value = image(
            drawn.scene, words.description(drawn.diagram), links=False
        )
        keep_ready()
        options: list[tuple[str, Any]] = [("choose …", None)]
        for name, is_folder in drawn.toggles():
            sign = "+" if is_folder else "\N{MINUS SIGN}"
            options.append((f"{sign} {name}", (name, is_folder)))
        with self._toggle.hold_trait_notifications():
            self._toggle.options = options
            self._toggle.value = None
