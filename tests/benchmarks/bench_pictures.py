"""How long pictures of graphs take, in seconds; the best of three."""

import sys
import time
from pathlib import Path

import edflow as tf

sys.path.append(str(Path(__file__).parents[1] / "view"))
import models


def chain():
    x = tf.placeholder(tf.float32, [4, 4])
    for _ in range(10_000):
        x = tf.negative(x)


GRAPHS = {
    "an LSTM of 50 steps, with gradients": lambda: models.unrolled_lstm(50),
    "a tower of 10,000 operations": lambda: models.tower(1000),
    "a chain of 10,000 operations": chain,
}


def main() -> None:
    for name, build in GRAPHS.items():
        best = float("inf")
        with tf.Graph().as_default() as graph:
            build()
            for _ in range(3):
                start = time.perf_counter()
                _ = tf.view.graph(graph).html
                best = min(best, time.perf_counter() - start)
        print(f"{name:40} {graph.version:7} operations {best:7.3f} s")


if __name__ == "__main__":
    main()
