"""OpDef: what an operation *means*, apart from where it stands in a graph.

One class per op, named as TensorFlow's op type, holds all there is to say about it:
its inputs (`takes`), its shape rule (`infer`), its computation (`compute`) and its
gradient. Attributes of the op are dataclass fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Protocol,
    Self,
    TypeVar,
    cast,
    dataclass_transform,
)

import numpy as np

from edflow.engine.face import dtypes
from edflow.engine.face.dtypes import DType
from edflow.engine.graph.spec import Spec

if TYPE_CHECKING:
    from threading import Condition

    from edflow.engine.graph.node import Operation, Tensor

T = TypeVar("T")


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


@dataclass(frozen=True, slots=True)
class Arg:
    """One input of an op: its name, its type or type variable, and how it is taken."""

    name: str
    type: str
    ref: bool
    """Takes the variable itself, to write to it, not its value."""
    many: bool
    """Takes a list of tensors of one type (`values:*T`)."""
    mixed: bool
    """Takes a list of tensors of any types (`values:**T`)."""

    @property
    def is_list(self) -> bool:
        return self.many or self.mixed


_ARG = re.compile(r"(\w+):(&?)(\*{0,2})(\w+)")


def parse_takes(takes: str) -> tuple[Arg, ...]:
    """The inputs that a signature such as `"ref:&T value:T"` declares."""
    args: list[Arg] = []
    for word in takes.split():
        match = _ARG.fullmatch(word)
        if match is None:
            raise ValueError(f"cannot read {word!r} in the signature {takes!r}")
        name, ref, stars, kind = match.groups()
        args.append(Arg(name, kind, bool(ref), stars == "*", stars == "**"))
    return tuple(args)


@dataclass_transform(frozen_default=True)
class OpDef:
    """The base of every op; a subclass is a frozen dataclass of the op's attributes.

    Class attributes that a subclass may set:
      takes: the inputs, as words `name:Type`. A type is a dtype's name, the name of a
        dtype-valued field, or a type variable: inputs that share it must have one
        dtype, out of the set that the class binds to that name, if it binds one.
        `&` takes a variable by reference, `*` a list of one type, `**` of any types.
      stateful: the result is not settled by the inputs (random ops, variables).
      aliases: the result may share memory with an input, as a reshape does.
      broadcasts: element-wise over inputs of different shapes: the walker of
        gradients sums what it gets back over the axes that were stretched.
      beyond_tensorflow: the dtypes of its outputs with which TensorFlow has no such op.
      must_be_fed: only a run can say what it gives: a placeholder.
      hands_on: its output is its input itself; of a variable the variable, so that who
        takes the output reads at its own place in the order.
      takes_out: element-wise, and `compute` has a parameter `out`, an array to write
        the result to, which may be one of the inputs (as NumPy's ufuncs have it).
    """

    registry: ClassVar[dict[str, type[OpDef]]] = {}
    takes: ClassVar[str] = ""
    args: ClassVar[tuple[Arg, ...]] = ()
    stateful: ClassVar[bool] = False
    aliases: ClassVar[bool] = False
    broadcasts: ClassVar[bool] = False
    must_be_fed: ClassVar[bool] = False
    hands_on: ClassVar[bool] = False
    takes_out: ClassVar[bool] = False
    beyond_tensorflow: ClassVar[frozenset[DType]] = frozenset()

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        """Read the signature and, unless `abstract`, enter the class as an op type."""
        super().__init_subclass__()
        cls.args = parse_takes(cls.takes)
        if not abstract:
            OpDef.registry[cls.__name__] = cls

    def __new__(cls, *_args: Any, **_attributes: Any) -> Self:
        # `dataclass` takes 0.4 ms a class, which for all ops would be half of the time
        # of `import edflow`; a program uses some thirty.
        if "__dataclass_fields__" not in cls.__dict__:
            _make_dataclass(cls)
        return super().__new__(cls)

    @cached_property
    def type(self) -> str:
        """TensorFlow's name of the op type."""
        return type(self).__name__

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """The op's own attributes by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]

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
        raise LookupError(
            f"no gradient is defined for {op.name} (op type {self.type}); "
            "stop it with tf.stop_gradient, or register one with tf.RegisterGradient"
        )

    def check(self, inputs: Sequence[Tensor]) -> list[Spec]:
        """The specs of the inputs, once their dtypes are found to be acceptable."""
        bound: dict[str, tuple[str, DType]] = {}
        count = 0
        for arg, taken in self.by_argument(inputs):
            count += len(taken)
            for tensor in taken:
                self._check_dtype(arg, tensor, bound)
        if count != len(inputs):
            raise TypeError(
                f"{self.type} takes {count} inputs, but {len(inputs)} were given"
            )
        return [
            tensor.spec if not tensor.dtype.is_ref else _plain(tensor.spec)
            for tensor in inputs
        ]

    def takes_reference(self, n_inputs: int) -> list[bool]:
        """For each of the inputs, whether the op takes the variable itself."""
        places = self.by_argument(range(n_inputs))
        return [arg.ref for arg, taken in places for _ in taken]

    def by_argument(self, inputs: Sequence[T]) -> Iterator[tuple[Arg, Sequence[T]]]:
        """Each argument and the inputs that it stands for, several if it is a list."""
        start = 0
        for arg in self.args:
            count = self._length(arg, len(inputs)) if arg.is_list else 1
            taken = inputs[start : start + count]
            start += len(taken)
            yield arg, taken

    def _length(self, arg: Arg, n_inputs: int) -> int:
        """How long a list is: all that is left, or, of several, what the op says."""
        lists = sum(other.is_list for other in self.args)
        if lists > 1:
            return getattr(self, f"n_{arg.name}")
        return n_inputs - (len(self.args) - lists)

    def _check_dtype(
        self, arg: Arg, tensor: Tensor, bound: dict[str, tuple[str, DType]]
    ) -> None:
        dtype = tensor.dtype
        if arg.ref and not dtype.is_ref:
            raise TypeError(
                f"{self.type}: {arg.name} must be a variable, not the tensor "
                f"{tensor.name}, which only holds a value"
            )
        if arg.mixed:
            return
        base = dtype.base_dtype
        wanted = self.dtype_of(arg)
        if wanted is not None and base is not wanted:
            raise TypeError(
                f"{self.type}: {arg.name} must be {wanted.name}, but {tensor.name} is "
                f"{base.name}; convert it with tf.cast(…, tf.{wanted.name})"
            )
        name, first = bound.setdefault(arg.type, (arg.name, base))
        if first is not base:
            raise TypeError(
                f"{self.type}: {arg.name} is {base.name} but {name} is {first.name}; "
                f"convert one of them, e.g. tf.cast({arg.name}, tf.{first.name})"
            )
        allowed: Any = getattr(type(self), arg.type, None)
        if isinstance(allowed, frozenset) and base not in allowed:
            kinds = cast("frozenset[DType]", allowed)
            names = ", ".join(sorted(dtype.name for dtype in kinds))
            raise TypeError(
                f"{self.type}: {arg.name} is {base.name}, which it cannot work with; "
                f"it takes {names}"
            )

    def dtype_of(self, arg: Arg) -> DType | None:
        """The dtype that this op settles for an input, if it settles one."""
        own = self.attributes.get(arg.type)
        if isinstance(own, DType):
            return own
        fixed = getattr(dtypes, arg.type, None)
        return fixed if isinstance(fixed, DType) else None


def _make_dataclass(cls: type[OpDef]) -> None:
    for kind in reversed(cls.__mro__):
        own = issubclass(kind, OpDef) and kind is not OpDef
        if own and "__dataclass_fields__" not in kind.__dict__:
            dataclass(frozen=True)(cast("type[Any]", kind))


def _plain(spec: Spec) -> Spec:
    return Spec(spec.shape, spec.dtype.base_dtype, spec.value)
