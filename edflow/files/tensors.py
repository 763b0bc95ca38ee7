"""Tensors as text and back: `TensorProto` messages that a graph writes and reads."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, as_dtype, string
from edflow.engine.graph import OpDef, Spec, Tensor
from edflow.engine.ops.build import apply
from edflow.engine.ops.strings.elements import each, texts
from edflow.files.tensor_proto import array_of, tensor_text

__all__ = ["decode_json_example", "parse_tensor", "serialize_tensor"]


class SerializeTensor(OpDef):
    """y = x as a serialized `TensorProto`."""

    takes = "tensor:T"
    gives = "serialized:string"

    def infer(self, tensor: Spec) -> Spec:
        return Spec((), string)

    def compute(self, x: Any) -> bytes:
        return tensor_text(np.asarray(x, object if isinstance(x, bytes) else None))


class ParseTensor(OpDef):
    """y = the tensor that a serialized `TensorProto` holds."""

    takes = "serialized:string"
    gives = "output:out_type"
    out_type: DType

    def infer(self, serialized: Spec) -> Spec:
        if serialized.rank not in (None, 0):
            raise ValueError("parse_tensor takes a single text")
        return Spec(None, self.out_type)

    def compute(self, serialized: Any) -> Array:
        return tensor_of(texts(serialized).item(), self.out_type)


class DecodeJSONExample(OpDef):
    """y = examples, which x holds as JSON, as serialized `Example`s."""

    takes = "json_examples:string"
    gives = "binary_examples:string"

    def infer(self, json_examples: Spec) -> Spec:
        return json_examples

    def compute(self, x: Any) -> Array:
        return each(_example, texts(x))


def _example(text: bytes) -> bytes:
    from google.protobuf.json_format import Parse, ParseError

    from edflow.files.protos import Example

    try:
        return Parse(text, Example()).SerializeToString()
    except ParseError as error:
        raise ValueError(f"{text[:60]!r} is no Example as JSON: {error}") from None


def tensor_of(serialized: bytes, dtype: DType) -> Array:
    """The array in a serialized `TensorProto`.

    Raises:
      ValueError: the text is none, or holds another dtype.
    """
    from google.protobuf.message import DecodeError

    from edflow.files.protos import TensorProto

    try:
        array = array_of(TensorProto.FromString(serialized))
    except (DecodeError, TypeError):
        raise ValueError(
            f"{serialized[:40]!r} is no serialized tensor; tf.serialize_tensor "
            "makes one"
        ) from None
    held = as_dtype(array.dtype)
    if held is not dtype:
        raise ValueError(
            f"the serialized tensor is {held.name}, but {dtype.name} was asked for"
        )
    return array


# -- public functions -----------------------------------------------------------------


def serialize_tensor(tensor: Any, name: str | None = None) -> Tensor:
    """A tensor as text, e.g. to be a feature of an example.

    >>> import edflow as tf
    >>> text = tf.serialize_tensor([1.5, 2.5])
    >>> tf.Session().run(tf.parse_tensor(text, tf.float32))
    array([1.5, 2.5], dtype=float32)
    """
    return apply(SerializeTensor(), tensor, name=name)


def parse_tensor(serialized: Any, out_type: Any, name: str | None = None) -> Tensor:
    """The tensor that `serialize_tensor` made a text.

    Args:
      serialized: the text.
      out_type: the tensor's dtype.
      name: the operation's name.

    Raises:
      InvalidArgumentError: when run, for another text or another dtype.
    """
    return apply(ParseTensor(as_dtype(out_type)), serialized, name=name)


def decode_json_example(json_examples: Any, name: str | None = None) -> Tensor:
    """Examples in JSON to serialized `tf.train.Example`s, of the same shape."""
    return apply(DecodeJSONExample(), json_examples, name=name)
