"""Damaged checkpoints are refused, by name; none is taken for a whole one."""

from pathlib import Path

import numpy as np
import pytest

from edflow.errors import DataLossError, UnimplementedError
from edflow.files.bundle import Bundle
from edflow.files.bundle_writer import write_bundle

STORED = {
    "step": np.array(5, np.int64),
    "text": np.array([b"a", b"", b"long enough", None], object)[:3],
    "weights": np.arange(6, dtype=np.float32).reshape(2, 3),
}
FILES = pytest.mark.parametrize("end", ["index", "data-00000-of-00001"])


@pytest.fixture
def prefix(tmp_path):
    write_bundle(f"{tmp_path}/m", STORED)
    return f"{tmp_path}/m"


def whole(prefix):
    """Whether all reads as it was stored; an error if it does not read at all."""
    bundle = Bundle(prefix)
    found = {name: bundle.read(name) for name in bundle.entries}
    return set(found) == set(STORED) and all(
        array.dtype == STORED[name].dtype and np.array_equal(array, STORED[name])
        for name, array in found.items()
    )


@pytest.mark.parametrize("bit", [0x01, 0x80])
@pytest.mark.parametrize(
    ("end", "unused"),
    # The index has 40 bytes for four short numbers; what is left over means nothing.
    [("index", 40), ("data-00000-of-00001", 0)],
)
def test_no_flipped_bit_changes_what_is_read(prefix, end, unused, bit):
    path = Path(f"{prefix}.{end}")
    good = path.read_bytes()
    refused = 0
    for i in range(len(good)):
        path.write_bytes(good[:i] + bytes([good[i] ^ bit]) + good[i + 1 :])
        try:
            assert whole(prefix)
        except (DataLossError, UnimplementedError):
            refused += 1
    assert refused >= len(good) - unused


@FILES
def test_a_file_that_is_cut_off_is_refused_by_name(prefix, end):
    path = Path(f"{prefix}.{end}")
    good = path.read_bytes()
    for length in range(len(good)):
        path.write_bytes(good[:length])
        with pytest.raises(DataLossError, match=rf"/m\.{end}"):
            whole(prefix)


@pytest.mark.parametrize("content", [b"", b"PK\3\4" * 30, b"\0" * 100, b"text\n" * 20])
def test_a_foreign_file_is_refused_by_name(tmp_path, content):
    (tmp_path / "m.index").write_bytes(content)
    with pytest.raises(DataLossError, match=r"/m\.index is not the index"):
        Bundle(f"{tmp_path}/m")


def test_data_of_another_checkpoint_are_refused(tmp_path, prefix):
    other = {name: array + array for name, array in STORED.items()}
    write_bundle(f"{tmp_path}/other", other)
    data = tmp_path / "other.data-00000-of-00001"
    data.replace(f"{prefix}.data-00000-of-00001")
    with pytest.raises(DataLossError, match="is damaged"):
        whole(prefix)


def test_damage_says_which_tensor_it_is(prefix):
    path = Path(f"{prefix}.data-00000-of-00001")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(DataLossError, match="tensor weights is damaged: its checksum"):
        Bundle(prefix).read("weights")
    assert Bundle(prefix).read("step") == 5
