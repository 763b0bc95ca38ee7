"""Protocol buffers on the wire: a message is a run of numbered fields.

The index of a checkpoint is made of two kinds of small messages, which are written and
read here field by field: the `protobuf` package takes 40 ms to load.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def varint(value: int) -> bytes:
    """An integer in groups of 7 bits, lowest first; negative ones as 64 bits.

    >>> varint(300).hex()
    'ac02'
    """
    value &= (1 << 64) - 1
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)


def read_varint(data: bytes, position: int) -> tuple[int, int]:
    """The integer at `position`, and the position after it.

    Raises:
      ValueError: the data end inside it, or it is longer than 64 bits.
    """
    value = shift = 0
    while position < len(data) and shift < 64:
        group = data[position]
        position += 1
        value |= (group & 0x7F) << shift
        if group < 0x80:
            return value, position
        shift += 7
    raise ValueError("an integer is cut off")


def integer(number: int, value: int) -> bytes:
    """Field `number` of an integer, enum or bool type."""
    return varint(number << 3 | _VARINT) + varint(value)


def fixed32(number: int, value: int) -> bytes:
    """Field `number` of the type fixed32."""
    return varint(number << 3 | _FIXED32) + struct.pack("<I", value)


def nested(number: int, content: bytes) -> bytes:
    """Field `number` that holds bytes, text or another message."""
    return varint(number << 3 | _BYTES) + varint(len(content)) + content


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message in their order, as (number, integer or bytes).

    Raises:
      ValueError: the bytes are no message.
    """
    position = 0
    while position < len(message):
        tag, position = read_varint(message, position)
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            value, position = read_varint(message, position)
            yield number, value
            continue
        if kind == _BYTES:
            size, position = read_varint(message, position)
        elif kind in (_FIXED32, _FIXED64):
            size = 4 if kind == _FIXED32 else 8
        else:
            raise ValueError(f"a field has the unknown wire type {kind}")
        content = message[position : position + size]
        if len(content) < size:
            raise ValueError(f"field {number} is cut off")
        position += size
        yield number, content if kind == _BYTES else int.from_bytes(content, "little")


def signed(value: int | bytes) -> int:
    """A field's integer as int32 and int64 mean it."""
    assert isinstance(value, int)
    return value - (1 << 64) if value >> 63 else value
