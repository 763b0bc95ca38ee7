"""The picture of `tf.view.lstm_gates`: fetch, and what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from edflow.engine.runtime import Session
from edflow.view import targets
from edflow.view.frames import Choice, Frame, Player, Slider, play
from edflow.view.recurrent import words
from edflow.view.recurrent.data import GATES, Trace, read
from edflow.view.recurrent.draw import MEAN, Chart, chart, draw

PLACES = 24
"""Steps that travel with the picture; the widget has them all."""

LIVELIEST = -2
"""In place of a unit's number: the one whose cell moves most."""
FREE = "no gate"


def lstm_gates(
    outputs: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    sess: Session | None = None,
    tokens: Sequence[Any] | None = None,
    example: int = 0,
) -> Player:
    """The gates of an LSTM over the steps of a sequence, and each step in numbers.

    Its widget shows any unit, and holds a gate open or shut from a step on.

    Args:
      outputs: the outputs of `tf.nn.dynamic_rnn`, or what `tf.lstm_gates` takes.
      feed_dict: what a run of it needs.
      sess: where the variables have their values; by default the default session.
      tokens: what to write below the steps, one for each: a string, words, numbers; or
        pixels to show there, [steps, pixels], such as an image that is read row by row.
      example: which sequence of the batch.

    Raises:
      ValueError: there is no LSTM, no such example, or not a token for each step.

    >>> import edflow as tf
    >>> x = tf.ones([1, 5, 2])
    >>> cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    >>> outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    >>> with tf.Session() as sess:
    ...     sess.run(tf.global_variables_initializer())
    ...     picture = lstm_gates(outputs, tokens="hello")
    >>> [row[:2] for row in picture.table()][:2]
    [('0', 'h'), ('1', 'e')]
    """
    session = targets.session_for(targets.first_tensor(outputs), sess)
    data = read(outputs, feed_dict or {}, session, tokens, example)
    last = len(data.tokens) - 1
    places = np.unique(np.linspace(0, last, min(PLACES, last + 1)).round()).astype(int)
    start = int(places[len(places) // 2])
    liveliest = int(np.argmax(data.cell.std(0)))

    @lru_cache(maxsize=8)
    def charted(unit: int, gate: str, since: int) -> Chart:
        unit = liveliest if unit == LIVELIEST else unit
        if gate == FREE:
            return chart(data, unit)
        changed = data.held(*HOLDS[gate], since)
        return chart(changed, unit, data, words.hold(gate, since))

    def show(step: int, unit: int, gate: str = FREE, since: int = 0) -> Frame:
        return draw(charted(unit, gate, since), step)

    every = range(last + 1)
    player = play(
        [
            _steps("step", data, [int(place) for place in places], start),
            _units([LIVELIEST, MEAN]),
        ],
        show,
        text=words.text(data),
        make_table=lambda: words.table(data),
        live=[
            _steps("step", data, list(every), start),
            _units([LIVELIEST, MEAN, *range(data.units)]),
            Choice("hold", (FREE, *HOLDS)),
            _steps("since", data, list(every), 0),
        ],
    )
    return replace(player, description=words.summary(data))


HOLDS = {
    f"{gate} gate {word}": (gate, value)
    for gate in GATES
    for word, value in (("shut", 0.0), ("open", 1.0))
}
"""How the widget can hold a gate, and at what."""


def _steps(name: str, data: Trace, places: list[int], start: int) -> Slider:
    labels = tuple(words.at(data, place) for place in places)
    return Slider(name, tuple(places), places.index(start), labels, name == "step")


def _units(units: list[int]) -> Choice:
    said = {LIVELIEST: "the liveliest", MEAN: "all, their mean"}
    labels = tuple(said.get(unit, f"{unit}") for unit in units)
    return Choice("unit", tuple(units), 0, labels)
