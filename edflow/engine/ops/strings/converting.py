"""Text and numbers: reading, writing, raw bytes, base 64."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import NUMBERS, DType, as_dtype, float32, string
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.graph import OpDef, Spec, Tensor
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.build import apply
from edflow.engine.ops.strings.elements import Textual, each, texts

__all__ = [
    "as_string", "decode_base64", "decode_raw", "encode_base64", "string_to_number",
]  # fmt: skip


class StringToNumber(OpDef):
    """y = the number that x spells."""

    differentiable = False
    takes = "string_tensor:string"
    gives = "output:out_type"
    out_type: DType = float32

    def infer(self, string_tensor: Spec) -> Spec:
        return Spec(string_tensor.shape, self.out_type)

    def compute(self, x: Array) -> Array:
        return each(self._number, texts(x), dtype=self.out_type.as_numpy_dtype)

    def _number(self, text: bytes) -> Any:
        try:
            if self.out_type.is_integer:
                return int(text)
            return float(text)
        except (ValueError, OverflowError):
            raise ValueError(
                f"{text.decode(errors='replace')!r} does not spell a number of type "
                f"{self.out_type.name}"
            ) from None


class AsString(OpDef):
    """y = x, written out."""

    differentiable = False
    takes = "input:T"
    gives = "output:string"
    T = NUMBERS | {boolean}
    precision: int = -1
    scientific: bool = False
    shortest: bool = False
    width: int = -1
    fill: str = ""

    def infer(self, input: Spec) -> Spec:
        return Spec(input.shape, string)

    def compute(self, x: Array) -> Array:
        x = np.asarray(x)
        if x.dtype.kind == "b":
            return each(lambda item: b"true" if item else b"false", x)
        width = "" if self.width < 0 else str(self.width)
        precision = "" if self.precision < 0 else f".{self.precision}"
        letter = "e" if self.scientific else "g" if self.shortest else "f"
        if x.dtype.kind in "iu":
            letter, precision = "d", ""
        form = f"%{self.fill}{width}{precision}{letter}"
        if x.dtype.kind == "c":
            return each(lambda c: f"({form % c.real},{form % c.imag})".encode(), x)
        return each(lambda item: (form % item).encode(), x)


class EncodeBase64(Textual):
    """y = the bytes of x in base 64, with - and _ as its last two digits."""

    pad: bool = False

    def change(self, text: bytes) -> bytes:
        coded = base64.urlsafe_b64encode(text)
        return coded if self.pad else coded.rstrip(b"=")


class DecodeBase64(Textual):
    """y = the bytes that x spells in base 64."""

    def change(self, text: bytes) -> bytes:
        try:
            padded = text.rstrip(b"=") + b"=" * (-len(text.rstrip(b"=")) % 4)
            return base64.b64decode(padded, altchars=b"-_", validate=True)
        except binascii.Error:
            raise ValueError(f"{text!r} is not in base 64") from None


class DecodeRaw(OpDef):
    """y[..., :] = the bytes of x, read as numbers."""

    differentiable = False
    takes = "bytes:string"
    gives = "output:out_type"
    out_type: DType = float32
    little_endian: bool = True

    def infer(self, bytes: Spec) -> Spec:
        return Spec(
            None if bytes.shape is None else (*bytes.shape, None), self.out_type
        )

    def compute(self, x: Array) -> Array:
        x = texts(x)
        wanted = np.dtype(self.out_type.as_numpy_dtype)
        lengths = {len(item) for item in x.flat}
        length = lengths.pop() if lengths else 0
        if lengths:
            raise ValueError(
                "all texts must have one length to be read as numbers, but lengths "
                f"{length} and {lengths.pop()} occur"
            )
        if length % wanted.itemsize:
            raise ValueError(
                f"{length} bytes do not make whole numbers of {wanted.itemsize} bytes"
            )
        stored = wanted.newbyteorder("<" if self.little_endian else ">")
        numbers = np.frombuffer(b"".join(x.flat), stored).astype(wanted)
        return numbers.reshape(*x.shape, length // wanted.itemsize)


# -- public functions -----------------------------------------------------------------


def string_to_number(
    string_tensor: Any = None,
    out_type: Any = float32,
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """The numbers that texts spell.

    Raises:
      InvalidArgumentError: when run, for a text that spells none.

    >>> import edflow as tf
    >>> tf.Session().run(tf.string_to_number(["1.5", "-2e3"]))
    array([ 1.5e+00, -2.0e+03], dtype=float32)
    """
    value = one_of(string_tensor=string_tensor, input=input)
    return apply(StringToNumber(as_dtype(out_type)), value, name=name)


def as_string(
    input: Any,
    precision: int = -1,
    scientific: bool = False,
    shortest: bool = False,
    width: int = -1,
    fill: str = "",
    name: str | None = None,
) -> Tensor:
    """Numbers written out.

    Args:
      input: numbers or truth values.
      precision: how many digits after the point.
      scientific: write 1.5e+00.
      shortest: write whichever is shorter.
      width: the least width.
      fill: how to fill it: `"0"`, `" "`, `"-"` for blanks on the right.
      name: the operation's name.
    """
    opdef = AsString(precision, scientific, shortest, width, fill)
    return apply(opdef, input, name=name)


def encode_base64(input: Any, pad: bool = False, name: str | None = None) -> Tensor:
    """Texts in base 64 (the alphabet that is safe in addresses of web pages)."""
    return apply(EncodeBase64(pad), input, name=name)


def decode_base64(input: Any, name: str | None = None) -> Tensor:
    """What texts in base 64 stand for."""
    return apply(DecodeBase64(), input, name=name)


def decode_raw(
    input_bytes: Any = None,
    out_type: Any = None,
    little_endian: bool = True,
    name: str | None = None,
    bytes: Any = None,
) -> Tensor:
    """The bytes of texts read as numbers, which become a last axis.

    Args:
      input_bytes: texts of one length.
      out_type: the dtype of the numbers.
      little_endian: the order of the bytes in a number.
      name: the operation's name.
      bytes: the old name of `input_bytes`.

    >>> import edflow as tf
    >>> tf.Session().run(tf.decode_raw(["ab"], tf.uint8))
    array([[97, 98]], dtype=uint8)
    """
    value = one_of(input_bytes=input_bytes, bytes=bytes)
    opdef = DecodeRaw(as_dtype(out_type), little_endian)
    return apply(opdef, value, name=name)
