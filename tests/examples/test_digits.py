"""The bundled digits: whose they are, and the form they are brought to."""

import numpy as np
import pytest

from edflow import assets
from edflow.examples.tutorials.mnist import digits


def test_the_bundled_file_is_the_one_scikit_learn_ships():
    source = pytest.importorskip("sklearn.datasets").load_digits()
    with np.load(assets.path("digits.npz")) as file:
        np.testing.assert_array_equal(file["images"], source.images)
        np.testing.assert_array_equal(file["labels"], source.target)


def test_a_bundled_digit_lies_in_the_middle_as_mnists_do():
    images, labels = digits.load()
    assert images.shape == (1797, 28, 28)
    assert np.bincount(labels).min() > 170
    ink, place = images / images.sum(axis=(1, 2), keepdims=True), np.arange(28)
    for axis in (1, 2):
        assert np.abs(ink.sum(axis=axis) @ place - 13.5).max() < 0.55
        assert (images.any(axis=axis).sum(axis=1) <= 20).all()


def test_enlarging_keeps_a_plain_area_plain():
    sheet = np.full((1, 8, 8), 12, np.uint8)
    expected = (12 / 16 - 0.5) * 1.7 + 0.5
    assert digits.enlarge(sheet)[0, 4:16, 4:16] == pytest.approx(expected)


def test_a_missing_asset_says_how_to_get_it():
    with pytest.raises(FileNotFoundError, match=r"'no\.npz' .* install edflow again"):
        assets.path("no.npz")
