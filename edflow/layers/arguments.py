"""What the arguments of layers may be, and how a layer class becomes a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from edflow.engine.graph import Tensor
from edflow.engine.ops import initializers
from edflow.engine.ops.layer import Layer
from edflow.engine.ops.math import trigonometry
from edflow.engine.ops.nn import activations
from edflow.engine.ops.nn.softmax import softmax

_INITIALIZERS: dict[str, Callable[[], Any]] = {
    "zeros": initializers.Zeros,
    "ones": initializers.Ones,
    "random_normal": initializers.RandomNormal,
    "random_uniform": initializers.RandomUniform,
    "truncated_normal": initializers.TruncatedNormal,
    "orthogonal": initializers.Orthogonal,
    "glorot_uniform": initializers.GlorotUniform,
    "glorot_normal": initializers.GlorotNormal,
    "he_uniform": initializers.he_uniform,
    "he_normal": initializers.he_normal,
    "lecun_uniform": initializers.lecun_uniform,
    "lecun_normal": initializers.lecun_normal,
}


_ACTIVATIONS: dict[str, Callable[..., Tensor]] = {
    "elu": activations.elu,
    "relu": activations.relu,
    "relu6": activations.relu6,
    "selu": activations.selu,
    "sigmoid": trigonometry.sigmoid,
    "softmax": softmax,
    "softplus": activations.softplus,
    "softsign": activations.softsign,
    "swish": activations.swish,
    "tanh": trigonometry.tanh,
}


def initializer(given: Any) -> Any:
    """An initializer, or the one of that name: "zeros", "glorot_uniform" …"""
    if not isinstance(given, str):
        return given
    if given not in _INITIALIZERS:
        names = ", ".join(_INITIALIZERS)
        raise ValueError(f"there is no initializer {given!r}; there are {names}")
    return _INITIALIZERS[given]()


def activation(given: Any) -> Callable[..., Any] | None:
    """A function, or that of `tf.nn` of that name: "relu", "tanh" …; None for none."""
    if given is None or given == "linear":
        return None
    if isinstance(given, str):
        if given not in _ACTIVATIONS:
            names = ", ".join(_ACTIVATIONS)
            raise ValueError(f"there is no activation {given!r}; there are {names}")
        return _ACTIVATIONS[given]
    if not callable(given):
        raise TypeError(f"an activation is a function, not {given!r}")
    return given


def sizes(value: Any, rank: int, name: str) -> tuple[int, ...]:
    """A size for each spatial axis: one number for all, or a list of them."""
    whole = isinstance(value, int | np.integer)
    values = (value,) * rank if whole else tuple(value)
    # A size may come from a shape: tf.layers.max_pooling2d(x, x.shape[1:3], 1).
    values = tuple(getattr(size, "value", size) for size in values)
    if len(values) != rank or not all(
        isinstance(size, int | np.integer) and size > 0 for size in values
    ):
        raise ValueError(
            f"{name} must be a whole number above 0 or {rank} of them, not {value!r}"
        )
    return tuple(int(size) for size in values)


def padding(value: str) -> str:
    """`"VALID"` or `"SAME"`, as the operations want it."""
    if value.lower() not in ("valid", "same"):
        raise ValueError(f"padding must be 'valid' or 'same', not {value!r}")
    return value.upper()


def channels_first(data_format: str) -> bool:
    """Whether the channels stand before the spatial axes."""
    if data_format not in ("channels_last", "channels_first"):
        raise ValueError(
            "data_format must be 'channels_last' or 'channels_first', not "
            f"{data_format!r}"
        )
    return data_format == "channels_first"


def layout(rank: int, data_format: str) -> str:
    """TensorFlow's word for the order of the axes, e.g. `"NHWC"`."""
    spatial = "DHW"[-rank:]
    return f"NC{spatial}" if channels_first(data_format) else f"N{spatial}C"


def full(sizes: tuple[int, ...], data_format: str) -> list[int]:
    """Strides or window sizes for all axes: 1 for the batch and for the channels."""
    return [1, 1, *sizes] if channels_first(data_format) else [1, *sizes, 1]


def function_of(layer: type[Layer], name: str) -> Callable[..., Tensor]:
    """The layer as a function: `inputs`, the arguments of the class, and `reuse`."""

    def function(inputs: Any, *args: Any, reuse: Any = None, **kwargs: Any) -> Tensor:
        bound = own.bind_partial(*args, **kwargs)
        scope = bound.arguments.get("name")
        return layer(*args, **kwargs, _scope=scope, _reuse=reuse)(inputs)

    own = inspect.signature(layer)
    kinds = inspect.Parameter
    arguments = [p for p in own.parameters.values() if p.kind is not p.VAR_KEYWORD]
    inputs = kinds("inputs", kinds.POSITIONAL_OR_KEYWORD, annotation=Any)
    reuse = kinds("reuse", kinds.KEYWORD_ONLY, default=None, annotation="bool | None")
    function.__signature__ = own.replace(
        parameters=[inputs, *arguments, reuse], return_annotation=Tensor
    )
    function.__name__ = function.__qualname__ = name
    function.__module__ = layer.__module__
    function.__doc__ = _documentation(layer)
    return function


def _documentation(layer: type[Layer]) -> str:
    """What the layer does, the arguments as its base explains them, and the scope."""
    documented = [inspect.cleandoc(kind.__doc__ or "") for kind in layer.__mro__]
    explained = next(text for text in documented if "Args:" in text)
    summary, arguments = documented[0], explained[explained.index("Args:") :]
    if "Args:" in summary:
        summary = summary[: summary.index("Args:")].rstrip()
    reuse = "  reuse: find the variables of the scope `name` instead of making them."
    return f"{summary}\n\n{arguments}\n{reuse}"
