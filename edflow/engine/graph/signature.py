"""What an op takes and gives: a small language, and the dtypes held against it.

Beside the reading path: `"ref:&T value:T"` reads by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from edflow.engine.face import dtypes
from edflow.engine.face.dtypes import DType
from edflow.engine.graph.spec import Spec

if TYPE_CHECKING:
    from edflow.engine.graph.node import Tensor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Arg:
    """One input or output of an op: its name, its type or type variable, its form."""

    name: str
    type: str
    ref: bool
    """It is the variable itself, to be written to, not its value."""
    count: str
    """For a list of one type (`values:*T`) the attribute with its length, `N`."""
    mixed: bool
    """It is a list of tensors of any types (`values:**T`)."""

    @property
    def is_list(self) -> bool:
        return self.mixed or bool(self.count)


_ARG = re.compile(r"(\w+):(&?)(?:(\w*)(\*{1,2}))?(\w+)")


@cache
def parse(signature: str) -> tuple[Arg, ...]:
    """The inputs or outputs that a signature such as `"ref:&T value:T"` declares."""
    args: list[Arg] = []
    for word in signature.split():
        match = _ARG.fullmatch(word)
        if match is None:
            raise ValueError(f"cannot read {word!r} in the signature {signature!r}")
        name, ref, count, stars, kind = match.groups()
        count = (count or "N") if stars == "*" else ""
        args.append(Arg(name, kind, bool(ref), count, stars == "**"))
    return tuple(args)


class Signature:
    """The inputs and outputs of an op, as words `name:Type`.

    A type is a dtype's name, the name of a dtype-valued field, or a type variable:
    inputs that share it must have one dtype, out of the set that the class binds to
    that name, if it binds one. `&` takes a variable by reference, `*` a list of one
    type, `**` of any types. How long a list is says the attribute `N`, or the one
    before the star, as in `parts:num*T`; of a list of any types it is the one that
    holds the types. Where no attribute says it, a property `n_parts` does.
    """

    takes: ClassVar[str] = ""
    gives: ClassVar[str] = "output:T"
    args: ClassVar[tuple[Arg, ...]] = ()
    """`takes`, read."""

    @cached_property
    def type(self) -> str:
        """TensorFlow's name of the op type."""
        return type(self).__name__

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """The op's own attributes by name."""
        return {f.name: getattr(self, f.name) for f in fields(cast("Any", self))}

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
        return self._divided(self.args, inputs)

    def by_result(self, outputs: Sequence[T]) -> Iterator[tuple[Arg, Sequence[T]]]:
        """Each of the results in `gives` and the outputs that it stands for."""
        return self._divided(parse(self.gives), outputs)

    def output_names(self, n_outputs: int) -> list[str]:
        """What TensorFlow calls the outputs: `values:0`, of a list one number each."""
        results = self.by_result(range(n_outputs))
        return [f"{arg.name}:{i}" for arg, part in results for i in range(len(part))]

    def _divided(
        self, args: Sequence[Arg], items: Sequence[Any]
    ) -> Iterator[tuple[Arg, Sequence[Any]]]:
        """For each its own; a list whose length nothing settles takes what is left."""
        start = 0
        for arg in args:
            length = self._length(arg) if arg.is_list else 1
            if length is None:
                others = (self._length(a) if a.is_list else 1 for a in args)
                length = len(items) - sum(filter(None, others))
            part = items[start : start + length]
            start += len(part)
            yield arg, part

    def _length(self, arg: Arg) -> int | None:
        own = getattr(self, f"n_{arg.name}", None)
        if own is not None:
            return own
        if arg.mixed:
            types = self.attributes.get(arg.type)
            return None if types is None else len(types)
        return self.attributes.get(arg.count)

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


def _plain(spec: Spec) -> Spec:
    return Spec(spec.shape, spec.dtype.base_dtype, spec.value)
