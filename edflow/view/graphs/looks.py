"""The ways a reader may look at one graph: which part, which scopes open or shut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from edflow.view.graphs import layout, words
from edflow.view.graphs.boxes import Diagram, diagram
from edflow.view.graphs.data import Kind, Op
from edflow.view.graphs.dot import dot
from edflow.view.graphs.draw import draw
from edflow.view.graphs.fold import LIMIT, ROOMY, Folds, ladder
from edflow.view.graphs.layout import Layout, LayoutTimeoutError
from edflow.view.graphs.parts import Part, backward, folders, forward
from edflow.view.scene import Scene

PAGE = 900
"""Width in px of a notebook's page: a picture that is wider is folded further."""

WIDEST = 3 * PAGE
"""From this width on equal things side by side are folded, however few they are."""

ALIKE = 12
"""So many equal things can be looked at one by one."""


@dataclass(frozen=True)
class Look:
    """One way to look at a graph."""

    part: Part = Part.BOTH
    open: frozenset[str] = frozenset()
    """Folders to draw in full."""
    shut: frozenset[str] = frozenset()
    """Scopes to fold."""
    brief: bool = False
    """Whether to tell initial values and operands in words, however much room is."""
    limit: int = LIMIT
    """How many boxes there may be."""

    def toggled(self, name: str, is_folder: bool) -> Look:
        """The look after a click on a folder, or on the frame of a scope."""
        if name in self.shut:
            return replace(self, shut=self.shut - {name})
        if is_folder:
            return replace(self, open=self.open | {name})
        inside = {one for one in self.open if f"{one}/".startswith(f"{name}/")}
        if name in inside:
            return replace(self, open=self.open - inside)
        return replace(self, open=self.open - inside, shut=self.shut | {name})


@dataclass(frozen=True)
class Drawn:
    """What a reader sees with one look."""

    folds: Folds
    diagram: Diagram
    dot: str
    layout: Layout

    @cached_property
    def scene(self) -> Scene:
        return draw(self.diagram, self.layout, words.title(self.diagram))

    def toggles(self) -> list[tuple[str, bool]]:
        """What can be clicked: folders and the frames of scopes, largest first."""
        folded = [
            box
            for box in self.diagram.boxes
            if box.kind is Kind.FOLDER and not self._many_alike(box.name)
        ]
        # First what is worth opening, then what may be shut to see the rest.
        folded.sort(key=lambda box: -box.ops)
        scopes = sorted(self.diagram.scopes, key=lambda scope: scope.name.count("/"))
        return [(b.name, True) for b in folded] + [(s.name, False) for s in scopes]

    def _many_alike(self, folder: str) -> bool:
        """Whether it is so many times the same that nobody wants to see each."""
        count, alike, _ = self.folds.folders[folder].partition(" siblings")
        return bool(alike) and int(count) > ALIKE


class Looks:
    """The ways to look at some operations; what was drawn once is kept."""

    def __init__(self, ops: Sequence[Op]):
        self.ops = tuple(ops)
        late = folders(ops)
        self._ops = {Part.BOTH: self.ops}
        self.gradients = frozenset(n for n, why in late.values() if why == "gradients")
        """The folders of what `tf.gradients` built."""
        if late and len(late) < len(ops):
            self._ops[Part.FORWARD] = tuple(forward(ops))
            self._ops[Part.BACKWARD] = tuple(backward(ops))
        self._drawn: dict[Look, Drawn] = {}

    @property
    def parts(self) -> list[Part]:
        """The parts there are: all three, or the whole graph alone."""
        return [part for part in Part if part in self._ops]

    def first(self, part: Part) -> Look:
        """The look that a part opens with."""
        shown = self.gradients if part is Part.BACKWARD else ()
        return Look(part, frozenset(shown))

    def draw(self, looks: Sequence[Look]) -> list[Drawn]:
        """The most detailed drawing for each look that fits the page, in time.

        Raises:
          LayoutTimeoutError: one of them is too large however far it is folded.
        """
        waiting = {
            look: ladder(
                self._ops[look.part],
                look.open,
                look.shut,
                0 if look.brief else ROOMY,
                look.limit,
            )
            for look in looks
            if look not in self._drawn
        }
        while waiting:
            waiting = self._down_a_rung(waiting)
        if any(look not in self._drawn for look in looks):
            raise LayoutTimeoutError(
                f"the layout of this graph takes more than {layout.TIME_LIMIT:g} s"
            )
        return [self._drawn[look] for look in looks]

    def _down_a_rung(
        self, waiting: dict[Look, Iterator[Folds]]
    ) -> dict[Look, Iterator[Folds]]:
        """Fold all that wait once more, lay them out, and say which still wait."""
        folded = {
            look: (folds, shown := diagram(folds), dot(shown))
            for look, rungs in waiting.items()
            if (folds := next(rungs, None)) is not None
        }
        if not folded:
            return {}
        try:
            places = layout.layouts(tuple(text for _, _, text in folded.values()))
        except LayoutTimeoutError:
            return {look: waiting[look] for look in folded}
        still: dict[Look, Iterator[Folds]] = {}
        for (look, (folds, shown, text)), place in zip(
            folded.items(), places, strict=True
        ):
            self._drawn[look] = Drawn(folds, shown, text, place)
            # To scroll a little sideways is better than to lose sight of equal things,
            # and to scroll far better than to lose sight of scopes.
            if folds.rung < 3 and place.width > (WIDEST if folds.rung else PAGE):
                still[look] = waiting[look]
        return still
