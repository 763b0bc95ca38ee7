"""Operand: what Python's operators work on, a tensor or a variable.

The graph knows of no op. Which one `x + y` makes is said in one table,
`engine.ops.operators`; how a session computes `x.eval()`, in `engine.runtime.session`.
Here they are only declared, for readers, editors and the type checker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from edflow.errors import OperatorNotAllowedInGraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from edflow.engine.graph.node import Tensor


class Operand:
    """The operators of tensors and variables."""

    __slots__ = ()

    # NumPy's operators give way to ours in `array + tensor`; its functions meet the
    # words of `__array__`, which `__array_ufunc__ = None` would keep from them.
    __array_priority__ = 100

    def __array__(self, *args: object, **kwargs: object) -> NoReturn:
        raise NotImplementedError(
            f"{self.name} has no value before the graph runs, so NumPy cannot use it; "
            f"compute it first with session.run, or use the function of edflow instead"
        )

    if TYPE_CHECKING:

        @property
        def name(self) -> str: ...

        def __add__(self, other: Any) -> Tensor: ...
        def __radd__(self, other: Any) -> Tensor: ...
        def __sub__(self, other: Any) -> Tensor: ...
        def __rsub__(self, other: Any) -> Tensor: ...
        def __mul__(self, other: Any) -> Tensor: ...
        def __rmul__(self, other: Any) -> Tensor: ...
        def __truediv__(self, other: Any) -> Tensor: ...
        def __rtruediv__(self, other: Any) -> Tensor: ...
        def __floordiv__(self, other: Any) -> Tensor: ...
        def __rfloordiv__(self, other: Any) -> Tensor: ...
        def __mod__(self, other: Any) -> Tensor: ...
        def __rmod__(self, other: Any) -> Tensor: ...
        def __pow__(self, other: Any) -> Tensor: ...
        def __rpow__(self, other: Any) -> Tensor: ...
        def __matmul__(self, other: Any) -> Tensor: ...
        def __rmatmul__(self, other: Any) -> Tensor: ...
        def __and__(self, other: Any) -> Tensor: ...
        def __rand__(self, other: Any) -> Tensor: ...
        def __or__(self, other: Any) -> Tensor: ...
        def __ror__(self, other: Any) -> Tensor: ...
        def __xor__(self, other: Any) -> Tensor: ...
        def __rxor__(self, other: Any) -> Tensor: ...
        def __lt__(self, other: Any) -> Tensor: ...
        def __le__(self, other: Any) -> Tensor: ...
        def __gt__(self, other: Any) -> Tensor: ...
        def __ge__(self, other: Any) -> Tensor: ...
        def __neg__(self) -> Tensor: ...
        def __abs__(self) -> Tensor: ...
        def __invert__(self) -> Tensor: ...

        __getitem__: Callable[..., Any]

        def eval(self, feed_dict: Any = None, session: Any = None) -> Any: ...


class Symbolic(Operand):
    """An operand without a value: what asks for one is told what to ask instead."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise OperatorNotAllowedInGraphError(
            f"{self.name} has no truth value before the graph runs; "
            "write `is None` to test for a missing tensor, or branch with tf.cond"
        )

    def __iter__(self) -> Iterator[Any]:
        raise OperatorNotAllowedInGraphError(
            f"{self.name} cannot be iterated over before the graph runs; "
            "take it apart with tf.unstack, or loop with tf.map_fn"
        )

    def __len__(self) -> NoReturn:
        raise TypeError(
            f"{self.name} has no length before the graph runs; "
            "ask for its static shape with .shape[0], or its size with tf.shape(x)[0]"
        )

    def __float__(self) -> NoReturn:
        raise TypeError(
            f"{self.name} has no value before the graph runs; "
            "compute it with session.run first"
        )

    __int__ = __index__ = __float__
