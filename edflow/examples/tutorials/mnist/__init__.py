"""Handwritten digits, 28x28 pixels, 10 classes: `input_data.read_data_sets`."""

from edflow.examples.tutorials.mnist import input_data

__all__ = ["input_data"]
