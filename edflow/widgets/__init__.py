"""Pictures with the kernel behind them: controls bound to what `edflow.view` draws.

Each module says to `edflow.view.live` what its widgets show.
"""

from edflow.widgets import graphs, paths, players, runs, shown

__all__ = ["graphs", "paths", "players", "runs", "shown"]
