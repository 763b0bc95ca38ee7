"""What a learner is told when an operation fails: what, with what, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from edflow import errors
from edflow.engine.face.shapes import text
from edflow.engine.graph import Operation, Tensor
from edflow.engine.graph.lookup import first_of_its_name
from edflow.engine.graph.origin import describe
from edflow.engine.graph.traversal import Element, backward, way_to


def explain(error: Exception, op: Operation, args: Sequence[Any]) -> Exception:
    """`error` as TensorFlow's class, with a note on the operation and its inputs."""
    if isinstance(error, errors.OpError):
        explained = error
        if explained.op is None:
            explained.op = op
    elif isinstance(error, MemoryError):
        explained = errors.ResourceExhaustedError(None, op, _message(error, op, args))
    elif isinstance(error, ValueError | TypeError | IndexError | ArithmeticError):
        explained = errors.InvalidArgumentError(None, op, _message(error, op, args))
    else:
        explained = errors.UnknownError(None, op, _message(error, op, args))
    if explained.op is op and not getattr(explained, "__notes__", None):
        explained.add_note(_note(op, args))
    return explained


def _message(error: Exception, op: Operation, args: Sequence[Any]) -> str:
    said = _broken_rule(op, args) or str(error) or type(error).__name__
    return f"{op.type} '{op.name}': {said}"


def _broken_rule(op: Operation, args: Sequence[Any]) -> str | None:
    """What the op's own shape rule says of the shapes it met; NumPy knows only arrays.

    What is wrong may not have been known before: the sizes of a feed.
    """
    if len(args) != len(op.inputs):
        return None  # It was not the op that failed, but a read on its behalf.
    specs = [
        replace(tensor.spec, shape=arg.shape) if hasattr(arg, "dtype") else tensor.spec
        for tensor, arg in zip(op.inputs, args, strict=True)
    ]
    try:
        op.opdef.infer(*specs)
    except ValueError as error:
        return str(error)
    return None


def _note(op: Operation, args: Sequence[Any]) -> str:
    """One line: the operation, the shapes it met, and where it was created."""
    met = [
        f"{tensor.name} {array.dtype.name}{text(array.shape)}"
        for tensor, array in zip(op.inputs, args, strict=False)
        if hasattr(array, "dtype")
    ]
    inputs = f" on {', '.join(met)}" if met else ""
    return f"in {op.type} '{op.name}'{inputs}, created in {describe(op.origin)}"


# A chain longer than this says more at its ends than in its middle.
_PATH_ENDS = 4


def missing_feed(
    op: Operation, fetches: Sequence[Element], feeds: Sequence[Tensor]
) -> errors.InvalidArgumentError:
    """The error for an unfed placeholder: by which way it came to be needed."""
    tensor = op.outputs[0]
    path = way_to(op, list(backward(fetches, feeds)))
    if len(path) > 2 * _PATH_ENDS + 1:
        path = [*path[:_PATH_ENDS], "…", *path[-_PATH_ENDS:]]
    way = f"; it is needed by {' <- '.join(path[1:])}" if len(path) > 1 else ""
    cure = f"add it to feed_dict (created in {describe(op.origin)})"
    first = first_of_its_name(op)
    for fed in feeds:
        if first_of_its_name(fed.op) is first:
            cure = (
                f"fed was {fed.op.name} (created in {describe(fed.op.origin)}), not "
                f"the {op.name} created in {describe(op.origin)}; run again the cells "
                "that build on it"
            )
    return errors.InvalidArgumentError(
        None,
        op,
        f"you must feed a value for placeholder tensor '{op.name}' with dtype "
        f"{tensor.dtype.name} and shape {text(tensor.spec.shape)}{way}: {cure}",
    )
