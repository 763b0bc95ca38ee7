"""The picture of `tf.view.batchnorm`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from edflow.engine.runtime import Session
from edflow.view import targets
from edflow.view.frames import Choice, Player, Slider, play
from edflow.view.normalization.data import TRAINING, USE, Normalized, read
from edflow.view.normalization.draw import draw, finding, warning
from edflow.view.style import rounded
from edflow.view.table import Table

LATER = (0, 1, 3, 10, 20, 50, 100, 200, 500, 1000)
FEATURES = 3
"""So many features travel with the picture; the widget has them all."""


def batchnorm(
    target: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    sess: Session | None = None,
) -> Player:
    """A layer of batch normalization: each feature before, in training and in use.

    It warns where the layer's updates never run, and shows how many batches the moving
    averages need.

    Args:
      target: the layer's result, or what follows it: the nearest layer is taken.
      feed_dict: what a run of it needs.
      sess: where the variables have their values; by default the default session.

    Raises:
      ValueError: there is no batch normalization.

    >>> import edflow as tf
    >>> x = tf.constant([[1.0], [3.0], [5.0]])
    >>> y = tf.layers.batch_normalization(x, training=True, name="norm")
    >>> with tf.Session() as sess:
    ...     sess.run(tf.global_variables_initializer())
    ...     print(batchnorm(y))
    norm, feature 0: around 0 ± 1 in training, 3 ± 1.6 in use
    ! UPDATE_OPS never run: give them to tf.control_dependencies before minimize
    feature  mean  variance  moving mean  moving variance  gamma  beta
    0        3     2.67      0            1                1      0
    """
    data = read(target, feed_dict or {}, targets.session_for(target, sess))
    every = range(data.x.shape[1])
    later = Slider("more batches like this", LATER, plays=True)
    player = play(
        [Choice("feature", tuple(every[:FEATURES])), later],
        partial(draw, data),
        text=text(data),
        make_table=partial(table, data),
        live=[Slider("feature", tuple(every)), later],
    )
    said = f"{finding(data, 0)}. {warning(data)}".strip()
    return replace(player, description=said)


def text(data: Normalized) -> str:
    """The numbers of the picture in plain text."""
    lines = [finding(data, 0)]
    if said := warning(data):
        lines.append(f"! {said}")
    if data.x.shape[1] < 20:
        lines.append(str(table(data)))
    return "\n".join(lines)


def table(data: Normalized) -> Table:
    """A row for each feature."""
    columns = [
        *data.statistics(TRAINING),
        *data.statistics(USE),
        data.gamma,
        data.beta,
    ]
    names = ("mean", "variance", "moving mean", "moving variance", "gamma", "beta")
    rows = [
        (str(feature), *(rounded(column[feature]) for column in columns))
        for feature in range(data.x.shape[1])
    ]
    return Table(("feature", *names), tuple(rows))
