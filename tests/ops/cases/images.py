"""Rows of images resized, recolored and cut, and of boxes on them."""

import colorsys

import numpy as np
from case import Case, In, ints

from edflow.engine.ops.build import apply
from edflow.engine.ops.image.boxes import (
    DrawBoundingBoxes,
    DrawBoundingBoxesV2,
    SampleDistortedBoundingBoxV2,
)
from edflow.engine.ops.image.colors import (
    AdjustContrastv2,
    AdjustHue,
    AdjustSaturation,
    HSVToRGB,
    RGBToHSV,
)
from edflow.engine.ops.image.crop_and_resize import (
    CropAndResize,
    CropAndResizeGradBoxes,
    CropAndResizeGradImage,
)
from edflow.engine.ops.image.glimpse import ExtractGlimpse
from edflow.engine.ops.image.resizing import (
    ResizeArea,
    ResizeBicubic,
    ResizeBicubicGrad,
    ResizeBilinear,
    ResizeBilinearGrad,
    ResizeNearestNeighbor,
    ResizeNearestNeighborGrad,
)
from edflow.engine.ops.image.suppression import (
    NonMaxSuppressionV3,
    NonMaxSuppressionV4,
    NonMaxSuppressionV5,
    NonMaxSuppressionWithOverlaps,
)

NO_SLOPE = "TensorFlow defines no gradient"
IMAGES = In((2, 4, 5, 3), np.float32)
COLORS = In((3, 4, 3), low=0.1, high=1.0)
COLORS32 = In((3, 4, 3), np.float32, low=0.1, high=1.0)


# -- resizing: each way is a matrix for the rows and one for the columns ---------------


def matrix(before, after, weight, place):
    """[after, before]: how much of each pixel goes into one of the result."""
    table = np.zeros((after, before))
    for i in range(after):
        for k in range(-3, before + 3):
            table[i, min(max(k, 0), before - 1)] += weight(place(i) - k)
    return table


def cubic(a):
    def weight(t):
        t = abs(t)
        if t < 1:
            return (a + 2) * t**3 - (a + 3) * t**2 + 1
        return a * t**3 - 5 * a * t**2 + 8 * a * t - 4 * a if t < 2 else 0

    return weight


def tent(t):
    return max(1 - abs(t), 0)


def plain(before, after):
    return lambda i: i * before / after


def aligned(before, after):
    return lambda i: i * (before - 1) / (after - 1)


def half_pixel(before, after):
    return lambda i: min(max((i + 0.5) * before / after - 0.5, 0), before - 1)


def applied(x, rows, columns):
    return np.einsum("ip,jq,npqc->nijc", rows, columns, x).astype(np.float32)


def resized(weight, places):
    def reference(x, size):
        both = zip(x.shape[1:3], size, strict=True)
        return applied(x, *[matrix(b, a, weight, places(b, a)) for b, a in both])

    return reference


def unresized(weight, places):
    def reference(dy, x):
        both = zip(x.shape[1:3], dy.shape[1:3], strict=True)
        tables = [matrix(b, a, weight, places(b, a)).T for b, a in both]
        return applied(dy, *tables)

    return reference


def by_area(x, size):
    """Pixels repeated until they can be shared out evenly."""
    n, h, w, c = x.shape
    height, width = size
    fine = x.repeat(height, 1).repeat(width, 2)
    return fine.reshape(n, height, h, width, w, c).mean((2, 4)).astype(np.float32)


def repeated(x, size):
    rows, columns = (
        np.arange(a) * b // a for b, a in zip(x.shape[1:3], size, strict=True)
    )
    return x[:, rows][:, :, columns]


def summed(dy, size):
    n, height, width, c = dy.shape
    dx = np.zeros((n, *size, c), dy.dtype)
    for i in range(height):
        for j in range(width):
            dx[:, i * size[0] // height, j * size[1] // width] += dy[:, i, j]
    return dx


# -- colors ---------------------------------------------------------------------------


def each(function, *args):
    def reference(x, *others):
        flat = [function(*pixel, *others) for pixel in x.reshape(-1, 3).tolist()]
        return np.array(flat, x.dtype).reshape(x.shape)

    return reference


def turned(r, g, b, delta):
    h, s, v = colorsys.rgb_to_hsv(r, g, b)
    return colorsys.hsv_to_rgb((h + delta) % 1, s, v)


def saturated(r, g, b, scale):
    h, s, v = colorsys.rgb_to_hsv(r, g, b)
    return colorsys.hsv_to_rgb(h, min(s * scale, 1), v)


def contrasted(x, factor):
    mean = x.mean((-3, -2), keepdims=True)
    return (x - mean) * factor + mean


# -- boxes ----------------------------------------------------------------------------

HALVES = np.float32([[0, 0, 1, 1], [0.5, 0, 1, 0.5], [0, 0, 0.5, 1]])
WHICH = ints(0, 1, 1)


def halves(x, which, size):
    """For images [5, 5] and parts [3, 3], which fall on pixels."""
    parts = [x[0, ::2, ::2], x[1, 2:, :3], x[1, :3, ::2]]
    return np.stack(parts).astype(np.float32)


def spread_halves(dy, boxes, which, size):
    dx = np.zeros((2, 5, 5, 2), np.float32)
    dx[0, ::2, ::2] += dy[0]
    dx[1, 2:, :3] += dy[1]
    dx[1, :3, ::2] += dy[2]
    return dx


def box_slopes(dy, x, boxes, which):
    """On a plane, x = row + 2 column, every place has the same slope."""
    t = np.linspace(0, 1, 3)
    down = dy.sum((2, 3)) * 4
    across = dy.sum((1, 3)) * 4 * 2
    slopes = [down @ (1 - t), across @ (1 - t), down @ t, across @ t]
    return np.stack(slopes, 1).astype(np.float32)


PLANE = (np.arange(5)[:, None] + 2 * np.arange(5) + np.zeros((2, 1, 1)))[..., None]
INNER = np.float32([[0.1, 0.1, 0.9, 0.9], [0.3, 0.2, 0.6, 0.7]])

BEST = np.float32([[0, 0, 1, 1], [0, 0.1, 1, 1.1], [2, 2, 3, 3], [0, 0, 1, 0.9]])
SCORES = np.float32([0.8, 0.9, 0.5, 0.7])


def framed(colors):
    def reference(x, boxes, *_):
        y = x.copy()
        for k, (top, left, bottom, right) in enumerate([(1, 0, 3, 4), (2, 1, 2, 3)]):
            y[0, [top, bottom], left : right + 1] = colors[k]
            y[0, top : bottom + 1, [left, right]] = colors[k]
        return y

    return reference


FRAMES = np.float32([[[0.34, 0, 1, 1], [0.7, 0.25, 0.7, 0.75]]])
GLIMPSES = np.float32([[0, 0], [-0.4, 0.4]])


def glimpses(x, size, offsets):
    return np.stack([x[0, 1:3, 1:4], x[1, 0:2, 2:5]])


def is_part(size, boxes, covered, begin, extent, box):
    area = extent[0] * extent[1] / (size[0] * size[1])
    ratio = extent[1] / extent[0]
    corners = [*begin[:2], *(begin[:2] + extent[:2])]
    inside = min(begin) >= 0 and (begin + extent <= size).all()
    return (
        inside
        and 0.04 < area <= 1
        and 0.7 < ratio < 1.4
        and np.allclose(box[0, 0] * [*size[:2], *size[:2]], corners)
    )


CASES = [
    Case(ResizeBilinear(), [IMAGES, ints(7, 3)], resized(tent, plain)),
    Case(
        ResizeBilinear(align_corners=True),
        [IMAGES, ints(7, 3)],
        resized(tent, aligned),
        label="aligned",
    ),
    Case(
        ResizeBilinear(half_pixel_centers=True),
        [IMAGES, ints(7, 3)],
        resized(tent, half_pixel),
        label="half pixels",
    ),
    Case(
        ResizeBilinearGrad(),
        [In((2, 7, 3, 3), np.float32), IMAGES],
        unresized(tent, plain),
        wrt=(0,),
    ),
    # Quarters of a pixel are in the table of weights.
    Case(ResizeBicubic(), [IMAGES, ints(8, 20)], resized(cubic(-0.75), plain)),
    Case(
        ResizeBicubic(align_corners=True),
        [IMAGES, ints(7, 9)],
        resized(cubic(-0.75), aligned),
        label="aligned",
    ),
    Case(
        ResizeBicubicGrad(),
        [In((2, 8, 20, 3), np.float32), IMAGES],
        unresized(cubic(-0.75), plain),
        wrt=(0,),
    ),
    Case(ResizeArea(), [IMAGES, ints(3, 7)], by_area, flat=NO_SLOPE),
    Case(ResizeNearestNeighbor(), [(2, 4, 5, 3), ints(7, 3)], repeated),
    Case(
        ResizeNearestNeighbor(),
        [In((2, 4, 5, 3), np.uint8, 0, 255), ints(2, 9)],
        repeated,
        label="uint8",
    ),
    Case(ResizeNearestNeighborGrad(), [(2, 7, 3, 3), ints(4, 5)], summed),
    Case(RGBToHSV(), [COLORS], each(colorsys.rgb_to_hsv)),
    Case(HSVToRGB(), [COLORS], each(colorsys.hsv_to_rgb), flat=NO_SLOPE),
    Case(AdjustHue(), [COLORS32, np.float32(0.3)], each(turned), flat=NO_SLOPE),
    Case(
        AdjustSaturation(), [COLORS32, np.float32(1.7)], each(saturated), flat=NO_SLOPE
    ),
    Case(
        AdjustContrastv2(),
        [In((2, 3, 4, 2), np.float32), np.float32(1.7)],
        contrasted,
        flat=NO_SLOPE,
    ),
    Case(
        CropAndResize(),
        [In((2, 5, 5, 2), np.float32), WHICH, ints(3, 3)],
        halves,
        # Where boxes fall on pixels they have no slope.
        build=lambda x, *rest: apply(CropAndResize(), x, HALVES, *rest),
        smooth=False,
    ),
    Case(
        CropAndResize(),
        [PLANE.astype(np.float32), INNER, ints(0, 1), ints(2, 2)],
        lambda x, boxes, which, size: np.stack(
            [
                [[x1 * 8 + y * 4 for x1 in (left, right)] for y in (top, bottom)]
                for top, left, bottom, right in boxes
            ]
        )[..., None],
        wrt=(0, 1),
        smooth=False,
        label="plane",
    ),
    Case(
        CropAndResizeGradImage(),
        [In((3, 3, 3, 2), np.float32), HALVES, WHICH, ints(2, 5, 5, 2)],
        spread_halves,
        flat=NO_SLOPE,
    ),
    Case(
        CropAndResizeGradBoxes(),
        [In((2, 3, 3, 1), np.float32), PLANE.astype(np.float32), INNER, ints(0, 1)],
        box_slopes,
        flat=NO_SLOPE,
    ),
    Case(
        ExtractGlimpse(),
        [In((2, 4, 5, 3), np.float32), ints(2, 3), GLIMPSES],
        glimpses,
        flat=NO_SLOPE,
    ),
    Case(
        DrawBoundingBoxes(),
        [In((1, 4, 5, 3), np.float32), FRAMES],
        framed([[1, 1, 0], [0, 0, 1]]),
        flat=NO_SLOPE,
    ),
    Case(
        DrawBoundingBoxesV2(),
        [In((1, 4, 5, 3), np.float32), FRAMES, np.float32([[0.5, 0.25, 0]])],
        framed([[0.5, 0.25, 0]] * 2),
        flat=NO_SLOPE,
    ),
    Case(
        SampleDistortedBoundingBoxV2(3, 4),
        [ints(48, 64, 3), np.float32([[[0.2, 0.2, 0.8, 0.7]]]), np.float32(0.1)],
        holds=is_part,
        flat="a draw has no slope",
    ),
    Case(
        NonMaxSuppressionV3(),
        [BEST, SCORES, np.int32(4), np.float32(0.5), np.float32(0.1)],
        lambda *_: ints(1, 2),
        flat="a choice has no slope",
        static=False,
    ),
    Case(
        NonMaxSuppressionV4(pad_to_max_output_size=True),
        [BEST, SCORES, np.int32(4), np.float32(0.5), np.float32(0.6)],
        lambda *_: (ints(1, 0, 0, 0), np.int32(1)),
        flat="a choice has no slope",
    ),
    Case(
        NonMaxSuppressionV5(),
        [BEST, SCORES, np.int32(3), np.float32(0.8), np.float32(0), np.float32(0)],
        lambda *_: (ints(1, 3, 2), np.float32([0.9, 0.7, 0.5]), np.int32(3)),
        flat="a choice has no slope",
        static=False,
    ),
    Case(
        NonMaxSuppressionWithOverlaps(),
        [
            np.float32([[1, 0.6, 0], [0.6, 1, 0.2], [0, 0.2, 1]]),
            np.float32([0.8, 0.9, 0.5]),
            np.int32(3),
            np.float32(0.5),
            np.float32(0),
        ],
        lambda *_: ints(1, 2),
        flat="a choice has no slope",
        static=False,
    ),
]
