"""`import tensorflow` is edflow, and one class stays one class under both names.

Each program runs in a process of its own: the alias must not leak into other tests.
"""

import subprocess
import sys


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )


def test_the_package_and_its_submodules_are_the_same_objects():
    child = python("""
import sys
from edflow import alias
alias.install()
alias.install()
assert sum(isinstance(finder, alias.Alias) for finder in sys.meta_path) == 1
import tensorflow as tf
import tensorflow.engine.graph
from tensorflow.examples.tutorials.mnist import input_data
import edflow, edflow.engine.graph, edflow.examples.tutorials.mnist.input_data as real
assert tf is edflow
assert tensorflow.engine.graph is edflow.engine.graph
assert input_data is real
assert edflow.__spec__.name == edflow.__name__ == "edflow"
""")
    assert child.returncode == 0, child.stderr


def test_what_programs_take_from_inner_rooms_is_there():
    child = python("""
from edflow import alias
alias.install()
import tensorflow as tf
from tensorflow.python.framework import graph_util
from tensorflow.python.framework.graph_util import convert_variables_to_constants
from tensorflow.python.platform import gfile
assert gfile.FastGFile is tf.gfile.FastGFile
assert convert_variables_to_constants is tf.graph_util.convert_variables_to_constants
assert graph_util.extract_sub_graph is tf.graph_util.extract_sub_graph
""")
    assert child.returncode == 0, child.stderr


def test_what_edflow_has_not_is_not_found_under_the_name_used():
    child = python("""
from edflow import alias
alias.install()
import tensorflow.no_such_module
""")
    assert "ModuleNotFoundError" in child.stderr
    assert "tensorflow.no_such_module" in child.stderr


def test_a_tensorflow_that_is_already_there_is_refused():
    child = python("""
import sys, types
sys.modules["tensorflow"] = types.ModuleType("tensorflow")
sys.modules["tensorflow"].__file__ = "site-packages/tensorflow/__init__.py"
from edflow import alias
alias.install()
""")
    assert (
        "RuntimeError: tensorflow is already imported from site-packages"
        in child.stderr
    )
