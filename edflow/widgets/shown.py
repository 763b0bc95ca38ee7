"""Controls in a row, and below them what they show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import traitlets

from edflow.view.frames import Frame
from edflow.view.live import widget_for
from edflow.view.picture import Picture, image

LABEL = {"description_width": "initial"}


@widget_for.register
def still(picture: Picture) -> ipywidgets.HTML:
    """A picture of which nothing can be set, as it is."""
    return ipywidgets.HTML(image(picture.scene, picture.description))


class Shown(ipywidgets.VBox):
    """A frame below the controls that it depends on."""

    frame = traitlets.Instance(Frame)
    """What is shown now."""

    def __init__(
        self,
        controls: Sequence[ipywidgets.Widget],
        frame: Frame,
        below: Sequence[ipywidgets.Widget] = (),
        **kwargs: Any,
    ):
        self._picture = ipywidgets.HTML()
        layout = ipywidgets.Layout(
            flex_flow="row wrap", align_items="center", grid_gap="4px 18px"
        )
        row = ipywidgets.HBox(controls, layout=layout)
        super().__init__([row, self._picture, *below], frame=frame, **kwargs)
        self._show()

    @traitlets.observe("frame")
    def _show(self, change: Any = None) -> None:
        scene, told = self.frame.scene, self.frame.description
        self._picture.value = image(scene, told, links=False)
