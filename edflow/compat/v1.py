"""tf.compat.v1: where TensorFlow 2 keeps TensorFlow 1; here it is edflow itself.

import edflow.compat.v1 as tf
tf.disable_v2_behavior()
"""

from typing import TYPE_CHECKING, Any

import edflow

if TYPE_CHECKING:
    from edflow import *


def disable_v2_behavior() -> None:
    """Do nothing: here TensorFlow 1's behaviour is the only one."""


disable_eager_execution = disable_v2_tensorshape = disable_v2_behavior
disable_resource_variables = disable_tensor_equality = disable_v2_behavior
disable_control_flow_v2 = disable_v2_behavior


def __dir__() -> list[str]:
    own = (name for name in globals() if name.startswith("disable_"))
    return sorted([*dir(edflow), *own])


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        # `from edflow.compat.v1 import *` asks for `__all__`.
        return __dir__() if name == "__all__" else getattr(edflow, name)
