"""Text joined, cut, searched and changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, int32, string
from edflow.engine.face.dtypes import bool as boolean
from edflow.engine.face.shapes import broadcast, merge
from edflow.engine.graph import OpDef, Spec, Tensor, name_scope
from edflow.engine.ops.array.reduction import agreed
from edflow.engine.ops.array.shape import axis_of
from edflow.engine.ops.build import apply, constant, convert_to_tensor
from edflow.engine.ops.strings.elements import Textual, each, texts

__all__ = ["reduce_join", "regex_replace", "string_join", "string_strip", "substr"]


class StringJoin(OpDef):
    """y = x_1, x_2, ... one after the other, separated by the separator."""

    differentiable = False
    takes = "inputs:*string"
    gives = "output:string"
    separator: str = ""

    def infer(self, *inputs: Spec) -> Spec:
        shape = None
        for spec in inputs:
            if spec.rank != 0:
                shape = merge(shape, spec.shape)
        scalars = all(spec.rank == 0 for spec in inputs)
        return Spec(() if scalars else shape, string)

    def compute(self, *xs: Array) -> Array:
        glue = self.separator.encode()
        return each(lambda *parts: glue.join(parts), *map(texts, xs))


class ReduceJoin(OpDef):
    """y = the elements of x along the axes, joined into one."""

    differentiable = False
    takes = "inputs:string reduction_indices:int32"
    gives = "output:string"
    keep_dims: bool = False
    separator: str = ""

    def infer(self, inputs: Spec, reduction_indices: Spec) -> Spec:
        axes = reduction_indices.known
        if inputs.shape is None or axes is None:
            return Spec(None, string)
        rank = len(inputs.shape)
        gone = {axis_of(axis, rank) for axis in np.atleast_1d(axes).tolist()}
        sizes = [
            1 if i in gone else size
            for i, size in enumerate(inputs.shape)
            if self.keep_dims or i not in gone
        ]
        return Spec(tuple(sizes), string)

    def compute(self, x: Array, axes: Array) -> Array:
        x = texts(x)
        gone = [axis_of(axis, x.ndim) for axis in np.atleast_1d(axes).tolist()]
        kept = [axis for axis in range(x.ndim) if axis not in gone]
        # The first of the axes that go is joined first: it varies fastest.
        moved = x.transpose(*kept, *gone[::-1])
        rows = moved.reshape(*[x.shape[axis] for axis in kept], -1)
        glue = self.separator.encode()
        joined = np.empty(rows.shape[:-1], object)
        for place in np.ndindex(joined.shape):
            joined[place] = glue.join(rows[place])
        if self.keep_dims:
            return joined.reshape(
                [1 if i in gone else s for i, s in enumerate(x.shape)]
            )
        return joined


class StringLength(OpDef):
    """y = the length of x, in bytes or in characters."""

    takes = "input:string"
    gives = "output:int32"
    unit: str = "BYTE"

    def infer(self, input: Spec) -> Spec:
        return Spec(input.shape, int32)

    def compute(self, x: Array) -> Array:
        length = len if self.unit == "BYTE" else lambda text: len(text.decode())
        return each(length, texts(x), dtype=np.int32)


class Substr(OpDef):
    """y = x from pos on, len bytes or characters of it."""

    takes = "input:string pos:T len:T"
    gives = "output:string"
    T = INDICES
    unit: str = "BYTE"

    def infer(self, input: Spec, pos: Spec, len: Spec) -> Spec:
        return Spec(broadcast(input.shape, pos.shape, len.shape), string)

    def compute(self, x: Array, pos: Array, length: Array) -> Array:
        return each(self._part, texts(x), np.asarray(pos), np.asarray(length))

    def _part(self, text: bytes, pos: int, length: int) -> bytes:
        whole: Any = text if self.unit == "BYTE" else text.decode()
        if not -len(whole) <= pos <= len(whole):
            raise ValueError(f"position {pos} is outside of {text!r}")
        start = pos + len(whole) if pos < 0 else pos
        # TensorFlow reads a negative length as one past all ends.
        part = whole[start:] if length < 0 else whole[start : start + length]
        return part if self.unit == "BYTE" else part.encode()


class StringLower(Textual):
    """y = x in small letters."""

    encoding: str = ""

    def change(self, text: bytes) -> bytes:
        return text.decode().lower().encode() if self.encoding else text.lower()


class StringUpper(Textual):
    """y = x in capital letters."""

    encoding: str = ""

    def change(self, text: bytes) -> bytes:
        return text.decode().upper().encode() if self.encoding else text.upper()


class StringStrip(Textual):
    """y = x without the white space at its ends."""

    def change(self, text: bytes) -> bytes:
        return text.strip()


class StaticRegexReplace(Textual):
    r"""y = x with what matches the pattern rewritten; \1 stands for the first group."""

    pattern: str = ""
    rewrite: str = ""
    replace_global: bool = True

    def change(self, text: bytes) -> bytes:
        rewrite = self.rewrite.replace("\\0", "\\g<0>").encode()
        times = 0 if self.replace_global else 1
        return re.sub(self.pattern.encode(), rewrite, text, count=times)


class StaticRegexFullMatch(OpDef):
    """y = whether the pattern matches the whole of x."""

    takes = "input:string"
    gives = "output:bool"
    pattern: str = ""

    def infer(self, input: Spec) -> Spec:
        return Spec(input.shape, boolean)

    def compute(self, x: Array) -> Array:
        pattern = re.compile(self.pattern.encode())
        return each(lambda t: bool(pattern.fullmatch(t)), texts(x), dtype=np.bool_)


class StringFormat(OpDef):
    """y = the template with tensors, written out, in place of its placeholders."""

    takes = "inputs:**T"
    gives = "output:string"
    template: str = "%s"
    placeholder: str = "%s"
    summarize: int = 3

    def infer(self, *inputs: Spec) -> Spec:
        return Spec((), string)

    def compute(self, *xs: Array) -> Array:
        pieces = self.template.split(self.placeholder)
        shown = [self._shown(np.asarray(x)) for x in xs]
        whole = pieces[0] + "".join(
            s + p for s, p in zip(shown, pieces[1:], strict=True)
        )
        return texts(whole.encode())

    def _shown(self, x: Array, indent: int = 1) -> str:
        if x.ndim == 0:
            item = x.item()
            if isinstance(item, bytes):
                return f'"{item.decode()}"'
            if isinstance(item, float):
                # The few digits that are always sure, or those that say which float.
                few, all_ = (15, 17) if x.dtype == np.float64 else (6, 9)
                short = f"{item:.{few}g}"
                return short if x.dtype.type(short) == x else f"{item:.{all_}g}"
            return f"{item:g}" if isinstance(item, complex) else str(int(item))
        rows = [self._shown(x[i, ...], indent + 1) for i in range(len(x))]
        n = self.summarize
        if 0 <= 2 * n < len(rows):
            rows = [*rows[:n], "...", *rows[-n:]]
        apart = " " if x.ndim == 1 else "\n" * (x.ndim - 1) + " " * indent
        return "[" + apart.join(rows) + "]"


# -- public functions -----------------------------------------------------------------


def string_join(
    inputs: Sequence[Any], separator: str = "", name: str | None = None
) -> Tensor:
    """Texts joined, element by element.

    >>> import edflow as tf
    >>> tf.Session().run(tf.string_join(["step", ["1", "2"]], separator=" "))
    array([b'step 1', b'step 2'], dtype=object)
    """
    return apply(StringJoin(separator), list(inputs), name=name)


def reduce_join(
    inputs: Any,
    axis: Any = None,
    keep_dims: bool | None = None,
    separator: str = "",
    name: str | None = None,
    reduction_indices: Any = None,
    keepdims: bool | None = None,
) -> Tensor:
    """The texts of `inputs` along `axis`, or all of them, joined into one."""
    axis, keep = agreed(axis, reduction_indices, keepdims, keep_dims)
    with name_scope(name, "ReduceJoin", [inputs]):
        inputs = convert_to_tensor(inputs)
        if axis is None:
            if inputs.spec.rank is None:
                raise ValueError("reduce_join needs an axis where the rank is unknown")
            axis = constant(np.arange(inputs.spec.rank, dtype=np.int32)[::-1])
        return apply(ReduceJoin(keep, separator), inputs, axis)


def string_length(input: Any, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """The length of each text, in bytes or, with unit `"UTF8_CHAR"`, in characters."""
    return apply(StringLength(unit), input, name=name)


def substr(
    input: Any, pos: Any, len: Any, name: str | None = None, unit: str = "BYTE"
) -> Tensor:
    """The part of each text that starts at `pos` and is `len` long.

    Raises:
      InvalidArgumentError: when run, if `pos` is outside of a text.
    """
    return apply(Substr(unit), input, pos, len, name=name)


def string_lower(input: Any, encoding: str = "", name: str | None = None) -> Tensor:
    """Each text in small letters; `encoding="utf-8"` for more than ASCII."""
    return apply(StringLower(encoding), input, name=name)


def string_upper(input: Any, encoding: str = "", name: str | None = None) -> Tensor:
    """Each text in capital letters; `encoding="utf-8"` for more than ASCII."""
    return apply(StringUpper(encoding), input, name=name)


def string_strip(input: Any, name: str | None = None) -> Tensor:
    """Each text without the white space at its ends."""
    return apply(StringStrip(), input, name=name)


def regex_replace(
    input: Any,
    pattern: str,
    rewrite: str,
    replace_global: bool = True,
    name: str | None = None,
) -> Tensor:
    r"""Each text with what matches `pattern` replaced.

    Args:
      input: texts.
      pattern: a regular expression.
      rewrite: what to put in its place; `\1` stands for the first group.
      replace_global: every match, or only the first.
      name: the operation's name.
    """
    opdef = StaticRegexReplace(pattern, rewrite, replace_global)
    return apply(opdef, input, name=name)


def regex_full_match(input: Any, pattern: str, name: str | None = None) -> Tensor:
    """Whether `pattern` matches the whole of each text."""
    return apply(StaticRegexFullMatch(pattern), input, name=name)


def string_format(
    template: str,
    inputs: Any,
    placeholder: str = "{}",
    summarize: int = 3,
    name: str | None = None,
) -> Tensor:
    """`template` with tensors in place of its placeholders.

    Args:
      template: a text with a placeholder for each tensor.
      inputs: a tensor or a list of them.
      placeholder: what stands for a tensor.
      summarize: of a longer axis only the first and last so many are written out.
      name: the operation's name.
    """
    values = list(inputs) if isinstance(inputs, list | tuple) else [inputs]
    if template.count(placeholder) != len(values):
        raise ValueError(
            f"{template!r} has {template.count(placeholder)} placeholders "
            f"{placeholder!r} for {len(values)} tensors"
        )
    tensors = [convert_to_tensor(value) for value in values]
    opdef = StringFormat(template, placeholder, summarize)
    return apply(opdef, tensors, name=name)
