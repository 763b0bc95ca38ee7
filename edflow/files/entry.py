"""What the index of a checkpoint says: of the whole, and of each tensor."""

from __future__ import annotations

import math
from dataclasses import dataclass

from edflow.engine.face.dtypes import DType, as_dtype
from edflow.files import wire

# The version of the format that TensorFlow writes, and the oldest that reads it.
_PRODUCER = 1

Slice = tuple[tuple[int, int | None], ...]
"""Per axis the start and the length of a part; None: the whole axis from 0 on."""


@dataclass(frozen=True, slots=True)
class Header:
    """`BundleHeaderProto`: over how many data files the tensors are spread."""

    n_shards: int = 1
    big_endian: bool = False

    def encode(self) -> bytes:
        """The message's bytes."""
        order = wire.integer(2, 1) if self.big_endian else b""
        version = wire.nested(3, wire.integer(1, _PRODUCER))
        return wire.integer(1, self.n_shards) + order + version

    @classmethod
    def decode(cls, message: bytes) -> Header:
        """The header in a message; ValueError if it is none."""
        found = dict(wire.fields(message))
        return cls(int(found.get(1, 0)), bool(found.get(2, 0)))


@dataclass(frozen=True, slots=True)
class Entry:
    """`BundleEntryProto`: a tensor's dtype and shape, and where its bytes are.

    `dtype_number` is TensorFlow's DataType; `crc` is masked. A tensor that was saved in
    parts has `slices` and no bytes of its own.
    """

    dtype_number: int
    shape: tuple[int, ...]
    shard: int = 0
    offset: int = 0
    size: int = 0
    crc: int = 0
    slices: tuple[Slice, ...] = ()

    @property
    def dtype(self) -> DType:
        """The dtype; TypeError for one that only TensorFlow has, such as bfloat16."""
        return as_dtype(self.dtype_number)

    @property
    def dtype_name(self) -> str:
        """The dtype's name, or the number of one that only TensorFlow has."""
        try:
            return self.dtype.name
        except TypeError:
            return f"TensorFlow's dtype {self.dtype_number}"

    @property
    def n_elements(self) -> int:
        return math.prod(self.shape)

    def encode(self) -> bytes:
        """The message's bytes; a zero is left out, as protocol buffers have it."""
        sizes = b"".join(wire.nested(2, _natural(1, size)) for size in self.shape)
        return (
            wire.integer(1, self.dtype_number)
            + wire.nested(2, sizes)
            + _natural(3, self.shard)
            + _natural(4, self.offset)
            + _natural(5, self.size)
            + (wire.fixed32(6, self.crc) if self.crc else b"")
        )

    @classmethod
    def decode(cls, message: bytes) -> Entry:
        """The entry in a message; ValueError if it is none."""
        numbers: dict[int, int] = dict.fromkeys((1, 3, 4, 5, 6), 0)
        shape: tuple[int, ...] = ()
        slices = []
        for number, value in wire.fields(message):
            if isinstance(value, int):
                numbers[number] = value
            elif number == 2:
                shape = _decode_shape(value)
            elif number == 7:
                slices.append(_decode_slice(value))
        dtype_number, shard, offset, size, crc = (numbers[i] for i in (1, 3, 4, 5, 6))
        return cls(dtype_number, shape, shard, offset, size, crc, tuple(slices))


def _natural(number: int, value: int) -> bytes:
    return wire.integer(number, value) if value else b""


def _decode_shape(message: bytes) -> tuple[int, ...]:
    return tuple(
        wire.signed(dict(wire.fields(axis)).get(1, 0))
        for number, axis in wire.fields(message)
        if number == 2 and isinstance(axis, bytes)
    )


def _decode_slice(message: bytes) -> Slice:
    extents = []
    for _, extent in wire.fields(message):
        found = dict(wire.fields(extent)) if isinstance(extent, bytes) else {}
        length = found.get(2)
        start = wire.signed(found.get(1, 0))
        extents.append((start, None if length is None else wire.signed(length)))
    return tuple(extents)


def slice_key(name: str, part: Slice) -> bytes:
    """The key under which the index keeps a part of the tensor `name`.

    It sorts as (0, name, number of axes, start, length, start, length, …) does, in
    TensorFlow's encoding of sequences that keeps their order.
    """
    escaped = name.encode().replace(b"\0", b"\0\xff").replace(b"\xff", b"\xff\0")
    n = len(part)
    axes = n.to_bytes((n.bit_length() + 7) // 8, "big")
    extents = b"".join(
        _ordered(start) + _ordered(-1 if length is None else length)
        for start, length in part
    )
    return b"\0" + escaped + b"\0\1" + bytes([len(axes)]) + axes + extents


def _ordered(value: int) -> bytes:
    """A signed integer; its length in bytes is the number of leading ones."""
    magnitude = value if value >= 0 else ~value
    size = magnitude.bit_length() // 7 + 1
    bits = 8 * size
    header = ((1 << size) - 1) << (bits - size)
    return ((value & ((1 << bits) - 1)) ^ header).to_bytes(size, "big")
