"""TensorFlow's namespaces as modules: which of their names are public, and slips.

A namespace gathers its names by plain imports: `from … import *` brings what a module
says of itself in `__all__`, where each public name stands once. Its last statement is
`namespace.finish(__name__)`.
"""

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType

_PUBLIC: dict[str, Iterable[str]] = {}
"""The public names of every namespace that is loaded, by its module."""

_BUILD_FIRST = "build the graph first, then run it in a tf.Session"
INSTEAD = {
    "tf": {
        "GradientTape": "tf.gradients(ys, xs) adds the gradients to the graph",
        "Module": "variables belong to the graph; tf.variable_scope groups them",
        "enable_eager_execution": _BUILD_FIRST,
        "enable_v2_behavior": _BUILD_FIRST,
        "estimator": "write the loop: for …: sess.run(train_op, feed_dict=…)",
        "executing_eagerly": _BUILD_FIRST,
        "function": "a Python function that adds operations builds the graph already",
        "keras": "layers are in tf.layers, losses in tf.losses, optimizers in tf.train",
        "optimizers": "they are in tf.train, as tf.train.AdamOptimizer is",
        "saved_model": "tf.train.Saver keeps variables, tf.train.write_graph the graph",
    },
    "tf.random": {"set_seed": "call tf.set_random_seed"},
    "tf.summary": {"create_file_writer": "make a tf.summary.FileWriter"},
    "tf.train": {"Checkpoint": "make a tf.train.Saver"},
}
"""What to do where programs ask for what is not here, most of it TensorFlow 2's."""


def finish(module: str, later: Mapping[str, str] | None = None) -> None:
    """Give a module of public names its `__all__`, its `dir` and answers to slips.

    Public is what its own `__all__` says, or else every name in it without underscore;
    of modules only those that are namespaces themselves.

    Args:
      module: its `__name__`.
      later: the names that are loaded when first asked for: name -> "module:name".
    """
    names = vars(sys.modules[module])
    homes = later or {}
    if "__all__" not in names:
        here = [name for name, value in names.items() if _is_public(name, value)]
        names["__all__"] = sorted({*here, *homes})
    public = _PUBLIC[module] = names["__all__"]

    def missing(name: str) -> object:
        if name in homes:
            home, _, own_name = homes[name].partition(":")
            found = import_module(home)
            names[name] = getattr(found, own_name) if own_name else found
            return names[name]
        # With `name` alone, Python adds no guess of its own to the sentence.
        raise AttributeError(_answer(module, name), name=name)

    names["__getattr__"] = missing
    names["__dir__"] = lambda: public


def _is_public(name: str, value: object) -> bool:
    if name.startswith("_") or name == "TYPE_CHECKING":
        return False
    return not isinstance(value, ModuleType) or value.__name__ in _PUBLIC


def _answer(module: str, name: str) -> str:
    """That a namespace has no such name, and what to write instead."""
    here = _address(module)
    missing = f"{here} has no {name!r}"
    cures = INSTEAD.get(here, {})
    if name in cures:
        return f"{missing}: {cures[name]}"
    elsewhere = [_address(other) for other, names in _PUBLIC.items() if name in names]
    if elsewhere:
        return f"{missing}; it is " + " or ".join(f"{a}.{name}" for a in elsewhere)
    from difflib import get_close_matches

    for near in get_close_matches(name, [*_PUBLIC[module], *cures], 1):
        cure = f" {cures[near]}" if near in cures else ""
        return f"{missing}; did you mean {here}.{near}?{cure}"
    return missing


def _address(module: str) -> str:
    """Where programs find a module: the cells' is tf.nn.rnn_cell."""
    return module.replace("edflow.rnn.", "tf.nn.").replace("edflow", "tf", 1)
