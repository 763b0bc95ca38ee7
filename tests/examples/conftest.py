"""Small MNIST-like files, and no network unless a test asks for it."""

import gzip
import struct

import numpy as np
import pytest

from edflow.examples.tutorials.mnist import mirrors

TRAIN, TEST = 30, 10


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    monkeypatch.setenv("EDFLOW_OFFLINE", "1")
    mirrors._race.cache_clear()
    yield
    mirrors._race.cache_clear()


def idx_bytes(array):
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


@pytest.fixture
def write_files():
    """Writes the four files with random content and returns their arrays."""

    def write(folder, spell=lambda name: name):
        random = np.random.RandomState(3)
        arrays = []
        for count in (TRAIN, TEST):
            arrays.append(random.randint(0, 256, (count, 28, 28), np.uint8))
            arrays.append(random.randint(0, 10, count, np.uint8))
        for name, array in zip(mirrors.FILES, arrays, strict=True):
            path, content = folder / spell(name), idx_bytes(array)
            packed = gzip.compress(content) if path.suffix == ".gz" else content
            path.write_bytes(packed)
        return arrays

    return write


@pytest.fixture
def folder(tmp_path, write_files):
    """A folder of 30 training and 10 test images."""
    write_files(tmp_path)
    return tmp_path
