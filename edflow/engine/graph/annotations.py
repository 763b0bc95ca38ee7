"""What TensorFlow lets one note on a graph: collections, devices, other gradients.

Beside the reading path: nothing here changes what a graph computes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from edflow.engine.face import devices
from edflow.engine.graph.node import Operation


class Annotations:
    """The notes of a graph, and the open blocks that note things on new operations."""

    def __init__(self) -> None:
        self._collections: dict[Any, list[Any]] = {}
        self._devices: list[str | Callable[..., Any] | None] = []
        self._gradient_overrides: list[dict[str, str]] = []
        self._finalized = False

    def _annotate(self, op: Operation) -> None:
        """Note on a new operation what the open blocks say."""
        if self._devices:
            op.device = devices.resolve(self._devices, op)
        for overrides in self._gradient_overrides:
            op.gradient_override = overrides.get(op.type, op.gradient_override)

    # -- devices and gradients --------------------------------------------------------

    @contextmanager
    def device(self, device_name_or_function: Any) -> Generator[None]:
        """Note a device for what is created inside; everything runs on the CPU."""
        if isinstance(device_name_or_function, str):
            devices.parse(device_name_or_function)
        self._devices.append(device_name_or_function)
        try:
            yield
        finally:
            self._devices.pop()

    @contextmanager
    def gradient_override_map(self, op_type_map: dict[str, str]) -> Generator[None]:
        """Give ops created inside, by type, a gradient registered under a name."""
        self._gradient_overrides.append(dict(op_type_map))
        try:
            yield
        finally:
            self._gradient_overrides.pop()

    # -- collections ------------------------------------------------------------------

    def add_to_collection(self, name: Any, value: Any) -> None:
        """Append `value` to the collection `name`."""
        self._check_not_finalized()
        self._collections.setdefault(name, []).append(value)

    def add_to_collections(self, names: Any, value: Any) -> None:
        """Append `value` to one collection or to each of several, once each."""
        names = (names,) if isinstance(names, str) else tuple(dict.fromkeys(names))
        for name in names:
            self.add_to_collection(name, value)

    def get_collection_ref(self, name: Any) -> list[Any]:
        """The collection itself: what is appended to it stays."""
        return self._collections.setdefault(name, [])

    def get_collection(self, name: Any, scope: str | None = None) -> list[Any]:
        """A copy of the collection; with `scope`, of the items whose name matches it.

        Args:
          name: the collection's key, e.g. one of `tf.GraphKeys`.
          scope: a regular expression for the beginning of the items' names.
        """
        items = self._collections.get(name, [])
        if scope is None:
            return list(items)
        pattern = re.compile(scope)
        return [item for item in items if pattern.match(getattr(item, "name", ""))]

    def get_all_collection_keys(self) -> list[Any]:
        return [key for key in self._collections if isinstance(key, str)]

    @property
    def collections(self) -> list[Any]:
        return self.get_all_collection_keys()

    def clear_collection(self, name: Any) -> None:
        self._check_not_finalized()
        self._collections.pop(name, None)

    # -- finalizing -------------------------------------------------------------------

    @property
    def finalized(self) -> bool:
        return self._finalized

    def finalize(self) -> None:
        """Forbid further changes: a guard against graphs that grow inside a loop."""
        self._finalized = True

    def _check_not_finalized(self) -> None:
        if self._finalized:
            raise RuntimeError(
                "the graph is finalized and cannot be changed; "
                "build everything before the training loop"
            )
