"""Layer: a function together with the variables it made at its first call."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from edflow.engine.face import nest
from edflow.engine.face.dtypes import as_dtype, float32
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import (
    Graph,
    Operation,
    Tensor,
    common_graph,
    get_default_graph,
    name_scope,
)
from edflow.engine.ops.array.casting import cast
from edflow.engine.ops.array.shape import shape as shape_of
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.indexing.getitem import getitem
from edflow.engine.ops.input_spec import InputSpec
from edflow.engine.ops.state.initialization import global_variables
from edflow.engine.ops.state.scope import VariableScope, of_graph, variable_scope
from edflow.engine.ops.state.sharing import get_variable

__all__ = ["Layer"]


class Layer:
    """The base of all layers: define `build` and `call`.

    The first call settles the scope, makes the variables (`build`) and computes
    (`call`); later calls share the variables.

    Args:
      trainable: whether optimizers change the variables by default.
      name: of the scope, made unique; by default the class's name in small letters.
      dtype: of the variables; by default that of the first input.
      activity_regularizer: a function from the output to a loss.
      _scope: a variable scope to use instead of a unique one.
      _reuse: whether to find the variables, as for `tf.variable_scope`.

    >>> import edflow as tf
    >>> class Scale(tf.layers.Layer):
    ...     def build(self, input_shape):
    ...         self.factor = self.add_weight(
    ...             "factor", [], initializer=tf.ones_initializer()
    ...         )
    ...
    ...     def call(self, inputs):
    ...         return self.factor * inputs
    >>> scale = Scale()
    >>> a, b = scale([1.0, 2.0]), scale([3.0])
    >>> [variable.name for variable in scale.trainable_variables]
    ['scale/factor:0']
    """

    def __init__(
        self,
        trainable: bool = True,
        name: Any = None,
        dtype: Any = None,
        activity_regularizer: Callable[[Tensor], Any] | None = None,
        _scope: Any = None,
        _reuse: Any = None,
    ):
        self.trainable = trainable
        self.dtype = None if dtype is None else as_dtype(dtype).base_dtype
        self.activity_regularizer = activity_regularizer
        self.built = False
        self.input_spec: InputSpec | Sequence[InputSpec] | None = None
        self.losses: list[Any] = []
        self.updates: list[Operation] = []
        self._trainable_weights: list[Any] = []
        self._non_trainable_weights: list[Any] = []
        self._reuse = _reuse
        self._name_it(name)
        self._scope: VariableScope | None = None
        if _scope:
            with variable_scope(_scope) as self._scope:
                pass

    def _name_it(self, name: Any) -> None:
        if isinstance(name, str) and name:
            self.name = self._base_name = name
            return
        kind = _snake_case(type(self).__name__)
        counts = of_graph(get_default_graph(), ("layer names",), dict)
        counts[kind] = counts.get(kind, 0) + 1
        self.name = f"{kind}_{counts[kind]}"
        self._base_name = name.name if isinstance(name, VariableScope) else kind

    # -- to be defined by a layer -----------------------------------------------------

    def build(self, input_shape: Any) -> None:
        """Make the variables, by `add_weight`; called once, before the first `call`."""

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Compute the output."""
        return inputs

    # -- calling ----------------------------------------------------------------------

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The output of the layer for `inputs`, one tensor or a structure of them."""
        with common_graph(nest.flatten(inputs)).as_default():
            inputs = nest.map_structure(_as_input, inputs)
            self._set_scope(kwargs.pop("scope", None))
            reuse = True if self.built else self._reuse
            with self._scoped(reuse) as scope:
                if "scope" in inspect.signature(self.call).parameters:
                    kwargs["scope"] = scope
                self._check_inputs(inputs)
                if not self.built:
                    self._build_for(inputs)
                outputs = self.call(inputs, *args, **kwargs)
                if self.activity_regularizer is not None:
                    self._regularize_activity(self.activity_regularizer, outputs)
        return outputs

    apply = __call__

    def _set_scope(self, scope: Any = None) -> None:
        """Settle the variable scope, if it is not settled yet."""
        if self._scope is None:
            if self._reuse:
                opened = variable_scope(self._base_name if scope is None else scope)
            else:
                opened = variable_scope(scope, default_name=self._base_name)
            with opened as self._scope:
                pass

    @contextmanager
    def _scoped(self, reuse: Any) -> Iterator[VariableScope]:
        """The scope of the layer, opened once more: for variables and operations."""
        with (
            variable_scope(
                self._scope, reuse=reuse, auxiliary_name_scope=False
            ) as scope,
            name_scope(scope.original_name_scope),
        ):
            yield scope

    def _check_inputs(self, inputs: Any) -> None:
        if self.input_spec is None:
            return
        specs: Any = self.input_spec
        specs = list(specs) if isinstance(specs, list | tuple) else [specs]
        tensors = nest.flatten(inputs)
        if len(specs) != len(tensors):
            raise ValueError(
                f"{self.name} expects {len(specs)} inputs, but {len(tensors)} are given"
            )
        for spec, tensor in zip(specs, tensors, strict=True):
            spec.check(tensor, self.name)

    def _build_for(self, inputs: Any) -> None:
        first = nest.flatten(inputs)[0]
        if self.dtype is None and isinstance(first, Tensor):
            dtype = first.dtype.base_dtype
            self.dtype = dtype if dtype.is_floating or dtype.is_complex else float32
        shapes = nest.map_structure(lambda x: getattr(x, "shape", None), inputs)
        self.build(shapes)
        self.built = True
        self._check_inputs(inputs)

    def _regularize_activity(
        self, regularizer: Callable[[Tensor], Any], outputs: Any
    ) -> None:
        with name_scope("ActivityRegularizer"):
            for output in nest.flatten(outputs):
                loss = regularizer(output)
                # The mean over the batch, so that its size does not matter.
                batch = cast(getitem(shape_of(output), 0), loss.dtype)
                self.add_loss(loss / batch)

    # -- what a layer owns ------------------------------------------------------------

    def add_weight(
        self,
        name: str,
        shape: Any = None,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Callable[[Any], Any] | None = None,
        trainable: bool | None = None,
        constraint: Any = None,
        **accepted: Any,
    ) -> Any:
        """Make a variable in the scope of the layer, or find it there.

        Args:
          name: its name inside the scope.
          shape: its shape.
          dtype: by default the layer's, else float32.
          initializer: by default that of the scope around.
          regularizer: a function from the variable to a loss.
          trainable: whether optimizers change it.
          constraint: a function to apply after each update by an optimizer.
          **accepted: further arguments of `tf.get_variable`.
        """
        self._set_scope()
        wanted = (trainable is None or trainable) and self.trainable
        with self._scoped(self.built or self._reuse) as scope:
            before = set(global_variables()) if regularizer is not None else set()
            variable = get_variable(
                name,
                shape,
                dtype=self.dtype or float32 if dtype is None else as_dtype(dtype),
                initializer=scope.initializer if initializer is None else initializer,
                trainable=wanted,
                constraint=constraint,
                **accepted,
            )
            if regularizer is not None and variable not in before:
                with name_scope(f"{name}/Regularizer"):
                    loss = regularizer(variable)
                if loss is not None:
                    self.add_loss(loss)
        # One that is shared may have been made not to be trained.
        kept = wanted and getattr(variable, "trainable", False)
        weights = self._trainable_weights if kept else self._non_trainable_weights
        if variable not in weights:
            weights.append(variable)
        return variable

    def add_variable(self, *args: Any, **kwargs: Any) -> Any:
        """`add_weight` under its older name."""
        return self.add_weight(*args, **kwargs)

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Add to the losses of the layer and of `GraphKeys.REGULARIZATION_LOSSES`."""
        self._collect(losses, self.losses, GraphKeys.REGULARIZATION_LOSSES)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Add to `GraphKeys.UPDATE_OPS` what must run with every training step."""
        ops = [getattr(update, "op", update) for update in nest.flatten(updates)]
        self._collect(ops, self.updates, GraphKeys.UPDATE_OPS)

    def _collect(self, items: Any, own: list[Any], key: str) -> None:
        collection = get_default_graph().get_collection_ref(key)
        for item in nest.flatten(items):
            own.append(item)
            if item not in collection:
                collection.append(item)

    @property
    def scope_name(self) -> str:
        """The name of the variable scope; ValueError before the first call."""
        if self._scope is None:
            raise ValueError(
                f"the layer {self.name} has no scope before its first call settles it"
            )
        return self._scope.name

    @property
    def graph(self) -> Graph:
        weights = self.weights
        return weights[0].graph if weights else get_default_graph()

    @property
    def trainable_weights(self) -> list[Any]:
        """The variables that optimizers change: none if the layer is not trainable."""
        return list(self._trainable_weights) if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Any]:
        """The other variables."""
        frozen = [] if self.trainable else self._trainable_weights
        return [*frozen, *self._non_trainable_weights]

    @property
    def weights(self) -> list[Any]:
        """All variables."""
        return self.trainable_weights + self.non_trainable_weights

    @property
    def trainable_variables(self) -> list[Any]:
        return self.trainable_weights

    @property
    def non_trainable_variables(self) -> list[Any]:
        return self.non_trainable_weights

    @property
    def variables(self) -> list[Any]:
        return self.weights

    def count_params(self) -> int:
        """How many numbers the variables hold."""
        return sum(weight.shape.num_elements() for weight in self.weights)


def _as_input(value: Any) -> Any:
    return value if value is None else convert_to_tensor(value)


def _snake_case(name: str) -> str:
    """A class's name as a scope's: `Conv2DTranspose` is `conv2d_transpose`."""
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
