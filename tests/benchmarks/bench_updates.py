"""The optimizers' steps beside NumPy: what one pass over memory is worth.

Times in us, the median of many turns, for a bias, a small layer and the large layer of
the MNIST network.
"""

import time
from collections.abc import Callable

import numpy as np

from edflow.engine.kernels import updates

TURNS = 50
SIZES = (10, 7840, 3_211_264)
RATE, BETA1, BETA2, EPSILON = map(np.float32, (0.01, 0.9, 0.999, 1e-8))
NEW1, NEW2 = 1 - BETA1, 1 - BETA2


def main() -> None:
    print(f"{'median, us':32}{'edflow':>12}{'NumPy':>12}")
    for size in SIZES:
        for name, ours, theirs in steps(size):
            label = f"{name} of {size}"
            print(f"{label:32}{median(ours):12.1f}{median(theirs):12.1f}")


def steps(size: int) -> list[tuple[str, Callable[[], None], Callable[[], None]]]:
    """The rows: a name, our step, and NumPy's."""
    grad = np.random.default_rng(0).normal(size=size).astype(np.float32)
    var, m, v = (np.ones(size, np.float32) for _ in range(3))
    rates = BETA1, BETA2, RATE, BETA1, BETA2, EPSILON
    return [
        (
            "gradient descent",
            lambda: updates.gradient_descent(var, RATE, grad),
            lambda: numpy_descent(var, grad),
        ),
        (
            "momentum",
            lambda: updates.momentum_descent(var, m, RATE, grad, BETA1, False),
            lambda: numpy_momentum(var, m, grad),
        ),
        (
            "Adam",
            lambda: updates.adam(var, m, v, *rates, grad, False),
            lambda: numpy_adam(var, m, v, grad),
        ),
    ]


def numpy_descent(var, grad):
    np.subtract(var, RATE * grad, out=var)


def numpy_momentum(var, accum, grad):
    np.add(BETA1 * accum, grad, out=accum)
    np.subtract(var, RATE * accum, out=var)


def numpy_adam(var, m, v, grad):
    np.add(m, NEW1 * (grad - m), out=m)
    np.add(v, NEW2 * (grad * grad - v), out=v)
    rate = RATE * np.sqrt(1 - BETA2) / (1 - BETA1)
    np.subtract(var, rate * m / (np.sqrt(v) + EPSILON), out=var)


def median(run: Callable[[], None]) -> float:
    run()
    times = []
    for _ in range(TURNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return 1e6 * float(np.median(times))


if __name__ == "__main__":
    main()
