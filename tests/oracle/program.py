"""Programs that edflow and TensorFlow both run, and what is promised of each.

A program is a function of the module, `edflow` or `tensorflow.compat.v1`, in
`programs/<family>.py`. It builds and returns what to compare:

    def adding_a_number(tf):
        return tf.constant([1.0, 2.0]) + 3

Each starts in a fresh default graph. What it returns may hold tensors, operations,
variables (run in a session once the variables are initialized) and plain values
(compared as they are), nested in any way. Raising is a result too: the error's class
is compared. A function that begins with `_` is no program.

Compared besides: every node's name, type, inputs, control inputs, dtypes and static
shapes. Say so where less is promised:

    @promises(nodes="outer")
    def dropping_out(tf): ...

To run several times in one session, with feeds, or to build on after a run:

    def counting(tf):
        count = tf.Variable(0)
        return Runs(count.assign_add(1), n=3)

    def feeding(tf):
        x = tf.placeholder(tf.float32)
        return Runs(x * x, feeds=[{x: 1.0}, {x: [2.0, 3.0]}])

    def in_steps(tf):
        w = tf.Variable(1.0)
        yield w
        yield w.assign(2.0)

Of a fed tensor fetch `tf.identity(x)`, not `x`: TensorFlow hands back what was fed as
it is, before it became a tensor.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass
class Runs:
    """`fetch` run once for each of `feeds`, or `n` times; gives a list of results."""

    fetch: Any
    n: int = 1
    feeds: Sequence[Mapping[Any, Any]] | Mapping[Any, Any] = ()

    def each(self) -> list[Mapping[Any, Any]]:
        """The feeds of each run."""
        if isinstance(self.feeds, Mapping):
            return [self.feeds] * self.n
        return list(self.feeds) or [{}] * self.n


@dataclass(frozen=True)
class Promise:
    """What edflow promises to do as TensorFlow does it.

    nodes: "all": the same graph, node for node. "outer": what is returned bears the
      same name, dtype and static shape. None: only values.
    rtol, atol: for floats and complex numbers; by default a few units in the last
      place of the dtype. Integers, text and truth values always agree exactly.
    exact: bit for bit, floats too.
    values: False for what is random without a seed: only dtypes and shapes agree.
    instead: what edflow raises on purpose where TensorFlow raises something else, or
      later, or goes on with a wrong value. Say why beside it.
    """

    nodes: str | None = "all"
    rtol: float | None = None
    atol: float | None = None
    exact: bool = False
    values: bool = True
    instead: type[Exception] | None = None


def promises(
    nodes: str | None = "all",
    rtol: float | None = None,
    atol: float | None = None,
    exact: bool = False,
    values: bool = True,
    instead: type[Exception] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that says how far a program is promised to agree."""

    def decorate(program: Callable[..., Any]) -> Callable[..., Any]:
        made = Promise(nodes, rtol, atol, exact, values, instead)
        program.promise = made  # type: ignore[attr-defined]
        return program

    return decorate
