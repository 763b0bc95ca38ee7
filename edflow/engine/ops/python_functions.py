"""Python functions as operations: `py_func` and `numpy_function`."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np

from edflow import errors
from edflow.engine.face.arrays import Array, as_array
from edflow.engine.face.dtypes import DType, as_dtype, string
from edflow.engine.graph import OpDef, Operation, Spec, get_default_graph
from edflow.engine.graph.origin import describe
from edflow.engine.ops.build import convert_to_tensor, convertible

__all__ = ["numpy_function", "py_func"]

_PACKAGE = str(Path(__file__).parents[2])
# As TensorFlow sorts Python's errors.
_CLASSES: dict[type[Exception], type[errors.OpError]] = {
    StopIteration: errors.OutOfRangeError,
    MemoryError: errors.ResourceExhaustedError,
    NotImplementedError: errors.UnimplementedError,
    TypeError: errors.InvalidArgumentError,
    ValueError: errors.InvalidArgumentError,
}


class PyFunc(OpDef):
    """y = func(x), computed by Python: it may give another y for the same x."""

    takes = "input:**Tin"
    gives = "output:**Tout"
    stateful = True
    func: Callable[..., Any]
    token: str
    Tout: tuple[DType, ...]

    def infer(self, *inputs: Spec) -> tuple[Spec, ...]:
        return tuple(Spec(None, dtype) for dtype in self.Tout)

    def compute(self, *arrays: Any) -> Any:
        # Copies, for the function may write to what it is given.
        args = [x if isinstance(x, bytes) else np.array(x)[()] for x in arrays]
        try:
            result = self.func(*args)
        except Exception as error:
            raise from_python(error, self.token) from error
        values = self._values(result)
        return values[0] if len(values) == 1 else values

    def _values(self, result: Any) -> tuple[Array, ...]:
        several = isinstance(result, list | tuple)
        if result is None and not self.Tout:
            return ()
        if not several or (len(self.Tout) == 1 and len(cast("Any", result)) != 1):
            result = [result]
        if len(result) != len(self.Tout):
            raise ValueError(
                f"{self.token} returned {len(result)} values, but Tout names "
                f"{len(self.Tout)}"
            )
        return tuple(
            self._value(i, value, dtype)
            for i, (value, dtype) in enumerate(zip(result, self.Tout, strict=True))
        )

    def _value(self, i: int, value: Any, dtype: DType) -> Array:
        array = as_array(value, string) if dtype is string else np.asarray(value)
        found = as_dtype(array.dtype)
        if found is not dtype:
            raise ValueError(
                f"value {i} that {self.token} returned is {found.name}, but Tout says "
                f"{dtype.name}; return np.{np.dtype(dtype.as_numpy_dtype)}, as "
                f"np.asarray(y, np.{np.dtype(dtype.as_numpy_dtype)}) gives it"
            )
        return array


class PyFuncStateless(PyFunc):
    """y = func(x), computed by Python: always the same y for the same x."""

    gives = "output:**Tout"

    stateful = False


def from_python(error: Exception, what: str) -> errors.OpError:
    """The error of a user's Python function, with the line of theirs that raised it."""
    if isinstance(error, errors.OpError):
        return error
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [f for f in frames if not f.filename.startswith(_PACKAGE)]
    frame = theirs[-1] if theirs else frames[-1]
    kinds = [made for kind, made in _CLASSES.items() if isinstance(error, kind)]
    place = describe((frame.filename, frame.lineno or 0))
    return (kinds[0] if kinds else errors.UnknownError)(
        None, None, f"{type(error).__name__}: {error} (in {what}, {place})"
    )


def py_func(
    func: Callable[..., Any],
    inp: Any,
    Tout: Any,  # noqa: N803
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """What a Python function makes of the values of tensors, when the graph runs.

    No gradient flows through it, and a graph that holds one cannot be written to a
    file. Shapes are unknown: tell them with `set_shape`.

    Args:
      func: from NumPy arrays to an array, or to a list of them.
      inp: the tensors whose values it is given.
      Tout: the dtype of its result, or a list of dtypes; [] for none.
      stateful: whether the result may be another for the same values.
      name: the operation's name.

    Returns:
      A tensor, a list of them if `Tout` is a list, the operation if that is empty.

    Raises:
      InvalidArgumentError: in a run, the function raises ValueError or TypeError, or
        returns what `Tout` does not say. Other errors: see `tf.errors`.

    >>> import edflow as tf
    >>> y = tf.py_func(lambda x: x + x, [tf.constant(3.0)], tf.float32)
    >>> print(y, tf.Session().run(y))
    Tensor("PyFunc:0", dtype=float32) 6.0
    """
    if not callable(func):
        raise ValueError(f"func must be a function, not {func!r}")  # noqa: TRY004
    single = not isinstance(Tout, list | tuple)
    dtypes = tuple(map(as_dtype, [Tout] if single else cast("Any", Tout)))
    kind, graph = PyFunc if stateful else PyFuncStateless, get_default_graph()
    opdef = kind(func, getattr(func, "__name__", type(func).__name__), dtypes)
    if all(map(convertible, inp)):
        op = graph.create_op(opdef, [convert_to_tensor(x) for x in inp], name)
    else:
        with graph.name_scope(name or kind.__name__) as scope:
            tensors = [
                convert_to_tensor(x, name=f"input_{i}") for i, x in enumerate(inp)
            ]
            op = graph.create_op(opdef, tensors, scope)
    return _returned(op, single)


def _returned(op: Operation, single: bool) -> Any:
    if not op.outputs:
        return op
    return op.outputs[0] if single else list(op.outputs)


def numpy_function(
    func: Callable[..., Any],
    inp: Any,
    Tout: Any,  # noqa: N803
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """`tf.py_func` by its newer name."""
    return py_func(func, inp, Tout, stateful, name)
