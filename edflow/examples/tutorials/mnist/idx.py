"""IDX, the file format MNIST is published in.

    0 0 8 d | size_1 .. size_d | bytes, last axis fastest

8 says "unsigned bytes", d is the number of axes, sizes are big-endian 32-bit.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_GZIP_MAGIC = b"\x1f\x8b"


def read(path: Path, axes: int) -> NDArray[np.uint8]:
    """Reads the IDX file `path`, plain or gzipped, into an array of `axes` axes.

    Raises ValueError, naming the file, where it is truncated or something else.
    """
    content = path.read_bytes()
    # By content, not by name: browsers unpack a download and leave the .gz.
    if content.startswith(_GZIP_MAGIC):
        try:
            content = gzip.decompress(content)
        except (EOFError, OSError, zlib.error) as reason:
            raise ValueError(
                f"{path}: the gzip archive is damaged or truncated ({reason}); "
                "delete it and fetch it again"
            ) from reason

    magic = bytes([0, 0, 8, axes])
    if not content.startswith(magic):
        raise ValueError(
            f"{path}: an IDX file of bytes with {axes} axes begins with "
            f"{magic.hex(' ')}, this one with {content[:4].hex(' ') or 'nothing'}; "
            "replace it by the published file"
        )
    start = 4 + 4 * axes
    if len(content) < start:
        raise ValueError(
            f"{path}: the file ends within its header, after {len(content)} of "
            f"{start} bytes; delete it and fetch it again"
        )
    shape = struct.unpack(f">{axes}I", content[4:start])
    if len(content) - start != math.prod(shape):
        raise ValueError(
            f"{path}: the header promises {' x '.join(map(str, shape))} = "
            f"{math.prod(shape)} bytes, but {len(content) - start} follow; "
            "delete the file and fetch it again"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
