"""What Python values become: kinds are kept, nothing is changed in silence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import edflow as tf
from edflow.engine.face.arrays import as_array

KINDS = [
    (1, np.int32),
    (-(2**31), np.int32),
    (2**31, np.int64),
    (1.5, np.float32),
    (True, np.bool_),
    (1j, np.complex128),
    ("a", object),
    (b"a", object),
    ([], np.float32),
    ([1, 2.5], np.float32),
    ([[1], [2]], np.int32),
    (np.float64(1), np.float64),
    (np.array([1], np.int64), np.int64),
]


@pytest.mark.parametrize(("value", "dtype"), KINDS, ids=repr)
def test_each_kind_has_its_dtype(value, dtype):
    assert as_array(value).dtype == dtype


WANTED = [
    (1, tf.float32),
    (1, tf.int8),
    (1.0, tf.float64),
    (1, tf.complex64),
    (True, tf.int32),
    ([1, True], tf.float32),
]


@pytest.mark.parametrize(("value", "dtype"), WANTED)
def test_a_wider_kind_may_be_asked_for(value, dtype):
    assert as_array(value, dtype).dtype == dtype.as_numpy_dtype


REFUSED = [
    (1.5, tf.int32, TypeError),
    (1.0, tf.int32, TypeError),
    ("a", tf.float32, TypeError),
    (1, tf.string, TypeError),
    (1, tf.bool, TypeError),
    (1j, tf.float32, TypeError),
    ([1, "a"], None, TypeError),
    (2**70, None, TypeError),
    (300, tf.uint8, ValueError),
    (-1, tf.uint8, ValueError),
    (2**40, tf.int32, ValueError),
    (None, None, ValueError),
    ([[1], [1, 2]], None, ValueError),
    (object(), None, TypeError),
    ([1, object()], None, TypeError),
]


@pytest.mark.parametrize(("value", "dtype", "error"), REFUSED)
def test_what_would_change_in_silence_is_refused(value, dtype, error):
    with pytest.raises(error, match=r"\w"):
        as_array(value, dtype)


@given(npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, max_side=3)))
def test_arrays_are_kept_or_refused(array):
    if array.dtype.kind in "mM":
        with pytest.raises(TypeError, match="dtype"):
            as_array(array)
    elif array.dtype.isnative and array.dtype.itemsize <= 16:
        np.testing.assert_array_equal(as_array(array), array)
        assert as_array(array).dtype == array.dtype


@given(st.text(max_size=5))
def test_text_is_utf8(text):
    assert as_array(text)[()] == text.encode()


@given(st.binary(max_size=5))
def test_bytes_stay_bytes_also_with_zeros_at_the_end(data):
    assert as_array(data)[()] == data
    assert as_array([data, b"longer than all"])[0] == data


@given(st.integers(-(2**31), 2**31 - 1), st.floats(width=32, allow_nan=False))
def test_numbers_are_exact(integer, real):
    assert as_array(integer)[()] == integer
    assert as_array(real)[()] == real


CONVERSIONS = {
    "a shape": (lambda: tf.TensorShape([2, 3]), [2, 3]),
    "a size in a list": (lambda: [tf.Dimension(2), 3], [2, 3]),
    "a tuple": (lambda: (1, 2), [1, 2]),
    "a range": (lambda: range(3), [0, 1, 2]),
    "a list of arrays": (lambda: [np.int32(1), np.int32(2)], [1, 2]),
}


@pytest.mark.parametrize(("make", "wanted"), CONVERSIONS.values(), ids=CONVERSIONS)
def test_more_than_numbers_can_be_tensors(make, wanted):
    assert tf.Session().run(tf.convert_to_tensor(make())).tolist() == wanted


def test_a_shape_that_is_not_known_is_no_tensor():
    with pytest.raises(ValueError, match="not fully known"):
        tf.convert_to_tensor(tf.TensorShape([None]))


def test_a_tensor_of_another_dtype_is_refused():
    with pytest.raises(ValueError, match=r"tf\.cast"):
        tf.convert_to_tensor(tf.constant(1), tf.float32)


def test_a_constant_never_changes():
    array = np.ones(3, np.float32)
    x = tf.constant(array)
    array[:] = 7
    session = tf.Session()
    session.run(x)[:] = 9
    assert session.run(x).tolist() == [1, 1, 1]


@pytest.mark.parametrize("function", [np.sum, np.exp, lambda x: np.maximum(x, 0)])
@pytest.mark.parametrize("make", [tf.constant, tf.Variable])
def test_numpy_is_told_that_there_is_no_value_yet(function, make):
    with pytest.raises(NotImplementedError, match=r"session\.run, or use the function"):
        function(make([1.0], name="x"))
