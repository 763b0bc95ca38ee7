"""Teaching data under the names TensorFlow 1 gave it."""

from edflow.examples import tutorials

__all__ = ["tutorials"]
