"""Functions over the rows of tensors: map_fn, scan, foldl, foldr."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edflow.engine.control.composites import unpack
from edflow.engine.control.looping import while_loop
from edflow.engine.control.tensor_array import TensorArray
from edflow.engine.face import nest
from edflow.engine.face.dtypes import as_dtype
from edflow.engine.graph import Tensor, name_scope
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import constant, convert_to_tensor

__all__ = ["foldl", "foldr", "map_fn", "scan"]


def _rows(elems: Any) -> tuple[Any, Tensor, int | None]:
    """The rows of every tensor in `elems` as arrays; how many rows there are."""
    if not unpack(elems):
        raise ValueError("there is nothing to go through: elems holds no tensor")
    tensors = nest.map_structure(lambda x: convert_to_tensor(x, name="elem"), elems)
    first = nest.flatten(tensors)[0]
    if first.spec.rank == 0:
        raise ValueError(f"{first.name} is a scalar and has no rows to go through")
    known = None if first.spec.shape is None else first.spec.shape[0]
    count = constant(known) if known is not None else shape(first)[0]
    arrays = nest.map_structure(
        lambda x: TensorArray(x.dtype, count, infer_shape=True).unstack(x), tensors
    )
    return arrays, count, known


def _stacked(arrays: Any, known: int | None) -> Any:
    def stack(array: TensorArray) -> Tensor:
        whole = array.stack()
        if whole.spec.shape is not None:
            whole.set_shape([known, *whole.spec.shape[1:]])
        return whole

    return nest.map_structure(stack, arrays)


def map_fn(
    fn: Callable[[Any], Any],
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
    fn_output_signature: Any = None,
) -> Any:
    """`fn` of every row, stacked.

    Args:
      fn: from one row (a structure of rows, if `elems` is one) to a tensor or a
        structure of tensors.
      elems: a tensor, or a structure of tensors with equally many rows.
      dtype: the dtypes of what `fn` returns, in its structure, where they differ from
        those of `elems`.
      parallel_iterations, swap_memory: accepted.
      back_prop: whether gradients flow through.
      infer_shape: whether all results have one shape.
      name: the scope's name.
      fn_output_signature: the newer name of `dtype`.

    >>> import edflow as tf
    >>> tf.Session().run(tf.map_fn(lambda x: x * x, tf.constant([1.0, 2.0, 3.0])))
    array([1., 4., 9.], dtype=float32)
    """
    if not callable(fn):
        raise TypeError(f"fn must be a function, not {fn!r}")
    dtype = fn_output_signature if dtype is None else dtype
    with name_scope(name, "map", unpack(elems)):
        rows, count, known = _rows(elems)
        kinds = nest.map_structure(lambda a: a.dtype, rows) if dtype is None else dtype
        results = nest.map_structure(
            lambda kind: TensorArray(as_dtype(kind), count, infer_shape=infer_shape),
            kinds,
        )

        def turn(i: Tensor, arrays: Any) -> Any:
            values = fn(nest.map_structure(lambda array: array.read(i), rows))
            nest.assert_same_structure(kinds, values, check_types=False)
            leaves = zip(nest.flatten(arrays), nest.flatten(values), strict=True)
            written = [array.write(i, value) for array, value in leaves]
            return i + 1, nest.pack_sequence_as(arrays, written)

        _, results = while_loop(
            lambda i, _: i < count,
            turn,
            (constant(0), results),
            back_prop=back_prop,
        )
        return _stacked(results, known)


def foldl(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """`fn(… fn(fn(initializer, row 0), row 1) …)`, from the first row to the last.

    Args:
      fn: from what is accumulated and one row to the next accumulated value.
      elems: a tensor, or a structure of tensors with equally many rows.
      initializer: what to start from; the first row by default.
      parallel_iterations, swap_memory: accepted.
      back_prop: whether gradients flow through.
      name: the scope's name.
    """
    return _fold(fn, elems, initializer, back_prop, False, name or "foldl")


def foldr(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """As `foldl`, from the last row to the first."""
    return _fold(fn, elems, initializer, back_prop, True, name or "foldr")


def _fold(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any,
    back_prop: bool,
    backwards: bool,
    name: str,
) -> Any:
    with name_scope(name, values=unpack(elems)):
        rows, count, _ = _rows(elems)
        order = _Order(count, backwards)
        start, begun = order.start(rows, initializer)

        def turn(k: Tensor, total: Any) -> Any:
            row = nest.map_structure(lambda array: array.read(order.place(k)), rows)
            return k + 1, fn(total, row)

        _, total = while_loop(
            lambda k, _: k < count,
            turn,
            (constant(begun), start),
            back_prop=back_prop,
        )
        return total


class _Order:
    """The rows in the order in which they are visited."""

    def __init__(self, count: Tensor, backwards: bool):
        self._count = count
        self._backwards = backwards

    def place(self, k: Any) -> Any:
        """The row that is visited as number k."""
        return self._count - 1 - k if self._backwards else k

    def start(self, rows: Any, initializer: Any) -> tuple[Any, int]:
        """What to start from, and with which visit to go on."""
        if initializer is not None:
            return nest.map_structure(convert_to_tensor, initializer), 0
        place = self.place(0)
        return nest.map_structure(lambda array: array.read(place), rows), 1


def scan(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """As `foldl`, but all accumulated values, stacked.

    Args:
      fn: from what is accumulated and one row to the next accumulated value.
      elems: a tensor, or a structure of tensors with equally many rows.
      initializer: what to start from; without it the first row, which is then also the
        first result.
      parallel_iterations, swap_memory: accepted.
      back_prop: whether gradients flow through.
      infer_shape: whether all results have one shape.
      reverse: go from the last row to the first; results stay where their rows are.
      name: the scope's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.scan(lambda total, x: total + x, tf.constant([1, 2, 3])))
    array([1, 3, 6], dtype=int32)
    """
    if not callable(fn):
        raise TypeError(f"fn must be a function, not {fn!r}")
    with name_scope(name, "scan", unpack(elems)):
        rows, count, known = _rows(elems)
        order = _Order(count, reverse)
        start, begun = order.start(rows, initializer)
        results = nest.map_structure(
            lambda x: TensorArray(x.dtype, count, infer_shape=infer_shape), start
        )
        if begun:
            results = nest.map_structure(
                lambda array, x: array.write(order.place(0), x), results, start
            )

        def turn(k: Tensor, total: Any, arrays: Any) -> Any:
            place = order.place(k)
            row = nest.map_structure(lambda array: array.read(place), rows)
            total = fn(total, row)
            pairs = zip(nest.flatten(arrays), nest.flatten(total), strict=True)
            written = [array.write(place, x) for array, x in pairs]
            return k + 1, total, nest.pack_sequence_as(arrays, written)

        _, _, results = while_loop(
            lambda k, *_: k < count,
            turn,
            (constant(begun), start, results),
            back_prop=back_prop,
        )
        return _stacked(results, known)
