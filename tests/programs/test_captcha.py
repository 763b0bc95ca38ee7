"""The captcha reader, with few letters and little time; see benchmarks/captcha.py."""

import re
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parent / "captcha.py"
RUN = "import sys; from edflow.cli import main; main(['run', *sys.argv[1:]])"
FEW = ["--alphabet", "47", "--steps", "90", "--pictures", "500", "--report", "30"]


def test_learns_where_letters_stand_that_nobody_pointed_at(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(PROGRAM), *FEW],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    (accuracy,) = re.findall(r"^accuracy: ([\d.]+)$", run.stdout, re.MULTILINE)
    assert float(accuracy) >= 0.9  # Blind guesses are right in 1 of 16.
