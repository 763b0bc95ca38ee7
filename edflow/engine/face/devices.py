"""Device names. edflow computes on the CPU; a graph still says where it would go."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_PART = re.compile(
    r"/(?:(job|replica|task):([^/]+)|(?:device:)?([A-Za-z_]+):(\d+|\*))", re.ASCII
)


def parse(name: str) -> dict[str, str]:
    """The parts of a device name.

    >>> parse("/job:worker/task:1/gpu:0")
    {'job': 'worker', 'task': '1', 'device': 'GPU:0'}
    """
    parts: dict[str, str] = {}
    position = 0
    for match in _PART.finditer(name):
        if match.start() != position:
            break
        position = match.end()
        key, value, kind, number = match.groups()
        if key:
            parts[key] = value
        else:
            parts["device"] = f"{kind.upper()}:{number}"
    if position != len(name):
        raise ValueError(
            f"cannot read the device name {name!r}; write e.g. '/cpu:0' or "
            "'/job:worker/task:1/gpu:0'"
        )
    return parts


def merge(outer: str, inner: str) -> str:
    """The device of an inner `with tf.device` inside an outer one.

    >>> merge("/job:ps", "/cpu:0")
    '/job:ps/device:CPU:0'
    """
    parts = parse(outer) | parse(inner)
    keys = ("job", "replica", "task", "device")
    return "".join(f"/{key}:{parts[key]}" for key in keys if key in parts)


def resolve(stack: list[str | Callable[..., Any] | None], op: object) -> str:
    """The device that nested `with tf.device(…)` blocks give an operation."""
    device = ""
    for entry in stack:
        if entry is None:
            device = ""
        elif callable(entry):
            device = merge(device, entry(op) or "")
        else:
            device = merge(device, entry)
    return device
