"""Handwritten digits, 28x28 pixels, 10 classes: `input_data.read_data_sets`."""

from edflow import namespace
from edflow.examples.tutorials.mnist import input_data as input_data

namespace.finish(__name__)
