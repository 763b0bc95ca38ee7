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

ONLY_IN_TENSORFLOW_2 = {
    "tf.GradientTape": "tf.gradients(ys, xs) adds the gradients to the graph",
    "tf.Module": "variables belong to the graph; tf.variable_scope groups them",
    "tf.data": "slice NumPy arrays into batches and give them as feed_dict",
    "tf.enable_eager_execution": "build the graph first, then run it in a tf.Session",
    "tf.enable_v2_behavior": "build the graph first, then run it in a tf.Session",
    "tf.estimator": "write the training loop: for …: sess.run(train_op, feed_dict)",
    "tf.executing_eagerly": "build the graph first, then run it in a tf.Session",
    "tf.function": "a Python function that adds operations builds the graph already",
    "tf.keras": "layers are in tf.layers, losses in tf.losses, optimizers in tf.train",
    "tf.optimizers": "optimizers are in tf.train, as in tf.train.AdamOptimizer",
    "tf.random.set_seed": "call tf.set_random_seed",
    "tf.saved_model": "tf.train.Saver keeps variables, tf.train.write_graph the graph",
    "tf.summary.create_file_writer": "make a tf.summary.FileWriter",
    "tf.train.Checkpoint": "make a tf.train.Saver",
}
"""What programs for TensorFlow 2 ask for, and what to do here instead."""


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
    if cure := ONLY_IN_TENSORFLOW_2.get(f"{here}.{name}"):
        return f"{here} has no {name!r}, which is not TensorFlow 1's: {cure}"
    elsewhere = [_address(other) for other, names in _PUBLIC.items() if name in names]
    if elsewhere:
        found = " or ".join(sorted(f"{address}.{name}" for address in elsewhere))
        return f"{here} has no {name!r}; it is {found}"
    from difflib import get_close_matches

    near = [
        f"; did you mean {here}.{n}?"
        for n in get_close_matches(name, _PUBLIC[module], 1)
    ]
    return f"{here} has no {name!r}{''.join(near)}"


def _address(module: str) -> str:
    """Where programs find a module: the cells' is tf.nn.rnn_cell."""
    return module.replace("edflow.rnn.", "tf.nn.").replace("edflow", "tf", 1)
