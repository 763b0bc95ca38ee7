"""The lane that compares with TensorFlow; where it is missing, the lane is skipped."""

import importlib.util
import os
import warnings
from pathlib import Path

import pytest

# TensorFlow reads these when it is first imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

MISSING = importlib.util.find_spec("tensorflow") is None


def pytest_configure(config):
    if config.option.verbose == 0:
        config.option.verbose = 1  # One line for each program.


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.oracle)
            if MISSING:
                why = "TensorFlow is not installed: pip install edflow-tf1[oracle]"
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def tensorflow():
    """`tensorflow.compat.v1`, building graphs as TensorFlow 1 did."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of other people's modules.
        import tensorflow.compat.v1 as tf
    tf.disable_v2_behavior()
    tf.logging.set_verbosity(tf.logging.ERROR)
    return tf
