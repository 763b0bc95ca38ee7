"""The LSTM kernels against the textbook, over several windows and groups."""

import numpy as np
import pytest

from edflow.engine.kernels import lstm, recurrence
from edflow.engine.kernels.gates import sigmoid_rows, tanh_rows

STEPS, INPUTS, UNITS = 2 * recurrence.WINDOW + 3, 7, 9
BATCH = 2 * recurrence.EXAMPLES + 5


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def drawn(*shape, scale=0.5, dtype=np.float32):
    random = np.random.default_rng(sum(shape))
    return (random.standard_normal(shape) * scale).astype(dtype)


@pytest.fixture(scope="module", params=[np.float32, np.float64])
def dtype(request):
    return request.param


@pytest.fixture(scope="module", params=[0, 3], ids=["plain", "peepholes"])
def problem(request, dtype):
    shapes = (STEPS, BATCH, INPUTS), (BATCH, UNITS), (BATCH, UNITS)
    weights = (INPUTS + UNITS, 4 * UNITS), (request.param, UNITS), (4 * UNITS,)
    return [drawn(*shape, dtype=dtype) for shape in (*shapes, *weights)]


def forward(steps, x, c, h, w, peepholes, b, bias):
    given, weights = lstm.Given(x, c, h), lstm.Weights(w, peepholes, b)
    return lstm.forward(steps, given, weights, bias, -1.0)


def backward(steps, x, c, h, w, peepholes, b, *slopes):
    given, weights = lstm.Given(x, c, h), lstm.Weights(w, peepholes, b)
    dgiven, dweights = lstm.backward(steps, given, weights, *slopes)
    return [*dgiven, *dweights]


def textbook(x, c, h, w, peepholes, b, bias):
    """All outputs in float64."""
    x, c, h, w, b = (each.astype(float) for each in (x, c, h, w, b))
    wci, wcf, wco = peepholes if len(peepholes) else np.zeros((3, UNITS))
    made = [[] for _ in range(7)]
    for row in x:
        i, ci, f, o = np.split(np.concatenate([row, h], 1) @ w + b, 4, 1)
        i, f = sigmoid(i + wci * c), sigmoid(f + bias + wcf * c)
        ci = np.tanh(ci)
        c = f * c + i * ci
        o = sigmoid(o + wco * c)
        h = o * np.tanh(c)
        for outputs, value in zip(made, (i, c, f, o, ci, np.tanh(c), h), strict=True):
            outputs.append(value)
    return [np.array(outputs) for outputs in made]


def test_outputs_are_those_of_the_textbook(problem, dtype):
    found = forward(STEPS, *problem, 0.7)
    tolerance = (1e-4, 3e-6) if dtype is np.float32 else (1e-12, 1e-14)
    for output, wanted in zip(found, textbook(*problem, 0.7), strict=True):
        assert output.dtype == dtype
        np.testing.assert_allclose(output, wanted, *tolerance)


def test_gradients_are_the_limit_of_differences(problem, dtype):
    outputs = forward(STEPS, *problem, 0.7)
    dcs = drawn(STEPS, BATCH, UNITS, dtype=dtype)
    dh = drawn(STEPS, BATCH, UNITS, scale=1.0, dtype=dtype)
    slopes = backward(STEPS, *problem, outputs, dcs, dh)
    slopes[4] = slopes[4][: len(problem[4])]

    def target(inputs):
        _, cs, *_, hs = textbook(*inputs, 0.7)
        return (dcs * cs + dh * hs).sum()

    random = np.random.default_rng(1)
    for k, slope in enumerate(slopes):
        along = random.standard_normal(problem[k].shape)

        def moved(step, k=k, along=along):
            inputs = [each.astype(float) for each in problem]
            inputs[k] = inputs[k] + step * along
            return target(inputs)

        measured = (moved(1e-5) - moved(-1e-5)) / 2e-5
        scale = np.abs(slope * along).sum()
        assert abs((slope * along).sum() - measured) <= 1e-5 * max(scale, 1e-3)


def test_the_examples_of_a_batch_know_nothing_of_each_other(problem):
    x, c, h, w, peepholes, b = problem
    whole = forward(STEPS, *problem, 1.0)
    for n in (0, recurrence.EXAMPLES, BATCH - 1):
        one = slice(n, n + 1)
        alone = forward(STEPS, x[:, one], c[one], h[one], w, peepholes, b, 1.0)
        for all_of_them, only in zip(whole, alone, strict=True):
            np.testing.assert_array_equal(all_of_them[:, one], only)


def test_no_steps_and_no_examples():
    w, b, none = drawn(INPUTS + UNITS, 4 * UNITS), drawn(4 * UNITS), drawn(0, UNITS)
    state = drawn(2, UNITS)
    outputs = forward(0, drawn(3, 2, INPUTS), state, state, w, none, b, 1.0)
    assert not np.any(outputs)
    state = drawn(0, UNITS)
    problem = drawn(3, 0, INPUTS), state, state, w, none, b
    outputs = forward(3, *problem, 1.0)
    assert outputs[0].shape == (3, 0, UNITS)
    slopes = backward(3, *problem, outputs, outputs[0], outputs[0])
    assert not np.any(slopes[3])


@pytest.mark.parametrize("span", [1e-3, 1, 10, 100])
def test_gates_are_exact_to_float32(span):
    x = np.linspace(-span, span, 100_001).astype(np.float32)
    y = np.empty_like(x)
    tanh_rows(x, y)
    assert np.abs(y - np.tanh(x.astype(float))).max() < 4e-7
    assert np.abs(y).max() <= 1
    sigmoid_rows(x, y)
    with np.errstate(over="ignore"):
        assert np.abs(y - sigmoid(x.astype(float))).max() < 3e-7
