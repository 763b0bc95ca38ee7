"""A tensor of strings in a checkpoint: lengths, their checksum, then the bytes."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from edflow.files.checksum import crc32c, mask
from edflow.files.wire import read_varint, varint


def encode(array: np.ndarray[Any, Any]) -> tuple[bytes, int]:
    """The bytes of an array of bytes objects, and their checksum, not masked."""
    items = [bytes(item) for item in array.reshape(-1)]
    lengths = [len(item) for item in items]
    crc = _lengths_crc(lengths)
    stored = struct.pack("<I", mask(crc))
    text = b"".join(items)
    head = b"".join(map(varint, lengths)) + stored
    return head + text, crc32c(text, crc32c(stored, crc))


def decode(data: bytes, n_elements: int) -> tuple[np.ndarray[Any, Any], int]:
    """The vector in `data`, and the checksum, not masked.

    Raises:
      ValueError: the lengths contradict the data, or their checksum.
    """
    lengths = []
    position = 0
    for _ in range(n_elements):
        length, position = read_varint(data, position)
        lengths.append(length)
    crc = _lengths_crc(lengths)
    stored = data[position : position + 4]
    position += 4
    if stored != struct.pack("<I", mask(crc)) or position + sum(lengths) != len(data):
        raise ValueError("the lengths of its strings are damaged")
    crc = crc32c(data[position:], crc32c(stored, crc))
    array = np.empty(n_elements, object)
    for i, length in enumerate(lengths):
        array[i] = data[position : position + length]
        position += length
    return array, crc


def _lengths_crc(lengths: list[int]) -> int:
    # Each as 4 bytes; one that does not fit, as 8.
    return crc32c(
        b"".join(struct.pack("<I" if n >> 32 == 0 else "<Q", n) for n in lengths)
    )
