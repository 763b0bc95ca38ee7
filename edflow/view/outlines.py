"""Outlines as short as SVG allows: relative commands, no character that can be spared.

Scenes speak in absolute coordinates, which are easy to compute with. Half of what a
picture weighs is outlines; written relative to the last point they take half of that.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = re.compile(r"[MLCZ]|-?[\d.]+")


@lru_cache(maxsize=8192)
def relative(d: str) -> str:
    """The same outline in relative commands, to a tenth of a px.

    >>> relative("M 10 20 L 30 20 L 30 25.5 L 10 25.5 Z M 12 20 L 13 21")
    'M10 20h20v5.5h-20zm2 0l1 1'
    """
    found = _WORDS.findall(d)
    at, command, last = 0, "M", ""
    written: list[str] = []
    here = start = (0, 0)
    while at < len(found):
        if found[at].isalpha():  # Else the command before it goes on.
            command, at = found[at], at + 1
        if command == "Z":
            here, step = start, "z"
        else:
            count = 6 if command == "C" else 2
            ends = [round(float(word) * 10) for word in found[at : at + count]]
            at += count
            points = list(zip(ends[::2], ends[1::2], strict=True))
            step = _step(command, here, points, first=not written)
            here = points[-1]
        if command == "M":
            start = here
        written.append(_joined(last, step))
        last = step
    return "".join(written)


Point = tuple[int, int]
"""In tenths of a px: whole numbers add up without an error."""


def _step(command: str, here: Point, points: list[Point], first: bool) -> str:
    """One command, from where the pen is."""
    if first:
        return "M" + _numbers(points[0])
    moves = [(x - here[0], y - here[1]) for x, y in points]
    dx, dy = moves[0]
    if command == "L" and not dy:
        return "h" + _numbers((dx,))
    if command == "L" and not dx:
        return "v" + _numbers((dy,))
    return command.lower() + _numbers(sum(moves, ()))


def _numbers(tenths: tuple[int, ...]) -> str:
    """The numbers in a row; where a sign or a second point parts them, no space."""
    said = ""
    for tenth in tenths:
        whole, part = divmod(abs(tenth), 10)
        digits = f"{whole or ''}.{part}" if part else f"{whole}"
        word = "-" * (tenth < 0) + digits
        said += _space(said, word) + word
    return said


def _space(before: str, word: str) -> str:
    last = re.split("[a-zA-Z -]", before)[-1]
    apart = not before or word[0] == "-" or (word[0] == "." and "." in last)
    return "" if apart else " "


def _joined(last: str, step: str) -> str:
    """The command without its letter, where it is the same as the one before it."""
    if step[0] != last[:1] or step[0] in "mMz":
        return step
    return _space(last, step[1:]) + step[1:]
