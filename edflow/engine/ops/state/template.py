"""tf.make_template: a function that makes its variables once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import get_default_graph
from edflow.engine.graph.origin import calling_line, describe
from edflow.engine.ops.state.scope import VariableScope, scoping, variable_scope

__all__ = ["make_template"]


def make_template(
    name_: str,
    func_: Callable[..., Any],
    create_scope_now_: bool = False,
    unique_name_: str | None = None,
    custom_getter_: Callable[..., Any] | None = None,
    **kwargs: Any,
) -> Template:
    """`func_` as a function whose variables are made at the first call, then shared.

    Args:
      name_: the variable scope of its variables, made unique.
      func_: makes its variables by `tf.get_variable`.
      create_scope_now_: settle the scope here, not at the first call.
      unique_name_: a scope that is not made unique.
      custom_getter_: for `tf.get_variable` inside.
      **kwargs: further arguments of `func_`.

    Raises:
      ValueError: `name_` is None; or a later call makes a trainable variable.

    >>> import edflow as tf
    >>> def scale(x):
    ...     return x * tf.get_variable("w", [])
    >>> scaled = tf.make_template("scale", scale)
    >>> a, b = scaled(1.0), scaled(2.0)
    >>> [variable.name for variable in tf.trainable_variables()]
    ['scale/w:0']
    """
    if name_ is None:
        raise ValueError("a template needs a name: the scope of its variables")
    function = partial(func_, **kwargs) if kwargs else func_
    return Template(name_, function, create_scope_now_, unique_name_, custom_getter_)


class Template:
    """What `tf.make_template` gives: call it as the function it was made from."""

    def __init__(
        self,
        name: str,
        func: Callable[..., Any],
        create_scope_now: bool = False,
        unique_name: str | None = None,
        custom_getter: Callable[..., Any] | None = None,
    ):
        self.name = name
        self.func = func
        self.variable_scope: VariableScope | None = None
        self._unique_name = unique_name
        self._custom_getter = custom_getter
        self._called = False
        self._origin = calling_line()
        if create_scope_now:
            with self._new_scope(auxiliary_name_scope=False) as scope:
                self.variable_scope = scope

    def _new_scope(self, **settings: Any) -> Any:
        name = self._unique_name or scoping().unique(self.name)
        if self._unique_name is None and not settings:
            return variable_scope(None, self.name, custom_getter=self._custom_getter)
        return variable_scope(name, custom_getter=self._custom_getter, **settings)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function in its scope."""
        if self.variable_scope is None:
            with self._new_scope() as self.variable_scope:
                return self._call(args, kwargs)
        with variable_scope(self.variable_scope, reuse=self._called):
            return self._call(args, kwargs)

    def _call(self, args: Any, kwargs: Any) -> Any:
        trained = get_default_graph().get_collection_ref(GraphKeys.TRAINABLE_VARIABLES)
        before = len(trained)
        try:
            result = self.func(*args, **kwargs)
        except Exception as error:
            error.add_note(
                f"in the template {self.name!r}, made in {describe(self._origin)}"
            )
            raise
        if self._called and len(trained) > before:
            raise ValueError(
                f"the template {self.name!r} (made in {describe(self._origin)}) made "
                f"the variable {trained[before].name} in a later call, so it cannot be "
                "shared; make variables by tf.get_variable, not by tf.Variable"
            )
        self._called = True
        return result

    @property
    def var_scope(self) -> VariableScope | None:
        """The variable scope, once there is one."""
        return self.variable_scope

    @property
    def variables(self) -> list[Any]:
        """All variables that were made inside."""
        return self.global_variables + self._collection(GraphKeys.LOCAL_VARIABLES)

    @property
    def global_variables(self) -> list[Any]:
        return self._collection(GraphKeys.GLOBAL_VARIABLES)

    @property
    def trainable_variables(self) -> list[Any]:
        return self._collection(GraphKeys.TRAINABLE_VARIABLES)

    def _collection(self, key: str) -> list[Any]:
        scope = self.variable_scope
        return [] if scope is None else scope.get_collection(key)
