"""Variable scopes: variables that functions share by name.

`tf.get_variable` makes a variable, or finds the one that bears the name already; the
variable scopes around it say which of both, and lend it what they hold in common.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import Any

from edflow.engine.face.dtypes import DType, float32
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Graph, common_graph, get_default_graph, name_scope

__all__ = [
    "AUTO_REUSE", "VariableScope", "get_variable_scope", "no_regularizer",
    "variable_op_scope", "variable_scope",
]  # fmt: skip


class Reuse(Enum):
    """The third way besides True and False: find a variable, or else make it."""

    AUTO_REUSE = 1


AUTO_REUSE = Reuse.AUTO_REUSE
Getter = Callable[..., Any]


@dataclass(eq=False)
class VariableScope:
    """What `tf.get_variable` takes for granted inside one variable scope.

    Attributes:
      reuse: False to make variables, True to find them, `tf.AUTO_REUSE` for either.
      name: the prefix of the variables' names, without a final `/`.
      initializer, regularizer, caching_device, partitioner, custom_getter, dtype,
        use_resource, constraint: used where `tf.get_variable` is given none.
      name_scope: the name scope that was opened with it.
    """

    reuse: bool | Reuse | None
    name: str = ""
    initializer: Any = None
    regularizer: Any = None
    caching_device: Any = None
    partitioner: Any = None
    custom_getter: Getter | None = None
    name_scope: str = ""
    dtype: DType = float32
    use_resource: bool | None = None
    constraint: Any = None

    @property
    def original_name_scope(self) -> str:
        """The name scope that was opened with this scope, e.g. `layer_1/`."""
        return self.name_scope

    def reuse_variables(self) -> None:
        """From here on find variables, instead of making them."""
        self.reuse = True

    def set_initializer(self, initializer: Any) -> None:
        self.initializer = initializer

    def set_regularizer(self, regularizer: Any) -> None:
        self.regularizer = regularizer

    def set_caching_device(self, caching_device: Any) -> None:
        self.caching_device = caching_device

    def set_partitioner(self, partitioner: Any) -> None:
        self.partitioner = partitioner

    def set_custom_getter(self, custom_getter: Getter) -> None:
        self.custom_getter = custom_getter

    def set_dtype(self, dtype: DType) -> None:
        self.dtype = dtype

    def set_use_resource(self, use_resource: bool) -> None:
        self.use_resource = use_resource

    def get_collection(self, name: str) -> list[Any]:
        """What a collection holds of this scope."""
        return get_default_graph().get_collection(name, self.name and f"{self.name}/")

    def trainable_variables(self) -> list[Any]:
        return self.get_collection(GraphKeys.TRAINABLE_VARIABLES)

    def global_variables(self) -> list[Any]:
        return self.get_collection(GraphKeys.GLOBAL_VARIABLES)

    def local_variables(self) -> list[Any]:
        return self.get_collection(GraphKeys.LOCAL_VARIABLES)


class Scoping(threading.local):
    """Where a graph stands: each thread opens scopes of its own, from the top."""

    def __init__(self) -> None:
        self.current = VariableScope(False)
        self.opened: dict[str, int] = {}
        """How often a scope of each name was opened since the one around it was."""

    def unique(self, prefix: str) -> str:
        """`prefix`, with `_1`, `_2` … if that scope was opened here already."""
        inside = f"{self.current.name}/" if self.current.name else ""
        candidate, index = prefix, 0
        while self.opened.get(inside + candidate):
            index += 1
            candidate = f"{prefix}_{index}"
        return candidate

    @contextmanager
    def enter(self, scope: VariableScope, again: bool) -> Iterator[VariableScope]:
        """Make `scope` the current one; `again` for a scope that was kept."""
        outer = self.current
        self.opened[scope.name] = self.opened.get(scope.name, 0) + 1
        kept = dict(self.opened)
        self.current = scope
        try:
            yield scope
        finally:
            self.current = outer
            # The default names inside start over when the scope is opened again.
            inside = f"{scope.name}/"
            self.opened = (
                kept
                if again
                else {k: n for k, n in self.opened.items() if not k.startswith(inside)}
            )


def of_graph(graph: Graph, key: tuple[str], create: Callable[[], Any]) -> Any:
    """Something that lives and dies with a graph, made when first asked for."""
    kept = graph.get_collection_ref(key)
    if not kept:
        kept.append(create())
    return kept[0]


def scoping() -> Scoping:
    """Where the default graph stands."""
    return of_graph(get_default_graph(), ("variable scopes",), Scoping)


def get_variable_scope() -> VariableScope:
    """The variable scope of this place in the program."""
    return scoping().current


def no_regularizer(_: Any) -> None:
    """A regularizer that adds no loss, to lift that of the scope around."""


@contextmanager
def variable_scope(
    name_or_scope: Any,
    default_name: str | None = None,
    values: Sequence[Any] | None = None,
    initializer: Any = None,
    regularizer: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    custom_getter: Getter | None = None,
    reuse: bool | Reuse | None = None,
    dtype: Any = None,
    use_resource: bool | None = None,
    constraint: Any = None,
    auxiliary_name_scope: bool = True,
) -> Iterator[VariableScope]:
    """Prefix the names of variables, and say whether to make or to find them.

    Args:
      name_or_scope: the scope's name, or a scope to open again, kept from
        `with tf.variable_scope(…) as scope`. None for `default_name`.
      default_name: a name that is made unique: each use makes variables of its own.
      values: tensors that will be used; they must be of one graph.
      initializer: what `tf.get_variable` uses inside, unless it is told otherwise.
      regularizer: likewise.
      caching_device: accepted.
      partitioner: not supported: a variable is one piece.
      custom_getter: likewise; it is called around that of the scope around.
      reuse: True to find variables instead of making them, `tf.AUTO_REUSE` to do what
        is needed, None as in the scope around.
      dtype: of the variables made inside.
      use_resource: accepted.
      constraint: as for `tf.get_variable`; scopes inside do not inherit it.
      auxiliary_name_scope: open a name scope, for operations, too.

    Raises:
      ValueError: `reuse` together with a default name.
      TypeError: there is no name, or it is neither text nor a scope.

    >>> import edflow as tf
    >>> def layer(x):
    ...     with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
    ...         return x * tf.get_variable("w", [2])
    >>> a, b = layer(1.0), layer(2.0)
    >>> [variable.name for variable in tf.global_variables()]
    ['layer/w:0']
    """
    _check(name_or_scope, default_name, reuse, auxiliary_name_scope)
    settings = {
        "initializer": initializer,
        "regularizer": regularizer,
        "caching_device": caching_device,
        "partitioner": partitioner,
        "dtype": dtype,
        "use_resource": use_resource,
    }
    settings = {key: value for key, value in settings.items() if value is not None}
    again = isinstance(name_or_scope, VariableScope)
    with (
        common_graph(values or ()).as_default(),
        _names(name_or_scope, default_name, auxiliary_name_scope) as prefix,
    ):
        where = scoping()
        model = name_or_scope if again else where.current
        if custom_getter is not None:
            settings["custom_getter"] = _around(custom_getter, model.custom_getter)
        if not again:
            name = name_or_scope
            if name is None:
                name = where.unique(default_name or "")
            settings["name_scope"] = name if prefix is None else prefix
            settings["name"] = f"{model.name}/{name}" if model.name else name
        scope = replace(
            model, reuse=reuse or model.reuse, constraint=constraint, **settings
        )
        with where.enter(scope, again):
            yield scope


def _check(name_or_scope: Any, default_name: Any, reuse: Any, auxiliary: Any) -> None:
    if name_or_scope is None and default_name is None:
        raise TypeError("variable_scope needs a name_or_scope or a default_name")
    if not isinstance(name_or_scope, str | VariableScope | None):
        raise TypeError(
            f"name_or_scope must be a string or a VariableScope, not {name_or_scope!r}"
        )
    if reuse not in (True, False, None, AUTO_REUSE):
        raise ValueError(
            f"reuse must be True, False, None or tf.AUTO_REUSE, not {reuse!r}"
        )
    if name_or_scope is None and reuse:
        raise ValueError(
            "a scope with a default name is always new, so nothing can be reused in "
            "it; give the scope a name"
        )
    if not isinstance(auxiliary, bool):
        raise TypeError(
            f"auxiliary_name_scope must be True or False, not {auxiliary!r}"
        )


def _names(name_or_scope: Any, default_name: str | None, auxiliary: bool) -> Any:
    """The name scope to open with a variable scope."""
    if not auxiliary:
        current = get_default_graph().get_name_scope()
        return name_scope(current and f"{current}/")
    name = default_name if name_or_scope is None else name_or_scope
    if isinstance(name, VariableScope):
        name = name.name.split("/")[-1]
    return name_scope(name) if name else nullcontext()


def _around(getter: Getter, inner: Getter | None) -> Getter:
    """`getter`, with the getter of the scope around in place of the true one."""
    if inner is None:
        return getter
    return lambda true_getter, *args, **kwargs: getter(
        partial(inner, true_getter), *args, **kwargs
    )


def variable_op_scope(
    values: Sequence[Any],
    name_or_scope: Any,
    default_name: str | None = None,
    **settings: Any,
) -> Any:
    """`tf.variable_scope` with its arguments in the order of an early TensorFlow."""
    return variable_scope(name_or_scope, default_name, values, **settings)
