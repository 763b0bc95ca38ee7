"""Lines of comma-separated values to columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import as_dtype, float32, float64, int32, int64, string
from edflow.engine.face.shapes import text
from edflow.engine.graph import OpDef, Spec, Tensor
from edflow.engine.ops.build import apply, as_list
from edflow.engine.ops.strings.elements import texts

__all__ = ["decode_csv"]

_DTYPES = (float32, float64, int32, int64, string)
_BREAKS = (b"\n", b"\r")
_MARKS = (*_BREAKS, b'"')


class DecodeCSV(OpDef):
    """y_k = field k of each line."""

    takes = "records:string record_defaults:**OUT_TYPE"
    gives = "output:**OUT_TYPE"
    field_delim: str = ","
    use_quote_delim: bool = True
    na_value: str = ""
    select_cols: tuple[int, ...] = ()

    def infer(self, records: Spec, *defaults: Spec) -> tuple[Spec, ...]:
        for i, default in enumerate(defaults):
            if default.rank not in (None, 0, 1) or default.shape not in (
                None, (), (None,), (0,), (1,),
            ):  # fmt: skip
                raise ValueError(
                    f"the default of column {i} must be a list of one value, or of "
                    f"none where the column is required, not {text(default.shape)}"
                )
            if default.dtype not in _DTYPES:
                names = ", ".join(dtype.name for dtype in _DTYPES)
                raise TypeError(
                    f"column {i} is to be {default.dtype.name}; it can be {names}"
                )
        return tuple(Spec(records.shape, default.dtype) for default in defaults)

    def compute(self, records: Any, *defaults: Any) -> Any:
        lines = texts(records)
        rows = [self._row(i, line, len(defaults)) for i, line in enumerate(lines.flat)]
        columns = tuple(
            self._column(k, [row[k] for row in rows], default).reshape(lines.shape)
            for k, default in enumerate(defaults)
        )
        return columns if len(columns) != 1 else columns[0]

    def _row(self, place: int, line: bytes, wanted: int) -> list[bytes]:
        """The fields of one line that are asked for."""
        delimiter = self.field_delim.encode()
        marks = _MARKS if self.use_quote_delim else _BREAKS
        if any(mark in line for mark in marks):
            try:
                row = _split(line, delimiter, marks)
            except ValueError as error:
                raise ValueError(f"record {place}, {line[:40]!r}: {error}") from None
        else:
            row = line.split(delimiter) if line else []
        if self.select_cols and len(row) > self.select_cols[-1]:
            row = [row[column] for column in self.select_cols]
        if len(row) != wanted:
            raise ValueError(
                f"record {place} has {len(row)} fields, not {wanted}: {line[:80]!r}"
            )
        return row

    def _column(self, place: int, fields: list[bytes], default: Any) -> Array:
        held = isinstance(default, bytes)
        given = np.asarray(default, object if held else None).reshape(-1)
        column = np.empty(len(fields), given.dtype)
        dtype = as_dtype(given.dtype)
        absent = self.na_value.encode()
        for i, field in enumerate(fields):
            if field in (b"", absent):
                if not given.size:
                    raise ValueError(
                        f"field {place} of record {i} is empty, but required; give the "
                        "column a default if it may be"
                    )
                column[i] = given[0]
            elif dtype is string:
                column[i] = field
            else:
                try:
                    column[i] = _number(field, dtype.is_integer)
                except (ValueError, OverflowError):
                    raise ValueError(
                        f"field {place} of record {i} is no {dtype.name}: "
                        f"{field.decode(errors='replace')!r}"
                    ) from None
        return column


def _number(field: bytes, whole: bool) -> float:
    if b"_" in field:
        raise ValueError  # As Python writes numbers, and no table.
    return int(field) if whole else float(field)


def _split(line: bytes, delimiter: bytes, marks: Sequence[bytes]) -> list[bytes]:
    """The fields of a line in which some stand in quotes.

    >>> _split(b'1,"a, b",', b",", _MARKS)
    [b'1', b'a, b', b'']
    """
    fields: list[bytes] = []
    at = 0
    while at < len(line):
        if line[at : at + 1] in _BREAKS:
            at += 1
            continue
        if line[at : at + 1] in marks:
            field, at = _until_quote(line, at + 1)
            if line[at : at + 1] not in (delimiter, b""):
                raise ValueError("a quote inside quotes must be doubled")
        else:
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
            field, at = line[at:end], end
            if any(mark in field for mark in marks):
                raise ValueError("a field with a quote or line break must be in quotes")
        fields.append(field)
        at += 1
    if line.endswith(delimiter):
        fields.append(b"")
    return fields


def _until_quote(line: bytes, at: int) -> tuple[bytes, int]:
    """What stands in quotes from a place on, and the place after the last quote."""
    parts = []
    while True:
        end = line.find(b'"', at)
        if end < 0:
            raise ValueError("a quote is not closed")
        parts.append(line[at:end])
        if line[end + 1 : end + 2] != b'"':
            return b'"'.join(parts), end + 1
        at = end + 2


def decode_csv(
    records: Any,
    record_defaults: Sequence[Any],
    field_delim: str = ",",
    use_quote_delim: bool = True,
    name: str | None = None,
    na_value: str = "",
    select_cols: Sequence[int] | None = None,
) -> list[Tensor]:
    """Lines of comma-separated values to a tensor for each column.

    Args:
      records: lines of text.
      record_defaults: for each column a list of one value, which settles its dtype and
        stands for an empty field; of none, such as `tf.constant([], tf.int32)`, where
        the column is required.
      field_delim: what stands between fields, one character.
      use_quote_delim: a field may stand in double quotes, and hold the delimiter.
      name: the operation's name.
      na_value: a text that, like none, stands for a missing value.
      select_cols: the columns to read, in order; by default all.

    Raises:
      ValueError: the columns are not in order, or not as many as defaults.
      InvalidArgumentError: when run, for a line of another number of fields, or a field
        that spells no number.

    >>> import edflow as tf
    >>> name, age = tf.decode_csv(["Ada,36", "Alan,"], [[""], [0]])
    >>> tf.Session().run([name, age])
    [array([b'Ada', b'Alan'], dtype=object), array([36,  0], dtype=int32)]
    """
    columns = tuple(select_cols or ())
    if any(b <= a for a, b in zip((-1, *columns), columns, strict=False)):
        raise ValueError(f"select_cols must be columns in order, not {select_cols}")
    if columns and len(columns) != len(record_defaults):
        raise ValueError(
            f"{len(record_defaults)} defaults were given for {len(columns)} columns in "
            "select_cols"
        )
    opdef = DecodeCSV(field_delim, use_quote_delim, na_value, columns)
    return as_list(apply(opdef, records, list(record_defaults), name=name))
