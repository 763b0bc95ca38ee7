"""Programs of tf.contrib.slim and tf.contrib.layers, run unchanged by `edflow run`."""

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RUN = "import sys; from edflow.cli import main; main(['run', *sys.argv[1:]])"


def run(program, folder, *arguments):
    return subprocess.run(
        [sys.executable, "-c", RUN, str(HERE / program), *arguments],
        cwd=folder,
        env=os.environ | {"EDFLOW_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )


def number(name, text):
    (found,) = re.findall(rf"^{name}: ([\d.]+)$", text, re.MULTILINE)
    return float(found)


def test_a_slim_network_learns_stops_goes_on_and_is_tuned(tmp_path):
    ended = run("slim_digits.py", tmp_path)
    assert number("accuracy", ended.stdout) >= 0.93
    assert number("fine-tuned loss", ended.stdout) < 0.8
    assert "Restoring parameters from train/model.ckpt-50" in ended.stderr
    assert "global step 100: loss = " in ended.stderr
    assert "Digits/Mixed_2a/Branch_1/Conv2d_0b_3x3" in ended.stdout
    kept = {path.stem for path in (tmp_path / "train").glob("model.ckpt-*.index")}
    assert kept == {"model.ckpt-0", "model.ckpt-50", "model.ckpt-100"}


def test_a_perceptron_of_contrib_layers_learns(tmp_path):
    printed = run("contrib_layers_digits.py", tmp_path).stdout
    assert number("accuracy", printed) >= 0.94
    assert "steps: 200" in printed
    assert "hidden1/BatchNorm/moving_mean [60]" in printed
    assert "same outputs: True" in printed
