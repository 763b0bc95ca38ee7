"""Pictures: of graphs, and of what flows through them.

Each is data -> drawing -> `Picture`. They read the public nouns of the engine only, and
nothing below knows of them.
"""

from typing import TYPE_CHECKING

from edflow import namespace
from edflow.view import showing  # Graphs learn to show themselves.

if TYPE_CHECKING:
    from edflow.view.averages import ema as ema
    from edflow.view.comparison import compare as compare
    from edflow.view.convolution.picture import conv as conv
    from edflow.view.graphs.picture import graph as graph
    from edflow.view.logs import training as training
    from edflow.view.normalization.picture import batchnorm as batchnorm
    from edflow.view.races import optimizers as optimizers
    from edflow.view.recurrent.gates import lstm_gates as lstm_gates
    from edflow.view.recurrent.memory import lstm_memory as lstm_memory
    from edflow.view.runs.checkpoint import checkpoint as checkpoint
    from edflow.view.runs.path import run_path as run_path
    from edflow.view.runs.profile import profile as profile
    from edflow.view.runs.sessions import session as session
    from edflow.view.runs.step import step as step
    from edflow.view.schedules import decay as decay
    from edflow.view.tensorboard import events as events

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


namespace.finish(
    __name__, {name: f"edflow.view.{home}:{name}" for name, home in _HOMES.items()}
)
