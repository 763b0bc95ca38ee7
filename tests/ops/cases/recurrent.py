"""Rows of the recurrent ops: an LSTM, a GRU and a plain network in plain NumPy."""

import numpy as np
from case import Case, In

from edflow.engine.ops.build import apply
from edflow.engine.ops.recurrent.gru import (
    BlockGRU,
    BlockGRUGrad,
    GRUBlockCell,
    GRUBlockCellGrad,
)
from edflow.engine.ops.recurrent.lstm import (
    BlockLSTM,
    BlockLSTMGrad,
    BlockLSTMGradV2,
    BlockLSTMV2,
    LSTMBlockCell,
    LSTMBlockCellGrad,
)
from edflow.engine.ops.recurrent.rnn import BlockRNN, BlockRNNGrad

TIME, BATCH, DEPTH, UNITS = 4, 2, 3, 5
ONCE = "TensorFlow defines no second gradient"


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


# -- LSTM -----------------------------------------------------------------------------


class Textbook:
    """An LSTM step by step, as it stands in the textbook."""

    def __init__(self, order="icfo", bias=1.0, clip=-1.0, peephole=False):
        self.order, self.bias, self.clip = order, bias, clip
        self.peephole = float(peephole)

    def __call__(self, last, x, c, h, w, wci, wcf, wco, b):
        dtype = np.result_type(x, c, h, w, wci, wcf, wco, b)
        made = [np.zeros((len(x), *c.shape), dtype) for _ in range(7)]
        for t in range(last):
            blocks = np.split(np.concatenate([x[t], h], 1) @ w + b, 4, 1)
            i, ci, f, o = (blocks[self.order.index(gate)] for gate in "icfo")
            i = sigmoid(i + self.peephole * wci * c)
            f = sigmoid(f + self.bias + self.peephole * wcf * c)
            ci = np.tanh(ci)
            c = f * c + i * ci
            if self.clip > 0:
                c = np.clip(c, -self.clip, self.clip)
            o = sigmoid(o + self.peephole * wco * c)
            co = np.tanh(c)
            h = o * co
            for array, value in zip(made, (i, c, f, o, ci, co, h), strict=True):
                array[t] = value
        return tuple(made)


def slopes(function, inputs):
    """The gradient of a number by each input, by a step into the imaginary."""
    found = []
    for k, x in enumerate(inputs):
        slope = np.zeros(x.shape)
        for place in np.ndindex(x.shape):
            moved = x.astype(complex)
            moved[place] += 1e-30j
            slope[place] = function(*inputs[:k], moved, *inputs[k + 1 :]).imag / 1e-30
        found.append(slope)
    return tuple(found)


def textbook_slopes(lstm):
    def reference(last, *inputs):
        *inputs, dcs, dh = inputs

        def target(*inputs):
            _, cs, *_, h = lstm(last, *inputs)
            return (dcs * cs + dh * h).sum()

        found = slopes(target, inputs)
        return tuple(s.astype(x.dtype) for s, x in zip(found, inputs, strict=True))

    return reference


def weights(x):
    state = (BATCH, UNITS)
    small = In((DEPTH + UNITS, 4 * UNITS), low=-0.5, high=0.5)
    return [x, state, state, small, *[(UNITS,)] * 3, (4 * UNITS,)]


def sequence(last=TIME):
    return [np.int64(last), *weights((TIME, BATCH, DEPTH))]


def cells_and_outputs(op):
    """Of all outputs those that gradients flow through."""

    def build(*inputs):
        outputs = apply(op, *inputs)
        return outputs[1], outputs[6]

    return build


def through(op, backwards):
    """The gradient op, given what the op itself puts out."""

    def build(*inputs):
        *inputs, dcs, dh = inputs
        outputs = apply(op, *inputs)
        outputs = outputs[:-1] if isinstance(op, LSTMBlockCell) else outputs
        return apply(backwards, *inputs, *outputs, dcs, dh)

    return build


def both(op, inputs, reference, label=""):
    """Two rows: all values, and the gradients of cells and outputs."""
    return [
        Case(op, inputs, reference, flat="none through gates", label=label),
        Case(
            op,
            inputs,
            lambda *arrays: tuple(reference(*arrays)[k] for k in (1, 6)),
            build=cells_and_outputs(op),
            smooth=False,
            label=f"{label} cells".strip(),
        ),
    ]


def one_step(lstm):
    def reference(x, *inputs):
        return tuple(output[0] for output in lstm(1, x[None], *inputs))

    return reference


def one_step_slopes(lstm):
    def reference(x, c, h, w, wci, wcf, wco, b, dcs, dh):
        def target(c, b, wci, wcf, wco):
            _, cs, *_, out = lstm(1, x[None], c, h, w, wci, wcf, wco, b)
            return (dcs * cs[0] + dh * out[0]).sum()

        each = np.tile(b, (BATCH, 1))  # To see the sums of each example apart.
        found = slopes(target, [c, each, wci, wcf, wco])
        return tuple(slope.astype(x.dtype) for slope in found)

    return reference


STATES = [(TIME, BATCH, UNITS)] * 2
STEP = weights((BATCH, DEPTH))
PEEPHOLES = BlockLSTM(0.5, -1.0, use_peephole=True)
LSTM = [
    *both(BlockLSTM(cell_clip=-1.0), sequence(), Textbook()),
    *both(PEEPHOLES, sequence(2), Textbook("icfo", 0.5, peephole=True), "peepholes"),
    *both(BlockLSTMV2(), sequence(), Textbook("ifco", 0.0)),
    Case(
        BlockLSTM(cell_clip=0.3),
        sequence(),
        Textbook(clip=0.3),
        flat="none through gates",
        label="clipped",
    ),
    Case(
        BlockLSTMGrad(use_peephole=False),
        [*sequence(), *STATES],
        textbook_slopes(Textbook()),
        build=through(BlockLSTM(cell_clip=-1.0), BlockLSTMGrad(use_peephole=False)),
        flat=ONCE,
    ),
    Case(
        BlockLSTMGradV2(use_peephole=True),
        [*sequence(3), *STATES],
        textbook_slopes(Textbook("ifco", 0.0, peephole=True)),
        build=through(BlockLSTMV2(0.0, True), BlockLSTMGradV2(use_peephole=True)),
        flat=ONCE,
    ),
    *both(LSTMBlockCell(cell_clip=-1.0), STEP, one_step(Textbook())),
    *both(
        LSTMBlockCell(1.0, -1.0, use_peephole=True),
        STEP,
        one_step(Textbook(peephole=True)),
        "peepholes",
    ),
    Case(
        LSTMBlockCellGrad(use_peephole=True),
        [*STEP, (BATCH, UNITS), (BATCH, UNITS)],
        one_step_slopes(Textbook(peephole=True)),
        build=through(
            LSTMBlockCell(1.0, -1.0, use_peephole=True),
            LSTMBlockCellGrad(use_peephole=True),
        ),
        flat=ONCE,
    ),
]

# -- GRU ------------------------------------------------------------------------------


def gru(x, h, w_ru, w_c, b_ru, b_c, activation=np.tanh):
    r, u = np.split(sigmoid(np.concatenate([x, h], 1) @ w_ru + b_ru), 2, 1)
    c = activation(np.concatenate([x, r * h], 1) @ w_c + b_c)
    return r, u, c, u * h + (1 - u) * c


def over_time(activation=np.tanh):
    """The GRU over a sequence: all that it puts out."""

    def reference(x, h, *weights):
        steps = []
        for row in x:
            steps.append(gru(row, h, *weights, activation))
            h = steps[-1][-1]
        return tuple(np.stack(each) for each in zip(*steps, strict=True))

    return reference


def last_of(reference):
    return lambda *inputs: reference(*inputs)[-1]


def of_target(function):
    """The gradients of a number made of all outputs, by all inputs."""

    def reference(*inputs):
        *inputs, dh = inputs
        found = slopes(lambda *inputs: (dh * function(*inputs)).sum(), inputs)
        return tuple(s.astype(x.dtype) for s, x in zip(found, inputs, strict=True))

    return reference


def gru_slopes(x, h, w_ru, w_c, b_ru, b_c, dh):
    def target(x, h, b_c, b_ru):
        return (dh * gru(x, h, w_ru, w_c, b_ru, b_c)[-1]).sum()

    each = np.tile(b_c, (BATCH, 1)), np.tile(b_ru, (BATCH, 1))
    return tuple(s.astype(x.dtype) for s in slopes(target, [x, h, *each]))


def last(op):
    """Of all outputs the one that gradients flow through."""
    return lambda *inputs: apply(op, *inputs)[-1]


def through_all(op, backwards, count):
    """The gradient op, given `count` outputs of the op itself."""

    def build(*inputs):
        *inputs, dh = inputs
        outputs = apply(op, *inputs)
        outputs = outputs[:count] if count > 1 else [outputs]
        return apply(backwards, *inputs, *outputs, dh)

    return build


ROWS = DEPTH + UNITS
STATE = (BATCH, UNITS)
GATED = [(ROWS, 2 * UNITS), (ROWS, UNITS), (2 * UNITS,), (UNITS,)]
ONE, MANY = [(BATCH, DEPTH), STATE, *GATED], [(TIME, BATCH, DEPTH), STATE, *GATED]
GRU = [
    Case(GRUBlockCell(), ONE, gru, flat="none through gates"),
    Case(
        GRUBlockCell(),
        ONE,
        last_of(gru),
        build=last(GRUBlockCell()),
        smooth=False,
        label="output",
    ),
    Case(
        GRUBlockCellGrad(),
        [*ONE, STATE],
        gru_slopes,
        build=through_all(GRUBlockCell(), GRUBlockCellGrad(), 3),
        flat=ONCE,
    ),
    Case(BlockGRU(), MANY, over_time(), flat="none through gates"),
    Case(
        BlockGRU(),
        MANY,
        last_of(over_time()),
        build=last(BlockGRU()),
        smooth=False,
        label="output",
    ),
    Case(
        BlockGRU("sigmoid"),
        MANY,
        last_of(over_time(sigmoid)),
        build=last(BlockGRU("sigmoid")),
        smooth=False,
        label="sigmoid",
    ),
    Case(
        BlockGRUGrad(),
        [*MANY, (TIME, BATCH, UNITS)],
        of_target(last_of(over_time())),
        build=through_all(BlockGRU(), BlockGRUGrad(), 4),
        flat=ONCE,
    ),
]

# -- the plain network ----------------------------------------------------------------


def plain(activation=np.tanh):
    def reference(x, h, w, b):
        steps = []
        for row in x:
            h = activation(np.concatenate([row, h], 1) @ w + b)
            steps.append(h)
        return np.stack(steps)

    return reference


SIMPLE = [(TIME, BATCH, DEPTH), STATE, (ROWS, UNITS), (UNITS,)]
PLAIN = [
    Case(BlockRNN(), SIMPLE, plain(), smooth=False),
    Case(BlockRNN("sigmoid"), SIMPLE, plain(sigmoid), smooth=False, label="sigmoid"),
    Case(
        BlockRNNGrad(),
        [*SIMPLE, (TIME, BATCH, UNITS)],
        of_target(plain()),
        build=through_all(BlockRNN(), BlockRNNGrad(), 1),
        flat=ONCE,
    ),
]

CASES = LSTM + GRU + PLAIN
