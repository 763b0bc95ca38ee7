"""Sixty pictures, never seen twice alike: enough to learn three shapes from."""

import re
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parent / "distorted_inputs.py"
RUN = "import sys; from edflow.cli import main; main(['run', sys.argv[1]])"


def test_learns_shapes_from_distorted_pictures(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(PROGRAM)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "files: 150" in run.stdout
    (accuracy,) = re.findall(r"^accuracy: ([\d.]+)$", run.stdout, re.MULTILINE)
    assert float(accuracy) >= 0.85  # Blind guesses are right in 1 of 3.
