"""Making variables that join the collections in which contrib looks for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from edflow.contrib.framework.arg_scoping import add_arg_scope
from edflow.engine.face.dtypes import float32
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import get_default_graph
from edflow.engine.ops.state.scope import get_variable_scope
from edflow.engine.ops.state.sharing import get_variable
from edflow.engine.ops.state.variable import Variable

__all__ = [
    "add_model_variable", "global_variable", "local_variable", "model_variable",
    "variable",
]  # fmt: skip


@add_arg_scope
def variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Callable[[Any], Any] | None = None,
    trainable: bool = True,
    collections: Sequence[Any] | None = None,
    caching_device: Any = None,
    device: Any = "",
    partitioner: Any = None,
    custom_getter: Callable[..., Any] | None = None,
    use_resource: bool | None = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Any:
    """`tf.get_variable`, on a device, for `arg_scope`.

    Args:
      name: the name inside the variable scope.
      shape, dtype, initializer, regularizer, trainable, caching_device, partitioner,
        use_resource, synchronization, aggregation: as for `tf.get_variable`.
      collections: those to join in place of the global variables.
      device: where it is placed.
      custom_getter: called in place of `tf.get_variable`, with the `reuse` of the
        scope as well.
    """
    if collections is None:
        collections = [GraphKeys.GLOBAL_VARIABLES]
    getter = get_variable
    if custom_getter is not None:
        getter = partial(custom_getter, reuse=get_variable_scope().reuse)
    with get_default_graph().device(device or ""):
        return getter(
            name,
            shape=shape,
            dtype=dtype,
            initializer=initializer,
            regularizer=regularizer,
            trainable=trainable,
            collections=list(dict.fromkeys(collections)),
            caching_device=caching_device,
            partitioner=partitioner,
            use_resource=use_resource,
            synchronization=synchronization,
            aggregation=aggregation,
        )


@add_arg_scope
def model_variable(
    name: str,
    shape: Any = None,
    dtype: Any = float32,
    initializer: Any = None,
    regularizer: Callable[[Any], Any] | None = None,
    trainable: bool = True,
    collections: Sequence[Any] | None = None,
    caching_device: Any = None,
    device: Any = None,
    partitioner: Any = None,
    custom_getter: Callable[..., Any] | None = None,
    use_resource: bool | None = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Any:
    """A variable of the model: what is kept of it when the training is over.

    It joins the global and the model variables, and `collections` besides. Arguments
    as for `tf.contrib.framework.variable`.

    >>> import edflow as tf
    >>> w = tf.contrib.framework.model_variable("w", [2, 3])
    >>> tf.contrib.framework.get_model_variables() == [w]
    True
    """
    own = [GraphKeys.GLOBAL_VARIABLES, GraphKeys.MODEL_VARIABLES]
    return variable(
        name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=[*(collections or ()), *own],
        caching_device=caching_device,
        device=device,
        partitioner=partitioner,
        custom_getter=custom_getter,
        use_resource=use_resource,
        synchronization=synchronization,
        aggregation=aggregation,
    )


def add_model_variable(var: Variable) -> None:
    """Count a variable among those of the model."""
    collection = get_default_graph().get_collection_ref(GraphKeys.MODEL_VARIABLES)
    if var not in collection:
        collection.append(var)


def local_variable(
    initial_value: Any,
    validate_shape: bool = True,
    name: str | None = None,
    use_resource: bool | None = None,
) -> Variable:
    """A variable that is neither trained nor saved: a counter of this process."""
    return Variable(
        initial_value,
        trainable=False,
        collections=[GraphKeys.LOCAL_VARIABLES],
        validate_shape=validate_shape,
        name=name,
    )


def global_variable(
    initial_value: Any,
    validate_shape: bool = True,
    name: str | None = None,
    use_resource: bool | None = None,
) -> Variable:
    """A variable that is saved, but not trained."""
    return Variable(
        initial_value,
        trainable=False,
        collections=[GraphKeys.GLOBAL_VARIABLES],
        validate_shape=validate_shape,
        name=name,
    )
