"""Sums over products, said by the letters of their axes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_letters
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import NUMBERS
from edflow.engine.face.shapes import Shape, broadcast
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.array.filling import ones
from edflow.engine.ops.array.shape import shape
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.math.conjugates import conj

__all__ = ["einsum"]

_TERM = r"[A-Za-z]*(?:\.\.\.)?[A-Za-z]*"
_EQUATION = re.compile(rf"{_TERM}(?:,{_TERM})*(?:->{_TERM})?")


class Einsum(OpDef):
    """y = the product of the inputs, summed over each letter that y does not have.

    `ij,jk->ik` is the matrix product, `ii->i` the diagonal, `ij->ji` the transpose;
    `...` stands for all further axes, which are broadcast.
    """

    takes = "inputs:*T"
    T = NUMBERS
    broadcasts = True
    equation: str = ""

    def infer(self, *inputs: Spec) -> Spec:
        shapes = [spec.shape for spec in inputs]
        if any(shape is None for shape in shapes):
            return Spec(None, inputs[0].dtype)
        terms, out = _spelled_out(
            self.equation, [len(s) for s in shapes if s is not None]
        )
        sizes: dict[str, Shape] = {}
        for term, lengths in zip(terms, shapes, strict=True):
            for letter, size in zip(term, lengths or (), strict=True):
                sizes[letter] = broadcast(sizes.get(letter, (1,)), (size,))
        return Spec(tuple(sizes[letter][0] for letter in out), inputs[0].dtype)  # type: ignore[index]

    def compute(self, *inputs: Array) -> Array:
        terms, out = _spelled_out(self.equation, [x.ndim for x in inputs])
        once = "".join(dict.fromkeys(out))
        y = np.einsum(f"{','.join(terms)}->{once}", *inputs, optimize=True)
        y = np.asarray(y, inputs[0].dtype)
        if once == out:
            return np.array(y) if np.may_share_memory(y, inputs[0]) else y
        return _on_diagonals(y, once, out)

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        return [self._input_gradient(op, dy, i) for i in range(len(op.inputs))]

    def _input_gradient(self, op: Operation, dy: Tensor, i: int) -> Tensor:
        """The same sum with dy in the place of input i, which is now the result."""
        ranks = [x.spec.rank for x in op.inputs]
        if None in ranks:
            raise ValueError(
                f"the gradient of {op.name} needs inputs of known rank; "
                "say it with set_shape"
            )
        terms, out = _spelled_out(self.equation, ranks)  # type: ignore[arg-type]
        wanted = terms[i]
        others = [(t, conj(x)) for t, x in zip(terms, op.inputs, strict=True)]
        del others[i]
        parts = [(out, dy), *others]
        # A letter of this input alone was summed away: dy is the same all along it.
        for letter in dict.fromkeys(wanted):
            if not any(letter in term for term, _ in parts):
                x, axis = op.inputs[i], wanted.index(letter)
                size = x.spec.shape[axis]  # type: ignore[index]
                length = [shape(x)[axis]] if size is None else [size]
                parts.append((letter, ones(length, x.dtype.base_dtype)))
        return _contracted([t for t, _ in parts], [x for _, x in parts], wanted)


def _spelled_out(equation: str, ranks: Sequence[int]) -> tuple[list[str], str]:
    """The letters of each input and of the result, `...` replaced by further letters.

    >>> _spelled_out("...ij,jk->...ik", [3, 2])
    (['aij', 'jk'], 'aik')
    """
    left, out = equation.split("->")
    terms = left.split(",")
    if len(terms) != len(ranks):
        raise ValueError(
            f"{equation!r} is for {len(terms)} inputs, but {len(ranks)} were given"
        )
    free = [letter for letter in ascii_letters[::-1] if letter not in equation][::-1]
    extra = [
        rank - len(term.replace("...", ""))
        for term, rank in zip(terms, ranks, strict=True)
    ]
    for term, more in zip(terms, extra, strict=True):
        if more < 0 or (more and "..." not in term):
            letters = len(term.replace("...", ""))
            raise ValueError(
                f"{term!r} in {equation!r} names {letters} axes, but its input has "
                f"{letters + more}"
            )
    longest = max(extra, default=0)
    spelled = [
        term.replace("...", "".join(free[longest - more : longest]))
        for term, more in zip(terms, extra, strict=True)
    ]
    return spelled, out.replace("...", "".join(free[:longest]))


def _on_diagonals(y: Array, once: str, out: str) -> Array:
    """Y where all axes of the same letter have the same index, 0 elsewhere."""
    sizes = dict(zip(once, y.shape, strict=True))
    spread = np.zeros([sizes[letter] for letter in out], y.dtype)
    index = np.ix_(*(np.arange(size) for size in y.shape))
    places = dict(zip(once, index, strict=True))
    spread[tuple(places[letter] for letter in out)] = y
    return spread


def _contracted(terms: list[str], inputs: list[Tensor], out: str) -> Tensor:
    """The sum, two inputs at a time: TensorFlow's op takes no more."""
    while len(inputs) > 2:
        later = "".join([*terms[2:], out])
        both = dict.fromkeys(terms[0] + terms[1])
        kept = "".join(letter for letter in both if letter in later)
        equation = f"{terms[0]},{terms[1]}->{kept}"
        product = apply(Einsum(equation), inputs[:2])
        terms, inputs = [*terms[2:], kept], [*inputs[2:], product]
    return apply(Einsum(f"{','.join(terms)}->{out}"), inputs)


def einsum(
    equation: str, *inputs: Any, name: str | None = None, **kwargs: Any
) -> Tensor:
    """A sum over products, said by letters for the axes.

    Args:
      equation: e.g. `ij,jk->ik`: one letter for each axis of each input; letters that
        the result does not have are summed over. Without `->` the result has the
        letters that occur once, in alphabetical order.
      *inputs: tensors of one dtype, one for each term.
      name: the scope's name.
      **kwargs: `optimize` is accepted.

    Raises:
      ValueError: the equation cannot be read, or does not fit the inputs.

    >>> import edflow as tf
    >>> tf.Session().run(tf.einsum("i,j->ij", [1, 2], [3, 4]))
    array([[3, 4],
           [6, 8]], dtype=int32)
    """
    if set(kwargs) - {"optimize"}:
        raise TypeError(
            f"einsum knows no argument {sorted(set(kwargs) - {'optimize'})[0]!r}"
        )
    with name_scope(name, "einsum", list(inputs)):
        tensors = [convert_to_tensor(x) for x in inputs]
        terms, out = _read(equation, len(tensors))
        if len(tensors) <= 2 or "." in equation:
            return apply(Einsum(f"{','.join(terms)}->{out}"), tensors)
        return _contracted(terms, tensors, out)


def _read(equation: str, n_inputs: int) -> tuple[list[str], str]:
    text = equation.replace(" ", "")
    if not _EQUATION.fullmatch(text):
        raise ValueError(
            f"cannot read the equation {equation!r}; write it as 'ij,jk->ik'"
        )
    left, arrow, out = text.partition("->")
    terms = left.split(",")
    if len(terms) != n_inputs:
        raise ValueError(
            f"{equation!r} is for {len(terms)} inputs, but {n_inputs} were given"
        )
    letters = left.replace(",", "").replace(".", "")
    if not arrow:
        alone = sorted(letter for letter in set(letters) if letters.count(letter) == 1)
        out = ("..." if "..." in left else "") + "".join(alone)
    missing = set(out.replace(".", "")) - set(letters)
    if missing:
        raise ValueError(
            f"{sorted(missing)[0]!r} in {equation!r} is no axis of an input"
        )
    return terms, out
