"""Many layers in a row: repeat, stack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.engine.ops.state.scope import variable_scope

__all__ = ["repeat", "stack"]


@add_arg_scope
def repeat(
    inputs: Any,
    repetitions: int,
    layer: Callable[..., Any],
    *args: Any,
    **kwargs: Any,
) -> Any:
    """A layer several times in a row, each time with variables of its own.

    Args:
      inputs: for the first.
      repetitions: how many times.
      layer: a function of the inputs and of a `scope`.
      *args: its further arguments.
      **kwargs: likewise; with `scope="conv1"` the scopes are `conv1/conv1_1`,
        `conv1/conv1_2` …

    >>> import edflow as tf
    >>> slim = tf.contrib.slim
    >>> net = slim.repeat(tf.zeros([1, 4]), 2, slim.linear, 4, scope="fc")
    >>> [variable.op.name for variable in slim.get_variables_by_name("weights")]
    ['fc/fc_1/weights', 'fc/fc_2/weights']
    """
    scope = kwargs.pop("scope", None)
    with variable_scope(scope, "Repeat", [inputs]):
        name = scope or _name(layer, "repeat")
        for i in range(repetitions):
            inputs = layer(inputs, *args, **kwargs, scope=f"{name}_{i + 1}")
        return inputs


@add_arg_scope
def stack(
    inputs: Any, layer: Callable[..., Any], stack_args: Sequence[Any], **kwargs: Any
) -> Any:
    """A layer once for each of `stack_args`, in a row.

    Args:
      inputs: for the first.
      layer: a function of the inputs, of the arguments and of a `scope`.
      stack_args: for each layer its arguments: one value, or a list.
      **kwargs: for all of them; `scope` and `reuse` are those of the stack.

    Raises:
      ValueError: `stack_args` is no list.

    >>> import edflow as tf
    >>> slim = tf.contrib.slim
    >>> print(slim.stack(tf.zeros([1, 4]), slim.fully_connected, [32, 64]).shape)
    (1, 64)
    """
    scope, reuse = kwargs.pop("scope", None), kwargs.pop("reuse", None)
    if not isinstance(stack_args, list | tuple):
        raise ValueError(  # noqa: TRY004 - as TensorFlow does
            f"stack_args is a list, one item a layer, not {stack_args!r}"
        )
    with variable_scope(scope, "Stack", [inputs], reuse=reuse):
        name = scope or _name(layer, "stack")
        for i, given in enumerate(stack_args):
            args = given if isinstance(given, list | tuple) else [given]
            inputs = layer(inputs, *args, **kwargs, scope=f"{name}_{i + 1}")
        return inputs


def _name(layer: Any, default: str) -> str:
    """The name of a function, or of the one that a `partial` calls."""
    return getattr(getattr(layer, "func", layer), "__name__", default)
