"""Text taken apart into words."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import int64, string
from edflow.engine.graph import OpDef, Spec, name_scope
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.sparse.tensor import SparseTensor
from edflow.engine.ops.strings.elements import texts

__all__ = ["string_split"]


class WordSplitting(OpDef, abstract=True):
    """Texts taken apart into words: the elements of a sparse matrix [texts, words]."""

    gives = "indices:int64 values:string shape:int64"

    def infer(self, *specs: Spec) -> tuple[Spec, ...]:
        if specs[0].rank not in (None, 1):
            raise ValueError(f"the texts must be a vector, not of rank {specs[0].rank}")
        return Spec((None, 2), int64), Spec((None,), string), Spec((2,), int64)

    def words(self, text: bytes, separator: bytes) -> list[bytes]:
        """The words of one text."""
        raise NotImplementedError

    def compute(self, x: Array, separator: Array) -> Any:
        between = texts(separator).item()
        rows = [self.words(text, between) for text in texts(x).flat]
        places = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
        values = np.empty(len(places), object)
        values[:] = [word for row in rows for word in row]
        return (
            np.array(places, np.int64).reshape(-1, 2),
            values,
            np.array([len(rows), max(map(len, rows), default=0)], np.int64),
        )


class StringSplit(WordSplitting):
    """The words of each text, a sparse matrix; each byte of delimiter ends a word."""

    differentiable = False
    takes = "input:string delimiter:string"
    skip_empty: bool = True

    def words(self, text: bytes, separator: bytes) -> list[bytes]:
        if not separator:
            return [text[i : i + 1] for i in range(len(text))]
        for other in separator[1:]:
            text = text.replace(bytes([other]), separator[:1])
        parts = text.split(separator[:1])
        return [part for part in parts if part] if self.skip_empty else parts


class StringSplitV2(WordSplitting):
    """The words of each text, a sparse matrix; between them is sep, or white space."""

    takes = "input:string sep:string"
    maxsplit: int = -1

    def words(self, text: bytes, separator: bytes) -> list[bytes]:
        return text.split(separator or None, self.maxsplit)


def string_split(
    source: Any = None,
    sep: str | None = None,
    skip_empty: bool = True,
    delimiter: Any = " ",
    name: str | None = None,
) -> SparseTensor:
    """The words of each text, as a SparseTensor [texts, words].

    Args:
      source: a vector of texts.
      sep: the newer name of `delimiter`.
      skip_empty: leave out empty words.
      delimiter: each of its characters ends a word; with none, every character is a
        word.
      name: the scope's name.

    >>> import edflow as tf
    >>> tf.Session().run(tf.string_split(["a big dog", "a cat"])).values
    array([b'a', b'big', b'dog', b'a', b'cat'], dtype=object)
    """
    with name_scope(name, "StringSplit", [source]):
        ends = convert_to_tensor(delimiter if sep is None else sep, string)
        source = convert_to_tensor(source, string)
        return SparseTensor(*apply(StringSplit(skip_empty), source, ends))


def string_split_v2(
    input: Any = None,
    sep: str | None = None,
    maxsplit: int = -1,
    name: str | None = None,
    source: Any = None,
) -> SparseTensor:
    """The words of each text between `sep`, or white space, as a SparseTensor.

    Args:
      input: a vector of texts.
      sep: what stands between words, as a whole; white space of any length by default.
      maxsplit: split so often at most; -1 is as often as possible.
      name: the scope's name.
      source: the old name of `input`.
    """
    with name_scope(name, "StringSplit", [input]):
        given = input if source is None else source
        value = convert_to_tensor(given, string, "input")
        ends = convert_to_tensor(sep or "", string)
        return SparseTensor(*apply(StringSplitV2(maxsplit), value, ends))
