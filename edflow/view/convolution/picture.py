"""The picture of `tf.view.conv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from edflow.engine.runtime import Session
from edflow.view import targets
from edflow.view.convolution import words
from edflow.view.convolution.data import Place, Sweep, read
from edflow.view.convolution.draw import BACKWARD, FORWARD, draw
from edflow.view.frames import Choice, Player, Slider, play


def conv(
    target: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    sess: Session | None = None,
    image: int = 0,
    channel: int = 0,
    filter: int = 0,
) -> Player:
    """A convolution or a pooling at work: the window slides over the learner's image.

    Below the image: patch, kernel, their product and its sum; or the way back, what a
    change of that sum sends to the pixels.

    Args:
      target: the result of a convolution or pooling, or what follows it: the nearest
        `Conv2D`, `MaxPool` or `AvgPool` is taken.
      feed_dict: what a run of it needs.
      sess: where the variables have their values; by default the default session.
      image: which image of the batch.
      channel: which channel of the image.
      filter: which of the kernels.

    Raises:
      ValueError: there is no convolution, or no such image, channel or filter.

    >>> import edflow as tf
    >>> image = tf.reshape(tf.range(25.0), [1, 5, 5, 1])
    >>> kernel = tf.reshape([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]], [3, 3, 1, 1])
    >>> conv(tf.nn.conv2d(image, kernel, [1, 2, 2, 1], "SAME")).table()
    side    pixels  taps  stride  dilation  span  before  after  windows
    height  5       3     2       1         3     1       1      3
    width   5       3     2       1         3     1       1      3
    """
    data = read(target, feed_dict or {}, targets.session_for(target, sess), image)
    _check("channel", channel, data.x.shape[2])
    _check("filter", filter, data.y.shape[2])
    if data.pools:
        filter = channel
    best = strongest(data, channel, filter)
    places = spread(data, best)
    every = list(np.ndindex(data.y.shape[:2]))
    ways = Choice("show", (FORWARD, BACKWARD))
    live = [_slider(every, best), ways]
    if not data.pools:
        live.append(_numbers("filter", data.y.shape[2], filter))
    live.append(_numbers("channel", data.x.shape[2], channel))
    player = play(
        [_slider(places, best), ways],
        partial(_draw, data, filter, channel),
        text=words.text(data),
        make_table=partial(words.table, data),
        live=live,
    )
    return replace(player, description=words.summary(data, best))


def _draw(
    data: Sweep, filter: int, channel: int, place: Place, way: str, *chosen: int
) -> Any:
    if chosen:
        filter, channel = chosen[0], chosen[-1]
    return draw(data, place, way, filter, channel)


def _check(name: str, chosen: int, count: int) -> None:
    if not 0 <= chosen < count:
        raise ValueError(f"{name} {chosen} is not there: there are {count}, from 0")


def strongest(data: Sweep, channel: int, filter: int) -> Place:
    """Where the largest number of the result is: there the kernel saw its like."""
    plane = data.y[:, :, channel if data.pools else filter]
    row, column = np.unravel_index(np.argmax(plane), plane.shape)
    return int(row), int(column)


def spread(data: Sweep, best: Place) -> list[Place]:
    """Places evenly over the result, `best` among them: no more than 60 kB can hold."""
    taps = data.sides[0].taps * data.sides[1].taps
    most = 64 if taps <= 9 else 30 if taps <= 25 else 20
    rows, columns = data.y.shape[:2]
    step = 1
    while -(-rows // step) * -(-columns // step) > most:
        step += 1
    return [
        (row, column)
        for row in range(best[0] % step, rows, step)
        for column in range(best[1] % step, columns, step)
    ]


def _slider(places: list[Place], start: Place) -> Slider:
    labels = tuple(f"row {row}, column {column}" for row, column in places)
    return Slider("window", tuple(places), places.index(start), labels, plays=True)


def _numbers(name: str, count: int, start: int) -> Slider:
    return Slider(name, tuple(range(count)), start)
