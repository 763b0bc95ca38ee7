"""The engine beside TensorFlow: start, a small run, building, a training step, memory.

Run me where both are installed. Each row is measured in processes of its own, the two
taking turns; of several turns the best is shown.
"""

import os
import subprocess
import sys
import tempfile
import time

TURNS = 3
PROGRAMS = {
    "import (s)": """
import time
start = time.perf_counter()
{tf}
print(time.perf_counter() - start)
""",
    "one add with a feed, sess.run (us)": """
{tf}
import time
x = tf.placeholder(tf.float32)
y = x + 1.0
sess = tf.Session()
sess.run(y, {{x: 1.0}})
best = 1e9
for _ in range(5):
    start = time.perf_counter()
    for _ in range(2000):
        sess.run(y, {{x: 1.0}})
    best = min(best, time.perf_counter() - start)
print(best / 2000 * 1e6)
""",
    "build 1000 x tanh(matmul) and gradients (s)": """
{tf}
import time
start = time.perf_counter()
w = tf.Variable(tf.zeros([4, 4]))
h = tf.placeholder(tf.float32, [None, 4])
for _ in range(1000):
    h = tf.tanh(tf.matmul(h, w))
tf.gradients(h, w)
print(time.perf_counter() - start)
""",
    "process start to first CNN step (s)": """
import time
{tf}
{net}
sess.run(train, feed)
print(time.time() - float(__import__("sys").argv[1]))
""",
    "CNN training step, batch 100 (ms)": """
{tf}
{net}
import time
best = 1e9
for _ in range(20):
    start = time.perf_counter()
    sess.run(train, feed)
    best = min(best, time.perf_counter() - start)
print(best * 1e3)
""",
    "peak memory of 20 such steps (MB)": """
{tf}
{net}
for _ in range(20):
    sess.run(train, feed)
print(__import__("resource").getrusage(0).ru_maxrss / 1024)
""",
}
NET = """
import numpy as np

def var(*shape):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1))

def pool(h):
    return tf.nn.max_pool(h, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")

x = tf.placeholder(tf.float32, [None, 784])
y = tf.placeholder(tf.float32, [None, 10])
keep = tf.placeholder(tf.float32)
h = tf.reshape(x, [-1, 28, 28, 1])
h = pool(tf.nn.relu(tf.nn.conv2d(h, var(5, 5, 1, 32), [1] * 4, "SAME") + var(32)))
h = pool(tf.nn.relu(tf.nn.conv2d(h, var(5, 5, 32, 64), [1] * 4, "SAME") + var(64)))
h = tf.nn.relu(tf.matmul(tf.reshape(h, [-1, 3136]), var(3136, 1024)) + var(1024))
h = tf.matmul(tf.nn.dropout(h, keep), var(1024, 10)) + var(10)
loss = tf.reduce_mean(
    tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h))
train = tf.train.MomentumOptimizer(0.01, 0.9).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
feed = {x: np.random.rand(100, 784), y: np.eye(10)[np.arange(100) % 10], keep: 0.5}
"""
PEERS = {
    "edflow": "import edflow as tf",
    "TensorFlow": (
        "import tensorflow.compat.v1 as tf; tf.disable_v2_behavior();"
        " tf.logging.set_verbosity('ERROR')"
    ),
}


def measure(program: str, peer: str, **environment: str) -> float:
    source = program.format(tf=PEERS[peer], net=NET)
    run = subprocess.run(
        [sys.executable, "-c", source, str(time.time())],
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(run.stdout.split()[-1])


def main() -> None:
    print(f"{'':46} {'edflow':>9} {'TensorFlow':>11} {'ratio':>6}")
    for name, program in PROGRAMS.items():
        best = {peer: float("inf") for peer in PEERS}
        for _ in range(TURNS):
            for peer in PEERS:
                best[peer] = min(best[peer], measure(program, peer))
        ours, theirs = best.values()
        print(f"{name:46} {ours:9.3f} {theirs:11.3f} {ours / theirs:6.2f}", flush=True)
    with tempfile.TemporaryDirectory() as cache:
        cold = measure(
            PROGRAMS["process start to first CNN step (s)"],
            "edflow",
            NUMBA_CACHE_DIR=cache,
        )
    print(f"{'... without a kernel cache (s)':46} {cold:9.3f}")


if __name__ == "__main__":
    main()
