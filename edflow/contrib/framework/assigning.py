"""Giving variables values from arrays and from checkpoints, by a run of the graph."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from edflow.contrib.framework.finding_variables import get_unique_variable
from edflow.engine.graph import Operation, Tensor
from edflow.engine.ops.array.identity import placeholder
from edflow.engine.ops.grouping import group
from edflow.files.checkpoints import CheckpointReader

__all__ = [
    "assign_from_checkpoint", "assign_from_values", "assign_from_values_fn",
]  # fmt: skip

_log = logging.getLogger("tensorflow")

Feeds = dict[Tensor, Any]


def assign_from_values(
    var_names_to_values: Mapping[str, Any],
) -> tuple[Operation, Feeds]:
    """An operation that sets variables, and what to feed when it runs.

    The values stay out of the graph, which may not be larger than 2 GB.

    Args:
      var_names_to_values: the value of each variable, by its name.

    Raises:
      ValueError: there is no variable of a name, or the value has not its size.

    >>> import edflow as tf
    >>> w = tf.get_variable("w", [2])
    >>> assign, feeds = tf.contrib.framework.assign_from_values({"w": [1.0, 2.0]})
    >>> with tf.Session() as session:
    ...     session.run(assign, feeds)
    ...     session.run(w)
    array([1., 2.], dtype=float32)
    """
    found = {name: get_unique_variable(name) for name in var_names_to_values}
    return _assignment((found[n], value) for n, value in var_names_to_values.items())


def assign_from_values_fn(
    var_names_to_values: Mapping[str, Any],
) -> Callable[[Any], None]:
    """A function of a session that sets variables there; see `assign_from_values`."""
    assign, feeds = assign_from_values(var_names_to_values)

    def callback(session: Any) -> None:
        session.run(assign, feeds)

    return callback


def assign_from_checkpoint(
    model_path: str | os.PathLike[str], var_list: Any, ignore_missing_vars: bool = False
) -> tuple[Operation, Feeds]:
    """An operation that sets variables to what a checkpoint holds, and its feeds.

    Args:
      model_path: the checkpoint's prefix.
      var_list: variables, or a dict from names in the checkpoint to variables.
      ignore_missing_vars: leave out what the checkpoint does not have.

    Raises:
      ValueError: the checkpoint does not have a variable, or not with its size.
    """
    if not isinstance(var_list, Mapping):
        var_list = {var.op.name: var for var in var_list}
    reader = CheckpointReader(model_path)

    def pairs() -> Iterator[tuple[Any, Any]]:
        for name, var in var_list.items():
            if reader.has_tensor(name):
                yield var, reader.get_tensor(name)
                continue
            missing = f"the checkpoint {os.fspath(model_path)} has no variable {name}"
            if not ignore_missing_vars:
                raise ValueError(f"{missing}; leave it out, or ignore_missing_vars")
            _log.warning(missing)

    return _assignment(pairs())


def _assignment(pairs: Any) -> tuple[Operation, Feeds]:
    assigns, feeds = [], {}
    for var, value in pairs:
        array = np.asarray(value)
        if array.size != var.shape.num_elements():
            raise ValueError(
                f"the variable {var.op.name} has shape {var.shape}, but its value "
                f"has {array.shape}"
            )
        fed = placeholder(
            var.dtype.base_dtype, var.shape, name=f"placeholder/{var.op.name}"
        )
        assigns.append(var.assign(fed))
        feeds[fed] = array.reshape(var.shape.as_list())
    return group(*assigns), feeds
