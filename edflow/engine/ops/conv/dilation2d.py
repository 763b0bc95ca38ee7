"""Dilation and erosion of grey images, from mathematical morphology."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import REALS
from edflow.engine.face.shapes import Size, merge
from edflow.engine.graph import OpDef, Operation, Spec, Tensor, name_scope
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.array.axes import reverse
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.layout import Sizes
from edflow.engine.ops.math.arithmetic import negative

__all__ = ["dilation2d", "erosion2d"]


class Morphology(OpDef, abstract=True):
    """What dilation and its gradients share: how the filter moves."""

    T = REALS
    strides: Sizes
    rates: Sizes
    padding: str

    def output(self, x: tuple[Size, ...], w: tuple[Size, ...]) -> tuple[Any, Any]:
        """The shape of y and the padding, for shapes of x and w."""
        layout.check_steps(self.strides, "NHWC", "strides")
        layout.check_steps(self.rates, "NHWC", "rates")
        c = merge(x[3:], w[2:])[0]
        windows, ends = layout.windows(
            x[1:3], w[:2], self.strides, self.rates, self.padding, (), "NHWC"
        )
        return (x[0], *windows, c), ends

    def infer(self, input: Spec, filter: Spec, *dy: Spec) -> Spec:
        layout.check_rank(input, 4, "the image", "NHWC")
        layout.check_rank(filter, 3, "the filter", "[height, width, channels]")
        x, w = input.shape or (None,) * 4, filter.shape or (None,) * 3
        y = self.output(x, w)[0]
        return self.answer(
            Spec(y, input.dtype), Spec(x, input.dtype), Spec(w, input.dtype)
        )

    def answer(self, y: Spec, x: Spec, w: Spec) -> Spec:
        """Which of the three is the result."""
        raise NotImplementedError

    def taps(self, x: Array, w: Array) -> Iterator[tuple[tuple[int, int], Array, Any]]:
        """For each tap (p, q), x + w[p, q] at all windows, and where in x they are.

        Outside the image is -inf, which is never the largest.
        """
        y, ends = self.output(x.shape, w.shape)
        lowest = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
        bordered = np.pad(x, ((0, 0), *ends, (0, 0)), constant_values=lowest)
        for p, q in np.ndindex(w.shape[:2]):
            top, left = p * self.rates[1], q * self.rates[2]
            rows = slice(top, top + (y[1] - 1) * self.strides[1] + 1, self.strides[1])
            columns = slice(
                left, left + (y[2] - 1) * self.strides[2] + 1, self.strides[2]
            )
            there = slice(None), rows, columns
            seen = bordered[there]
            yield (p, q), np.where(seen == lowest, lowest, seen + w[p, q]), there

    def largest(self, x: Array, w: Array) -> tuple[Array, Array]:
        """The largest value of each window, and the number of its first tap."""
        taps = self.taps(x, w)
        _, best, _ = next(taps)
        tap = np.zeros(best.shape, np.int32)
        for number, (_, value, _) in enumerate(taps, start=1):
            larger = value > best
            best = np.where(larger, value, best)
            tap[larger] = number
        return best.astype(x.dtype, copy=False), tap


class Dilation2D(Morphology):
    """y[n,i,j,c] = max_{p,q} x[n, s i + p, t j + q, c] + w[p,q,c]."""

    takes = "input:T filter:T"

    def answer(self, y: Spec, x: Spec, w: Spec) -> Spec:
        return y

    def compute(self, x: Array, w: Array) -> Array:
        return self.largest(x, w)[0]

    def gradient(self, op: Operation, dy: Tensor) -> Any:
        x, w = op.inputs
        return (
            apply(Dilation2DBackpropInput(**self.attributes), x, w, dy),
            apply(Dilation2DBackpropFilter(**self.attributes), x, w, dy),
        )


class Dilation2DBackpropInput(Morphology):
    """dx = dy at the pixel that was the largest of its window, added up."""

    takes = "input:T filter:T out_backprop:T"
    gives = "in_backprop:T"

    def answer(self, y: Spec, x: Spec, w: Spec) -> Spec:
        return x

    def compute(self, x: Array, w: Array, dy: Array) -> Array:
        _, (rows, columns) = self.output(x.shape, w.shape)
        bordered = np.zeros_like(np.pad(x, ((0, 0), rows, columns, (0, 0))))
        _, tap = self.largest(x, w)
        for number, (_, _, there) in enumerate(self.taps(x, w)):
            bordered[there] += np.where(tap == number, dy, x.dtype.type(0))
        down = slice(rows[0], rows[0] + x.shape[1])
        across = slice(columns[0], columns[0] + x.shape[2])
        return np.ascontiguousarray(bordered[:, down, across])


class Dilation2DBackpropFilter(Morphology):
    """dw[p,q,c] = the sum of dy over the windows where tap (p, q) gave the largest."""

    takes = "input:T filter:T out_backprop:T"
    gives = "filter_backprop:T"

    def answer(self, y: Spec, x: Spec, w: Spec) -> Spec:
        return w

    def compute(self, x: Array, w: Array, dy: Array) -> Array:
        _, tap = self.largest(x, w)
        dw = np.zeros_like(w)
        for number, place in enumerate(np.ndindex(w.shape[:2])):
            dw[place] = np.where(tap == number, dy, w.dtype.type(0)).sum((0, 1, 2))
        return dw


def dilation2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """At each place the largest sum of image and filter: bright parts grow.

    Args:
      input: images [batch, height, width, channels].
      filter: [height, width, channels], one for each channel.
      strides: four numbers, one per axis.
      rates: how far the taps of the filter stand apart; four numbers.
      padding: "SAME" or "VALID".
      name: the operation's name.
      filters: the newer name of `filter`.
      dilations: the newer name of `rates`.
    """
    how = Dilation2D(
        layout.per_axis(strides, "NHWC", "strides"),
        layout.per_axis(one_of(rates=rates, dilations=dilations), "NHWC", "rates"),
        layout.same_or_valid(padding, "NHWC"),
    )
    return apply(how, input, one_of(filter=filter, filters=filters), name=name)


def erosion2d(
    value: Any,
    kernel: Any,
    strides: Any,
    rates: Any,
    padding: Any,
    name: str | None = None,
) -> Tensor:
    """At each place the smallest difference of image and kernel: bright parts shrink.

    The arguments are those of `tf.nn.dilation2d`.
    """
    with name_scope(name, "erosion2d", [value, kernel]) as scope:
        value = negative(value)
        kernel = reverse(convert_to_tensor(kernel), [0, 1])
        return negative(dilation2d(value, kernel, strides, rates, padding, scope))
