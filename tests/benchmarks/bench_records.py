"""Writing and reading records, and parsing 1000 examples, against TensorFlow.

    python tests/benchmarks/bench_records.py               # edflow
    python tests/benchmarks/bench_records.py tensorflow    # needs TensorFlow

An example holds a picture of 784 values and a label. Printed are the best and the
median of 15 runs, after two that are not counted.
"""

import os
import statistics
import sys
import tempfile
import time

import numpy as np

N_EXAMPLES = 1000
N_PIXELS = 784
RUNS = 15


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
    for _ in range(RUNS + 2):
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    return times[2:]


def examples(tf, kind):
    """Serialized examples whose picture is of a kind of feature."""
    random = np.random.default_rng(0)
    made = []
    for i in range(N_EXAMPLES):
        pixels = random.integers(0, 256, N_PIXELS).astype(np.uint8)
        example = tf.train.Example()
        picture = example.features.feature["picture"]
        if kind == "bytes":
            picture.bytes_list.value.append(pixels.tobytes())
        else:
            getattr(picture, f"{kind}_list").value.extend(pixels.tolist())
        example.features.feature["label"].int64_list.value.append(i % 10)
        made.append(example.SerializeToString())
    return made


def parsing(tf, kind, wanted):
    """Milliseconds to parse a batch."""
    with tf.Graph().as_default(), tf.Session() as session:
        texts = tf.placeholder(tf.string, [None])
        features = {"picture": wanted, "label": tf.FixedLenFeature([], tf.int64)}
        parsed = tf.parse_example(texts, features)
        fed = np.array(examples(tf, kind), object)
        return timed(lambda: session.run(parsed, {texts: fed}))


def measure(tf):
    """Milliseconds by what is done."""
    records = examples(tf, "bytes")
    found = {}
    with tempfile.TemporaryDirectory(dir=".") as folder:
        path = f"{folder}/records"

        def write():
            with tf.python_io.TFRecordWriter(path) as writer:
                for record in records:
                    writer.write(record)

        found["write"] = timed(write)
        found["read"] = timed(lambda: list(tf.python_io.tf_record_iterator(path)))
    # The first that is freed tells the allocator to keep memory of this size.
    np.ones(4 * N_EXAMPLES * N_PIXELS)
    fixed = tf.FixedLenFeature
    found["parse bytes"] = parsing(tf, "bytes", fixed([], tf.string))
    found["parse floats"] = parsing(tf, "float", fixed([N_PIXELS], tf.float32))
    found["parse integers"] = parsing(tf, "int64", fixed([N_PIXELS], tf.int64))
    found["parse sparse"] = parsing(tf, "float", tf.VarLenFeature(tf.float32))
    return found


if __name__ == "__main__":
    library = (sys.argv[1:] or ["edflow"])[0]
    print(f"{library}, {N_EXAMPLES} examples: ms best, median")
    for what, times in measure(load(library)).items():
        print(f"{what:16}{min(times):8.2f}{statistics.median(times):8.2f}")
