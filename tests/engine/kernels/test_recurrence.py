"""GRU and plain network against the textbook, over several windows and groups."""

import numpy as np
import pytest

from edflow.engine.kernels import gru, recurrence, rnn
from edflow.engine.kernels.gates import activate_rows, sigmoid_rows, tanh_rows
from edflow.engine.kernels.recurrence import Given

STEPS, INPUTS, UNITS = 2 * recurrence.WINDOW + 3, 7, 9
BATCH = 2 * recurrence.EXAMPLES + 5


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def drawn(*shape, dtype, scale=0.5):
    random = np.random.default_rng(sum(shape))
    return (random.standard_normal(shape) * scale).astype(dtype)


class Gru:
    """The kernels of the GRU, and what the textbook says."""

    @staticmethod
    def shapes():
        rows = INPUTS + UNITS
        return (rows, 2 * UNITS), (rows, UNITS), (2 * UNITS,), (UNITS,)

    @staticmethod
    def forward(x, h, *weights_and_kind):
        *weights, logistic = weights_and_kind
        return gru.forward(Given(x, h), gru.Weights(*weights), logistic)

    @staticmethod
    def backward(x, h, *rest):
        *weights, logistic, outputs, dh = rest
        dgiven, dweights = gru.backward(
            Given(x, h), gru.Weights(*weights), logistic, outputs, dh
        )
        return *dgiven, *dweights

    @staticmethod
    def textbook(x, h, w_ru, w_c, b_ru, b_c, activation):
        made = []
        for row in x:
            r, u = np.split(sigmoid(np.concatenate([row, h], 1) @ w_ru + b_ru), 2, 1)
            c = activation(np.concatenate([row, r * h], 1) @ w_c + b_c)
            h = u * h + (1 - u) * c
            made.append((r, u, c, h))
        return [np.array(output) for output in zip(*made, strict=True)]


class Rnn:
    """The kernels of the plain network, and what the textbook says."""

    @staticmethod
    def shapes():
        return (INPUTS + UNITS, UNITS), (UNITS,)

    @staticmethod
    def forward(x, h, w, b, logistic):
        return (rnn.forward(Given(x, h), rnn.Weights(w, b), logistic),)

    @staticmethod
    def backward(x, h, w, b, logistic, outputs, dh):
        dgiven, dweights = rnn.backward(
            Given(x, h), rnn.Weights(w, b), logistic, *outputs, dh
        )
        return *dgiven, *dweights

    @staticmethod
    def textbook(x, h, w, b, activation):
        made = []
        for row in x:
            h = activation(np.concatenate([row, h], 1) @ w + b)
            made.append(h)
        return [np.array(made)]


def inputs_of(net, dtype, steps=STEPS, batch=BATCH):
    shapes = (steps, batch, INPUTS), (batch, UNITS), *net.shapes()
    return [drawn(*shape, dtype=dtype) for shape in shapes]


TOLERANCE = {np.float32: (1e-4, 3e-6), np.float64: (1e-12, 1e-14)}
nets = pytest.mark.parametrize("net", [Gru, Rnn])
dtypes = pytest.mark.parametrize("dtype", TOLERANCE)
kinds = pytest.mark.parametrize("logistic", [False, True], ids=["tanh", "sigmoid"])


@nets
@dtypes
@kinds
def test_outputs_are_those_of_the_textbook(net, dtype, logistic):
    inputs = inputs_of(net, dtype)
    found = net.forward(*inputs, logistic)
    activation = sigmoid if logistic else np.tanh
    wanted = net.textbook(*(x.astype(float) for x in inputs), activation)
    for output, expected in zip(found, wanted, strict=True):
        assert output.dtype == dtype
        np.testing.assert_allclose(output, expected, *TOLERANCE[dtype])


@nets
@dtypes
@kinds
def test_gradients_are_the_limit_of_differences(net, dtype, logistic):
    inputs = inputs_of(net, dtype)
    dh = drawn(STEPS, BATCH, UNITS, dtype=dtype, scale=1.0)
    slopes = net.backward(*inputs, logistic, net.forward(*inputs, logistic), dh)
    activation = sigmoid if logistic else np.tanh
    random = np.random.default_rng(1)
    assert len(slopes) == len(inputs)
    for k, slope in enumerate(slopes):
        assert slope.dtype == dtype
        along = random.standard_normal(inputs[k].shape)

        def moved(step, k=k, along=along):
            wide = [x.astype(float) for x in inputs]
            wide[k] = wide[k] + step * along
            return (dh * net.textbook(*wide, activation)[-1]).sum()

        measured = (moved(1e-5) - moved(-1e-5)) / 2e-5
        scale = np.abs(slope * along).sum()
        assert abs((slope * along).sum() - measured) <= 1e-5 * scale


@nets
def test_the_examples_of_a_batch_know_nothing_of_each_other(net):
    x, h, *weights = inputs_of(net, np.float32)
    whole = net.forward(x, h, *weights, False)
    for n in (0, recurrence.EXAMPLES, BATCH - 1):
        one = slice(n, n + 1)
        alone = net.forward(x[:, one], h[one], *weights, False)
        for all_of_them, only in zip(whole, alone, strict=True):
            np.testing.assert_array_equal(all_of_them[:, one], only)


@nets
@pytest.mark.parametrize(("steps", "batch"), [(0, 2), (3, 0)])
def test_no_steps_and_no_examples(net, steps, batch):
    inputs = inputs_of(net, np.float32, steps, batch)
    outputs = net.forward(*inputs, False)
    assert outputs[-1].shape == (steps, batch, UNITS)
    slopes = net.backward(*inputs, False, outputs, outputs[-1])
    assert [slope.shape for slope in slopes] == [x.shape for x in inputs]
    assert not any(map(np.any, slopes))


def test_gates_in_float64_are_exact_to_the_last_places():
    x = np.concatenate([np.linspace(-40, 40, 100_001), [-800.0, 800.0]])
    y = np.empty_like(x)
    tanh_rows(x, y)
    np.testing.assert_allclose(y, np.tanh(x), 1e-15, 0)
    sigmoid_rows(x, y)
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(y, sigmoid(x), 1e-15, 0)


@dtypes
def test_what_is_no_number_stays_none(dtype):
    x = np.array([np.nan, np.inf, -np.inf], dtype)
    y = np.empty_like(x)
    activate_rows(False, x, y)
    np.testing.assert_allclose(y, [np.nan, 1, -1], 1e-7)
    activate_rows(True, x, y)
    np.testing.assert_allclose(y, [np.nan, 1, 0], 1e-7, 1e-7)
