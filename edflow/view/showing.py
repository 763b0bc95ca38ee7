"""Graphs that show themselves: what Jupyter asks for when one is a cell's last line."""

from __future__ import annotations

from typing import Any

from edflow.engine.graph import Graph


def _show(shown: Graph, **kwargs: Any) -> dict[str, str]:
    """What Jupyter shows of a graph; without Graphviz, why there is no picture."""
    from edflow.view.graphs.layout import LayoutError
    from edflow.view.graphs.picture import graph

    try:
        return graph(shown)._repr_mimebundle_()
    except LayoutError as error:
        return {"text/plain": f"{shown!r}\nno picture: {error}"}


# The engine does not know of pictures: here its graphs learn to show themselves. What
# draws them is loaded when the first is to be seen.
Graph._repr_mimebundle_ = _show  # type: ignore[attr-defined]
