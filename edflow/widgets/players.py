"""Pictures with controls, drawn by the kernel: as fine as the model allows."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets
import traitlets

from edflow.view.comparison import Pair
from edflow.view.frames import Control, Frame, Player
from edflow.view.picture import Picture, image

_LABEL = {"description_width": "initial"}
_MARGIN = "2px 18px 2px 2px"


class PlayerWidget(ipywidgets.VBox):
    """A row of controls, and below it the frame that belongs to where they stand."""

    frame = traitlets.Instance(Frame)
    """What is shown now."""

    def __init__(self, player: Player, **kwargs: Any):
        self._player = player
        self.controls = tuple(_control(control) for control in player.live)
        self._picture = ipywidgets.HTML()
        layout = ipywidgets.Layout(flex_flow="row wrap")
        super().__init__(
            [ipywidgets.HBox(self.controls, layout=layout), self._picture],
            frame=self._drawn(),
            **kwargs,
        )
        self._show()
        for control in self.controls:
            control.observe(self._move, "value")

    def _drawn(self) -> Frame:
        pairs = zip(self._player.live, self.controls, strict=True)
        return self._player.draw(*(one.values[int(box.value)] for one, box in pairs))

    def _move(self, change: Any) -> None:
        self.frame = self._drawn()

    @traitlets.observe("frame")
    def _show(self, change: Any = None) -> None:
        self._picture.value = image(self.frame.scene, self.frame.description)


class PairWidget(ipywidgets.VBox):
    """Two pictures with controls of their own, one below the other."""

    def __init__(self, pair: Pair, **kwargs: Any):
        rows: list[ipywidgets.Widget] = []
        for name, picture in zip(pair.names, pair.pictures, strict=True):
            rows += [ipywidgets.HTML(f"<b>{escape(name)}</b>"), _widget(picture)]
        super().__init__(rows, **kwargs)


def _widget(picture: Picture) -> ipywidgets.Widget:
    """The widget of a picture; of one that cannot be moved, the picture."""
    if make := getattr(picture, "widget", None):
        return make()
    return ipywidgets.HTML(image(picture.scene, picture.description))


def _control(control: Control) -> Any:
    """The ipywidget for a control; its value is a place among the control's values."""
    options = [(control.says(place), place) for place in range(len(control.values))]
    match control.kind:
        case "slider":
            return ipywidgets.SelectionSlider(
                options=options,
                value=control.start,
                description=control.name,
                style=_LABEL,
                layout=ipywidgets.Layout(width="420px", margin=_MARGIN),
            )
        case "choice":
            return ipywidgets.Dropdown(
                options=options,
                value=control.start,
                description=control.name,
                style=_LABEL,
                layout=ipywidgets.Layout(width="max-content", margin=_MARGIN),
            )
        case _:
            return ipywidgets.Checkbox(
                value=bool(control.start), description=control.name, indent=False
            )
