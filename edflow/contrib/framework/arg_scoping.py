"""arg_scope: arguments that many calls have in common, said once."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any

__all__ = [
    "add_arg_scope", "arg_scope", "arg_scoped_arguments", "current_arg_scope",
    "has_arg_scope",
]  # fmt: skip

Function = Callable[..., Any]
Scope = dict[Function, dict[str, Any]]


class _Stack(threading.local):
    """The scopes that are open: each thread opens its own."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = [{}]


_STACK = _Stack()
_KEY = "_key_op"
"""Where a decorated function keeps the one by which `arg_scope` knows it."""


def add_arg_scope(func: Function) -> Function:
    """A decorator: `arg_scope` may give the function arguments from now on.

    What a call itself names goes before what the scopes around it say.

    >>> import edflow as tf
    >>> @tf.contrib.framework.add_arg_scope
    ... def power(x, exponent=1):
    ...     return x**exponent
    >>> with tf.contrib.framework.arg_scope([power], exponent=2):
    ...     power(3), power(3, exponent=3)
    (9, 27)
    """

    @wraps(func)
    def scoped(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **(current_arg_scope().get(func, {}) | kwargs))

    setattr(scoped, _KEY, func)
    return scoped


def has_arg_scope(func: Function) -> bool:
    """Whether `arg_scope` may give the function arguments."""
    return hasattr(func, _KEY)


def current_arg_scope() -> Scope:
    """What the scopes around this place say: for each function its arguments."""
    return _STACK.scopes[-1]


@contextmanager
def arg_scope(
    list_ops_or_scope: Sequence[Function] | Scope, **kwargs: Any
) -> Iterator[Scope]:
    """Arguments for all calls of some functions inside.

    Scopes nest: an inner one adds to what the outer ones say, or replaces it, argument
    by argument.

    Args:
      list_ops_or_scope: the functions, each decorated by `add_arg_scope`, as all
        layers of `tf.contrib.layers` are; or a scope kept from
        `with arg_scope(…) as scope`, which then holds in place of those around.
      **kwargs: the arguments.

    Raises:
      TypeError: it is neither a list of functions nor a scope.
      ValueError: a function is not decorated; a scope is given together with arguments.

    >>> import edflow as tf
    >>> slim = tf.contrib.slim
    >>> images = tf.zeros([1, 8, 8, 3])
    >>> with slim.arg_scope([slim.conv2d], padding="VALID", activation_fn=None):
    ...     print(slim.conv2d(images, 4, [3, 3]).shape)
    ...     print(slim.conv2d(images, 4, [3, 3], padding="SAME").shape)
    (1, 6, 6, 4)
    (1, 8, 8, 4)
    """
    if isinstance(list_ops_or_scope, Mapping):
        if kwargs:
            raise ValueError(
                "a scope that was kept is opened as it is, without the arguments "
                f"{', '.join(kwargs)}; open a second arg_scope for them inside"
            )
        scope = dict(list_ops_or_scope)
    elif isinstance(list_ops_or_scope, list | tuple):
        scope = current_arg_scope().copy()
        for func in list_ops_or_scope:
            key = _key(func)
            scope[key] = scope.get(key, {}) | kwargs
    else:
        raise TypeError(
            "arg_scope takes a list of functions, or a scope that was kept, not "
            f"{list_ops_or_scope!r}; write [function] for a single one"
        )
    _STACK.scopes.append(scope)
    try:
        yield scope
    finally:
        _STACK.scopes.pop()


def arg_scoped_arguments(func: Function) -> tuple[str, ...]:
    """The names of the arguments of a function that `arg_scope` may give it."""
    parameters = inspect.signature(_key(func)).parameters.values()
    return tuple(p.name for p in parameters if p.default is not p.empty)


def _key(func: Any) -> Function:
    if not has_arg_scope(func):
        name = getattr(func, "__name__", repr(func))
        raise ValueError(
            f"arg_scope cannot give {name} arguments; decorate it with "
            "@tf.contrib.framework.add_arg_scope"
        )
    return getattr(func, _KEY)
