"""Saving and restoring 64 MB of variables, against TensorFlow.

    python tests/benchmarks/bench_checkpoint.py               # edflow
    python tests/benchmarks/bench_checkpoint.py tensorflow    # needs TensorFlow

Both write into one folder of the current directory's file system, the first time a new
checkpoint, then over it. Printed are the best and the median of 9 runs.
"""

import os
import statistics
import sys
import tempfile
import time

import numpy as np

N_VARIABLES = 16
MEGABYTES = 64
RUNS = 9


def load(name):
    """The module, `tensorflow` as TensorFlow 1 was."""
    if name == "edflow":
        import edflow

        return edflow
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    return tf


def timed(run):
    """Milliseconds of each of the runs."""
    times = []
    for i in range(RUNS):
        start = time.perf_counter()
        run(i)
        times.append(1000 * (time.perf_counter() - start))
    return times


def measure(tf):
    """Milliseconds by what is done."""
    side = MEGABYTES * 2**20 // 4 // N_VARIABLES
    values = np.random.default_rng(0).standard_normal((N_VARIABLES, side))
    variables = [tf.Variable(value.astype(np.float32)) for value in values]
    saver = tf.train.Saver(max_to_keep=2)
    with tempfile.TemporaryDirectory(dir=".") as folder, tf.Session() as session:
        session.run(tf.global_variables_initializer())
        prefix = f"{folder}/model"
        found = {
            "save as new": timed(
                lambda i: saver.save(session, prefix, i, write_meta_graph=False)
            ),
            "save over": timed(
                lambda i: saver.save(session, prefix, write_meta_graph=False)
            ),
            "restore": timed(lambda i: saver.restore(session, prefix)),
        }
        expected = [value.astype(np.float32) for value in values]
        for variable, value in zip(variables, expected, strict=True):
            np.testing.assert_array_equal(session.run(variable), value)
    return found


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else "edflow"
    for what, times in measure(load(name)).items():
        best, median = min(times), statistics.median(times)
        row = f"{name}: {what:12} best {best:6.1f} ms, median {median:6.1f} ms"
        sys.stdout.write(f"{row}\n")


if __name__ == "__main__":
    main()
