"""Two programs as the TensorFlow 1 books print them, run unchanged by `edflow run`.

On real MNIST where `EDFLOW_MNIST` names the folder of its published test set: trained on
its first 9,000 images, tested on its last 1,000. Elsewhere on the bundled digits.
"""

import gzip
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent
# The programs keep the first 5,000 images of the training set apart, as TF1 did.
VALIDATION = 5000
RUN = "import sys; from edflow.cli import main; main(['run', sys.argv[1]])"


def write_idx(path, array):
    header = struct.pack(">HBB", 0, 8, array.ndim)
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(header + sizes + array.tobytes())


def real_digits(source, folder):
    def read(name, skip):
        data = gzip.decompress((source / name).read_bytes())
        return np.frombuffer(data, np.uint8, offset=skip)

    images = read("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
    labels = read("t10k-labels-idx1-ubyte.gz", 8)
    folder.mkdir()
    for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
        train = np.concatenate([array[:VALIDATION], array[:9000]])
        write_idx(folder / f"train-{kind}-ubyte", train)
        write_idx(folder / f"t10k-{kind}-ubyte", array[9000:])


@pytest.mark.parametrize(
    ("program", "least"), [("softmax_regression.py", 0.88), ("cnn.py", 0.95)]
)
def test_learns_to_read_digits(program, least, tmp_path):
    source = os.environ.get("EDFLOW_MNIST")
    if source:
        real_digits(Path(source), tmp_path / "MNIST_data")
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(HERE / program)],
        cwd=tmp_path,
        env=os.environ | {"EDFLOW_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    (accuracy,) = re.findall(r"^accuracy: ([\d.]+)$", run.stdout, re.MULTILINE)
    assert float(accuracy) >= least
    assert ("bundled" in run.stdout) == (source is None)
