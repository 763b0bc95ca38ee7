"""What a layer of batch normalization did, fetched from a session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Graph, Operation, Tensor
from edflow.engine.graph.traversal import backward
from edflow.engine.runtime import Session

MEAN = "moving_mean"
TRAINING, USE = "training", "use"


@dataclass(frozen=True)
class Normalized:
    """A layer of batch normalization, and the batch that went through it."""

    name: str
    x: np.ndarray
    """What came in, [examples, features]."""
    gamma: np.ndarray
    beta: np.ndarray
    moving_mean: np.ndarray
    moving_variance: np.ndarray
    momentum: float
    epsilon: float
    way: str
    """Whose statistics this run took: of `TRAINING` or of `USE`; "" if of neither."""
    run_by: str | None
    """The operation that runs its updates, if there is one."""
    updates: int
    """How many updates it has."""

    @property
    def mean(self) -> np.ndarray:
        """Of each feature over the batch."""
        return self.x.mean(0)

    @property
    def variance(self) -> np.ndarray:
        return self.x.var(0)

    @property
    def untouched(self) -> bool:
        """Whether the moving averages are where they began: 0 and 1."""
        return bool((self.moving_mean == 0).all() and (self.moving_variance == 1).all())

    def later(self, batches: int) -> Normalized:
        """The same after so many more updates by batches like this one."""
        kept = self.momentum**batches
        return replace(
            self,
            moving_mean=self.mean + (self.moving_mean - self.mean) * kept,
            moving_variance=self.variance
            + (self.moving_variance - self.variance) * kept,
        )

    def statistics(self, way: str) -> tuple[np.ndarray, np.ndarray]:
        """Mean and variance that each feature is normalized with."""
        if way == TRAINING:
            return self.mean, self.variance
        return self.moving_mean, self.moving_variance

    def output(self, way: str) -> np.ndarray:
        """What comes out, [examples, features]."""
        mean, variance = self.statistics(way)
        scale = self.gamma / np.sqrt(variance + self.epsilon)
        return (self.x - mean) * scale + self.beta


def read(target: Any, feed: Mapping[Any, Any], session: Session) -> Normalized:
    """Fetch what the nearest layer of batch normalization took and made.

    Raises:
      ValueError: there is none.
    """
    scope, y = nearest(target)
    x = _entering(scope, y)
    graph = y.graph
    names = {op.name for op in graph.operations}
    variables = {
        name: graph.get_tensor_by_name(f"{scope}/{name}/read:0")
        for name in (MEAN, "moving_variance", "gamma", "beta")
        if f"{scope}/{name}/read" in names
    }
    values = session.run({"x": x, "y": y, **variables}, dict(feed))
    size = len(values[MEAN])
    constants = dict(_constants(scope, graph))
    updates = _updates(scope, graph)
    data = Normalized(
        scope,
        _by_feature(values["x"], size),
        np.broadcast_to(values.get("gamma", 1.0), size).astype(float),
        np.broadcast_to(values.get("beta", 0.0), size).astype(float),
        values[MEAN].astype(float),
        values["moving_variance"].astype(float),
        constants.get("momentum", 0.99),
        constants.get("epsilon", 1e-3),
        "",
        _runner(updates, graph),
        len(updates),
    )
    return replace(data, way=_way(data, _by_feature(values["y"], size)))


def nearest(target: Any) -> tuple[str, Tensor]:
    """The scope of the layer that is the fewest steps back, and its result."""
    scopes = {
        op.name.removesuffix(f"/{MEAN}")
        for op in target.graph.operations
        if op.type == "VariableV2" and op.name.endswith(f"/{MEAN}")
    }
    for op, user in backward([target], control=False):
        for scope in scopes:
            if op.name.startswith(f"{scope}/"):
                taken = user.inputs if user else [target]
                return scope, next(x for x in taken if x.op is op)
    raise ValueError(
        f"{target.name} comes from no batch normalization; give the result of "
        "tf.layers.batch_normalization or what follows it"
    )


def _entering(scope: str, y: Tensor) -> Tensor:
    """What the layer normalizes: of the shape of its result, from outside."""
    outside = {
        tensor
        for op in y.graph.operations
        if not op.name.startswith(f"{scope}/")
        for tensor in op.outputs
    }
    for op, _ in backward([y], given=outside, control=False):
        for x in op.inputs:
            if x in outside and len(x.shape) == len(y.shape):
                return x
    raise ValueError(f"{scope} takes nothing of the shape {y.shape} of its result")


def _by_feature(values: np.ndarray, features: int) -> np.ndarray:
    """As [examples, features], each pixel of an image an example."""
    if values.shape[-1] != features:
        values = np.moveaxis(values, 1, -1)
    return values.reshape(-1, features).astype(float)


def _updates(scope: str, graph: Graph) -> list[Operation]:
    found = graph.get_collection(GraphKeys.UPDATE_OPS)
    ops = [getattr(update, "op", update) for update in found]
    return [op for op in ops if op.name.startswith(f"{scope}/")]


def _runner(updates: list[Operation], graph: Graph) -> str | None:
    """The first operation that waits for an update."""
    wanted = set(updates)
    for op in graph.operations:
        if wanted & {*op.control_inputs, *(x.op for x in op.inputs)}:
            return op.name
    return None


def _constants(scope: str, graph: Graph) -> Iterator[tuple[str, float]]:
    """Momentum and epsilon, as the operations of the layer tell."""
    for op in _operations(scope, graph):
        name = op.name.removeprefix(f"{scope}/")
        if op.type == "FusedBatchNormV3":
            yield "epsilon", float(op.get_attr("epsilon"))
        elif name == "batchnorm/add/y":
            yield "epsilon", float(op.get_attr("value"))
        elif name.endswith("AssignMovingAvg/decay"):
            yield "momentum", 1 - float(op.get_attr("value"))
        elif name in ("Const", "cond_1/Const"):
            yield "momentum", float(op.get_attr("value"))


def _operations(scope: str, graph: Graph) -> Iterator[Operation]:
    """The operations of the layer, and those inside its branches."""
    for op in graph.operations:
        if op.name.startswith(f"{scope}/"):
            yield op
            if op.type == "If":
                for branch in ("then_branch", "else_branch"):
                    yield from op.get_attr(branch).operations


def _way(data: Normalized, y: np.ndarray) -> str:
    """Which statistics give what the layer really put out."""
    for way in (TRAINING, USE):
        if np.allclose(data.output(way), y, rtol=1e-2, atol=1e-2):
            return way
    return ""
