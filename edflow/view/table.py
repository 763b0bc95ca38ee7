"""The numbers of a picture as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of text; shows itself in Jupyter and in a terminal."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self.rows)

    def __str__(self) -> str:
        every = [self.columns, *self.rows]
        widths = [max(map(len, column)) for column in zip(*every, strict=True)]
        return "\n".join(
            "  ".join(map(str.ljust, row, widths)).rstrip() for row in every
        )

    __repr__ = __str__

    def first(self, most: int) -> Table:
        """Its first rows alone."""
        return Table(self.columns, self.rows[:most])

    def told(self, most: int = 12) -> str:
        """The table as text; of a long one the first rows, and how many there are."""
        more = len(self) - most
        return f"{self.first(most)}" + (f"\n… and {more:,} more" if more > 0 else "")

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
