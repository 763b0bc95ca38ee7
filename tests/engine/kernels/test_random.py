"""The draws are TensorFlow's: every number below was printed by TensorFlow 2.21."""

import zlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from edflow.engine.kernels import random, threads
from edflow.engine.kernels.random import Philox, uniform_int

SEEDS = 87654321, 1  # of an op with seed=1 in a graph without a seed
FLOATS = [random.uniform, random.normal, random.truncated_normal]

# Two runs of five draws, seeds (87654321, 1).
PRINTED = {
    ("uniform", "float16"): [
        [0.1943359375, 0.9130859375, 0.7978515625, 0.138671875, 0.5986328125],
        [0.8955078125, 0.7509765625, 0.1474609375, 0.943359375, 0.5791015625],
    ],
    ("uniform", "float32"): [
        [0.2390374, 0.92039955, 0.050512433, 0.49574447, 0.8355223],
        [0.93370306, 0.7188417, 0.85377777, 0.77928996, 0.52497303],
    ],
    ("uniform", "float64"): [
        [
            0.9122999234504989,
            0.4040997484619626,
            0.6841790844248057,
            0.704905089841523,
            0.15071409333057018,
        ],
        [
            0.46962542034469856,
            0.8302223771424777,
            0.19978434954463142,
            0.7227866955685169,
            0.31917957070057,
        ],
    ],
    ("normal", "float16"): [
        [-0.8115234375, 1.484375, 0.0653076171875, -2.443359375, 0.0992431640625],
        [-0.36328125, -0.072021484375, -0.552734375, 0.1029052734375, -0.3955078125],
    ],
    ("normal", "float32"): [
        [-0.8113182, 1.4845988, 0.06532937, -2.4427042, 0.0992484],
        [-0.36332107, -0.07205155, -0.5527937, 0.10289733, -0.39558855],
    ],
    ("normal", "float64"): [
        [
            0.24282754598505307,
            -0.35299821810996557,
            -0.8365077914900015,
            -0.24356901971324732,
            1.9100682898663162,
        ],
        [
            -1.0765795484551872,
            0.593814984566485,
            -1.768552115008662,
            -0.30537994266922913,
            1.3770535505950037,
        ],
    ],
    ("truncated_normal", "float16"): [
        [-0.8115234375, 1.484375, 0.0653076171875, 0.0992431640625, 0.6396484375],
        [-0.36328125, -0.072021484375, -0.552734375, 0.1029052734375, -0.67578125],
    ],
    ("truncated_normal", "float32"): [
        [-0.8113182, 1.4845988, 0.06532937, 0.0992484, 0.6396971],
        [-0.36332107, -0.07205155, -0.5527937, 0.10289733, -0.67590594],
    ],
    ("truncated_normal", "float64"): [
        [
            0.24282754598505307,
            -0.35299821810996557,
            -0.16554790468414687,
            0.34224683233230957,
            -0.012115088506327797,
        ],
        [
            -1.0765795484551872,
            0.593814984566485,
            1.7692622278415113,
            0.6660163927321268,
            -1.6405009197175757,
        ],
    ],
}

# CRC-32 of the bytes of three runs of 1003 draws, seeds (42, 7).
UNIFORM_BYTES = {
    "float16": [0x66C2E83D, 0xEA81AC3D, 0xB2E86B7D],
    "float32": [0xB3CA598F, 0xB22B10AB, 0xF6405B1B],
    "float64": [0x44A3C721, 0x4D1281FA, 0xDF508B73],
}
INTEGER_BYTES = {
    ("int32", -7, 13): [0x01F48204, 0xF64DA061, 0x5CF46EF0],
    ("int32", -(2**31), 2**31 - 1): [0xC1604404, 0x65799F3D, 0xB7DB5D56],
    ("int64", -7, 2**40): [0x6D239029, 0x79982D17, 0x8F70B778],
    ("int64", -(2**63), 2**63 - 1): [0xCC1B246C, 0x53A0A987, 0x86F006F0],
}
SHUFFLE_BYTES = [0x843BAEF2, 0xF8A0FC24, 0x886D3E0E]


def crc(draws):
    return zlib.crc32(draws.tobytes())


def test_the_numbers_that_the_books_print():
    draws = random.normal(Philox(*SEEDS), 6).reshape(2, 3)
    expected = [[-0.8113182, 1.4845988, 0.06532937], [-2.4427042, 0.0992484, 0.5912243]]
    np.testing.assert_allclose(draws, expected, rtol=2e-7)


@pytest.mark.parametrize(("name", "dtype"), PRINTED)
def test_floats_are_those_that_tensorflow_prints(name, dtype):
    state = Philox(*SEEDS)
    for expected in PRINTED[name, dtype]:
        draws = getattr(random, name)(state, 5, dtype)
        assert draws.dtype == dtype
        np.testing.assert_allclose(draws, expected, rtol=2 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", UNIFORM_BYTES)
def test_uniform_draws_agree_in_every_bit(dtype):
    state = Philox(42, 7)
    runs = [crc(random.uniform(state, 1003, dtype)) for _ in range(3)]
    assert runs == UNIFORM_BYTES[dtype]


@pytest.mark.parametrize(("dtype", "low", "high"), INTEGER_BYTES)
def test_integers_agree_in_every_bit(dtype, low, high):
    state = Philox(42, 7)
    runs = [uniform_int(state, 1003, low, high, dtype) for _ in range(3)]
    assert [crc(draws) for draws in runs] == INTEGER_BYTES[dtype, low, high]
    assert all(draws.dtype == dtype for draws in runs)


def test_shuffles_agree():
    state = Philox(*SEEDS)
    assert random.shuffle(state, 10).tolist() == [7, 9, 3, 6, 5, 1, 8, 4, 0, 2]
    assert random.shuffle(state, 10).tolist() == [5, 1, 8, 3, 0, 9, 4, 7, 2, 6]
    state = Philox(42, 7)
    orders = [random.shuffle(state, 1003).astype("<i8") for _ in range(3)]
    assert [crc(order) for order in orders] == SHUFFLE_BYTES


def test_multinomial_draws_agree():
    state = Philox(*SEEDS)
    logits = [[np.log(0.1), np.log(0.2), np.log(0.7)], [-np.inf, -0.7, -0.7]]
    first = [[2, 2, 2, 2, 1, 1], [1, 1, 2, 1, 2, 1]]
    second = [[2, 1, 2, 1, 0, 2], [2, 1, 1, 2, 1, 1]]
    assert random.multinomial(state, logits, 6).tolist() == first
    assert random.multinomial(state, logits, 6, np.int32).tolist() == second


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_gamma_draws_agree(dtype):
    state = Philox(*SEEDS)
    first = [
        [0.38637650447568944, 0.7475318471998726, 2.05947845002451],
        [0.37036918224548204, 0.4796860126209098, 3.758650255700234],
    ]
    second = [
        [0.13114631904980809, 0.5359644933434343, 2.88768363669484],
        [0.0860293320493518, 0.5759208653911159, 5.651999336762417],
    ]
    for expected in (first, second):
        draws = random.gamma(state, np.array([0.5, 1, 3], dtype), 2)
        assert draws.dtype == dtype
        np.testing.assert_allclose(draws, expected, rtol=4 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", ["float32", "int64"])
def test_poisson_draws_agree(dtype):
    state, rates = Philox(*SEEDS), np.array([0.5, 5, 50, 1000])
    first = [[0, 8, 53, 994], [0, 3, 50, 971], [0, 5, 48, 1037]]
    second = [[0, 9, 54, 987], [0, 4, 50, 1011], [1, 7, 33, 1006]]
    draws = random.poisson(state, rates, 3, dtype)
    assert draws.dtype == dtype
    assert draws.tolist() == first
    assert random.poisson(state, rates, 3, dtype).tolist() == second


@pytest.mark.parametrize(
    ("key", "counter", "words"),
    [  # the known answers that Philox's authors publish with it
        (0, 0, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        (2**64 - 1, 2**128 - 1, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (
            0x299F31D0A4093822,
            0x0370734413198A2E85A308D3243F6A88,
            "d16cfe09 94fdcceb 5001e420 24126ea1",
        ),
    ],
)
def test_philox_is_philox(key, counter, words):
    state = Philox(1)
    state.key, state.counter = key, counter
    draws = uniform_int(state, 4, -(2**31), 2**31 - 1).astype(np.int64) + 2**31
    expected = np.array([int(word, 16) for word in words.split()])
    # The remainder maps the one word above the range, 2**32 - 1, to 0.
    assert draws.tolist() == (expected % (2**32 - 1)).tolist()


@pytest.mark.parametrize("bits", [32, 64, 96, 128])
@pytest.mark.parametrize("before", [1, 2])
def test_the_counter_carries_within_a_draw(bits, before):
    def draw_at(counter, size):
        state = Philox(3)
        state.counter = counter % 2**128
        return uniform_int(state, size, 0, 2**31 - 1).tolist()

    counter = 2**bits - before
    blocks = [draw_at(counter + i, 4) for i in range(3)]
    assert draw_at(counter, 12) == [word for block in blocks for word in block]


@pytest.mark.parametrize("bits", [32, 64, 96, 127, 128])
def test_the_counter_carries_between_runs(bits):
    state = Philox(3)
    state.counter = 2**bits - 2
    random.uniform(state, 1)
    assert state.counter == (2**bits - 2 + 256) % 2**128


@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 255])
@pytest.mark.parametrize(
    ("draw", "blocks"),
    [
        (random.uniform, lambda n: 256 * n),
        (random.normal, lambda n: 256 * n),
        (random.truncated_normal, lambda n: 256 * n),
        (lambda state, n: uniform_int(state, n, 0, 9), lambda n: 256 * n),
        (lambda state, n: random.gamma(state, np.array([2.0]), n), lambda n: 256 * n),
        (
            lambda state, n: random.poisson(state, np.array([2, 3]), n),
            lambda n: 512 * n,
        ),
        (
            lambda state, n: random.multinomial(state, np.zeros((3, 2)), n),
            lambda n: 3 * 256 * 8 * ((n + 3) // 4),
        ),
        (random.shuffle, lambda n: (n + 2) // 4 if n > 1 else 0),
    ],
)
def test_each_run_advances_the_stream_as_tensorflow_does(draw, blocks, size):
    state = Philox(5)
    draw(state, size)
    assert state.counter == blocks(size)


def test_draws_have_the_shape_asked_for():
    for size in (0, 1, 5):
        assert random.truncated_normal(Philox(5), size).shape == (size,)
        assert random.shuffle(Philox(5), size).shape == (size,)
        assert random.gamma(Philox(5), np.ones(2), size).shape == (size, 2)
        assert random.poisson(Philox(5), np.ones(2), size).shape == (size, 2)
        assert random.multinomial(Philox(5), np.zeros((2, 3)), size).shape == (2, size)


@pytest.mark.parametrize("draw", FLOATS)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_fewer_draws_are_the_first_of_more(draw, dtype):
    many = draw(Philox(9, 9), 257, dtype)
    for size in (0, 1, 3, 4, 5, 255):
        np.testing.assert_array_equal(draw(Philox(9, 9), size, dtype), many[:size])


@pytest.mark.parametrize("draw", [*FLOATS, lambda s, n, d: uniform_int(s, n, 0, 99)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_threads_change_nothing(draw, dtype, monkeypatch):
    alone = draw(Philox(7, 8), 1003, dtype)
    monkeypatch.setattr(random, "SHARED_FROM", 100)
    monkeypatch.setattr(threads, "cores", lambda: 3)
    np.testing.assert_array_equal(draw(Philox(7, 8), 1003, dtype), alone)


def test_threads_never_share_a_block():
    state = Philox(1)
    with ThreadPoolExecutor(4) as pool:
        starts = list(pool.map(state.reserve, [3] * 400))
    assert {start[2] for start in starts} == set(range(0, 1200, 3))


def test_without_seeds_nobody_knows_the_numbers():
    assert Philox().key != Philox().key
    assert Philox().counter != Philox().counter
    assert Philox(0, 1).key == 0


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_draws_follow_their_distributions(dtype):
    def chance(draw, distribution):
        return stats.kstest(draw(Philox(11, 12), 4000, dtype), distribution).pvalue

    assert chance(random.uniform, stats.uniform.cdf) > 0.01
    assert chance(random.normal, stats.norm.cdf) > 0.01
    assert chance(random.truncated_normal, stats.truncnorm(-2, 2).cdf) > 0.01


@pytest.mark.parametrize("alpha", [0.3, 1, 4])
def test_gamma_follows_its_distribution(alpha):
    draws = random.gamma(Philox(11, 12), np.array([alpha], float), 4000)[:, 0]
    assert stats.kstest(draws, stats.gamma(alpha).cdf).pvalue > 0.01


@pytest.mark.parametrize("rate", [0, 0.5, 9, 10, 80])
def test_poisson_has_its_mean_and_variance(rate):
    draws = random.poisson(Philox(11, 12), np.array([rate]), 4000)
    assert draws.mean() == pytest.approx(rate, abs=4 * np.sqrt(rate / 4000))
    assert draws.var() == pytest.approx(rate, rel=0.1)


def test_parameters_without_a_distribution_do_not_hang():
    assert np.isnan(random.gamma(Philox(1), np.array([-1, np.nan]), 2)).all()
    rates = np.array([np.nan, np.inf])
    np.testing.assert_array_equal(random.poisson(Philox(1), rates, 1), [rates])
