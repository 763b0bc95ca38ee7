"""Errors show the learner's lines; edflow's own come back when they are asked for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from edflow import tracebacks

FAILING = """\
import tensorflow as tf

def model(x):
    return tf.matmul(x, tf.ones([5, 2]))

model(tf.ones([3, 4]))
"""


def run(tmp_path: Path, program: str, **environment: str) -> str:
    """What `edflow run` prints of the error that ends a program."""
    path = tmp_path / "program.py"
    path.write_text(program)
    words = [sys.executable, "-m", "edflow", "run", str(path)]
    done = subprocess.run(
        words, capture_output=True, text=True, env=os.environ | environment, check=False
    )
    assert done.returncode == 1
    return done.stderr


def test_a_program_that_cannot_be_built_ends_with_its_own_lines(tmp_path):
    said = run(tmp_path, FAILING)
    assert [line.strip() for line in said.splitlines() if 'File "' in line] == [
        f'File "{tmp_path}/program.py", line 6, in <module>',
        f'File "{tmp_path}/program.py", line 4, in model',
    ]
    assert "the inner sizes differ" in said


def test_the_engines_lines_come_back_on_demand(tmp_path):
    said = run(tmp_path, FAILING, EDFLOW_TRACEBACK="full")
    assert "graph.py" in said


@pytest.mark.parametrize(
    "line",
    [
        "np.bool(1)",
        "np.ones(2).tostring()",
        "np.reshape(np.ones(2), newshape=[2])",
        "float(np.ones(2))",
    ],
)
def test_a_program_of_numpy_1_is_told_the_cure(tmp_path, line):
    program = f"import numpy as np\n{line.replace('np.bool', 'np.object')}\n"
    said = run(tmp_path, program)
    assert "pip install 'numpy<2'" in said


def test_in_a_notebook_only_the_cells_lines_are_shown():
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    try:
        shell.set_custom_exc((Exception,), tracebacks._show)
        with capture_output() as captured:
            shell.run_cell("import edflow as tf\ntf.matmul(tf.ones([2]), [[1.0]])")
    finally:
        InteractiveShell.clear_instance()
    shown = re.sub(r"\x1b\[[0-9;]*m", "", captured.stdout)
    assert "matmul(tf.ones" in shown
    assert "must be a matrix" in shown
    assert "graph.py" not in shown


def test_an_error_that_is_ours_to_mend_keeps_its_frames():
    with pytest.raises(AssertionError) as caught:
        raise AssertionError
    before = caught.value.__traceback__
    assert tracebacks.shorten(caught.value).__traceback__ is before
