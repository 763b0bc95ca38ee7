"""Pictures with controls, drawn by the kernel: as fine as the model allows."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets

from edflow.view.comparison import Pair
from edflow.view.frames import Control, Frame, Player
from edflow.view.live import widget_for
from edflow.widgets.shown import LABEL, Shown


@widget_for.register(Player)
class PlayerWidget(Shown):
    """The controls of a player, and the frame that belongs to where they stand."""

    def __init__(self, player: Player, **kwargs: Any):
        self._player = player
        self.controls = tuple(_control(control) for control in player.live)
        super().__init__(self.controls, self._drawn(), **kwargs)
        for control in self.controls:
            control.observe(self._move, "value")

    def _drawn(self) -> Frame:
        pairs = zip(self._player.live, self.controls, strict=True)
        return self._player.draw(*(one.values[int(box.value)] for one, box in pairs))

    def _move(self, change: Any) -> None:
        self.frame = self._drawn()


@widget_for.register(Pair)
class PairWidget(ipywidgets.VBox):
    """Two pictures with controls of their own, one below the other."""

    def __init__(self, pair: Pair, **kwargs: Any):
        rows: list[ipywidgets.Widget] = []
        for name, picture in zip(pair.names, pair.pictures, strict=True):
            rows += [ipywidgets.HTML(f"<b>{escape(name)}</b>"), picture.widget()]
        super().__init__(rows, **kwargs)


def _control(control: Control) -> Any:
    """The ipywidget for a control; its value is a place among the control's values."""
    options = [(control.says(place), place) for place in range(len(control.values))]
    match control.kind:
        case "slider":
            return ipywidgets.SelectionSlider(
                options=options,
                value=control.start,
                description=control.name,
                style=LABEL,
                layout=ipywidgets.Layout(width="420px"),
            )
        case "choice":
            return ipywidgets.Dropdown(
                options=options,
                value=control.start,
                description=control.name,
                style=LABEL,
                layout=ipywidgets.Layout(width="max-content"),
            )
        case _:
            return ipywidgets.Checkbox(
                value=bool(control.start), description=control.name, indent=False
            )
