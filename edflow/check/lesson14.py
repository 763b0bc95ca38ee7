"""The exercises of lesson 14: convolution."""

from __future__ import annotations

from typing import Any

import numpy as np

from edflow.check.exercise import Claim, Exercise
from edflow.engine.graph import Graph
from edflow.engine.ops.conv.conv2d import conv2d
from edflow.engine.runtime import Session

how_many = Exercise(
    "the last pixel is left over: a window at it would lean out",
    Claim(lambda answer: isinstance(answer, int), "the answer is a whole number"),
    Claim(
        lambda answer: answer != 24,
        "that many fit at a stride of 1; now every second place only",
    ),
    Claim(
        lambda answer: answer == 12,
        "where does the first window start, and where the last one that fits?",
    ),
)


def _seen(kernel: Any, image: Any) -> np.ndarray:
    """What the kernel answers to an image, [height, width]."""
    with Graph().as_default() as graph:
        images = np.asarray(image, np.float32)[None, :, :, None]
        kernels = np.asarray(kernel, np.float32).reshape(3, 3, 1, 1)
        y = conv2d(images, kernels, [1, 1, 1, 1], "SAME")
    return Session(graph=graph).run(y)[0, :, :, 0]


_SHAPE = Claim(
    lambda kernel: np.size(kernel) == 9,
    "a kernel of 3 by 3 has nine numbers: np.array([[..., ..., ...], ...])",
)


def _same(kernel: Any) -> bool:
    image = np.arange(30).reshape(5, 6) % 7
    return np.allclose(_seen(kernel, image), image)


leaves_it = Exercise(
    "a kernel that asks only for the pixel in its middle: the identity",
    _SHAPE,
    Claim(
        lambda kernel: np.isclose(np.sum(kernel), 1),
        "a flat image must keep its brightness: what must the nine add up to?",
    ),
    Claim(_same, "which one pixel of the patch is to be kept?"),
)


def _line() -> np.ndarray:
    image = np.zeros((7, 7))
    image[3] = 1
    return image


sees_lines = Exercise(
    "weights that add up to 0 see only differences; yours those from top to bottom",
    _SHAPE,
    Claim(
        lambda kernel: np.allclose(_seen(kernel, np.ones((7, 7)))[1:-1, 1:-1], 0),
        "a flat image multiplies all nine by the same: what must they add up to?",
    ),
    Claim(
        lambda kernel: np.abs(_seen(kernel, _line())[3, 1:-1]).min() > 0.1,
        "the line is bright in its row and dark above and below: let the rows differ",
    ),
)
