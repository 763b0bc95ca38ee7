"""tf.get_variable: make a variable, or find the one that has the name already."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from edflow.engine.face.dtypes import DType, as_dtype, float32, string
from edflow.engine.face.keys import GraphKeys
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import get_default_graph, name_scope
from edflow.engine.graph.origin import describe
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.initializers import GlorotUniform, Zeros
from edflow.engine.ops.state.scope import get_variable_scope, of_graph
from edflow.engine.ops.state.variable import Variable

__all__ = ["get_local_variable", "get_variable"]


def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Callable[[Any], Any] | None = None,
    trainable: bool | None = None,
    collections: Sequence[Any] | None = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: bool | None = None,
    custom_getter: Callable[..., Any] | None = None,
    constraint: Callable[[Any], Any] | None = None,
    synchronization: Any = None,
    aggregation: Any = None,
) -> Any:
    """The variable of that name in the current variable scope, new or found again.

    Args:
      name: the name inside the scope.
      shape: needed to make a variable, unless `initializer` is a value.
      dtype: float32 by default.
      initializer: an initializer such as `tf.zeros_initializer()`, a function of shape
        and dtype, or a value. By default that of the scope, else Glorot's uniform one
        for floats, and zeros for all else.
      regularizer: a function from the variable to a loss, which joins the collection
        `tf.GraphKeys.REGULARIZATION_LOSSES`.
      trainable: whether optimizers change it by default.
      collections: those to join in place of the global variables.
      caching_device: accepted.
      partitioner: not supported: a variable is one piece.
      validate_shape: if False, its shape may change by assignment.
      use_resource: accepted.
      custom_getter: a function `getter(true_getter, name, **settings)` that may change
        what is asked for, or what is given.
      constraint: a function to apply after each update by an optimizer.
      synchronization: accepted.
      aggregation: accepted.

    Raises:
      ValueError: it exists and is not to be reused, or does not exist and is; or what
        is asked for differs from what was found in shape or dtype.

    >>> import edflow as tf
    >>> with tf.variable_scope("layer"):
    ...     w = tf.get_variable("w", [784, 10])
    >>> with tf.variable_scope("layer", reuse=True):
    ...     tf.get_variable("w") is w
    True
    """
    scope = get_variable_scope()
    custom_getter = custom_getter or scope.custom_getter
    if custom_getter is not None and not callable(custom_getter):
        raise ValueError(f"custom_getter must be a function, not {custom_getter!r}")
    with name_scope(None):  # Only variable scopes name variables.
        _check_dtype(name, initializer, dtype)
        dtype = scope.dtype if dtype is None else as_dtype(dtype)
        settings = {
            "name": f"{scope.name}/{name}" if scope.name else name,
            "shape": shape,
            "dtype": dtype.base_dtype,
            "initializer": scope.initializer if initializer is None else initializer,
            "regularizer": scope.regularizer if regularizer is None else regularizer,
            "reuse": scope.reuse,
            "trainable": trainable is None or trainable,
            "collections": collections,
            "caching_device": caching_device or scope.caching_device,
            "partitioner": partitioner or scope.partitioner,
            "validate_shape": validate_shape,
            "use_resource": use_resource,
            "constraint": scope.constraint if constraint is None else constraint,
            "synchronization": synchronization,
            "aggregation": aggregation,
        }
        if custom_getter is None:
            return _find_or_make(**settings)
        if not _accepts(custom_getter, "constraint"):
            del settings["constraint"]  # Older getters do not know of it.
        return custom_getter(_find_or_make, **settings)


def get_local_variable(
    name: str, *args: Any, collections: Sequence[Any] | None = None, **settings: Any
) -> Any:
    """`tf.get_variable` for a local variable: neither trained nor saved."""
    settings["trainable"] = False
    collections = [*(collections or ()), GraphKeys.LOCAL_VARIABLES]
    return get_variable(name, *args, collections=collections, **settings)


def _accepts(function: Callable[..., Any], name: str) -> bool:
    parameters = inspect.signature(function).parameters
    return name in parameters or any(
        p.kind is p.VAR_KEYWORD for p in parameters.values()
    )


def _check_dtype(name: str, initializer: Any, dtype: Any) -> None:
    if dtype is None or initializer is None or callable(initializer):
        return
    found = convert_to_tensor(initializer).dtype.base_dtype
    if found != dtype:
        raise ValueError(
            f"the value to initialize {name} with is {found.name}, but the variable is "
            f"to be {as_dtype(dtype).name}; leave dtype out, or convert the value"
        )


def _find_or_make(
    name: str,
    shape: Any = None,
    dtype: Any = float32,
    initializer: Any = None,
    regularizer: Any = None,
    reuse: Any = None,
    trainable: bool = True,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: bool | None = None,
    constraint: Any = None,
    **_accepted: Any,
) -> Variable:
    """What a custom getter knows as the true getter; `name` is the full name."""
    if partitioner is not None and not (shape is not None and list(shape) == []):
        raise ValueError(
            f"the variable {name} cannot be divided: partitioners are for models that "
            "are spread over machines; leave out partitioner"
        )
    if shape is not None and initializer is not None and not callable(initializer):
        raise ValueError(
            f"the variable {name} is given both a shape and a value to start with; "
            "the value has a shape, so leave out shape"
        )
    dtype = as_dtype(dtype)
    sizes = None if shape is None else TensorShape(shape)
    known = of_graph(get_default_graph(), ("variables by name",), dict)
    if name in known:
        return _found(known[name], name, sizes, dtype, reuse)
    if reuse is True:
        raise ValueError(
            f"the variable {name} does not exist, or was not made by tf.get_variable, "
            "so it cannot be reused; make it first, or use reuse=tf.AUTO_REUSE"
        )
    if initializer is None:
        initializer = _default_initializer(name, sizes, dtype)
    value, value_dtype = _initial_value(name, initializer, sizes, dtype)
    variable = known[name] = Variable(
        value,
        trainable=trainable,
        collections=collections,
        validate_shape=validate_shape,
        caching_device=caching_device,
        name=name,
        dtype=value_dtype,
        constraint=constraint,
        use_resource=use_resource,
    )
    if regularizer is not None:
        _regularize(variable, regularizer, name)
    return variable


def _found(
    variable: Variable, name: str, shape: TensorShape | None, dtype: DType, reuse: Any
) -> Variable:
    """The variable, if it may be shared and is what is asked for."""
    if reuse is False or reuse is None:
        raise ValueError(
            f"the variable {name} exists already (created in "
            f"{describe(variable.op.origin)}); to share it, say so in the scope: "
            "tf.variable_scope(…, reuse=tf.AUTO_REUSE); for a new one choose another "
            "name; if this cell just ran twice, begin with tf.reset_default_graph()"
        )
    if shape is not None and not shape.is_compatible_with(variable.shape):
        raise ValueError(
            f"the variable {name} has shape {variable.shape} (created in "
            f"{describe(variable.op.origin)}), so it cannot be shared as {shape}; "
            "choose another name or scope"
        )
    if not dtype.is_compatible_with(variable.dtype):
        raise ValueError(
            f"the variable {name} is {variable.dtype.base_dtype.name} (created in "
            f"{describe(variable.op.origin)}), so it cannot be shared as {dtype.name}; "
            "choose another name or scope"
        )
    return variable


def _default_initializer(name: str, shape: TensorShape | None, dtype: DType) -> Any:
    if shape is None:
        raise ValueError(
            f"the variable {name} is new, so it needs a shape, or an initializer that "
            "is a value"
        )
    if dtype.is_floating:
        return GlorotUniform()
    if dtype.is_integer or dtype.is_bool or dtype is string:
        return Zeros()
    raise ValueError(f"the {dtype.name} variable {name} needs an initializer")


def _initial_value(
    name: str, initializer: Any, shape: TensorShape | None, dtype: DType
) -> tuple[Any, DType | None]:
    """What `Variable` is to start with, and the dtype it is to convert that to."""
    if not callable(initializer):
        return initializer, None
    if isinstance(initializer, type):
        initializer = initializer()
    if shape is not None and shape.is_fully_defined():
        extra = (
            {"partition_info": None} if _accepts(initializer, "partition_info") else {}
        )
        return lambda: initializer(shape.as_list(), dtype=dtype, **extra), dtype
    if all(
        p.default is not p.empty or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        for p in inspect.signature(initializer).parameters.values()
    ):
        return initializer, None
    raise ValueError(
        f"the variable {name} needs a fully known shape for its initializer, not "
        f"{shape}; give one, or an initializer that is a value"
    )


def _regularize(variable: Variable, regularizer: Any, name: str) -> None:
    with variable.graph.as_default(), name_scope(f"{name}/Regularizer/"):
        loss = regularizer(variable)
    if loss is not None:
        variable.graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
