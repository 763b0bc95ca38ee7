"""Pictures with the kernel behind them: which widget shows what.

Widgets are built from pictures, and pictures know none of them. `edflow.widgets` says
here what it can show; it is loaded, and ipywidgets with it, when the first is wanted.
"""

from __future__ import annotations

from functools import singledispatch
from importlib import import_module
from typing import Any


@singledispatch
def widget_for(shown: Any) -> Any:
    """The widget that shows a picture, or what a picture is about.

    It is an open table from types to widgets: `widget_for.register(Type, Widget)`.
    """
    raise TypeError(f"there is no widget for a {type(shown).__name__}")


def widget(shown: Any) -> Any:
    """The same, once all widgets have said what they show."""
    import_module("edflow.widgets")  # The one look upwards.
    return widget_for(shown)
