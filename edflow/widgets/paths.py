"""The way of any fetch through the learner's graph, with any feed."""

from __future__ import annotations

import re
from typing import Any

import ipywidgets
import numpy as np
import traitlets

from edflow.engine.graph import Tensor
from edflow.engine.runtime.feeds import fed_tensors
from edflow.view.graphs.layout import keep_ready
from edflow.view.live import widget_for
from edflow.view.runs.path import Asked, course, whole
from edflow.view.runs.rehearsal import Rehearsal, rehearse
from edflow.view.targets import is_placeholder
from edflow.widgets.shown import LABEL, Shown

AS_GIVEN = "as given"
MOST_FEEDS = 12
"""Placeholders that get fields of their own."""


@widget_for.register(Asked)
class RunPathWidget(Shown):
    """What to fetch, what is fed in which shape, and how far the run has come."""

    fetch = traitlets.Unicode(AS_GIVEN)
    """The operation to run, or what the picture was asked for."""
    run = traitlets.Instance(Rehearsal)
    """What the run would do."""

    def __init__(self, asked: Asked, **kwargs: Any):
        self._sess, self._given, graph = asked.sess, asked.fetches, asked.sess.graph
        self._stops: tuple[int | None, ...] = ()
        self._names = [op.name for op in graph.operations]
        self._whole = whole(graph)
        feeds = fed_tensors(graph, asked.feed_dict)
        placeholders = [
            op.outputs[0]
            for op in graph.operations
            if is_placeholder(op) and op.outputs[0].consumers()
        ]
        tensors = list(dict.fromkeys([*feeds, *placeholders[:MOST_FEEDS]]))
        self.feeds = {tensor: Feed(tensor, feeds.get(tensor)) for tensor in tensors}
        self._fetch = ipywidgets.Combobox(
            value=AS_GIVEN,
            options=[AS_GIVEN, *self._names],
            description="fetch",
            ensure_option=True,
            style=LABEL,
        )
        self.step = ipywidgets.SelectionSlider(
            options=[("end", 0)],
            description="step",
            style=LABEL,
            layout=ipywidgets.Layout(width="420px"),
        )
        run = self._rehearsed()
        slider, self._draw = course(run, self._whole)
        self._offer(slider)
        controls = [self._fetch, *self.feeds.values(), self.step]
        super().__init__(controls, self._draw(None), run=run, **kwargs)
        keep_ready()
        ipywidgets.link((self, "fetch"), (self._fetch, "value"))
        self.step.observe(self._move, "value")
        for feed in self.feeds.values():
            feed.observe(self._again, ["fed", "shape"])

    @traitlets.validate("fetch")
    def _known(self, proposal: Any) -> str:
        if proposal["value"] not in {AS_GIVEN, *self._names}:
            raise traitlets.TraitError(
                f"fetch is {proposal['value']!r}, which is no operation of this graph"
            )
        return proposal["value"]

    def _rehearsed(self) -> Rehearsal:
        fetches = self._given
        if self.fetch != AS_GIVEN:
            op = self._sess.graph.get_operation_by_name(self.fetch)
            fetches = op.outputs[0] if op.outputs else op
        given = {tensor: feed.value for tensor, feed in self.feeds.items() if feed.fed}
        return rehearse(self._sess, fetches, given)

    @traitlets.observe("fetch")
    def _again(self, change: Any = None) -> None:
        if not hasattr(self, "_picture"):
            return
        self.run = self._rehearsed()
        slider, self._draw = course(self.run, self._whole)
        self._offer(slider)
        self._move()
        keep_ready()

    def _offer(self, slider: Any) -> None:
        """The places where this run can be stopped at; it starts at its end."""
        options = tuple((label, at) for at, label in enumerate(slider.labels))
        if (options, slider.values) != (self.step.options, self._stops):
            self._stops = slider.values
            self._settled = False
            self.step.options = options  # Which moves it to the first of them.
            self.step.value = slider.start
            self._settled = True

    def _move(self, change: Any = None) -> None:
        if self._settled:
            self.frame = self._draw(self._stops[self.step.value])


class Feed(ipywidgets.HBox):
    """A placeholder: whether it is fed, and in which shape."""

    fed = traitlets.Bool()
    shape = traitlets.Unicode()
    """The sizes, with commas between them."""

    def __init__(self, tensor: Tensor, value: Any = None, **kwargs: Any):
        self._tensor, self._given = tensor, value
        sizes = tensor.spec.shape or ()
        if value is not None:
            sizes = np.shape(value)
        self._first = ", ".join(str(1 if size is None else size) for size in sizes)
        tick = ipywidgets.Checkbox(
            description=f"feed {tensor.op.name}",
            indent=False,
            layout=ipywidgets.Layout(width="auto"),
        )
        field = ipywidgets.Text(
            description="shape",
            style=LABEL,
            continuous_update=False,
            layout=ipywidgets.Layout(width="180px"),
        )
        for one in (tick, field):
            one.tooltip = f"{one.description} of {tensor.op.name}"
        super().__init__(
            [tick, field], fed=value is not None, shape=self._first, **kwargs
        )
        ipywidgets.link((self, "fed"), (tick, "value"))
        ipywidgets.link((self, "shape"), (field, "value"))

    @property
    def value(self) -> Any:
        """What is fed: the learner's value, in another shape zeros instead."""
        if self._given is not None and self.shape == self._first:
            return self._given
        sizes = [int(size) for size in re.findall(r"\d+", self.shape)]
        kind = self._tensor.dtype.base_dtype.as_numpy_dtype
        return np.full(sizes, b"", object) if kind is object else np.zeros(sizes, kind)
