"""How many windows fit along one side of an image, and what padding that takes."""

import math
from typing import Literal, overload

Ends = tuple[int, int]
Padding = Literal["SAME", "VALID"] | Ends
Known = tuple[int, int, int]
Unknown = tuple[int | None, int | None, int | None]


@overload
def window(
    size: int, k: int, stride: int = 1, dilation: int = 1, padding: Padding = "VALID"
) -> Known: ...
@overload
def window(
    size: int | None,
    k: int,
    stride: int = 1,
    dilation: int = 1,
    padding: Padding = "VALID",
) -> Unknown: ...
def window(
    size: int | None,
    k: int,
    stride: int = 1,
    dilation: int = 1,
    padding: Padding = "VALID",
) -> Unknown:
    """The number of windows, and the padding before and after them.

    "SAME" takes ceil(size / stride) windows and pads what they lean over, the odd pixel
    at the end; "VALID" takes the windows that fit without padding; (before, after) says
    how many pixels to pad.

    Args:
        size: of the image along this side, in pixels; None where it is not known yet.
        k: size of the window, in taps.
        stride: from one window to the next, in pixels.
        dilation: from one tap to the next, in pixels.
        padding: "SAME", "VALID" or (before, after).

    Returns:
        (count, before, after), None for what depends on an unknown size.

    Raises:
        ValueError: not one window fits.

    >>> window(28, 5, padding="SAME")
    (28, 2, 2)
    >>> window(28, 3, stride=2, padding="SAME")
    (14, 0, 1)
    >>> window(28, 5)
    (24, 0, 0)
    >>> window(None, 5, padding="SAME")
    (None, 2, 2)
    """
    span = dilation * (k - 1) + 1
    if padding == "SAME":
        return _same(size, span, stride)
    before, after = (0, 0) if padding == "VALID" else padding
    if size is None:
        return None, before, after
    if size + before + after < span:
        raise ValueError(_too_small(size, k, span, before + after))
    return (size + before + after - span) // stride + 1, before, after


def _same(size: int | None, span: int, stride: int) -> Unknown:
    if size is not None:
        count = math.ceil(size / stride)
        pad = max(0, (count - 1) * stride + span - size)
    elif stride == 1:  # Then the padding is the same for every size.
        count, pad = None, span - 1
    else:
        return None, None, None
    return count, pad // 2, pad - pad // 2


def _too_small(size: int, k: int, span: int, padded: int) -> str:
    taps = f"{k}" if span == k else f"{k} dilated to {span}"
    room = f"{size} pixels" + (f" and {padded} of padding" if padded else "")
    return (
        f'a window of {taps} does not fit into {room}; use padding="SAME" '
        f"or a smaller window"
    )
