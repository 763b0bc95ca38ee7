"""CRC-32C as TensorFlow's files carry it: masked, for data may hold checksums too."""

from __future__ import annotations

from typing import Any

_DELTA = 0xA282EAD8


def crc32c(data: Any, crc: int = 0) -> int:
    """The CRC-32C of a buffer that follows data whose CRC-32C is `crc`."""
    # Imported at first use: the package reads its own metadata, which takes 28 ms.
    import crc32c as package

    return package.crc32c(data, crc)


def mask(crc: int) -> int:
    """`crc` rotated right by 15 bits, plus a constant.

    >>> hex(mask(crc32c(b"123456789")))
    '0xc78ab0e5'
    """
    return ((crc >> 15 | crc << 17) + _DELTA) & 0xFFFFFFFF
