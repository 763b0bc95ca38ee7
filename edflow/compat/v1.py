"""tf.compat.v1: where TensorFlow 2 keeps TensorFlow 1; here it is edflow itself.

import edflow.compat.v1 as tf
tf.disable_v2_behavior()
"""

from __future__ import annotations

from typing import Any

import edflow


def disable_v2_behavior() -> None:
    """Do nothing: here TensorFlow 1's behaviour is the only one."""


disable_eager_execution = disable_v2_tensorshape = disable_v2_behavior
disable_resource_variables = disable_tensor_equality = disable_v2_behavior
disable_control_flow_v2 = disable_v2_behavior


def __getattr__(name: str) -> Any:
    return getattr(edflow, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *dir(edflow)})
