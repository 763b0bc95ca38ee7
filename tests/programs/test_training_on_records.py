"""The bundled digits by way of record files and tf.data."""

import os
import re
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parent / "records.py"
RUN = "import sys; from edflow.cli import main; main(['run', sys.argv[1]])"


def test_learns_digits_that_come_out_of_record_files(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(PROGRAM)],
        cwd=tmp_path,
        env=os.environ | {"EDFLOW_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    # The order is settled by the seed alone, whatever the threads do.
    assert "first labels: 3 0 2 1 9 8 1 8 0 1" in run.stdout
    (accuracy,) = re.findall(r"^accuracy: ([\d.]+)$", run.stdout, re.MULTILINE)
    assert float(accuracy) >= 0.92
