"""Datasets of what is in files: records, lines, pieces of one length, rows of tables.

They stand above the engine, since they know the formats.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from edflow import errors
from edflow.engine.data.stream import DatasetOp, Element, Record, text
from edflow.engine.face.arrays import Array
from edflow.engine.ops.parsing.csv import DecodeCSV
from edflow.engine.ops.strings.elements import texts
from edflow.files.records import tf_record_iterator


class FileDataset(DatasetOp, abstract=True):
    """Elements out of each of the files, in order."""

    def read(self, paths: Any, contents: Any) -> Iterator[Element]:
        """The elements of the files, each with its place; `contents` reads one."""
        for name in texts(paths).flat:
            path = name.decode()
            for number, values in enumerate(contents(path)):
                yield Record.of(values, path, number)


class TFRecordDataset(FileDataset):
    """The records of TFRecord files."""

    takes = "filenames:string compression_type:string buffer_size:int64"

    def elements(self, *inputs: Any) -> Iterable[Element]:
        paths, compression, _ = inputs
        kind = _text(compression)
        return self.read(
            paths, lambda path: ((text(x),) for x in tf_record_iterator(path, kind))
        )


class TextLineDataset(FileDataset):
    """The lines of text files, without their ends."""

    takes = "filenames:string compression_type:string buffer_size:int64"

    def elements(self, *inputs: Any) -> Iterable[Element]:
        paths, compression, _ = inputs
        return self.read(
            paths, lambda path: ((text(x),) for x in _lines(path, _text(compression)))
        )


class FixedLengthRecordDatasetV2(FileDataset):
    """The pieces of files, each of `record_bytes`, between a header and a footer."""

    takes = (
        "filenames:string header_bytes:int64 record_bytes:int64 footer_bytes:int64 "
        "buffer_size:int64 compression_type:string"
    )

    def elements(self, *inputs: Any) -> Iterable[Element]:
        paths, header, size, footer, _, compression = inputs
        sizes = int(header), int(size), int(footer)
        return self.read(paths, lambda path: _pieces(path, _text(compression), *sizes))


class CSVDatasetV2(FileDataset):
    """The rows of tables, a component for each column."""

    takes = (
        "filenames:string compression_type:string buffer_size:int64 header:bool "
        "field_delim:string use_quote_delim:bool na_value:string select_cols:int64 "
        "record_defaults:**output_types exclude_cols:int64"
    )

    def elements(self, *inputs: Any) -> Iterable[Element]:
        paths, compression, _, header, delimiter, quotes, absent, columns = inputs[:8]
        defaults = inputs[8:-1]
        row = DecodeCSV(
            _text(delimiter), bool(quotes), _text(absent), tuple(map(int, columns))
        )

        def rows(path: str) -> Iterator[Element]:
            lines = _lines(path, _text(compression))
            for number, line in enumerate(_whole(lines, bool(quotes))):
                if number == 0 and header:
                    continue
                try:
                    values = row.compute(np.array(line, object), *defaults)
                except ValueError as error:
                    raise errors.InvalidArgumentError(
                        None, None, f"{path}, row {number}: {error}"
                    ) from None
                yield values if isinstance(values, tuple) else (values,)

        return self.read(paths, rows)


def _text(value: Any) -> str:
    return texts(value).item().decode()


def _opened(path: str, compression: str) -> BinaryIO:
    """The file, unpacked."""
    try:
        file = Path(path).open("rb")  # noqa: SIM115 (closed by who reads it)
    except FileNotFoundError:
        raise errors.NotFoundError(None, None, f"there is no file {path}") from None
    except OSError as error:
        raise errors.FailedPreconditionError(None, None, f"{path}: {error}") from None
    if compression == "GZIP":
        file.close()
        return io.BufferedReader(gzip.open(path))
    if compression == "ZLIB":
        with file, _damage(path):
            return io.BytesIO(zlib.decompress(file.read()))
    if compression:
        file.close()
        raise errors.InvalidArgumentError(
            None,
            None,
            f"{compression!r} is no compression_type; give 'GZIP', 'ZLIB' or ''",
        )
    return file


def _lines(path: str, compression: str) -> Iterator[bytes]:
    with closing(_opened(path, compression)) as file, _damage(path):
        for line in file:
            yield line.removesuffix(b"\n").removesuffix(b"\r")


@contextmanager
def _damage(path: str) -> Iterator[None]:
    """What goes wrong while a file is read, as TensorFlow's error."""
    try:
        yield
    except (EOFError, OSError, zlib.error) as error:
        raise errors.DataLossError(
            None, None, f"{path} cannot be unpacked: {error}"
        ) from None


def _whole(lines: Iterable[bytes], quotes: bool) -> Iterator[bytes]:
    """The rows of a table: a line may end inside a quoted field."""
    open_row: list[bytes] = []
    for line in lines:
        open_row.append(line)
        row = b"\n".join(open_row)
        if not quotes or row.count(b'"') % 2 == 0:
            open_row.clear()
            if row:
                yield row
    if open_row:
        yield b"\n".join(open_row)


def _pieces(
    path: str, compression: str, header: int, size: int, footer: int
) -> Iterator[Element]:
    with closing(_opened(path, compression)) as file, _damage(path):
        content = file.read()
    body = len(content) - header - footer
    if body < 0 or body % size:
        raise errors.InvalidArgumentError(
            None,
            None,
            f"{path} has {len(content)} bytes: a header of {header}, a footer of "
            f"{footer} and {max(body, 0)} between them, which is no multiple of the "
            f"record_bytes, {size}",
        )
    view: Array = np.frombuffer(content, np.uint8)
    for start in range(header, header + body, size):
        yield (text(view[start : start + size].tobytes()),)
