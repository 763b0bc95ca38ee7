"""From Python values to nodes: constants, conversion, and the use of an op.

Before this: `graph/graph.py`. Next: `graph/traversal.py`, from a node to what it needs.

Every public function ends in `apply(SomeOp(...), x, y, name=name)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array, as_array
from edflow.engine.face.dtypes import DType, as_dtype, float32, int32
from edflow.engine.face.shapes import TensorShape, as_shape, count, is_full, text
from edflow.engine.graph import (
    Graph,
    OpDef,
    Operation,
    Spec,
    Tensor,
    common_graph,
    get_default_graph,
)
from edflow.engine.graph.signature import Arg

__all__ = ["constant", "convert_to_tensor"]


class Const(OpDef):
    """y = value."""

    gives = "output:dtype"
    is_constant = True
    value: Array
    dtype: DType

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Const)
            and self.dtype is other.dtype
            and self.value.shape == other.value.shape
            and bool(np.array_equal(self.value, other.value))
        )

    def __hash__(self) -> int:
        return hash((self.dtype, self.value.shape))

    def infer(self) -> Spec:
        value = self.value if self.dtype.is_integer else None
        return Spec(self.value.shape, self.dtype, value)

    def compute(self) -> Array:
        return self.value


def constant(
    value: Any,
    dtype: Any = None,
    shape: Any = None,
    name: str = "Const",
    verify_shape: bool = False,
) -> Tensor:
    """A tensor whose value is written into the graph.

    Args:
      value: a number, truth value or text, a nested list of them, or an array.
      dtype: by default float32 for Python floats, int32 for integers, an array's own.
      shape: the shape to give it. With fewer values than elements the last value is
        repeated.
      name: the operation's name.
      verify_shape: refuse a `shape` that is not that of `value`.

    Raises:
      TypeError: the value is not of the kind of `dtype`, e.g. 1.5 as an int32.
      ValueError: more values than `shape` has elements.

    >>> import edflow as tf
    >>> print(tf.constant([[1.0, 2.0]], name="a"))
    Tensor("a:0", shape=(1, 2), dtype=float32)
    >>> tf.Session().run(tf.constant(7, shape=[2]))
    array([7, 7], dtype=int32)
    """
    array = as_array(value, None if dtype is None else as_dtype(dtype).base_dtype)
    if shape is not None:
        array = _fill(array, as_shape(shape), verify_shape)
    return _const(array, name, get_default_graph())


def _const(array: Array, name: str | None, graph: Graph) -> Tensor:
    # A constant never changes, also not through the array it was made from.
    array = np.array(array, order="C")
    array.flags.writeable = False
    return graph.create_op(Const(array, as_dtype(array.dtype)), (), name).outputs[0]


def _fill(array: Array, shape: Any, verify_shape: bool) -> Array:
    if not is_full(shape):
        raise ValueError(f"the shape of a constant must be known, not {text(shape)}")
    if verify_shape and array.shape != shape:
        raise TypeError(
            f"the value has shape {text(array.shape)}, not the {text(shape)} asked for"
        )
    size = count(shape) or 0
    if size == 0:
        return np.empty(shape, array.dtype)  # As in tf.zeros([0, 3]).
    if array.size > size or array.size == 0:
        raise ValueError(
            f"{array.size} values do not fill a constant of shape {text(shape)}, "
            f"which has {size} elements"
        )
    if array.size == size:
        return array.reshape(shape)
    flat = np.full(size, array.reshape(-1)[-1], array.dtype)
    flat[: array.size] = array.reshape(-1)
    return flat.reshape(shape)


Conversion = Callable[[Any, DType | None, str | None], Tensor | None]
_conversions: list[tuple[type | tuple[type, ...], Conversion]] = []


def register_conversion(kind: type | tuple[type, ...], convert: Conversion) -> None:
    """Let values of `kind` be used as tensors: `convert(value, dtype, name)`.

    It may answer None: of lists only those that hold tensors are its business.
    """
    _conversions.append((kind, convert))


def convertible(value: Any) -> bool:
    """Whether `value` is a tensor, or of a kind that serves as one, as variables do."""
    return isinstance(value, Tensor) or any(
        isinstance(value, kind) for kind, _ in _conversions
    )


def convert_to_tensor(
    value: Any,
    dtype: Any = None,
    name: str | None = None,
    preferred_dtype: Any = None,
    dtype_hint: Any = None,
) -> Tensor:
    """`value` as a tensor: a tensor stays itself, anything else becomes a constant.

    Args:
      value: a tensor, a variable, or what `tf.constant` takes; lists may hold tensors.
      dtype: the dtype it must have.
      name: a name for the constant, if one is made.
      preferred_dtype: the dtype to try first for a Python value.
      dtype_hint: the newer name of `preferred_dtype`.

    Raises:
      ValueError: a tensor of another dtype than `dtype`.
      TypeError: a Python value that does not fit `dtype`.
    """
    wanted = None if dtype is None else as_dtype(dtype).base_dtype
    if isinstance(value, Tensor):
        if wanted is not None and value.dtype.base_dtype is not wanted:
            raise ValueError(
                f"{value.name} is {value.dtype.base_dtype.name}, but a {wanted.name} "
                f"is needed; convert it with tf.cast(…, tf.{wanted.name})"
            )
        return value
    for kind, convert in _conversions:
        if isinstance(value, kind):
            tensor = convert(value, wanted, name)
            if tensor is not None:
                return tensor
    hint = preferred_dtype if dtype_hint is None else dtype_hint
    if wanted is None and hint is not None:
        try:
            array = as_array(value, as_dtype(hint).base_dtype)
        except (TypeError, ValueError):
            array = as_array(value)
    else:
        array = as_array(value, wanted)
    return _const(array, name, get_default_graph())


def apply(opdef: OpDef, *values: Any, name: str | None = None) -> Any:
    """Use `opdef` on `values`: tensors, or what becomes constants beside it.

    Values are taken in the order of the op's `takes`; where it takes a list, a list.

    Returns:
      The output tensor, a tuple of them if the op has several, or the operation itself
      if it has none.
    """
    flat: list[Any] = []
    for arg, value in zip(opdef.args, values, strict=True):
        flat.extend(value) if arg.is_list else flat.append(value)
    graph = common_graph(flat) if flat else get_default_graph()
    if all(isinstance(value, Tensor) for value in flat):
        op = graph.create_op(opdef, flat, name)
    else:
        with graph.as_default(), graph.name_scope(name or opdef.type) as scope:
            op = graph.create_op(opdef, _convert_all(opdef, values), scope)
    return result(op)


def result(op: Operation) -> Any:
    """What a function that made `op` returns: its tensor, tensors, or `op` itself."""
    if len(op.outputs) == 1:
        return op.outputs[0]
    return op.outputs or op


def as_list(outputs: Any) -> list[Tensor]:
    """The outputs of an operation of which one cannot say whether it has several."""
    return [outputs] if isinstance(outputs, Tensor) else list(outputs)


def _convert_all(opdef: OpDef, values: Sequence[Any]) -> list[Tensor]:
    """The values as tensors; the first to name a type settles it for the others."""
    settled: dict[str, DType] = {}
    tensors: list[Tensor] = []
    for arg, value in zip(opdef.args, values, strict=True):
        dtype = opdef.dtype_of(arg) or settled.get(arg.type)
        items = list(value) if arg.is_list else [value]
        if dtype is None and not arg.mixed:
            dtype = next((t.dtype.base_dtype for t in items if _has_dtype(t)), None)
        for i, item in enumerate(items):
            name = f"{arg.name}_{i}" if arg.is_list else arg.name
            tensor = _convert(opdef, arg, item, None if arg.mixed else dtype, name)
            dtype = dtype or tensor.dtype.base_dtype
            tensors.append(tensor)
        if dtype is not None and not arg.mixed:
            settled.setdefault(arg.type, dtype)
    return tensors


def _has_dtype(value: Any) -> bool:
    return isinstance(getattr(value, "dtype", None), DType)


def _convert(
    opdef: OpDef, arg: Arg, value: Any, dtype: DType | None, name: str
) -> Tensor:
    if arg.ref and isinstance(value, Tensor):
        return value  # A body takes in the variables of the graph around it.
    if arg.ref:
        root = get_default_graph().root
        element = root.as_graph_element(value, allow_operation=False)
        assert isinstance(element, Tensor)
        return element
    if dtype is None and isinstance(value, list | tuple) and not value:
        # An empty list is of any dtype; as a shape or as axes it is one of integers.
        allowed = getattr(type(opdef), arg.type, None)
        dtype = None if allowed is None or float32 in allowed else int32
    if _has_dtype(value):
        return convert_to_tensor(value)  # `check` words the error if the dtype is off.
    try:
        return convert_to_tensor(value, dtype, name)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{opdef.type}: {arg.name}: {error}") from None


def _from_shape(value: Any, dtype: DType | None, name: str | None) -> Tensor:
    shape = as_shape(value)
    if not is_full(shape):
        raise ValueError(
            f"the shape {text(shape)} is not fully known before the graph runs; "
            "use tf.shape(x), which is a tensor"
        )
    return constant(np.array(shape, np.int32), dtype, name=name or "shape_as_tensor")


register_conversion(TensorShape, _from_shape)
