"""Which device computes what: the honest answer is always the CPU."""

from __future__ import annotations

import sys

from edflow.engine.graph import Operation
from edflow.engine.runtime.plan import Plan

CPU = "/job:localhost/replica:0/task:0/device:CPU:0"


class PlacementLog:
    """Writes for each operation, once, where it runs, and where it was asked to.

    What `tf.ConfigProto(log_device_placement=True)` switches on.
    """

    def __init__(self) -> None:
        self._told: set[Operation] = set()

    def tell(self, plan: Plan) -> None:
        """Write a line to stderr for each operation of the plan that is new."""
        for op in plan.operations:
            if op not in self._told:
                self._told.add(op)
                sys.stderr.write(f"{line(op)}\n")


def line(op: Operation) -> str:
    """`MatMul: (MatMul): …/device:CPU:0`, and what was asked for if it differs."""
    wish = op.device
    elsewhere = bool(wish) and not wish.upper().endswith("CPU:0")
    asked = f" (asked for {wish}: edflow computes on the CPU)" if elsewhere else ""
    return f"{op.name}: ({op.type}): {CPU}{asked}"
