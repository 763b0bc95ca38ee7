"""The window of `view.conv`: its arithmetic is the engine's."""

import itertools

import numpy as np
import pytest

import edflow as tf
from edflow.view.convolution.data import read
from edflow.view.convolution.draw import BACKWARD, FORWARD, draw
from edflow.view.convolution.words import numbers
from edflow.view.scene import Text
from edflow.view.style import text_width

RANDOM = np.random.RandomState(7)
IMAGES = RANDOM.normal(size=(2, 7, 6, 3)).astype(np.float32)
KERNELS = RANDOM.normal(size=(3, 2, 3, 4)).astype(np.float32)

WINDOWS = {
    "valid": ([1, 1, 1, 1], "VALID", [1, 1, 1, 1]),
    "same": ([1, 1, 1, 1], "SAME", [1, 1, 1, 1]),
    "strided": ([1, 2, 3, 1], "SAME", [1, 1, 1, 1]),
    "dilated": ([1, 1, 1, 1], "SAME", [1, 2, 3, 1]),
    "explicit": ([1, 1, 2, 1], [[0, 0], [2, 1], [0, 1], [0, 0]], [1, 1, 1, 1]),
}


def moved(axes):
    """From the order NHWC to NCHW."""
    return [axes[at] for at in (0, 3, 1, 2)]


def convolution(case, data_format="NHWC"):
    strides, padding, dilations = WINDOWS[case]
    images = IMAGES
    if data_format == "NCHW":
        images = images.transpose(0, 3, 1, 2)
        strides, dilations = (moved(each) for each in (strides, dilations))
        padding = padding if isinstance(padding, str) else moved(padding)
    return tf.nn.conv2d(
        tf.constant(images),
        tf.constant(KERNELS),
        strides,
        padding,
        data_format=data_format,
        dilations=dilations,
        name="conv",
    )


def texts(scene):
    return [
        item.text
        for group in scene.groups
        for item in group.items
        if type(item) is Text
    ]


@pytest.mark.parametrize("case", WINDOWS)
@pytest.mark.parametrize("data_format", ["NHWC", "NCHW"])
def test_patch_times_kernel_over_all_channels_is_the_result(case, data_format):
    y = convolution(case, data_format)
    data = read(y, {}, tf.Session(), image=1)
    for place in np.ndindex(data.y.shape[:2]):
        for filter in range(4):
            products = [
                np.nansum(data.patch(place, c) * data.kernel(place, c, filter))
                for c in range(3)
            ]
            assert sum(products) == pytest.approx(
                data.answer(place, 0, filter), rel=1e-4, abs=1e-4
            )


@pytest.mark.parametrize("case", WINDOWS)
def test_what_comes_back_to_the_patch_is_the_kernel(case):
    data = read(convolution(case), {}, tf.Session())
    for place in np.ndindex(data.y.shape[:2]):
        back = data.gradient(place, 2, 1)
        inside = ~np.isnan(back)
        assert inside.any()
        np.testing.assert_array_equal(back[inside], KERNELS[:, :, 2, 1][inside])
        np.testing.assert_array_equal(np.isnan(data.patch(place, 2)), ~inside)


def test_a_maximum_sends_all_back_to_one_pixel_and_a_mean_to_each_its_share():
    x = tf.constant(IMAGES)
    largest = read(tf.nn.max_pool(x, 2, 2, "VALID"), {}, tf.Session())
    mean = read(tf.nn.avg_pool(x, 2, 2, "VALID"), {}, tf.Session())
    for place in np.ndindex(3, 3):
        patch = largest.patch(place, 1)
        np.testing.assert_array_equal(
            largest.gradient(place, 1, 1), patch == patch.max()
        )
        assert (mean.gradient(place, 1, 1) == 0.25).all()


@pytest.mark.parametrize("case", WINDOWS)
def test_the_size_formula_gives_the_size_of_the_result(case):
    for side in read(convolution(case), {}, tf.Session()).sides:
        left, right = side.formula.split(" = ")
        left = left.replace("⌊", "").replace("⌋", "").replace("/", "//")
        assert eval(left.replace("\N{MINUS SIGN}", "-")) == int(right) == side.windows


def test_the_graph_gets_no_node_from_being_looked_at():
    y = convolution("same")
    before = len(tf.get_default_graph().get_operations())
    _ = tf.view.conv(tf.nn.relu(y)).html
    assert len(tf.get_default_graph().get_operations()) == before + 1


def test_it_tells_how_far_down_a_number_sees():
    image = tf.placeholder(tf.float32, [None, 28, 28, 1], name="image")
    kernels = tf.ones([5, 5, 1, 2]), tf.ones([5, 5, 2, 2])
    first = tf.nn.max_pool(
        tf.nn.relu(tf.nn.conv2d(image, kernels[0], 1, "SAME")), 2, 2, "SAME"
    )
    second = tf.nn.conv2d(first, kernels[1], 1, "SAME")
    picture = tf.view.conv(second, {image: np.zeros((1, 28, 28, 1))})
    assert "depends on 14×14 pixels of image" in picture.text


@pytest.mark.parametrize("way", [FORWARD, BACKWARD])
def test_frames_differ_in_values_alone(way):
    data = read(convolution("same"), {}, tf.Session())
    first, other = (draw(data, place, way).scene for place in ((0, 0), (3, 4)))
    for one, two in zip(first.groups, other.groups, strict=True):
        assert list(map(type, one.items)) == list(map(type, two.items))


def test_the_sum_of_all_channels_is_written_beside_the_panels():
    frame = draw(read(convolution("valid"), {}, tf.Session()), (0, 0), FORWARD)
    said = texts(frame.scene)
    assert {"×", "=", "patch", "kernel"} <= set(said)
    assert any(line.startswith("sum = ") for line in said)
    assert "2 other channels" in said


@pytest.mark.parametrize("filters", [3, 300])
def test_a_picture_stays_small(filters):
    image = tf.constant(RANDOM.normal(size=(1, 28, 28, 1)).astype(np.float32))
    kernel = tf.constant(RANDOM.normal(size=(5, 5, 1, filters)).astype(np.float32))
    picture = tf.view.conv(tf.nn.conv2d(image, kernel, 1, "SAME"))
    weight = sum(len(part.encode()) for part in picture._repr_mimebundle_().values())
    assert weight <= 60_000  # Noise, which is the worst that can come.
    assert picture.scene.width <= 720


def test_what_is_not_there_is_refused():
    y = convolution("same")
    with pytest.raises(ValueError, match="no image 2: the feed has 2"):
        tf.view.conv(y, image=2)
    with pytest.raises(ValueError, match="filter 4 is not there: there are 4"):
        tf.view.conv(y, filter=4)
    with pytest.raises(ValueError, match=r"comes from no Conv2D.*tf\.nn\.conv2d"):
        tf.view.conv(tf.constant(1.0))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, -0.25, 0.001], ["1", "\N{MINUS SIGN}0.25", "0"]),
        ([0, np.nan], ["0", "pad"]),
        ([0.0312, -0.001], ["0.031", "\N{MINUS SIGN}0.001"]),
        ([123.4, 5], ["123", "5"]),
        ([1e-5], [""]),
    ],
)
def test_numbers_fit_their_cells(values, said):
    assert numbers(np.array(values)) == said


def test_in_narrow_cells_numbers_are_shorter():
    said = numbers(np.array([10.04, -0.5, 0.25]), narrow=True)
    assert said == ["10", "0", "0"]
    assert numbers(np.array([-0.74, 0.5]), narrow=True) == ["-.74", ".5"]


@pytest.mark.parametrize("way", [FORWARD, BACKWARD])
@pytest.mark.parametrize("size", [3, 5, 7])
def test_no_words_leave_the_card(way, size):
    """Nor do numbers in cells touch each other."""
    kernel = tf.constant(RANDOM.normal(size=(size, size, 3, 4)) * 0.03, tf.float32)
    y = tf.nn.conv2d(tf.constant(IMAGES), kernel, 1, "SAME")
    scene = draw(read(y, {}, tf.Session()), (3, 3), way).scene
    for group in scene.groups:
        for item in group.items:
            if type(item) is Text and item.anchor == "start":
                wide = text_width(item.text, item.size, item.bold)
                assert item.x + wide <= scene.width, item.text
    cells = [
        (item.x, item.y, text_width(item.text, item.size))
        for group in scene.groups
        if group.kind == "panel"
        for item in group.items
        if type(item) is Text and item.anchor == "middle" and not item.bold
    ]
    for (x, y, wide), (right, same, wide_right) in itertools.pairwise(cells):
        if y == same and right - x < 40:
            assert right - x >= (wide + wide_right) / 2
