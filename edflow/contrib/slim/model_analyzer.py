"""slim.model_analyzer: how large a model's variables are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from edflow import namespace

__all__ = ["analyze_vars", "tensor_description"]


def tensor_description(var: Any) -> str:
    """The dtype and shape of a variable or tensor, e.g. `(float32_ref 5x5x3x64)`."""
    sizes = "x".join(str(size) for size in var.shape)
    return f"({var.dtype.name} {sizes})"


def analyze_vars(variables: Iterable[Any], print_info: bool = False) -> tuple[int, int]:
    """How many numbers variables hold, and in how many bytes.

    Args:
      variables: e.g. `slim.get_model_variables()`.
      print_info: also print a line for each.
    """
    lines, numbers, memory = ["Variables: name (type shape) [size]"], 0, 0
    for var in variables:
        size = var.shape.num_elements() or 0
        space = size * var.dtype.size
        numbers, memory = numbers + size, memory + space
        lines.append(f"{var.name} {tensor_description(var)} [{size}, bytes: {space}]")
    if print_info:
        lines += [f"Total size of variables: {numbers}", f"Total bytes: {memory}"]
        print("\n".join(lines))  # noqa: T201 - it is asked for
    return numbers, memory


namespace.finish(__name__)
