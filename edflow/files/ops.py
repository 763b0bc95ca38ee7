"""SaveV2 and RestoreV2: the ops with which a graph writes and reads checkpoints."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, as_dtype
from edflow.engine.face.shapes import Shape as StaticShape
from edflow.engine.face.shapes import compatible, count, is_full, text
from edflow.engine.graph import OpDef, Operation, Runtime, Spec, Tensor
from edflow.engine.ops.array.shape import Reshape
from edflow.engine.ops.build import apply, as_list
from edflow.engine.ops.state.refs import Assign
from edflow.errors import InvalidArgumentError, NotFoundError, UnimplementedError
from edflow.files.bundle import Bundle
from edflow.files.bundle_writer import write_bundle
from edflow.files.checkpoints import open_checkpoint


class SaveV2(OpDef):
    """Writes the checkpoint `prefix`: each of the tensors under its name."""

    stateful = True
    takes = "prefix:string tensor_names:string shape_and_slices:string tensors:**dtypes"
    gives = ""

    def infer(self, *inputs: Spec) -> tuple[()]:
        return ()

    def takes_reference(self, n_inputs: int) -> list[bool]:
        return [False] * n_inputs  # The values of variables, as they are at this place.

    def compute(
        self, prefix: Any, names: Array, slices: Array, *tensors: Array
    ) -> tuple[()]:
        _check_slices(slices)
        arrays = map(np.asarray, tensors)
        write_bundle(_path(prefix), dict(zip(_texts(names), arrays, strict=True)))
        return ()


class RestoreV2(OpDef):
    """y_i = what the checkpoint `prefix` holds under the i-th name."""

    stateful = True
    takes = "prefix:string tensor_names:string shape_and_slices:string"
    gives = "tensors:**dtypes"
    dtypes: tuple[DType, ...]

    def infer(self, prefix: Spec, names: Spec, slices: Spec) -> tuple[Spec, ...]:
        return tuple(Spec(None, dtype) for dtype in self.dtypes)

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        places = [_place(tensor) for tensor in op.outputs]

        def restore(prefix: Any, names: Array, slices: Array) -> Any:
            _check_slices(slices)
            wanted = _texts(names)
            bundle = open_checkpoint(_path(prefix))
            _check(bundle, wanted, self.dtypes, places)
            arrays = tuple(bundle.read(name) for name in wanted)
            return arrays if len(arrays) != 1 else arrays[0]

        return restore


def save_v2(
    prefix: Any,
    tensor_names: Sequence[str],
    tensors: Sequence[Any],
    name: str | None = None,
) -> Operation:
    """An operation that writes `tensors` as the checkpoint `prefix`.

    Args:
      prefix: the path of the files without their extensions, a string or a tensor.
      tensor_names: a name for each tensor.
      tensors: tensors, or references of variables.
      name: the operation's name.
    """
    names, parts = list(tensor_names), [""] * len(tensor_names)
    return apply(SaveV2(), prefix, names, parts, tensors, name=name)


def restore_v2(
    prefix: Any,
    tensor_names: Sequence[str],
    dtypes: Sequence[Any],
    name: str | None = None,
) -> list[Tensor]:
    """Tensors that hold what the checkpoint `prefix` does.

    All is read and verified before one of them has its value, and an `Assign` that
    would refuse the shape is foreseen: no variable changes if any cannot.

    Args:
      prefix: the path of the files without their extensions, a string or a tensor.
      tensor_names: the names to look up.
      dtypes: their dtypes.
      name: the operation's name.

    Raises:
      NotFoundError: when run: there is no such checkpoint, or it lacks a name.
      InvalidArgumentError: when run: a dtype or a shape differs.
      DataLossError: when run: the files are damaged.
    """
    opdef = RestoreV2(tuple(as_dtype(dtype).base_dtype for dtype in dtypes))
    names, parts = list(tensor_names), [""] * len(tensor_names)
    return as_list(apply(opdef, prefix, names, parts, name=name))


def _path(prefix: Any) -> str:
    return os.fsdecode(np.asarray(prefix, object).item())


def _texts(names: Array) -> list[str]:
    return [name.decode() for name in names]


def _check_slices(slices: Array) -> None:
    if any(slices):
        raise UnimplementedError(
            None,
            None,
            "parts of variables cannot be saved or restored one by one; "
            "save and restore the whole variable",
        )


class _Place(NamedTuple):
    """The shape that a restored tensor goes to, and whether it is reshaped to it."""

    shape: StaticShape = None
    reshaped: bool = False

    def takes(self, shape: tuple[int, ...]) -> bool:
        if not self.reshaped:
            return compatible(self.shape, shape)
        return not is_full(self.shape) or count(self.shape) == count(shape)


def _place(tensor: Tensor) -> _Place:
    for op in tensor.consumers():
        if isinstance(op.opdef, Assign) and op.opdef.validate_shape:
            return _Place(op.inputs[0].spec.shape)
        if isinstance(op.opdef, Reshape):
            return _Place(op.outputs[0].spec.shape, reshaped=True)
    return _Place()


def _check(
    bundle: Bundle,
    names: Sequence[str],
    dtypes: Sequence[DType],
    places: Sequence[_Place],
) -> None:
    """Hold the checkpoint against what is wanted of it; one error names all."""
    missing = [name for name in names if name not in bundle.entries]
    if missing:
        raise NotFoundError(None, None, _missing_text(bundle, missing))
    wrong = []
    for name, dtype, place in zip(names, dtypes, places, strict=True):
        entry = bundle.entries[name]
        if entry.dtype_number != dtype.as_datatype_enum:
            found = entry.dtype_name
            wrong.append(f"{name} is {found} in it, but the variable is {dtype.name}")
        elif not place.takes(entry.shape):
            wrong.append(
                f"{name} has shape {text(entry.shape)} in it, but the variable has "
                f"{text(place.shape)}"
            )
    if wrong:
        raise InvalidArgumentError(
            None,
            None,
            f"the checkpoint {bundle.prefix} does not fit the graph: "
            f"{'; '.join(wrong)}. Build the graph as it was when it was saved, or "
            "restore only variables that fit: tf.train.Saver(var_list=[…])",
        )


def _missing_text(bundle: Bundle, missing: Sequence[str]) -> str:
    lines = []
    for name in missing:
        near = difflib.get_close_matches(name, bundle.entries, n=3, cutoff=0.5)
        lines.append(f"{name} (it has {', '.join(near)})" if near else name)
    some = missing[0]
    return (
        f"the checkpoint {bundle.prefix} has no {', '.join(lines)}. It was saved from "
        "another graph: give variables the names that they had, map them with "
        f'tf.train.Saver({{"name_in_checkpoint": variable}}), or leave out {some} and '
        "initialize it instead; tf.train.list_variables shows what a checkpoint holds"
    )
