"""TensorFlow's namespaces: only public names, and an answer to every other."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import edflow as tf
from edflow.namespace import INSTEAD

PACKAGE = Path(tf.__file__).parent


def namespaces() -> Iterator[str]:
    """Every module that ends as a namespace does, and the one that stands for tf."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "\nnamespace.finish(" in path.read_text("utf-8"):
            parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__")
    yield "edflow.compat.v1"


NAMESPACES = list(namespaces())


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def test_what_tensorflow_calls_a_namespace_is_one():
    wanted = """app bitwise compat compat.v1 contrib contrib.framework contrib.layers
    contrib.rnn contrib.slim contrib.slim.nets.inception contrib.slim.learning errors
    flags gfile graph_util image initializers io layers linalg logging losses math
    metrics nn python python.platform.gfile python_io random rnn.rnn_cell sparse strings
    summary test train examples.tutorials.mnist.input_data view"""
    assert {f"edflow.{name}" for name in wanted.split()} <= set(NAMESPACES)


@pytest.mark.parametrize("name", NAMESPACES)
def test_dir_names_what_is_public_and_all_of_it_is_there(name: str):
    names = dir(module(name))
    assert names
    assert not [each for each in names if each.startswith("_")]
    assert not {"annotations", "namespace", "Any", "TYPE_CHECKING"} & set(names)
    for each in names:
        value = getattr(module(name), each)
        if isinstance(value, ModuleType) and value.__name__.startswith("edflow"):
            assert value.__name__ in NAMESPACES


@pytest.mark.parametrize("name", NAMESPACES)
def test_a_star_brings_what_dir_names(name: str):
    brought: dict[str, object] = {}
    exec(f"from {name} import *", brought)
    assert brought.keys() - {"__builtins__"} == set(dir(module(name)))


@pytest.mark.parametrize("name", NAMESPACES)
def test_a_slip_is_answered_by_the_nearest_name(name: str):
    meant = max(dir(module(name)), key=len)
    slip = f"{meant[:-2]}{meant[-1]}{meant[-2]}x"
    assert not hasattr(module(name), slip)
    with pytest.raises(AttributeError, match=rf"did you mean tf\.[\w.]*{meant}\?$"):
        getattr(module(name), slip)


@pytest.mark.parametrize(
    ("where", "name"), [(where, name) for where in INSTEAD for name in INSTEAD[where]]
)
def test_what_only_tensorflow_2_has_is_answered_by_what_to_do(where: str, name: str):
    with pytest.raises(AttributeError) as raised:
        getattr(module(where.replace("tf", "edflow", 1)), name)
    assert str(raised.value) == f"{where} has no {name!r}: {INSTEAD[where][name]}"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("tf.nn.sofmax", "tf.nn has no 'sofmax'; did you mean tf.nn.softmax?"),
        ("tf.compat.v1.placehoder", "tf has no 'placehoder'; did you mean tf.pl"),
        ("tf.kears", "tf has no 'kears'; did you mean tf.keras? layers are in tf.la"),
        ("tf.GFile", "tf has no 'GFile'; it is tf.gfile.GFile"),
        ("tf.softmax", "tf.nn.softmax"),
        ("tf.qwertz", "tf has no 'qwertz'"),
    ],
)
def test_answers(asked: str, answer: str):
    with pytest.raises(AttributeError) as raised:
        eval(asked, {"tf": tf})
    assert answer in str(raised.value)


def test_an_import_of_a_slip_fails_by_its_name():
    with pytest.raises(ImportError, match="cannot import name 'sofmax'"):
        exec("from edflow.nn import sofmax")


def test_python_adds_no_second_guess():
    program = "import edflow as tf; tf.nn.sofmax"
    child = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert child.stderr.count("softmax") == 1
