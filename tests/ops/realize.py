"""A row made real: its arrays, its graph with more or less known, its values."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from case import Case, In, Ref

import edflow as tf
from edflow.engine.graph import OpDef, Tensor
from edflow.engine.ops.build import apply

SEED = 20151109  # The day TensorFlow was published; any will do.


def draw(spec: In | Ref, dtype: Any, random: np.random.Generator) -> np.ndarray:
    """The array of a random input; one drawn in float64 is the float32 one, widened."""
    dtype = np.dtype(spec.dtype or dtype)
    step = getattr(spec, "step", 0.0)
    if step:
        size = int(np.prod(spec.shape))
        multiples = np.delete(
            np.arange(-(size // 2) - 1, size - size // 2 + 1), size // 2 + 1
        )
        values = random.permutation(multiples[:size]).reshape(spec.shape) * step
    elif dtype.kind == "b":
        values = random.integers(0, 2, spec.shape)
    elif dtype.kind in "iu":
        values = random.integers(int(spec.low), int(spec.high), spec.shape)
    else:
        values = random.uniform(spec.low, spec.high, spec.shape).astype(np.float32)
        if dtype.kind == "c":
            values = values + 1j * random.uniform(spec.low, spec.high, spec.shape)
    return np.asarray(values).astype(dtype)


def arrays_of(case: Case, dtype: Any) -> list[Any]:
    """What goes in, spread out: arrays, `Ref`s with theirs, builders as they are."""
    random = np.random.default_rng(SEED)
    arrays = []
    for value in flat(case.inputs):
        spec = In(value) if isinstance(value, tuple) else value
        if isinstance(spec, In | Ref):
            array = draw(spec, dtype, random)
            arrays.append((spec, array) if isinstance(spec, Ref) else array)
        else:
            arrays.append(spec if callable(spec) else np.asarray(spec))
    return arrays


def flat(inputs: list[Any]) -> list[Any]:
    return [
        item
        for value in inputs
        for item in (value if isinstance(value, list) else [value])
    ]


def nested(case: Case, items: list[Any]) -> list[Any]:
    """`items` again with a list where the row has one."""
    rest = iter(items)
    return [
        [next(rest) for _ in value] if isinstance(value, list) else next(rest)
        for value in case.inputs
    ]


@dataclass
class Realized:
    """A row in the default graph."""

    inputs: list[Any]
    outputs: tuple[Any, ...]
    feeds: dict[Tensor, np.ndarray] = field(default_factory=dict)
    arrays: list[np.ndarray] = field(default_factory=list)
    """What `reference` sees."""
    variables: list[Any] = field(default_factory=list)

    def session(self) -> Any:
        session = tf.Session()
        session.run(
            [v.initializer for v in tf.get_default_graph().get_collection("variables")]
        )
        return session


def realize(case: Case, dtype: Any = np.float32, known: str = "shapes") -> Realized:
    """Build the row.

    Args:
      case: the row.
      dtype: of its float inputs.
      known: what the graph knows of the inputs before it runs. "values": given arrays
        are constants and random inputs have their shapes. "shapes", "ranks", "nothing":
        placeholders of which so much is known.
    """
    made = Realized([], ())
    for value in arrays_of(case, dtype):
        if callable(value):
            made.inputs.append(value())
        elif isinstance(value, tuple):
            made.inputs.append(tf.Variable(value[1]))
            made.arrays.append(value[1])
        else:
            made.arrays.append(value)
            made.inputs.append(_input(value, known, made.feeds))
    given = nested(case, made.inputs)
    result = case.build(*given) if case.build else apply(_op(case), *given)
    made.outputs = result if isinstance(result, tuple) else (result,)
    return made


def _op(case: Case) -> OpDef:
    assert isinstance(case.op, OpDef), f"{case} needs `build`: its op is a class"
    return case.op


def _input(array: np.ndarray, known: str, feeds: dict[Tensor, np.ndarray]) -> Tensor:
    if known == "values" and array.dtype.kind not in "fc":
        return tf.constant(array)
    shape = {"nothing": None, "ranks": [None] * array.ndim}.get(known, array.shape)
    placeholder = tf.placeholder(tf.as_dtype(array.dtype), shape)
    feeds[placeholder] = array
    return placeholder


def takes_floats(case: Case) -> bool:
    """Whether a gradient could flow: an input of the row is a float or complex."""
    arrays = [a for a in arrays_of(case, np.float32) if isinstance(a, np.ndarray)]
    return any(array.dtype.kind in "fc" for array in arrays)


def float_dtypes(case: Case) -> list[Any]:
    """The dtypes in which the row's float inputs can be tested, narrow first."""
    chosen = [np.float32, np.float64]
    free = False
    for arg, value in zip(case.op.args, case.inputs, strict=False):
        if any(
            _is_free(item) for item in (value if isinstance(value, list) else [value])
        ):
            free = True
            settled = case.op.dtype_of(arg) if isinstance(case.op, OpDef) else None
            allowed = {settled} if settled else getattr(case.op, arg.type, None)
            if isinstance(allowed, set | frozenset):
                chosen = [d for d in chosen if tf.as_dtype(d) in allowed]
    return chosen if free else chosen[:1]


def _is_free(item: Any) -> bool:
    """Whether the row leaves the dtype of a float input open."""
    return isinstance(item, tuple) or (
        isinstance(item, In | Ref) and item.dtype is None
    )
