"""OpDef: what an operation *means*, apart from where it stands in a graph.

Before this: `spec.py`. Next: `node.py`, the uses of an op.

One class per op, named as TensorFlow's op type, holds all there is to say about it:
its inputs and outputs (`takes`, `gives`), its shape rule (`infer`), its computation
(`compute`) and its gradient. Attributes of the op are dataclass fields.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Protocol,
    Self,
    cast,
    dataclass_transform,
)

import numpy as np

from edflow.engine.face.dtypes import DType
from edflow.engine.graph.signature import Signature, parse
from edflow.engine.graph.spec import Spec

if TYPE_CHECKING:
    from threading import Condition

    from edflow.engine.graph.node import Operation, Tensor


class Runtime(Protocol):
    """What the session lends an op that computes with more than its inputs."""

    def cell(self, op: Operation) -> Any:
        """The place where this session keeps the value of a variable."""
        ...

    def state(self, key: Hashable, create: Callable[[], Any]) -> Any:
        """What this session remembers between runs, created at first use.

        The key is the operation, or a name under which several share it.
        """
        ...

    def wait(self, changed: Condition, ready: Callable[[], bool]) -> None:
        """Wait, holding the lock of `changed`, until `ready` says so.

        It is asked again whenever `changed` is notified. The stop button ends the
        wait, and so does the end of the session.
        """
        ...

    def program(
        self, outputs: Sequence[Tensor], inputs: Sequence[Tensor]
    ) -> Callable[..., list[Any]]:
        """A body as a function from the values of `inputs` to those of `outputs`."""
        ...

    def uses(self, tensor: Tensor) -> bool:
        """Whether something in the plan takes this output of an operation."""
        ...


@dataclass_transform(frozen_default=True)
class OpDef(Signature):
    """The base of every op; a subclass is a frozen dataclass of the op's attributes.

    Class attributes that a subclass may set:
      takes, gives: the inputs and outputs, as words `name:Type`; see `Signature`.
      stateful: the result is not settled by the inputs (random ops, variables).
      aliases: the result may share memory with an input, as a reshape does.
      broadcasts: element-wise over inputs of different shapes: the walker of
        gradients sums what it gets back over the axes that were stretched.
      beyond_tensorflow: True for an op that TensorFlow does not have; or the dtypes of
        its outputs with which it has none.
      differentiable: False where nothing flows back: `tf.gradients` gives None.
      must_be_fed: only a run can say what it gives: a placeholder.
      is_constant: its value is its attribute `value`.
      hands_on: its output is its input itself; of a variable the variable, so that who
        takes the output reads at its own place in the order.
      takes_out: element-wise, and `compute` has a parameter `out`, an array to write
        the result to, which may be one of the inputs (as NumPy's ufuncs have it).
    """

    registry: ClassVar[dict[str, type[OpDef]]] = {}
    stateful: ClassVar[bool] = False
    aliases: ClassVar[bool] = False
    broadcasts: ClassVar[bool] = False
    differentiable: ClassVar[bool] = True
    must_be_fed: ClassVar[bool] = False
    takes_out: ClassVar[bool] = False
    beyond_tensorflow: ClassVar[frozenset[DType] | bool] = False
    is_constant: ClassVar[bool] = False
    hands_on: ClassVar[bool] = False

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        """Read the signature and, unless `abstract`, enter the class as an op type."""
        super().__init_subclass__()
        cls.args = parse(cls.takes)
        if not abstract:
            OpDef.registry[cls.__name__] = cls

    def __new__(cls, *_args: Any, **_attributes: Any) -> Self:
        # `dataclass` takes 0.4 ms a class, which for all ops would be half of the time
        # of `import edflow`; a program uses some thirty.
        if "__dataclass_fields__" not in cls.__dict__:
            _make_dataclass(cls)
        return super().__new__(cls)

    @property
    def is_element_wise(self) -> bool:
        """Whether it works element by element, and `compute` can write to an `out`."""
        ufunc = isinstance(self.compute, np.ufunc) and self.compute.nout == 1
        return self.takes_out or ufunc

    @property
    def bound_to_session(self) -> bool:
        """Whether the computation needs a session, beyond its inputs."""
        return type(self).bind is not OpDef.bind

    def bring_in(self, inputs: Sequence[Tensor]) -> None:
        """Let the bodies it holds know what their inputs stand for; called once."""

    def infer(self, *specs: Any) -> Spec | tuple[Spec, ...]:
        """What is known of the outputs from what is known of the inputs."""
        raise NotImplementedError(f"{self.type} has no shape rule: define infer")

    def compute(self, *arrays: Any) -> Any:
        """Arrays to the output array, or to a tuple where there are several."""
        raise NotImplementedError(f"{self.type} has no computation: define compute")

    def bind(self, op: Operation, runtime: Runtime) -> Callable[..., Any]:
        """The function that one step of a plan calls; made once per plan."""
        return self.compute

    def gradient(self, op: Operation, *dys: Any) -> Any:
        """Gradients for the inputs from those for the outputs, as new graph nodes.

        Args:
          op: the operation to differentiate.
          *dys: for each output the gradient of the target with respect to it, or None
            where nothing flows.

        Returns:
          A tensor, IndexedSlices or None for the only input, or a sequence of these,
          one per input.
        """
        if not self.differentiable:
            return (None,) * len(op.inputs)
        raise LookupError(
            f"no gradient is defined for {op.name} (op type {self.type}); "
            "stop it with tf.stop_gradient, or register one with tf.RegisterGradient"
        )


def _make_dataclass(cls: type[OpDef]) -> None:
    for kind in reversed(cls.__mro__):
        own = issubclass(kind, OpDef) and kind is not OpDef
        if own and "__dataclass_fields__" not in kind.__dict__:
            dataclass(frozen=True)(cast("type[Any]", kind))
