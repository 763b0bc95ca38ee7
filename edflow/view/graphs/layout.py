"""Positions for a diagram: Graphviz, wherever it is, in a process of its own.

A layout can take minutes and cannot be interrupted from inside (both the program and
the library ignored an alarm), so it runs in a child that can be stopped. The
`graphviz` package writes the text, but its `pipe` knows no time limit, starts a process
for each graph, and none ahead.
"""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import graphviz

from edflow.view.outlines import Point

TIME_LIMIT = 5.0
"""Seconds after which a drawing is taken to be too large."""


class LayoutError(RuntimeError):
    """Graphviz is missing or refused the graph."""


class LayoutTimeoutError(LayoutError):
    """The graph is too large to be laid out in time."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are, in px from the top left."""

    width: float
    height: float
    boxes: dict[str, Point]
    """The middle of each box."""
    scopes: dict[str, tuple[float, float, float, float]]
    """Left, top, right and bottom of each scope's frame."""
    arrows: dict[tuple[str, str], tuple[Point, ...]]
    """From tail to tip: the control points of a chain of Bezier curves."""

    def moved(self, dx: float, dy: float) -> Layout:
        """The same, further right and down."""
        return Layout(
            self.width,
            self.height,
            {name: (x + dx, y + dy) for name, (x, y) in self.boxes.items()},
            {
                name: (left + dx, top + dy, right + dx, bottom + dy)
                for name, (left, top, right, bottom) in self.scopes.items()
            },
            {
                ends: tuple((x + dx, y + dy) for x, y in points)
                for ends, points in self.arrows.items()
            },
        )


_BETWEEN = "\n// next graph\n"
"""Stands between graphs that are laid out by one process: a comment in DOT."""

# -P: a learner's file named json.py or graphviz.py must not stand in for a library.
_PROGRAM = f"""
import sys, pygraphviz
for text in sys.stdin.buffer.read().decode().split({_BETWEEN!r}):
    graph = pygraphviz.AGraph(string=text)
    sys.stdout.buffer.write(graph.draw(prog="dot", format="json0"))
"""
_IN_A_CHILD = [sys.executable, "-P", "-c", _PROGRAM]


def command() -> list[str]:
    """The command that lays out DOT text: `dot`, or the library in pygraphviz."""
    found = shutil.which(graphviz.DOT_BINARY)
    return [found, "-Tjson0"] if found else _IN_A_CHILD


_ahead: deque[subprocess.Popen[bytes]] = deque()
"""A process that has started and waits for a graph; or none."""


def keep_ready() -> None:
    """Start a process ahead: that takes 50 ms, ten times as long as most layouts.

    For widgets, between one move of their reader and the next.
    """
    if not _ahead:
        _ahead.append(_start())


def _start() -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen(command(), stdin=pipe, stdout=pipe, stderr=pipe)


def _started() -> subprocess.Popen[bytes]:
    """The process that was started ahead, if it still waits; else a new one."""
    while _ahead:
        child = _ahead.pop()
        if child.args == command() and child.poll() is None:
            return child
        _dismiss(child)
    return _start()


def _dismiss(child: subprocess.Popen[bytes]) -> None:
    with child:
        child.kill()


@atexit.register
def _dismiss_all() -> None:
    while _ahead:
        _dismiss(_ahead.pop())


@lru_cache(maxsize=64)
def layouts(dots: tuple[str, ...]) -> tuple[Layout, ...]:
    """Lay out several graphs, in one process: its start takes longer than they do.

    Raises:
      LayoutTimeoutError: it took longer than `TIME_LIMIT`.
      LayoutError: there is no Graphviz, or it does not accept the text.
    """
    with _started() as child:
        try:
            text = _BETWEEN.join(dots).encode()
            answer, complaints = child.communicate(text, TIME_LIMIT)
        except BaseException as error:  # The stop button too: nothing is left behind.
            child.kill()
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            raise LayoutTimeoutError(
                f"the layout of this graph takes more than {TIME_LIMIT:g} s"
            ) from None
    if child.returncode or not answer:
        told = complaints.decode("utf-8", "replace").strip().splitlines()
        raise LayoutError(
            f"Graphviz could not lay out the graph ({told[-1] if told else 'no reason'}"
            "); install it with: pip install 'pygraphviz>=2.0'"
        ) from graphviz.CalledProcessError(
            child.returncode, child.args, answer, complaints
        )
    said, at = answer.decode().strip(), 0
    found: list[Layout] = []
    while at < len(said):
        one, end = json.JSONDecoder().raw_decode(said, at)
        found.append(_positions(one))
        at = end + len(said[end:]) - len(said[end:].lstrip())
    return tuple(found)


def _positions(found: dict[str, Any]) -> Layout:
    _, _, width, height = map(float, found["bb"].split(","))
    names: dict[int, str] = {}
    boxes: dict[str, Point] = {}
    scopes: dict[str, tuple[float, float, float, float]] = {}
    for item in found.get("objects", ()):
        names[item["_gvid"]] = item["name"]
        if "pos" in item:
            boxes[item["name"]] = _point(item["pos"], height)
        elif "bb" in item:
            left, bottom, right, top = map(float, item["bb"].split(","))
            name = item["name"].removeprefix("cluster ")
            scopes[name] = (left, height - top, right, height - bottom)
    arrows = {
        (names[edge["tail"]], names[edge["head"]]): _curve(edge["pos"], height)
        for edge in found.get("edges", ())
    }
    return Layout(width, height, boxes, scopes, arrows)


def _point(text: str, height: float) -> Point:
    x, y = text.split(",")
    return float(x), height - float(y)  # Graphviz counts upwards.


def _curve(pos: str, height: float) -> tuple[Point, ...]:
    """`e,tip first second …` as the points from tail to tip."""
    tip: tuple[Point, ...] = ()
    points: list[Point] = []
    for word in pos.split():
        if word.startswith("e,"):
            tip = (_point(word[2:], height),)
        elif not word.startswith("s,"):
            points.append(_point(word, height))
    return (*points, *tip)
