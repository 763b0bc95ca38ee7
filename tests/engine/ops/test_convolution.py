"""One form, <dy, x * w>, has one value, whichever of its factors is singled out."""

import numpy as np
import pytest

from edflow.engine.ops.conv.conv2d import Conv2D
from edflow.engine.ops.conv.conv3d import Conv3D
from edflow.engine.ops.conv.depthwise import DepthwiseConv2dNative

IMAGES, VOLUMES = (2, 7, 6, 3), (2, 5, 6, 4, 3)


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize(
    ("kind", "images", "filter"),
    [
        (Conv2D, IMAGES, (3, 2, 3, 4)),
        (DepthwiseConv2dNative, IMAGES, (3, 2, 3, 2)),
        (Conv3D, VOLUMES, (2, 3, 2, 3, 4)),
    ],
)
def test_each_reading_of_the_form_has_its_value(kind, images, filter, step, padding):
    random = np.random.default_rng(0)
    sides = (step,) * (len(images) - 2)
    convolution = kind(strides=(1, *sides, 1), padding=padding)
    family, how = convolution.family, convolution.attributes
    x, w = random.standard_normal(images), random.standard_normal(filter)

    y = convolution.compute(x, w)
    dy = random.standard_normal(y.shape)
    dx = family.input_gradient(**how).compute(np.array(images), w, dy)
    dw = family.filter_gradient(**how).compute(x, np.array(filter), dy)

    np.testing.assert_allclose(np.vdot(dx, x), np.vdot(dy, y))
    np.testing.assert_allclose(np.vdot(dw, w), np.vdot(dy, y))


@pytest.mark.parametrize("kind", [Conv2D, DepthwiseConv2dNative, Conv3D])
def test_a_family_is_the_same_from_each_of_its_members(kind):
    axes = 5 if kind is Conv3D else 4
    family = kind((1,) * axes, "SAME").family
    assert family.convolution is kind
    assert all(each((1,) * axes, "SAME").family == family for each in family)
