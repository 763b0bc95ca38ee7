"""Starting a new model from the values that a checkpoint holds of another."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from edflow.engine.graph import Tensor, get_default_graph
from edflow.engine.ops.state.scope import of_graph
from edflow.engine.ops.state.variable import Variable
from edflow.files.checkpoints import CheckpointReader, checkpoint_prefix
from edflow.files.ops import restore_v2
from edflow.train.saveables import variables_by_name
from edflow.train.saver import Saver

__all__ = ["init_from_checkpoint"]

_log = logging.getLogger("tensorflow")

Assignments = Mapping[str, Any] | Iterable[tuple[str, Any]]


def init_from_checkpoint(
    ckpt_dir_or_file: str | os.PathLike[str], assignment_map: Assignments
) -> None:
    """Let the initializers of variables take their values from a checkpoint.

    Nothing is read now, but when the initializers run, e.g. by
    `tf.global_variables_initializer()`, which must be called afterwards.

    Args:
      ckpt_dir_or_file: a checkpoint's prefix, or a directory with a latest one.
      assignment_map: from names in the checkpoint to variables, or to names of
        variables made by `tf.get_variable`. `{"old/": "new/"}` takes all variables of
        the scope `new`, `"/"` meaning the top. A dict or a list of pairs.

    Raises:
      ValueError: a name is not in the checkpoint or not in the graph, or the shapes
        differ.
    """
    prefix = checkpoint_prefix(ckpt_dir_or_file)
    shapes = CheckpointReader(prefix).get_variable_to_shape_map()
    pairs: Any = assignment_map
    if isinstance(pairs, Mapping):
        pairs = pairs.items()
    for name, target in sorted(pairs, key=lambda pair: pair[0]):
        for tensor_name, variable in _expanded(name, target):
            _check(prefix, shapes, tensor_name, variable)
            _initialize(variable, prefix, tensor_name)


def _expanded(name: str, target: Any) -> list[tuple[str, Any]]:
    """The pairs of tensor name and variable that one entry of the map stands for."""
    if not isinstance(target, str):
        return [(name, target)]
    made = of_graph(get_default_graph(), ("variables by name",), dict)
    if target in made:
        return [(name, made[target])]
    if not (name.endswith("/") and target.endswith("/")):
        raise ValueError(
            f"there is no variable {target!r} made by tf.get_variable for {name!r} of "
            'the checkpoint; map scopes as "old/": "new/", or give the variable itself'
        )
    scope, old = target.removeprefix("/"), name.removeprefix("/")
    inside = sorted(other for other in made if other.startswith(scope))
    return [(old + other.removeprefix(scope), made[other]) for other in inside]


def _check(
    prefix: str, shapes: Mapping[str, list[int]], name: str, variable: Any
) -> None:
    if name not in shapes:
        raise ValueError(
            f"the checkpoint {prefix} has no tensor {name} for {variable.name}; "
            f"it has {', '.join(sorted(shapes))}"
        )
    if not variable.shape.is_compatible_with(shapes[name]):
        raise ValueError(
            f"the variable {variable.name} has shape {variable.shape}, but {name} in "
            f"the checkpoint {prefix} has shape {shapes[name]}"
        )


def _initialize(variable: Any, prefix: str, tensor_name: str) -> None:
    """Put what the checkpoint holds in the place of the variable's initial value."""
    (value,) = restore_v2(
        prefix, [tensor_name], [variable.dtype], name="checkpoint_initializer"
    )
    value.set_shape(variable.shape)
    variable.start_from(value)


def assign_from_checkpoint_fn(
    model_path: str | os.PathLike[str],
    var_list: Mapping[str, Variable] | Sequence[Variable],
    ignore_missing_vars: bool = False,
    reshape_variables: bool = False,
) -> Callable[[Any], None] | None:
    """A function of a session that restores variables there from a checkpoint.

    Args:
      model_path: the checkpoint's prefix.
      var_list: variables, or a dict from names in the checkpoint to variables.
      ignore_missing_vars: leave out what the checkpoint does not have.
      reshape_variables: let a variable take a tensor of another shape with as many
        elements.

    Returns:
      The function, or None if the checkpoint has none of the variables.
    """
    wanted: dict[str, Tensor] = variables_by_name(var_list)
    if ignore_missing_vars:
        reader = CheckpointReader(model_path)
        missing = [name for name in wanted if not reader.has_tensor(name)]
        for name in missing:
            _log.warning("%s is not in the checkpoint %s", name, model_path)
            del wanted[name]
    if not wanted:
        return None
    saver = Saver(wanted, reshape=reshape_variables)
    return lambda session: saver.restore(session, model_path)
