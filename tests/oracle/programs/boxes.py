"""Boxes on images: cut out, drawn, chosen."""

import numpy as np
from program import Runs, promises

outer = promises(nodes="outer")


def _pixels(*shape, seed=0):
    return np.random.default_rng(seed).uniform(0, 1, shape).astype(np.float32)


def _boxes(n, seed=0):
    low = np.random.default_rng(seed).uniform(0, 0.6, (n, 2))
    side = np.random.default_rng(seed + 1).uniform(0.1, 0.4, (n, 2))
    return np.concatenate([low, low + side], 1).astype(np.float32)


def cutting_out(tf):
    x, boxes = tf.constant(_pixels(2, 6, 7, 3)), tf.constant(_boxes(3))
    return [
        tf.image.crop_and_resize(x, boxes, [0, 1, 0], [4, 3]),
        tf.image.crop_and_resize(x, boxes, box_indices=[1, 1, 0], crop_size=[1, 1]),
        tf.image.crop_and_resize(x, boxes, [1, 1, 0], [5, 5], "nearest", name="near"),
        tf.image.crop_and_resize(
            x, [[-0.2, 0.9, 0.5, 0.1]], [0], [5, 5], "bilinear", 7
        ),
    ]


@promises(nodes="outer", atol=1e-5)
def gradients_of_cutting_out(tf):
    x, boxes = tf.constant(_pixels(2, 6, 7, 3)), tf.constant(_boxes(3))
    outside = tf.constant([[-0.3, 0.2, 1.2, 0.9]])
    near = tf.image.crop_and_resize(x, boxes, [0, 1, 0], [4, 3], "nearest")
    parts = [
        tf.image.crop_and_resize(x, boxes, [0, 1, 0], [4, 3]),
        tf.image.crop_and_resize(x, boxes, [0, 1, 1], [1, 1]),
    ]
    return [
        *[tf.gradients(part * part, [x, boxes]) for part in parts],
        tf.gradients(near * near, x),
        tf.gradients(tf.image.crop_and_resize(x, outside, [1], [6, 6]), [x, outside]),
    ]


def cutting_out_of_an_image_that_is_not_there_is_an_error(tf):
    return tf.image.crop_and_resize(_pixels(1, 4, 4, 1), [[0.0, 0, 1, 1]], [1], [2, 2])


def as_many_boxes_as_numbers_of_images(tf):
    return tf.image.crop_and_resize(_pixels(1, 4, 4, 1), _boxes(2), [0], [2, 2])


def glimpses_inside(tf):
    x = tf.constant(_pixels(2, 9, 11, 2))
    offsets = tf.constant([[0.1, -0.2], [-0.3, 0.25]])
    pixels = tf.constant([[4.0, 5.0], [3.0, 2.5]])
    return [
        tf.image.extract_glimpse(x, [3, 4], offsets),
        tf.image.extract_glimpse(x, [2, 2], pixels, False, False, name="corner"),
        tf.image.extract_glimpse(x, [3, 2], pixels, True, False),
        tf.image.extract_glimpse(x, [3, 2], [[0.4, 0.5], [0.3, 0.6]], centered=False),
    ]


@outer
def glimpses_that_reach_outside(tf):
    x = tf.constant(_pixels(1, 9, 11, 2))
    glimpse = tf.image.extract_glimpse(x, [7, 7], [[-1.0, 1.0]])
    return glimpse[:, 4:, :3]


def drawing(tf):
    x = tf.zeros([2, 12, 14, 3])
    boxes = tf.constant(np.concatenate([_boxes(12), _boxes(12, 5)]).reshape(2, 12, 4))
    return [
        tf.image.draw_bounding_boxes(x, boxes),
        tf.image.draw_bounding_boxes(tf.zeros([2, 9, 9, 1]), boxes, name="grey"),
        tf.image.draw_bounding_boxes(x, boxes, colors=[[1.0, 0, 0], [0, 0.5, 1]]),
    ]


def drawing_what_is_not_inside(tf):
    boxes = [[[-0.5, 0.5, 0.5, 1.6], [0.5, 0.5, 0.2, 0.9], [1.2, 0.1, 1.5, 0.5]]]
    return tf.image.draw_bounding_boxes(tf.zeros([1, 9, 9, 4]), boxes)


def drawing_on_two_channels_is_an_error(tf):
    return tf.image.draw_bounding_boxes(tf.zeros([1, 9, 9, 2]), [[[0.0, 0, 1, 1]]])


@promises(exact=True)
def parts_by_lot(tf):
    boxes = tf.constant(_boxes(3)[None])
    again = {"seed": 5, "seed2": 6, "max_attempts": 20, "min_object_covered": 0.9}
    return Runs(
        [
            tf.image.sample_distorted_bounding_box([48, 64, 3], boxes, seed=1),
            tf.image.sample_distorted_bounding_box([480, 31, 3], boxes, **again),
            tf.image.sample_distorted_bounding_box(
                [100, 90, 3],
                np.zeros([1, 0, 4], np.float32),
                seed=9,
                aspect_ratio_range=[0.5, 2.0],
                area_range=[0.2, 0.6],
                use_image_if_no_bounding_boxes=True,
                name="whole",
            ),
        ],
        n=5,
    )


def parts_by_lot_without_boxes_are_an_error(tf):
    boxes = np.zeros([1, 0, 4], np.float32)
    return tf.image.sample_distorted_bounding_box([48, 64, 3], boxes, seed=1)


def parts_by_lot_of_boxes_outside_are_an_error(tf):
    boxes = [[[0.5, 0.5, 1.5, 0.9]]]
    return tf.image.sample_distorted_bounding_box([48, 64, 3], boxes, seed=1)


def the_best_boxes(tf):
    boxes, scores = tf.constant(_boxes(30)), tf.constant(_pixels(30))
    turned = tf.constant(_boxes(30)[:, [2, 1, 0, 3]])
    return [
        tf.image.non_max_suppression(boxes, scores, 10),
        tf.image.non_max_suppression(boxes, scores, 30, 0.1, name="strict"),
        tf.image.non_max_suppression(turned, scores, 30, 0.3, 0.4),
        tf.image.non_max_suppression(boxes, tf.zeros([30]), 30, 0.2),
    ]


@promises(nodes=None)
def the_best_boxes_in_other_forms(tf):
    boxes, scores = tf.constant(_boxes(30)), tf.constant(_pixels(30))
    overlaps = _pixels(30, 30)
    return [
        tf.image.non_max_suppression_overlaps(overlaps, scores, 10, 0.6),
        tf.image.non_max_suppression_padded(
            boxes, scores, 40, 0.1, pad_to_max_output_size=True
        ),
        tf.image.non_max_suppression_with_scores(boxes, scores, 10, 0.3),
        tf.image.non_max_suppression_with_scores(
            boxes, scores, 10, 1.0, 0.1, soft_nms_sigma=0.5
        ),
    ]


def a_threshold_above_one_is_an_error(tf):
    return tf.image.non_max_suppression(_boxes(3), _pixels(3), 2, 1.5)


def boxes_without_scores_are_an_error(tf):
    return tf.image.non_max_suppression(_boxes(3), _pixels(2), 2)
