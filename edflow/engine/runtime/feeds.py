"""The values a run is given: checked and made arrays of the right dtype and shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from edflow.engine.face.arrays import Array, as_array
from edflow.engine.face.dtypes import string
from edflow.engine.face.shapes import compatible, text
from edflow.engine.graph import Graph, Tensor


def fed_tensors(graph: Graph, feed_dict: Mapping[Any, Any]) -> dict[Tensor, Any]:
    """The feeds by tensor: keys may also be names or variables."""
    feeds: dict[Tensor, Any] = {}
    # A dict is recognised at once; asking `Mapping` alone costs 0.3 µs of every run.
    if not isinstance(feed_dict, (dict, Mapping)):  # pyright: ignore[reportUnnecessaryIsInstance]
        if isinstance(feed_dict, list | tuple) and not feed_dict:
            return feeds
        raise TypeError(
            f"feed_dict must be a dict from tensors to values, not {feed_dict!r}: "
            "write session.run(y, {x: value}), and to fetch several, "
            "session.run([y, z])"
        )
    for key, value in feed_dict.items():
        parts = _parts(key)
        if parts is not None:
            feeds |= fed_tensors(graph, dict(zip(parts, value, strict=True)))
            continue
        tensor = _fed_tensor(graph, key)
        if tensor in feeds:
            raise ValueError(f"{tensor.name} is fed twice")
        feeds[tensor] = value
    return feeds


def _parts(key: Any) -> Sequence[Any] | None:
    """The tensors behind a key that stands for several, e.g. a sparse placeholder."""
    if isinstance(key, tuple | list):
        return cast("Sequence[Any]", key)
    components = getattr(key, "fetch_components", None)
    return None if components is None else components()[0]


def _fed_tensor(graph: Graph, key: Any) -> Tensor:
    try:
        tensor = graph.as_graph_element(key, allow_operation=False)
    except (KeyError, ValueError, TypeError) as error:
        raise TypeError(
            f"cannot feed: {error.args[0]}; the keys of feed_dict are tensors, "
            "usually placeholders, or their names"
        ) from None
    assert isinstance(tensor, Tensor)
    if not graph.is_feedable(tensor):
        raise ValueError(f"{tensor.name} may not be fed")
    return tensor


def feed_array(tensor: Tensor, value: Any) -> Array:
    """`value` as the array that stands in for `tensor`.

    Raises:
      TypeError: a tensor was given as the value, or the kinds of dtype differ.
      ValueError: the shape is not the tensor's.
    """
    dtype = tensor.dtype.base_dtype
    # An array of objects may hold str, where a tensor holds bytes.
    wanted = None if dtype is string else dtype.as_numpy_dtype
    if type(value) is np.ndarray and wanted and value.dtype == wanted:
        array = value
    else:
        array = _converted(tensor, value)
    if not compatible(tensor.spec.shape, array.shape):
        raise ValueError(
            f"cannot feed a value of shape {text(array.shape)} for {tensor.name}, "
            f"which has shape {text(tensor.spec.shape)}; reshape the value"
        )
    return array


def _converted(tensor: Tensor, value: Any) -> Array:
    dtype = tensor.dtype.base_dtype
    if isinstance(value, Tensor):
        raise TypeError(
            f"the value fed for {tensor.name} is the tensor {value.name}, which has no "
            "value yet; compute it first with session.run, and feed the result"
        )
    wanted = dtype.as_numpy_dtype
    if dtype.is_integer and isinstance(value, float) and not value.is_integer():
        raise TypeError(
            f"{tensor.name} is {dtype.name}, but the value fed is {value!r}; feed an "
            "integer, or make the placeholder a tf.float32"
        )
    try:
        if wanted is object:
            return as_array(value, dtype)
        return np.asarray(value, wanted)
    except (TypeError, ValueError) as error:
        raise type(error)(
            f"cannot feed {tensor.name}, a {dtype.name} tensor of shape "
            f"{text(tensor.spec.shape)}: {error}"
        ) from None
