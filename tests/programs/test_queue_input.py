"""A program as TensorFlow 1's guides print it: threads read files while it trains."""

import os
import re
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parent / "queue_input.py"
RUN = "import sys; from edflow.cli import main; main(['run', *sys.argv[1:]])"


def test_trains_on_what_threads_read_to_the_last_example(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(PROGRAM), str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | {"EDFLOW_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "steps: 80\n" in run.stdout  # 4 times 1000 examples, 50 at a time
    (accuracy,) = re.findall(r"^accuracy: ([\d.]+)$", run.stdout, re.MULTILINE)
    assert float(accuracy) >= 0.8
