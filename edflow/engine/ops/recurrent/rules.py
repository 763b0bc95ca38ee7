"""Shape rules and gradients as all recurrent ops have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import as_dtype, float32, float64
from edflow.engine.face.shapes import compatible, merge, text
from edflow.engine.graph import OpDef, Operation, Spec
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.math.trigonometry import sigmoid, tanh

ACTIVATIONS = {"tanh": tanh, "sigmoid": sigmoid}

KERNEL_FLOATS = frozenset({float32, float64})
"""What the recurrent kernels compile for."""


class Block(OpDef, abstract=True):
    """A recurrent network over a whole sequence.

    Its inputs end with the sequence, the states before it, and the weights.
    """

    states: ClassVar[tuple[int, ...]]
    """Which outputs are the states, in the order of the inputs."""

    def step(self, gate: Callable[..., Any], *inputs: Any) -> Sequence[Any]:
        """The outputs of one step in plain ops.

        Args:
          gate: `gate(name, f, z)` gives f(z) for the output called `name`.
          *inputs: x, of one step, the states before it, and the weights.
        """
        raise NotImplementedError(f"{self.type} has no step: define step")


class BlockGrad(OpDef, abstract=True):
    """Its gradient: from its inputs, its outputs and the slopes of its states."""

    @property
    def forward(self) -> Block:
        """The network, as far as the gradient knows it."""
        raise NotImplementedError(f"{self.type} is of no network: define forward")


def affine(x: Any, h: Any, w: Any, b: Any) -> Any:
    """[x, h] w + b."""
    return matmul(concat([x, h], 1), w) + b


def state_shape(
    opdef: OpDef,
    rank: int,
    x: Spec,
    states: Sequence[Spec],
    weights: Mapping[str, tuple[Spec, int]],
    biases: Mapping[str, tuple[Spec, int]],
) -> tuple[int | None, int | None]:
    """[batch, units], as far as the inputs tell; ValueError where they disagree.

    Args:
      opdef: the op, for messages.
      rank: 3 for a sequence, 2 for one step.
      x: the inputs.
      states: the states before, each [batch, units].
      weights: by name, each [inputs + units, n units], with its n.
      biases: by name, each [n units], with its n.
    """
    if x.rank not in (None, rank):
        raise ValueError(f"{opdef.type}: x must have rank {rank}, not {text(x.shape)}")
    batch, units = None if x.shape is None else x.shape[-2], None
    inputs = None if x.shape is None else x.shape[-1]
    for state in states:
        batch, units = merge((batch, units), state.shape)
    for name, (w, count) in weights.items():
        rows, columns = merge((None, None), w.shape)
        units = units or (columns and columns // count)
        fits = columns in (None, units and count * units)
        if rows is not None and units is not None and inputs is not None:
            fits &= rows == inputs + units
        if not fits:
            raise ValueError(
                f"{opdef.type}: {name} has shape {text(w.shape)}, but for {inputs} "
                f"inputs and {units} units it must have "
                f"[inputs + units, {_times_units(count)}]"
            )
    for name, (b, count) in biases.items():
        if not compatible(b.shape, (units and count * units,)):
            raise ValueError(
                f"{opdef.type}: {name} has shape {text(b.shape)}, but for {units} "
                f"units it must have [{_times_units(count)}]"
            )
    return batch, units


def _times_units(count: int) -> str:
    return "units" if count == 1 else f"{count} units"


def slopes_fit(opdef: OpDef, output: Spec, *dys: Spec) -> None:
    """ValueError unless what arrives at an output has its shape."""
    for dy in dys:
        if not compatible(output.shape, dy.shape):
            raise ValueError(
                f"{opdef.type}: a gradient has shape {text(dy.shape)}, but the output "
                f"that it is of has {text(output.shape)}"
            )


def check_arrays(opdef: OpDef, *arrays: Array) -> None:
    """ValueError for arrays that do not fit: a kernel would read what lies beside them.

    What `infer` could not know before the run it finds out now.
    """
    opdef.infer(*(Spec(array.shape, as_dtype(array.dtype)) for array in arrays))


def sequence_spec(x: Spec, state: tuple[int | None, int | None]) -> Spec:
    """What is put out in all steps, [time, batch, units]."""
    return Spec((None if x.shape is None else x.shape[0], *state), x.dtype)


def refuse_gate_slopes(
    op: Operation, dys: Sequence[Any], names: str, open_: Mapping[str, str]
) -> None:
    """LookupError if a gradient arrives at a gate.

    TensorFlow drops such a gradient in silence, and trains on what is left.

    Args:
      op: the operation to differentiate.
      dys: what arrives at its outputs.
      names: of its outputs, as words.
      open_: the outputs that gradients flow through, by name, and what they are.
    """
    for name, dy in zip(names.split(), dys, strict=True):
        if dy is not None and name not in open_:
            through = " and ".join(f"{what} {key}" for key, what in open_.items())
            raise LookupError(
                f"no gradient flows through the gate {name} of {op.name}, only through "
                f"its {through}; to train on gates write the cell in ops, as a "
                "subclass of tf.nn.rnn_cell.RNNCell"
            )
