"""TFRecord: a file of byte strings, each with its length and two checksums.

    length as 8 bytes | its CRC | the bytes | their CRC

This is what examples and events are kept in.
"""

from __future__ import annotations

import os
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, ClassVar

from edflow.errors import DataLossError, FailedPreconditionError, NotFoundError
from edflow.files.checksum import crc32c, mask

__all__ = [
    "TFRecordCompressionType", "TFRecordOptions", "TFRecordWriter",
    "tf_record_iterator",
]  # fmt: skip

_HEAD, _TAIL = 12, 4
_CHUNK = 1 << 18


class TFRecordCompressionType:
    """How a file of records is packed."""

    NONE = 0
    ZLIB = 1
    GZIP = 2


class TFRecordOptions:
    """How a file of records is packed, and how well.

    Args:
      compression_type: one of `TFRecordCompressionType`, or "", "ZLIB", "GZIP".
      flush_mode, input_buffer_size, output_buffer_size, compression_method: kept,
        without effect.
      window_bits: 9 to 15; a larger window packs better and takes more memory.
      compression_level: 0 to 9; -1 for zlib's own choice.
      mem_level: 1 to 9, how much memory packing may take.
      compression_strategy: zlib's number of one.

    Raises:
      ValueError: there is no such type.
    """

    compression_type_map: ClassVar[dict[Any, str]] = {
        TFRecordCompressionType.ZLIB: "ZLIB",
        TFRecordCompressionType.GZIP: "GZIP",
        TFRecordCompressionType.NONE: "",
    }

    def __init__(
        self,
        compression_type: int | str | None = None,
        flush_mode: int | None = None,
        input_buffer_size: int | None = None,
        output_buffer_size: int | None = None,
        window_bits: int | None = None,
        compression_level: int | None = None,
        compression_method: int | None = None,
        mem_level: int | None = None,
        compression_strategy: int | None = None,
    ):
        self.get_compression_type_string(compression_type)
        self.compression_type = compression_type
        self.flush_mode = flush_mode
        self.input_buffer_size = input_buffer_size
        self.output_buffer_size = output_buffer_size
        self.window_bits = window_bits
        self.compression_level = compression_level
        self.compression_method = compression_method
        self.mem_level = mem_level
        self.compression_strategy = compression_strategy

    @classmethod
    def get_compression_type_string(
        cls, options: TFRecordOptions | int | str | None
    ) -> str:
        """What options, or a type by name or number, mean: GZIP, ZLIB or nothing."""
        if isinstance(options, TFRecordOptions):
            options = options.compression_type
        kind = cls.compression_type_map.get(options, options) or ""
        if kind not in cls.compression_type_map.values():
            raise ValueError(
                f"{options!r} is no compression_type; give 'GZIP', 'ZLIB' or ''"
            )
        return str(kind)


Options = TFRecordOptions | int | str | None


class TFRecordWriter:
    """A file of records, to be written one by one.

    A record is on its way to the disk when `write` returns: a writer that is killed
    leaves all of them, unless it packs.

    Args:
      path: the file, which is made anew.
      options: how to pack it: `TFRecordOptions` or a type.

    Raises:
      NotFoundError: there is no such directory.

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/words.tfrecord"
    >>> with TFRecordWriter(path) as writer:
    ...     writer.write(b"hello")
    >>> list(tf_record_iterator(path))
    [b'hello']
    """

    def __init__(self, path: str | os.PathLike[str], options: Options = None):
        self._file: BinaryIO | None = None
        self._writing = threading.Lock()
        self._packer = _packer(options)
        self._path = os.fspath(path)
        try:
            # No buffer: what is in TensorFlow's is lost when a kernel dies. For 1000
            # records of 800 bytes that takes 4 ms instead of 2.
            self._file = Path(self._path).open("wb", buffering=0)  # noqa: SIM115
        except FileNotFoundError:
            raise NotFoundError(
                None, None, f"there is no directory to write {self._path} in"
            ) from None

    def write(self, record: bytes) -> None:
        """Add a record.

        Raises:
          FailedPreconditionError: the file is closed.
        """
        data = record.encode() if isinstance(record, str) else bytes(record)
        framed = frame(data)
        with self._writing:
            file = self._opened()
            _write(file, self._packer.compress(framed) if self._packer else framed)

    def flush(self) -> None:
        """Hand what is still being packed to the system."""
        with self._writing:
            file = self._opened()
            if self._packer:
                _write(file, self._packer.flush(zlib.Z_SYNC_FLUSH))

    def close(self) -> None:
        """End the file."""
        with self._writing:
            if self._file is None:
                return
            if self._packer:
                _write(self._file, self._packer.flush())
            self._file.close()
            self._file = None

    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise FailedPreconditionError(
                None, None, f"the writer of {self._path} is closed; make a new one"
            )
        return self._file

    def __del__(self):
        self.close()  # Programs forget it, and what is being packed is not lost.

    def __enter__(self) -> TFRecordWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def tf_record_iterator(
    path: str | os.PathLike[str], options: Options = None
) -> Iterator[bytes]:
    """The records of a file, one by one.

    Args:
      path: the file.
      options: how it is packed: `TFRecordOptions` or a type.

    Raises:
      NotFoundError: there is no such file.
      DataLossError: a record is damaged or cut off, or the file is packed otherwise.
    """
    kind = TFRecordOptions.get_compression_type_string(options)
    try:
        file = Path(path).open("rb")  # noqa: SIM115 (closed where it ends)
    except FileNotFoundError:
        raise NotFoundError(
            None, None, f"{os.fspath(path)}; no such file or directory"
        ) from None
    return _records(file, kind)


def frame(record: bytes) -> bytes:
    """A record as it stands in the file.

    >>> frame(b"hello").hex(" ", -8)
    '0500000000000000 eab2043e68656c6c 6fbb1f1c19'
    """
    length = struct.pack("<Q", len(record))
    head, tail = mask(crc32c(length)), mask(crc32c(record))
    return b"".join((length, struct.pack("<I", head), record, struct.pack("<I", tail)))


def frame_size(record: bytes) -> int:
    """How many bytes a record takes in the file."""
    return _HEAD + len(record) + _TAIL


def _records(file: BinaryIO, kind: str) -> Iterator[bytes]:
    with file:
        name = file.name
        source = _Unpacked(file, kind) if kind else file
        position = 0
        while len(head := _read(source, _HEAD, name, position)) == _HEAD:
            length, crc = struct.unpack("<QI", head)
            if mask(crc32c(head[:8])) != crc:
                hint = (
                    f"; is it a file of records, packed as {kind or 'nothing'}?"
                    if position == 0
                    else ""
                )
                raise _loss(f"{name} is damaged at byte {position}{hint}")
            body = _read(source, length + _TAIL, name, position)
            if len(body) < length + _TAIL:
                raise _loss(f"{name} is cut off in the record at byte {position}")
            record = body[:length]
            if mask(crc32c(record)) != int.from_bytes(body[length:], "little"):
                raise _loss(f"{name} is damaged in the record at byte {position}")
            yield record
            position += frame_size(record)
        # As TensorFlow does, less than a head is taken for the end.


class _Unpacked:
    """What is in a packed file, read piece by piece."""

    def __init__(self, file: BinaryIO, kind: str):
        self._file = file
        self._unpacker = zlib.decompressobj(_window(kind))
        self._ready = bytearray()

    def read(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end."""
        while len(self._ready) < size and (packed := self._file.read(_CHUNK)):
            self._ready += self._unpacker.decompress(packed)
        taken = bytes(self._ready[:size])
        del self._ready[:size]
        return taken


def _read(source: BinaryIO | _Unpacked, size: int, name: str, position: int) -> bytes:
    try:
        return source.read(size)
    except zlib.error as error:
        raise _loss(f"{name} cannot be unpacked at byte {position}: {error}") from None


def _loss(text: str) -> DataLossError:
    return DataLossError(None, None, text)


def _window(kind: str, bits: int = 15) -> int:
    """The size of the window, by which zlib also knows the format."""
    return bits | 16 if kind == "GZIP" else bits & 15


def _packer(options: Options) -> zlib._Compress | None:
    kind = TFRecordOptions.get_compression_type_string(options)
    if not kind:
        return None
    asked = options if isinstance(options, TFRecordOptions) else TFRecordOptions(kind)
    level, strategy = asked.compression_level, asked.compression_strategy
    return zlib.compressobj(
        zlib.Z_DEFAULT_COMPRESSION if level is None else level,
        zlib.DEFLATED,
        _window(kind, asked.window_bits or 15),
        asked.mem_level or 9,
        strategy or 0,
    )


def _write(file: BinaryIO, data: bytes) -> None:
    """All of `data`, for the system may take less at a time."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]
