"""What the gates of an LSTM did with one sequence, fetched from a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from edflow.engine.runtime import Session
from edflow.rnn.gates import lstm_gates

OPEN, SHUT = 0.9, 0.1
"""From here on a gate counts as open, up to here as shut."""

GATES = ("input", "forget", "output")


@dataclass(frozen=True)
class Weights:
    """What an LSTM computes its gates with."""

    kernel: np.ndarray
    """[inputs + units, 4 units], the columns those of i, candidate, f, o."""
    bias: np.ndarray
    """[4 units]; that of f with the forget bias added."""
    peepholes: np.ndarray
    """From the cell to i, f and o, [3, units]; zeros where there are none."""

    @property
    def units(self) -> int:
        return len(self.bias) // 4


@dataclass(frozen=True)
class Trace:
    """One sequence in an LSTM; all values are [time, units]."""

    name: str
    tokens: tuple[str, ...]
    x: np.ndarray
    """The inputs, [time, inputs]."""
    start: tuple[np.ndarray, np.ndarray]
    """The cell and the output before the first step, each [units]."""
    weights: Weights
    input: np.ndarray
    forget: np.ndarray
    output: np.ndarray
    candidate: np.ndarray
    cell: np.ndarray
    hidden: np.ndarray
    pixels: np.ndarray | None = None
    """What to show of each step instead of a token, [time, pixels]."""

    @property
    def units(self) -> int:
        return self.weights.units

    @property
    def cell_before(self) -> np.ndarray:
        """The cell that each step began with."""
        return np.concatenate([self.start[0][None], self.cell[:-1]])

    def share(self, gate: str, open: bool = True) -> float:
        """How much of the time, over all units, a gate is open, or shut."""
        values = getattr(self, gate)
        return float((values > OPEN).mean() if open else (values < SHUT).mean())

    @property
    def half_lives(self) -> np.ndarray:
        """After how many steps each unit has forgotten half of its cell.

        What is left after n steps is the product of n forget gates: here of gates as
        open as they mostly are. One that shuts once ends a memory, and shortens none.
        """
        kept = np.log(np.maximum(np.median(self.forget, axis=0), 1e-6))
        return np.log(0.5) / np.minimum(kept, -1e-6)

    def held(self, gate: str, value: float, since: int) -> Trace:
        """The same sequence with a gate held at a value from a step on."""
        changed = {
            name: getattr(self, name).astype(float)
            for name in (*GATES, "candidate", "cell", "hidden")
        }
        cell, hidden = (before.astype(float) for before in self.start)
        if since:
            cell, hidden = self.cell[since - 1], self.hidden[since - 1]
        for step in range(since, len(self.tokens)):
            values = step_of(self.weights, self.x[step], cell, hidden, {gate: value})
            for name, row in values.items():
                changed[name][step] = row
            cell, hidden = values["cell"], values["hidden"]
        return replace(self, **changed)


def step_of(
    weights: Weights,
    x: np.ndarray,
    cell: np.ndarray,
    hidden: np.ndarray,
    held: Mapping[str, float],
) -> dict[str, np.ndarray]:
    """One step of an LSTM, with gates held at given values.

    The engine's own step cannot be tampered with; this one is for asking "what if".
    """
    sums = np.concatenate([x, hidden]) @ weights.kernel + weights.bias
    i, candidate, f, o = np.split(sums, 4)
    to_i, to_f, to_o = weights.peepholes
    gates = {"input": _sigmoid(i + to_i * cell), "forget": _sigmoid(f + to_f * cell)}
    gates |= {name: np.full_like(cell, held[name]) for name in gates if name in held}
    candidate = np.tanh(candidate)
    cell = gates["forget"] * cell + gates["input"] * candidate
    gates["output"] = _sigmoid(o + to_o * cell)
    if "output" in held:
        gates["output"] = np.full_like(cell, held["output"])
    hidden = gates["output"] * np.tanh(cell)
    return {**gates, "candidate": candidate, "cell": cell, "hidden": hidden}


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 * np.tanh(0.5 * x) + 0.5


def read(
    outputs: Any,
    feed: Mapping[Any, Any],
    session: Session,
    tokens: Sequence[Any] | None = None,
    example: int = 0,
) -> Trace:
    """Fetch one example's sequence from the LSTM nearest to `outputs`.

    Raises:
      ValueError: there is no LSTM, no such example, or not a token for each step.
    """
    gates = lstm_gates(outputs)
    op = gates.hidden.op
    fetched = session.run([gates, list(op.inputs[1:])], dict(feed))
    values = [np.asarray(value) for value in fetched[0]]
    x, cell, hidden, kernel, *diagonals, bias = (np.asarray(v) for v in fetched[1])
    batch = x.shape[1]
    if not -batch <= example < batch:
        raise ValueError(
            f"there is no example {example}: the batch has {batch}, counted from 0"
        )
    tokens = range(len(x)) if tokens is None else tokens
    if len(tokens) != len(x):
        raise ValueError(
            f"there are {len(tokens)} tokens for {len(x)} steps; give one for each"
        )
    pixels = None
    if np.ndim(tokens) == 2:
        tokens, pixels = range(len(x)), np.asarray(tokens, dtype=float)
    one = [value[:, example] for value in (x, *values)]
    return Trace(
        op.name,
        tuple(map(str, tokens)),
        one[0],
        (cell[example], hidden[example]),
        _weights(op, kernel, bias, diagonals),
        *one[1:],
        pixels=pixels,
    )


def _weights(op: Any, kernel: np.ndarray, bias: np.ndarray, diagonals: Any) -> Weights:
    if op.type == "BlockLSTMV2":  # Its columns are those of i, f, candidate, o.
        kernel, bias = (
            np.concatenate([np.split(each, 4, -1)[at] for at in (0, 2, 1, 3)], -1)
            for each in (kernel, bias)
        )
        forget_bias = 0.0
    else:
        forget_bias = op.get_attr("forget_bias")
    units = len(bias) // 4
    bias = bias + forget_bias * (np.arange(4 * units) // units == 2)
    used = op.get_attr("use_peephole")
    return Weights(kernel, bias, np.array(diagonals) * bool(used))
