"""A sorted table of byte strings: the format of a checkpoint's `.index` file.

It is LevelDB's. Blocks of entries, each key without the beginning that it shares with
the one before; behind every block its kind and checksum; then a block that tells where
the others end, and a footer of 48 bytes that tells where that one is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from edflow.errors import DataLossError, UnimplementedError
from edflow.files.checksum import crc32c, mask
from edflow.files.wire import read_varint, varint

_MAGIC = 0xDB4775248B80FB57
_FOOTER = 48
_TRAILER = 5
_BLOCK = 256 << 10
# Every so many entries a key is written whole, so that a search can start there.
_RESTART = 16


def table_bytes(items: Mapping[bytes, bytes]) -> bytes:
    """The file that holds `items`."""
    out = bytearray()
    index: dict[bytes, bytes] = {}
    block: dict[bytes, bytes] = {}
    size = 0
    for key in sorted(items):
        if size >= _BLOCK:
            index[_separator(next(reversed(block)), key)] = _append(out, block)
            block, size = {}, 0
        block[key] = items[key]
        size += len(key) + len(items[key])
    if block:
        index[_successor(next(reversed(block)))] = _append(out, block)
    handles = _append(out, {}) + _append(out, index, restart=1)
    out += handles.ljust(_FOOTER - 8, b"\0") + struct.pack("<Q", _MAGIC)
    return bytes(out)


def read_table(data: bytes, path: str) -> dict[bytes, bytes]:
    """The items of a file, in the order of their keys.

    Args:
      data: the file's content.
      path: its name, for the message of an error.

    Raises:
      DataLossError: it is not a table, is cut off, or a checksum does not match.
    """
    if len(data) < _FOOTER or data[-8:] != struct.pack("<Q", _MAGIC):
        raise DataLossError(
            None,
            None,
            f"{path} is not the index of a checkpoint, or is cut off: its {len(data)} "
            "bytes do not end as one does; restore an earlier checkpoint",
        )
    try:
        unused, position = _handle(data, len(data) - _FOOTER)
        index, _ = _handle(data, position)
        _block(data, unused, path)  # LevelDB's place for filters: only verified.
        items: dict[bytes, bytes] = {}
        for _, where in _entries(_block(data, index, path)):
            items.update(_entries(_block(data, _handle(where, 0)[0], path)))
    except (ValueError, IndexError, struct.error) as error:
        raise DataLossError(
            None, None, f"{path} is damaged: {error}; restore an earlier checkpoint"
        ) from None
    return items


def _append(
    out: bytearray, entries: Mapping[bytes, bytes], restart: int = _RESTART
) -> bytes:
    """Write a block; gives its handle: where it is and how long."""
    block = bytearray()
    restarts = [0]
    last = b""
    for i, (key, value) in enumerate(entries.items()):
        shared = 0
        if i % restart:
            shared = _shared(last, key)
        elif i:
            restarts.append(len(block))
        block += varint(shared) + varint(len(key) - shared) + varint(len(value))
        block += key[shared:] + value
        last = key
    block += struct.pack(f"<{len(restarts) + 1}I", *restarts, len(restarts))
    handle = varint(len(out)) + varint(len(block))
    block += b"\0"  # The kind: not compressed.
    out += block + struct.pack("<I", mask(crc32c(block)))
    return handle


def _handle(data: bytes, position: int) -> tuple[tuple[int, int], int]:
    start, position = read_varint(data, position)
    size, position = read_varint(data, position)
    return (start, size), position


def _block(data: bytes, handle: tuple[int, int], path: str) -> bytes:
    start, size = handle
    block = data[start : start + size + 1]
    (stored,) = struct.unpack_from("<I", data, start + size + 1)
    if mask(crc32c(block)) != stored:
        raise ValueError(f"the checksum of its bytes {start} to {start + size} is off")
    if block[-1]:
        raise UnimplementedError(
            None, None, f"{path} is compressed, which TensorFlow's checkpoints are not"
        )
    return block[:-1]


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    (n_restarts,) = struct.unpack_from("<I", block, len(block) - 4)
    end = len(block) - 4 * (n_restarts + 1)
    position, key = 0, b""
    while position < end:
        shared, position = read_varint(block, position)
        unshared, position = read_varint(block, position)
        size, position = read_varint(block, position)
        key = key[:shared] + block[position : position + unshared]
        position += unshared
        yield key, block[position : position + size]
        position += size


def _shared(a: bytes, b: bytes) -> int:
    """The length of the beginning that both have in common."""
    shortest = min(len(a), len(b))
    return next((i for i in range(shortest) if a[i] != b[i]), shortest)


def _separator(last: bytes, following: bytes) -> bytes:
    """A short key that is not before `last` but before `following`."""
    i = _shared(last, following)
    if i < len(last) and last[i] + 1 < following[i]:
        return last[:i] + bytes([last[i] + 1])
    return last


def _successor(last: bytes) -> bytes:
    """A short key that is not before `last`."""
    for i, byte in enumerate(last):
        if byte != 0xFF:
            return last[:i] + bytes([byte + 1])
    return last
