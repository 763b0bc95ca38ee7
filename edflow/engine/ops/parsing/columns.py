"""The values of one feature in many records: a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import DType, float32, string
from edflow.engine.kernels import messages
from edflow.engine.ops.parsing.features import KINDS

_NAMES = {1: "texts", 2: "floats", 3: "integers"}


class Column(NamedTuple):
    """Values one after the other, and how many each record has; -1 without any."""

    values: Array
    counts: Array

    @property
    def lengths(self) -> Array:
        """How many values each record has, 0 where the feature is missing."""
        return np.maximum(self.counts, 0)

    def padded(self, shape: tuple[int, ...], fill: Any) -> Array:
        """[record, longest, *shape], filled up where a record has fewer rows."""
        rows = self.lengths // max(1, int(np.prod(shape)))
        longest = int(rows.max(initial=0))
        values = self.values.reshape(-1, *shape)
        if (rows == longest).all():
            return values.reshape(len(rows), longest, *shape)
        padded = np.full((len(rows), longest, *shape), fill, values.dtype)
        padded[np.arange(longest) < rows[:, np.newaxis]] = values
        return padded


class Records:
    """Serialized messages, laid one after the other to be looked into together."""

    def __init__(self, records: Sequence[bytes]):
        self.bytes = records[0] if len(records) == 1 else b"".join(records)
        self._data = np.frombuffer(self.bytes, np.uint8)
        self._ends = np.zeros(len(records) + 1, np.int64)
        lengths = np.fromiter(map(len, records), np.int64, len(records))
        np.cumsum(lengths, out=self._ends[1:])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def look_up(self, field: int, keys: Sequence[bytes]) -> Array:
        """The spans of what a map of each record has under the keys: [key, record, 2].

        Args:
          field: the number of the field that holds the map.
          keys: the keys.

        Raises:
          ValueError: a record is no such message.
        """
        spans = np.full((len(self), max(1, len(keys)), 2), messages.ABSENT, np.int64)
        stops = np.cumsum([0, *map(len, keys)])
        together = np.frombuffer(b"".join(keys), np.uint8)
        messages.look_up(self._data, self._ends, field, together, stops, spans)
        if (broken := np.flatnonzero(spans[:, 0, 0] == messages.BROKEN)).size:
            at, end = self._ends[broken[0] : broken[0] + 2]
            raise ValueError(
                f"record {broken[0]} is no serialized example: "
                f"{self.bytes[at:end][:40]!r}"
            )
        return np.ascontiguousarray(spans.transpose(1, 0, 2)[: len(keys)])

    def elements(self, spans: Array) -> tuple[Array, Array]:
        """The spans of what repeated fields hold, and how many each has.

        Args:
          spans: [list, 2], the messages whose field 1 is repeated.
        """
        counts = np.empty(len(spans), np.int64)
        messages.items(self._data, spans, counts, np.empty((0, 2), np.int64))
        found = np.zeros((max(0, int(counts.sum())), 2), np.int64)
        messages.items(self._data, spans, counts, found)
        return found, counts

    def column(self, spans: Array, dtype: DType, key: bytes) -> Column:
        """The values of features.

        Args:
          spans: [feature, 2], where they are.
          dtype: of which type they must be.
          key: what they are called, for errors.

        Raises:
          ValueError: one is of another type, or broken.
        """
        kinds, lists = np.empty(len(spans), np.int64), np.empty_like(spans)
        messages.kinds_of(self._data, spans, kinds, lists)
        wanted = KINDS[dtype]
        odd = (kinds != wanted) & (kinds > 0)
        if odd.any():
            place = int(odd.argmax())
            raise ValueError(
                f"feature {key.decode()!r} of record {place} holds "
                f"{_NAMES[int(kinds[place])]}, but {dtype.name} was asked for"
            )
        values, counts = self._values(lists, dtype)
        if min(counts.min(initial=0), kinds.min(initial=0)) <= messages.BROKEN:
            raise ValueError(f"feature {key.decode()!r} is damaged")
        counts[kinds <= 0] = messages.ABSENT
        return Column(values, counts)

    def _values(self, lists: Array, dtype: DType) -> tuple[Array, Array]:
        counts = np.empty(len(lists), np.int64)
        if dtype is string:
            spans, counts = self.elements(lists)
            values = np.empty(len(spans), object)
            data = self.bytes
            values[:] = [data[at:end] for at, end in spans.tolist()]
        else:
            read = messages.floats if dtype is float32 else messages.integers
            room = int((lists[:, 1] - lists[:, 0]).sum())
            values = np.empty(room, np.uint8 if dtype is float32 else np.int64)
            values = values[: read(self._data, lists, counts, values)]
            if dtype is float32:
                values = values.view("<f4")
        return values, counts


def places(counts: Array) -> Array:
    """[n, 2]: the row and the place of each value, `counts` of them in a row.

    >>> places(np.array([2, 0, 1])).tolist()
    [[0, 0], [0, 1], [2, 0]]
    """
    indices = np.empty((int(counts.sum()), 2), np.int64)
    messages.lay_out(counts, indices)
    return indices
