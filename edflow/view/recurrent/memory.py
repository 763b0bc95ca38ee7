"""How much of the last output depends on each step before it: LSTM and plain RNN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from edflow.engine.gradients import gradients
from edflow.engine.graph import Graph
from edflow.engine.ops.array.identity import placeholder
from edflow.engine.ops.build import constant
from edflow.engine.ops.graph_functions import set_random_seed
from edflow.engine.ops.recurrent.lstm import block_lstm
from edflow.engine.ops.state.initialization import global_variables_initializer
from edflow.engine.runtime import Session
from edflow.rnn.dynamic import dynamic_rnn
from edflow.rnn.rnn_cell import BasicLSTMCell, BasicRNNCell
from edflow.view import targets
from edflow.view.charts import PENS, Plot, Scale, legend
from edflow.view.frames import Frame, Player, Slider, play
from edflow.view.recurrent.data import Trace, read
from edflow.view.scene import Group, Scene, Text, small
from edflow.view.style import MINUS, rounded, shortened
from edflow.view.table import Table

WIDTH = 720.0
MARGIN = 16.0
LEAST = 1e-8
"""Where the axis ends: what is weaker teaches nothing in float32."""
BIASES = tuple(np.arange(-2, 5.5, 0.5).tolist())
HEADS = ("net", "influence of step 0", "memory")
FINE = tuple(np.arange(-4, 8.25, 0.25).round(2).tolist())


@dataclass(frozen=True, eq=False)
class Memory:
    """|d h_T / d x_t|, the size of the Jacobian, for every step t."""

    name: str
    trace: Trace
    bias: float
    """What the forget gates' bias is, if that is one number; else 0: see `added`."""
    added: bool
    """Whether the slider adds to biases of the learner's own."""
    plain: np.ndarray
    """The same for a plain RNN that saw the same inputs, [time]."""

    def influence(self, bias: float) -> np.ndarray:
        """Of each step, [time], with another bias in the forget gates."""
        return influence(self.trace, bias - self.bias)


def influence(trace: Trace, more: float) -> np.ndarray:
    """|d h_T / d x_t| of an LSTM with `more` added to its forget gates' biases."""
    weights = trace.weights
    units = weights.units
    bias = weights.bias + more * (np.arange(4 * units) // units == 2)
    # One copy of the sequence for each unit: a single run gives the whole Jacobian.
    cell, hidden = (
        np.tile(each.astype(np.float32), (units, 1)) for each in trace.start
    )
    peepholes = tuple(weights.peepholes.astype(np.float32))
    with Graph().as_default() as graph:
        x = constant(np.repeat(trace.x[:, None].astype(np.float32), units, 1))
        kernel = constant(weights.kernel.astype(np.float32))
        added = constant(bias.astype(np.float32))
        start = constant(cell), constant(hidden)
        hidden = block_lstm(x, *start, kernel, added, peepholes, forget_bias=0.0)[6]
        last = np.zeros((len(trace.x), units, units), np.float32)
        last[-1] = np.eye(units)
        (dx,) = gradients(hidden, x, grad_ys=constant(last))
    return _sizes(Session(graph=graph).run(dx))


def plain_influence(x: np.ndarray, units: int) -> np.ndarray:
    """|d h_T / d x_t| of a new plain RNN, h = tanh(w [x, h])."""
    with Graph().as_default() as graph:
        set_random_seed(1)
        inputs = placeholder("float32", [units, *x.shape])
        outputs, _ = dynamic_rnn(BasicRNNCell(units), inputs, dtype="float32")
        last = np.zeros((units, len(x), units), np.float32)
        last[:, -1] = np.eye(units)
        (dx,) = gradients(outputs, inputs, grad_ys=constant(last))
        start = global_variables_initializer()
    session = Session(graph=graph)
    session.run(start)
    copies = np.repeat(x[None].astype(np.float32), units, 0)
    return _sizes(np.swapaxes(session.run(dx, {inputs: copies}), 0, 1))


def _sizes(dx: np.ndarray) -> np.ndarray:
    """The Frobenius norm at each step of [time, output, input]."""
    return np.sqrt(np.square(dx.astype(float)).sum((1, 2)))


def half_length(sizes: np.ndarray) -> float | None:
    """In how many steps the influence halves; None if not once in the sequence.

    It is the slope of a straight line through the logarithms of all steps: single steps
    jump about too much to say anything.
    """
    known = sizes > 0
    steps = np.arange(len(sizes))[known]
    slope = np.polyfit(steps, np.log2(sizes[known]), 1)[0] if len(steps) > 1 else 0.0
    return 1 / slope if slope * len(sizes) > 1 else None


def own(trace: Trace) -> Memory:
    """The memory of an LSTM of the learner's."""
    plain = plain_influence(trace.x, trace.units)
    return Memory(shortened(trace.name, 30), trace, 0.0, True, plain)


def fresh(steps: int, units: int) -> Memory:
    """The memory of a new LSTM over random inputs."""
    with Graph().as_default() as graph:
        set_random_seed(1)
        x = np.random.RandomState(1).normal(size=(1, steps, units))
        cell = BasicLSTMCell(units, forget_bias=0.0)
        outputs, _ = dynamic_rnn(cell, constant(x.astype(np.float32)), dtype="float32")
        start = global_variables_initializer()
    session = Session(graph=graph)
    session.run(start)
    trace = read(outputs, {}, session)
    plain = plain_influence(trace.x, units)
    name = f"new nets of {units} unit{'s' * (units != 1)}"
    return Memory(name, trace, 0.0, False, plain)


def lstm_memory(
    outputs: Any = None,
    feed_dict: Mapping[Any, Any] | None = None,
    sess: Session | None = None,
    steps: int = 50,
    units: int = 16,
    example: int = 0,
) -> Player:
    """How much of the last output depends on each step before: LSTM and plain RNN.

    Args:
      outputs: the outputs of the learner's LSTM; without them new nets are compared.
      feed_dict: what a run of it needs.
      sess: where the variables have their values; by default the default session.
      steps: how long a sequence new nets see.
      units: how many units new nets have.
      example: which sequence of the learner's batch.

    Raises:
      ValueError: there is no LSTM, or no such example.

    >>> print(lstm_memory(steps=20, units=4).table().columns)
    ('net', 'influence of step 0', 'memory')
    """
    if outputs is None:
        data = fresh(steps, units)
    else:
        session = targets.session_for(targets.first_tensor(outputs), sess)
        data = own(read(outputs, feed_dict or {}, session, None, example))
    name = "added to the forget bias" if data.added else "forget bias"
    start = 0.0 if data.added else 1.0
    player = play(
        [Slider(name, BIASES, BIASES.index(start), plays=True)],
        partial(draw, data),
        text=text(data, start),
        make_table=partial(table, data),
        live=[Slider(name, FINE, FINE.index(start))],
    )
    return replace(player, description=f"Memory of an LSTM. {finding(data, start)}.")


def draw(data: Memory, bias: float) -> Frame:
    """The influence of every step on the last output, on a logarithmic axis."""
    sizes = data.influence(bias)
    steps = np.arange(len(sizes))
    plot = Plot(
        70,
        80,
        WIDTH - 100,
        210,
        Scale(0, len(sizes) - 1, "step t", whole=True),
        Scale(
            LEAST, 10, "how much a change of x at step t moves the last output", True
        ),
    )
    curves = [("LSTM", sizes, PENS[0]), ("plain RNN", data.plain, PENS[1])]
    lines = [plot.line(steps, values, pen) for _, values, pen in curves]
    entries = [(name, pen) for name, _, pen in curves]
    shown, _ = legend(plot.left, plot.bottom + 22, 300, entries)
    said = finding(data, bias, sizes)
    groups = [
        Group("title", (Text(MARGIN, 25, said, bold=True, anchor="start"),)),
        Group("note", (small(MARGIN, 45, explained(data, bias)),)),
        Group("axes", tuple(plot.axes())),
        Group("lines", tuple(lines)),
        Group("legend", tuple(shown)),
    ]
    return Frame(Scene(WIDTH, plot.bottom + 52, tuple(groups)), said)


def finding(data: Memory, bias: float, sizes: np.ndarray | None = None) -> str:
    """The picture in one sentence; `sizes` is the influence, if it is at hand."""
    said = _signed(bias) if data.added else rounded(bias).replace("-", MINUS)
    lstm = half_length(data.influence(bias) if sizes is None else sizes)
    return (
        f"Forget bias {said}: the LSTM's memory {_halves(lstm)}, "
        f"a plain RNN's {_halves(half_length(data.plain))}"
    )


def _halves(length: float | None) -> str:
    if length is None:
        return "lasts all the way"
    said = rounded(length, 2)
    return f"halves every {said} step{'s' * (said != '1')}"


def _signed(bias: float) -> str:
    return ("+" if bias >= 0 else MINUS) + rounded(abs(bias))


def explained(data: Memory, bias: float) -> str:
    """What the forget gate does to a memory, with its numbers."""
    shift = bias - data.bias
    forget = np.log(data.trace.forget / (1 - data.trace.forget)) + shift
    gate = float(np.exp(-np.logaddexp(0, -forget).mean(0)).max())
    steps = len(data.trace.tokens) - 1
    return (
        f"{data.name}; its most open forget gate, about {gate:.3f}, leaves "
        f"{gate:.3f}^{steps} = {rounded(gate**steps, 2)} after {steps} steps"
    )


def text(data: Memory, bias: float) -> str:
    """The numbers of the picture in plain text."""
    sizes = {"LSTM": data.influence(bias), "plain RNN": data.plain}
    return "\n".join([finding(data, bias), str(Table(HEADS, tuple(_rows(sizes))))])


def table(data: Memory) -> Table:
    """The influence of the first step, and the half-length, for each bias."""
    sizes = {"plain RNN": data.plain}
    for bias in BIASES:
        sizes[f"LSTM, forget bias {rounded(bias)}"] = data.influence(bias)
    return Table(HEADS, tuple(_rows(sizes)))


def _rows(influences: Mapping[str, np.ndarray]) -> list[tuple[str, str, str]]:
    return [
        (name, rounded(sizes[0]), _halves(half_length(sizes)))
        for name, sizes in influences.items()
    ]
