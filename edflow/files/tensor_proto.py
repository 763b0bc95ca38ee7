"""Arrays as TensorFlow's `TensorProto`, shapes as `TensorShapeProto`, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import as_dtype
from edflow.engine.face.shapes import Shape

# Fields of TensorProto that hold numbers of a dtype one by one; those of the small
# integers share one.
_LISTED = {
    "float16": "half_val",
    "float32": "float_val",
    "float64": "double_val",
    "int64": "int64_val",
    "bool": "bool_val",
    "uint32": "uint32_val",
    "uint64": "uint64_val",
    "complex64": "scomplex_val",
    "complex128": "dcomplex_val",
    "string": "string_val",
}
_SMALL_INTEGERS = "int_val"


def put_shape(sizes: Shape, into: Any) -> None:
    """Enter a shape into a `TensorShapeProto`: an unknown size is -1.

    >>> from edflow.files.protos import TensorShapeProto
    >>> put_shape((None, 3), message := TensorShapeProto())
    >>> [dim.size for dim in message.dim]
    [-1, 3]
    """
    if sizes is None:
        into.unknown_rank = True
        return
    into.SetInParent()  # A shape without axes is there too.
    for size in sizes:
        into.dim.add(size=-1 if size is None else size)


def shape_of(message: Any) -> Shape:
    """The shape in a `TensorShapeProto`."""
    if message.unknown_rank:
        return None
    return tuple(None if dim.size < 0 else dim.size for dim in message.dim)


def put_array(array: Array, into: Any) -> None:
    """Enter an array into a `TensorProto`: its bytes, or its texts one by one.

    Raises:
      TypeError: no dtype is that of the array.

    >>> from edflow.files.protos import TensorProto
    >>> put_array(np.array([1.5, 2.5]), message := TensorProto())
    >>> array_of(message)
    array([1.5, 2.5])
    """
    into.dtype = as_dtype(array.dtype).as_datatype_enum
    put_shape(array.shape, into.tensor_shape)
    if array.dtype.hasobject:
        into.string_val.extend(array.reshape(-1))
    elif array.size:
        little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        into.tensor_content = little.tobytes()


def tensor_text(array: Array) -> bytes:
    """An array as a serialized `TensorProto`."""
    from edflow.files.protos import TensorProto

    put_array(array, message := TensorProto())
    return message.SerializeToString()


def array_of(message: Any) -> Array:
    """The array in a `TensorProto`, which may not be written to.

    Values that are listed one by one may be fewer than the tensor has elements: the
    last is then repeated.

    Raises:
      TypeError: the dtype is one that only TensorFlow has.
      ValueError: the content does not fit the shape.

    >>> from edflow.files.protos import TensorProto
    >>> shape = {"dim": [{"size": 3}]}
    >>> array_of(TensorProto(dtype="DT_INT32", tensor_shape=shape, int_val=[7]))
    array([7, 7, 7], dtype=int32)
    """
    dtype = as_dtype(message.dtype)
    sizes = tuple(dim.size for dim in message.tensor_shape.dim)
    numpy = np.dtype(dtype.as_numpy_dtype)
    if message.tensor_content:
        array = np.frombuffer(message.tensor_content, numpy).reshape(sizes).copy()
    else:
        listed = getattr(message, _LISTED.get(dtype.name, _SMALL_INTEGERS))
        if dtype.name == "string":
            found = np.empty(len(listed), object)
            found[:] = list(listed)
        elif dtype.name == "float16":
            found = np.array(listed, np.uint16).view(np.float16)
        elif dtype.is_complex:
            found = np.array(listed, numpy.type(0).real.dtype).view(numpy)
        else:
            found = np.array(listed, numpy)
        array = _filled(found, sizes, numpy)
    array.flags.writeable = False
    return array


def _filled(listed: Array, sizes: tuple[Any, ...], dtype: Any) -> Array:
    array = np.empty(sizes, dtype)
    flat = array.reshape(-1)
    flat[: listed.size] = listed
    # Nothing listed means zeros: they are what messages leave out.
    rest = listed[-1] if listed.size else (b"" if dtype.hasobject else 0)
    flat[listed.size :] = rest
    return array
