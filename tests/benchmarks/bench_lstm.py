"""A training step of an LSTM, a GRU and a plain recurrent network beside TensorFlow and
PyTorch, where they are installed.

Embedding 64 -> 128 units -> softmax 64, batch 32, 50 steps, gradients clipped by their
global norm, Adam. The programs take turns, so that a busy machine is busy for all, each
in a process of its own: PyTorch's threads spin for a while after their work, on a core
that the next program needs. Each shows its best step and the median one, in ms.

    python tests/benchmarks/bench_lstm.py [edflow] [tensorflow] [torch] [--cells lstm]
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")

import numpy as np

TURNS, STEPS_A_TURN, WARM_UP = 3, 60, 20
WORDS, DEPTH, UNITS, BATCH, STEPS = 64, 64, 128, 32, 50
random = np.random.default_rng(0)
TEXT = random.integers(0, WORDS, (BATCH, STEPS + 1))


CELLS = {  # In a graph, and in PyTorch.
    "lstm": ("BasicLSTMCell", "LSTM"),
    "gru": ("GRUCell", "GRU"),
    "rnn": ("BasicRNNCell", "RNN"),
}


def in_graph(tf: Any, cell: str) -> Callable[[], object]:
    """The step as a TensorFlow 1 program."""
    words = tf.placeholder(tf.int32, [BATCH, STEPS])
    targets = tf.placeholder(tf.int32, [BATCH, STEPS])
    table = tf.get_variable("embedding", [WORDS, DEPTH])
    made = getattr(tf.nn.rnn_cell, CELLS[cell][0])(UNITS)
    inputs = tf.nn.embedding_lookup(table, words)
    outputs, _ = tf.nn.dynamic_rnn(made, inputs, dtype=tf.float32)
    w = tf.get_variable("softmax_w", [UNITS, WORDS])
    b = tf.get_variable("softmax_b", [WORDS])
    logits = tf.matmul(tf.reshape(outputs, [-1, UNITS]), w) + b
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(
            labels=tf.reshape(targets, [-1]), logits=logits
        )
    )
    variables = tf.trainable_variables()
    slopes, _ = tf.clip_by_global_norm(tf.gradients(loss, variables), 5.0)
    step = tf.train.AdamOptimizer(0.002).apply_gradients(
        zip(slopes, variables, strict=True)
    )
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    feeds = {words: TEXT[:, :-1], targets: TEXT[:, 1:]}
    return lambda: session.run([loss, step], feeds)


def with_edflow(cell: str) -> Callable[[], object]:
    import edflow

    return in_graph(edflow, cell)


def with_tensorflow(cell: str) -> Callable[[], object]:
    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    return in_graph(tf, cell)


def with_torch(cell: str) -> Callable[[], object]:
    import torch

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.table = torch.nn.Embedding(WORDS, DEPTH)
            layer = getattr(torch.nn, CELLS[cell][1])
            self.layer = layer(DEPTH, UNITS, batch_first=True)
            self.out = torch.nn.Linear(UNITS, WORDS)

        def forward(self, words):
            return self.out(self.layer(self.table(words))[0])

    model = Model()
    adam = torch.optim.Adam(model.parameters(), 0.002)
    words, targets = torch.tensor(TEXT[:, :-1]), torch.tensor(TEXT[:, 1:])

    def step():
        adam.zero_grad()
        logits = model(words).reshape(-1, WORDS)
        loss = torch.nn.functional.cross_entropy(logits, targets.reshape(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        adam.step()
        return loss.item()

    return step


PROGRAMS = {"edflow": with_edflow, "tensorflow": with_tensorflow, "torch": with_torch}


def taken(name: str, cell: str) -> list[float]:
    """Seconds of each of the steps of one program, once it has warmed up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        step = PROGRAMS[name](cell)
    seconds = []
    for _ in range(STEPS_A_TURN):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    return seconds[WARM_UP:]


def turn(name: str, cell: str) -> list[float]:
    """The same in a new process."""
    command = [sys.executable, __file__, "--turn", name, cell]
    return json.loads(subprocess.check_output(command, stderr=subprocess.DEVNULL))


def main() -> None:
    if sys.argv[1:2] == ["--turn"]:
        print(json.dumps(taken(*sys.argv[2:])))
        return
    installed = [name for name in PROGRAMS if importlib.util.find_spec(name)]
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("programs", nargs="*", default=installed, metavar="program")
    parser.add_argument("--cells", nargs="+", default=list(CELLS), choices=CELLS)
    asked = parser.parse_args()
    for cell in asked.cells:
        seconds: dict[str, list[float]] = {name: [] for name in asked.programs}
        for _ in range(TURNS):
            for name in asked.programs:
                seconds[name] += turn(name, cell)
        print(f"{cell + ', ms':12}{'best':>8}{'median':>8}")
        for name, all_seconds in seconds.items():
            best, median = min(all_seconds) * 1e3, np.median(all_seconds) * 1e3
            print(f"{name:12}{best:8.2f}{median:8.2f}")


if __name__ == "__main__":
    main()
