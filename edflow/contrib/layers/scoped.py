"""What the layers share: a scope in which variables are a model's, under its names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edflow.contrib.framework.model_variables import model_variable
from edflow.contrib.layers.outputs import (
    collect_named_outputs,
    get_variable_collections,
)
from edflow.engine.graph import Tensor, get_default_graph
from edflow.engine.ops.state.scope import variable_scope

FORMATS = ("NWC", "NCW", "NHWC", "NCHW", "NDHWC", "NCDHW")


def layer_scope(
    scope: Any, default: str, inputs: Any, reuse: Any, names: Mapping[str, str] | None
) -> Any:
    """A variable scope whose variables are model variables.

    Args:
      scope: its name, or the scope itself; None for a name of its own.
      default: what that begins with.
      inputs: what the layer is called with.
      reuse: as for `tf.variable_scope`.
      names: how variables of `tf.layers` are called here: kernel -> weights.
    """
    getter = _model_getter(names or {})
    return variable_scope(scope, default, [inputs], reuse=reuse, custom_getter=getter)


def _model_getter(names: Mapping[str, str]) -> Callable[..., Any]:
    def getter(
        true_getter: Any, name: str, shape: Any = None, dtype: Any = None, **given: Any
    ) -> Any:
        before, slash, last = name.rpartition("/")
        name = before + slash + names.get(last, last)
        kept = {key: given.get(key) for key in _OF_GETTER}
        return model_variable(name, shape, dtype, custom_getter=true_getter, **kept)

    return getter


_OF_GETTER = (
    "initializer", "regularizer", "trainable", "collections", "caching_device",
    "partitioner", "use_resource",
)  # fmt: skip


def join(variable: Any, collections: Any, kind: str) -> None:
    """Put a variable of a layer into the collections for its kind."""
    if variable is None:
        return
    for name in get_variable_collections(collections, kind) or ():
        collection = get_default_graph().get_collection_ref(name)
        if variable not in collection:
            collection.append(variable)


def finished(
    outputs: Tensor,
    scope: Any,
    activation_fn: Callable[..., Tensor] | None,
    outputs_collections: Any,
    normalizer_fn: Callable[..., Tensor] | None = None,
    normalizer_params: Mapping[str, Any] | None = None,
) -> Tensor:
    """The outputs of a layer, normalized, activated and collected."""
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **(normalizer_params or {}))
    if activation_fn is not None:
        outputs = activation_fn(outputs)
    return collect_named_outputs(outputs_collections, scope.name, outputs)


def axes_of(data_format: str | None) -> str:
    """The words of `tf.layers` for the order of the axes."""
    if data_format is not None and data_format not in FORMATS:
        raise ValueError(
            f"data_format must be one of {', '.join(FORMATS)}, not {data_format!r}"
        )
    return "channels_first" if (data_format or "").startswith("NC") else "channels_last"
