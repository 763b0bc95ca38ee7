"""The IDX reader: the published files, and what it says of damaged ones."""

import gzip
import struct
from pathlib import Path

import pytest

from edflow.examples.tutorials.mnist import idx

HEADER = bytes([0, 0, 8, 3]) + struct.pack(">3I", 2, 3, 4)
REAL = Path(__file__).parents[3] / "shared" / "data" / "mnist"


def test_bytes_are_read_in_the_order_of_the_axes(tmp_path):
    path = tmp_path / "images"
    path.write_bytes(HEADER + bytes(range(24)))
    image = idx.read(path, axes=3)[1]
    assert image.tolist() == [[12, 13, 14, 15], [16, 17, 18, 19], [20, 21, 22, 23]]


def test_a_file_unpacked_by_a_browser_may_keep_its_gz(tmp_path):
    path = tmp_path / "labels.gz"
    path.write_bytes(b"\0\0\x08\1" + b"\0\0\0\3" + bytes([5, 6, 7]))
    assert idx.read(path, axes=1).tolist() == [5, 6, 7]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "begins with 00 00 08 03, this one with nothing"),
        (b"\x89PNG....", "this one with 89 50 4e 47"),
        (b"\0\0\x08\x01\0\0\0\0", "with 3 axes"),
        (b"\0\0\x08\x03\0\0\0\1", "within its header, after 8 of 16 bytes"),
        (HEADER + bytes(23), "2 x 3 x 4 = 24 .* but 23"),
        (HEADER + bytes(25), "24 bytes, but 25"),
        (gzip.compress(bytes(99))[:-9], "damaged or truncated"),
        (b"\x1f\x8bnonsense", "damaged or truncated"),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong(tmp_path, content, says):
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"train-images-idx3-ubyte.gz: .*{says}"):
        idx.read(path, axes=3)


@pytest.mark.skipif(not REAL.is_dir(), reason="the MNIST test files are not here")
def test_the_published_test_set():
    images = idx.read(REAL / "t10k-images-idx3-ubyte.gz", axes=3)
    labels = idx.read(REAL / "t10k-labels-idx1-ubyte.gz", axes=1)
    assert images.shape == (10_000, 28, 28)
    assert labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert images.mean() / 255 == pytest.approx(0.1325, abs=1e-4)
