"""Rows of the ops that write and read checkpoints."""

import atexit
import os
import shutil
import tempfile

import numpy as np
from case import Case, text

from edflow.engine.face import dtypes
from edflow.files.bundle_writer import write_bundle
from edflow.files.ops import RestoreV2, SaveV2

FOLDER = tempfile.mkdtemp()
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def path(name):
    return np.array(os.fsencode(f"{FOLDER}/{name}"), object)


STORED = np.float32([[1, 2], [3, 4]]), np.int32(7)
write_bundle(f"{FOLDER}/stored", dict(zip("ab", map(np.asarray, STORED), strict=True)))


CASES = [
    Case(
        SaveV2(),
        [path("saved"), text("x", "y"), text("", ""), [(2, 3), (4,)]],
        flat="a file has no slope",
    ),
    Case(
        RestoreV2((dtypes.float32, dtypes.int32)),
        [path("stored"), text("a", "b"), text("", "")],
        lambda prefix, names, slices: STORED,
        static=False,
    ),
]
