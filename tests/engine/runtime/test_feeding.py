"""What is fed stands in for a tensor, if it can."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import edflow as tf


@given(npst.arrays(np.float32, npst.array_shapes(min_dims=0, max_side=3)))
def test_what_goes_in_comes_out(array):
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32)
    np.testing.assert_array_equal(tf.Session().run(tf.identity(x), {x: array}), array)


ORDERS = {
    "columns first": np.asfortranarray,
    "backwards": lambda a: a[::-1, ::-1],
    "every second": lambda a: np.repeat(a, 2, axis=1)[:, ::2],
    "transposed": lambda a: np.ascontiguousarray(a.T).T,
    "read-only": lambda a: np.broadcast_to(a[0], a.shape),
    "a list": lambda a: a.tolist(),
    "wider": lambda a: a.astype(np.float64),
    "integers": lambda a: a.astype(np.int8),
}


@pytest.mark.parametrize("arrange", ORDERS.values(), ids=ORDERS)
def test_the_layout_in_memory_does_not_matter(arrange):
    x = tf.placeholder(tf.float32, [3, 3])
    value = arrange(np.arange(9, dtype=np.float32).reshape(3, 3))
    y = tf.matmul(x, x) + tf.reshape(tf.reshape(x, [9]), [3, 3])
    wanted = np.array(value, np.float32)
    result = tf.Session().run(y, {x: value})
    np.testing.assert_array_equal(result, wanted @ wanted + wanted)


REFUSED = {
    "a wrong size": ([1.0, 2.0, 3.0], ValueError, r"\[3\].*\[2\]"),
    "a wrong rank": (1.0, ValueError, r"\[\].*\[2\]"),
    "uneven lists": ([[1.0], [1.0, 2.0]], ValueError, "cannot feed"),
    "an object": (object(), TypeError, "cannot feed"),
    "text": ("one", (TypeError, ValueError), "cannot feed"),
}


@pytest.mark.parametrize(("value", "error", "match"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused(value, error, match):
    x = tf.placeholder(tf.float32, [2])
    with pytest.raises(error, match=match):
        tf.Session().run(x, {x: value})


def test_a_tensor_is_no_value_to_feed():
    x = tf.placeholder(tf.float32)
    with pytest.raises(TypeError, match="has no value yet"):
        tf.Session().run(x, {x: tf.constant(1.0)})


@pytest.mark.parametrize("key", ["nowhere:0", 3, None, 1.5])
def test_a_key_that_is_no_tensor_is_refused(key):
    tf.constant(1)
    with pytest.raises(TypeError, match="cannot feed"):
        tf.Session().run(tf.constant(1), {key: 1})


def test_feeding_twice_is_refused():
    x = tf.placeholder(tf.float32, name="x")
    with pytest.raises(ValueError, match="twice"):
        tf.Session().run(x, {x: 1.0, "x:0": 2.0})


def test_a_fraction_for_an_integer_is_refused():
    x = tf.placeholder(tf.int32)
    with pytest.raises(TypeError, match=r"1\.5"):
        tf.Session().run(x, {x: 1.5})


@given(st.integers(0, 5), st.integers(0, 5))
def test_sizes_may_change_from_run_to_run(n, m):
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [None])
    total = tf.reduce_sum(x)
    session = tf.Session()
    assert session.run(total, {x: np.ones(n)}) == n
    assert session.run(total, {x: np.ones(m)}) == m


@pytest.mark.parametrize("given", [[1, 2], np.ones(3), 5])
def test_a_feed_dict_that_is_none_is_refused_with_the_cure(given):
    with pytest.raises(TypeError, match=r"feed_dict must be a dict.*session\.run\(y, "):
        tf.Session().run(tf.constant(1), given)
