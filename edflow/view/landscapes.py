"""Losses of two variables to roll down, and how optimizers of the engine do it."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from edflow.engine.face.dtypes import float32
from edflow.engine.graph import Graph, Tensor
from edflow.engine.ops.array.identity import placeholder
from edflow.engine.ops.state.initialization import global_variables_initializer
from edflow.engine.ops.state.variable import Variable
from edflow.engine.runtime import Session
from edflow.train.adagrad import AdagradOptimizer
from edflow.train.adam import AdamOptimizer
from edflow.train.gradient_descent import GradientDescentOptimizer, MomentumOptimizer
from edflow.train.rmsprop import RMSPropOptimizer

Loss = Callable[[Any, Any], Any]
Limits = tuple[tuple[float, float], tuple[float, float]]

OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "gradient descent": GradientDescentOptimizer,
    "Momentum": MomentumOptimizer,
    "Adagrad": AdagradOptimizer,
    "RMSProp": RMSPropOptimizer,
    "Adam": AdamOptimizer,
}
GOAL = 0.01
"""Who has only this share of the first loss left has arrived."""
LOST = 100
"""Who has so many times the first loss has diverged."""


@dataclass(frozen=True)
class Landscape:
    """A loss of two variables, a place to start, and the part of it to see."""

    name: str
    loss: Loss
    start: tuple[float, float]
    limits: Limits
    rate: float = 0.1
    """A learning rate that shows something."""


LANDSCAPES = {
    one.name: one
    for one in (
        Landscape(
            "ravine",
            lambda x, y: 0.04 * x * x + 1.2 * y * y,
            (-7.0, 1.6),
            ((-8.5, 4.0), (-2.5, 2.5)),
        ),
        Landscape(
            "saddle",
            lambda x, y: x * x + 0.5 * (y * y - 1.0) * (y * y - 1.0),
            (1.3, 0.02),
            ((-1.0, 1.6), (-0.6, 1.5)),
        ),
        Landscape(
            "rosenbrock",
            lambda x, y: (1.0 - x) * (1.0 - x) + 100.0 * (y - x * x) * (y - x * x),
            (-1.2, 1.0),
            ((-1.7, 1.7), (-0.6, 1.8)),
            0.003,
        ),
    )
}


@dataclass(frozen=True, eq=False)
class Ground:
    """The heights of a landscape on a grid."""

    xs: np.ndarray
    ys: np.ndarray
    heights: np.ndarray
    first: float
    """The loss at the start."""


@dataclass(frozen=True, eq=False)
class Run:
    """The way of one optimizer; it ends where it diverges."""

    points: np.ndarray
    losses: np.ndarray
    arrived: int | None
    diverged: int | None


Lane = tuple[str, float, float]
"""An optimizer's name, its learning rate, its momentum."""


def survey(landscape: Landscape, columns: int = 60, rows: int = 44) -> Ground:
    """Measure the loss on a grid, point by point: any function of two scalars will do.

    Raises:
      ValueError: the function does not return one number.
    """
    xs, ys = (
        np.linspace(low, high, count)
        for (low, high), count in zip(landscape.limits, (columns, rows), strict=True)
    )
    with Graph().as_default() as graph, Session(graph=graph) as session:
        x, y = placeholder(float32, []), placeholder(float32, [])
        height = landscape.loss(x, y)
        if not isinstance(height, Tensor) or height.shape.ndims not in (0, None):
            raise ValueError(
                f"the loss makes {height!r} of two scalars; it must return one number, "
                "a tensor of shape []"
            )
        measure = session.make_callable(height, [x, y])
        heights = [[float(measure(at, up)) for at in xs] for up in ys]
        first = float(measure(*landscape.start))
    return Ground(xs, ys, np.array(heights), first)


def takes_momentum(optimizer: Callable[..., Any]) -> bool:
    """Whether an optimizer cannot be made without a momentum."""
    parameter = inspect.signature(optimizer).parameters.get("momentum")
    return parameter is not None and parameter.default is parameter.empty


def race(
    landscape: Landscape,
    ground: Ground,
    optimizers: Mapping[str, Callable[..., Any]],
    lanes: Sequence[Lane],
    steps: int,
) -> list[Run]:
    """Let one optimizer go down on each lane: one graph, one run a step for all."""
    with Graph().as_default() as graph, Session(graph=graph) as session:
        moves, places = [], []
        for name, rate, momentum in lanes:
            make = optimizers[name]
            optimizer = make(rate, momentum) if takes_momentum(make) else make(rate)
            x, y = (Variable(np.float32(at)) for at in landscape.start)
            loss = landscape.loss(x, y)
            moves.append(optimizer.minimize(loss, var_list=[x, y]))
            places.append((x, y, loss))
        session.run(global_variables_initializer())
        look = session.make_callable(places)
        move = session.make_callable(moves)
        rows = [look()]
        for _ in range(steps):
            move()
            rows.append(look())
    ways = np.moveaxis(np.array(rows, dtype=float), 0, 1)
    floor = min(float(np.nanmin(ground.heights)), float(np.nanmin(ways[:, :, 2])))
    return [_run(way, floor, ground.first) for way in ways]


def _run(way: np.ndarray, floor: float, first: float) -> Run:
    above = (way[:, 2] - floor) / ((first - floor) or 1.0)
    lost = np.flatnonzero(~(above <= LOST))  # Not a number has diverged too.
    there = np.flatnonzero(above <= GOAL)
    diverged = int(lost[0]) if len(lost) else None
    way = way[: None if diverged is None else diverged + 1]
    arrived = int(there[0]) if len(there) else None
    if diverged is not None:
        arrived = None
    return Run(way[:, :2], way[:, 2], arrived, diverged)


def lanes_of(
    optimizers: Mapping[str, Callable[..., Any]],
    rates: Sequence[float],
    momenta: Sequence[float],
) -> list[Lane]:
    """Each optimizer with each rate, and where it takes one, with each momentum."""
    return [
        (name, rate, momentum)
        for name, make in optimizers.items()
        for rate, momentum in itertools.product(
            rates, momenta if takes_momentum(make) else (0.0,)
        )
    ]
