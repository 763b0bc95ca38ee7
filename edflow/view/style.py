"""The look that all pictures share: colours, type sizes, how wide a text is.

Colours are Okabe and Ito's, which colour-blind readers can tell apart, as dark strokes
on light tints of themselves; no picture leaves a distinction to colour alone. Every
picture stands on an opaque light card, so it reads the same on a dark page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

CARD = "#ffffff"
EDGE_OF_CARD = "#d5d9de"
INK = "#1c2430"
MUTED = "#56606d"
LINE = "#6f7986"


@dataclass(frozen=True, slots=True)
class Hue:
    """One colour in its two strengths."""

    stroke: str
    fill: str


BLUE = Hue("#0072b2", "#e4f1fa")
ORANGE = Hue("#b35a00", "#fdeedb")
GREEN = Hue("#00785a", "#e6f4ef")
PURPLE = Hue("#9c4577", "#f7eaf2")
GREY = Hue("#767f8b", "#f0f2f4")
RED = Hue("#b3261e", "#fdecea")
"""For what is wrong: always together with a sign and a thicker line."""
BLACK = Hue("#3d4755", "#ffffff")

TITLE = 12.5
"""Size in px of what a reader looks for first."""
SMALL = 11.0
"""Size in px of everything else; nothing is smaller."""

TIMES = "\N{MULTIPLICATION SIGN}"
MINUS = "\N{MINUS SIGN}"

FONT = "system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif"

# What DejaVu Sans takes for a character, in hundredths of an em, rounded up. It is the
# widest of the common fonts: what fits in it fits everywhere, and a layout does not
# depend on the fonts of the machine that made it.
_WIDTHS = {
    character: width
    for width, characters in {
        29: "'IJijl",
        36: " ,-./:;\\f|",
        41: "!()[]rt",
        50: '"*_`',
        56: "?Lcsz",
        64: "$0123456789EFPSTYabdeghknopquvxy{}",
        70: "ABCKRVXZ",
        79: "&DGHNOQU",
        86: "#+<=>M^w~",
        100: "%@Wm",
    }.items()
    for character in characters
}
_BOLD = 1.13
_WIDE = 0x2E80
"""From here on characters are as wide as high: Chinese, Japanese, Korean."""


def on_white(colour: str, share: float) -> str:
    """A colour laid thinly on white paper: all of it with a share of 1."""
    parts = bytes.fromhex(colour[1:])
    return "#" + "".join(f"{round(255 + (c - 255) * share):02x}" for c in parts)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How many px `text` takes at most."""
    hundredths = sum(
        _WIDTHS.get(character, 100 if ord(character) >= _WIDE else 84)
        for character in text
    )
    return hundredths * size / 100 * (_BOLD if bold else 1)


def rounded(value: float, digits: int = 3) -> str:
    """A number as a reader wants it: three digits that count, no needless zeros.

    >>> [rounded(value) for value in (0.30000001, 123456, 0.00001234, -0.0, 12)]
    ['0.3', '123,000', '1.23e-5', '0', '12']
    """
    value = float(f"{float(value):.{digits}g}") + 0.0  # + 0.0: never "-0".
    if not math.isfinite(value):
        return {math.inf: "\N{INFINITY}", -math.inf: "-\N{INFINITY}"}.get(value, "nan")
    if value and not 1e-4 <= abs(value) < 1e7:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{int(exponent)}"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    text = f"{value:.{digits + 4}f}"
    return text.rstrip("0").rstrip(".")


def written(value: Any) -> str:
    """A value of any dtype and shape as a learner would write it.

    >>> print(written(np.array([[1.0, 2.5]])), written(np.array([b"a", b"b"], object)))
    [[1.0, 2.5]] ['a', 'b']
    >>> print(written(np.zeros([2, 0])), written(np.complex64(1j)), written(True))
    [[], []] 1j True
    """
    if isinstance(value, np.ndarray) and value.ndim:
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, np.ndarray | np.generic):
        value = value.item()
    if isinstance(value, bytes):
        return repr(value.decode("utf-8", "replace"))
    if isinstance(value, float):
        short = f"{value:.6g}"
        return short if set(short) & set(".en") else short + ".0"
    return str(value)


def memory(count: float, smallest: str = "B") -> str:
    """So many bytes in words; `smallest` is the unit of less than 1000.

    >>> [memory(1_000), memory(62_720), memory(108, "bytes")]
    ['1 KB', '62.7 KB', '108 bytes']
    """
    for unit in (smallest, "KB"):
        if count < 1000:
            return f"{rounded(count)} {unit}"
        count /= 1000
    return f"{rounded(count)} MB"


def shortened(text: str, longest: int) -> str:
    """`text`, with its middle left out if it has more than `longest` characters."""
    if len(text) <= longest:
        return text
    head = (longest - 1) * 2 // 3
    return f"{text[:head]}…{text[len(text) - (longest - 1 - head) :]}"


def fitted(text: str, width: float, size: float, bold: bool = False) -> str:
    """`text`, with its middle left out if it takes more than `width` px.

    As much is kept of its end as of its beginning: names of one scope end differently.

    >>> fitted("tower/layer_12/weights", 110, SMALL)
    'tower/la…/weights'
    """
    said, left = text, len(text)
    while text_width(said, size, bold) > width and left > 1:
        left -= 1
        said = f"{text[: left - left // 2]}…{text[len(text) - left // 2 :]}"
    return said
