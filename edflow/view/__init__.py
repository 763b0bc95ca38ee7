"""Pictures: of graphs, and of what flows through them.

Each is data -> drawing -> `Picture`. They read the public nouns of the engine only, and
nothing below knows of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from edflow.engine.graph import Graph

if TYPE_CHECKING:
    from edflow.view.averages import ema
    from edflow.view.comparison import compare
    from edflow.view.convolution.picture import conv
    from edflow.view.graphs.picture import graph
    from edflow.view.logs import training
    from edflow.view.normalization.picture import batchnorm
    from edflow.view.races import optimizers
    from edflow.view.recurrent.gates import lstm_gates
    from edflow.view.recurrent.memory import lstm_memory
    from edflow.view.runs.checkpoint import checkpoint
    from edflow.view.runs.path import run_path
    from edflow.view.runs.profile import profile
    from edflow.view.runs.sessions import session
    from edflow.view.runs.step import step
    from edflow.view.schedules import decay
    from edflow.view.tensorboard import events

_HOMES = {
    "batchnorm": "normalization.picture",
    "checkpoint": "runs.checkpoint",
    "compare": "comparison",
    "conv": "convolution.picture",
    "decay": "schedules",
    "ema": "averages",
    "events": "tensorboard",
    "graph": "graphs.picture",
    "lstm_gates": "recurrent.gates",
    "lstm_memory": "recurrent.memory",
    "optimizers": "races",
    "profile": "runs.profile",
    "run_path": "runs.path",
    "session": "runs.sessions",
    "step": "runs.step",
    "training": "logs",
}
"""The module of each picture, loaded when the first one is asked for: all together take
longer to load than the engine, 0.27 s."""

__all__ = [
    "batchnorm", "checkpoint", "compare", "conv", "decay", "ema", "events", "graph",
    "lstm_gates", "lstm_memory", "optimizers", "profile", "run_path", "session",
    "step", "training",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'edflow.view' has no attribute {name!r}")
    home = import_module(f"edflow.view.{_HOMES[name]}")
    value = globals()[name] = getattr(home, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})


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
