"""Element types: every way to name one, and what each knows of itself."""

import copy
import pickle

import numpy as np
import pytest

import edflow as tf
from edflow.engine.face.dtypes import ALL, COMPLEX, FLOATS, INTEGERS

DTYPES = sorted(ALL, key=int)
NUMERIC = [dtype for dtype in DTYPES if dtype is not tf.string]
each = pytest.mark.parametrize("dtype", DTYPES, ids=str)


@each
def test_every_spelling_means_the_same_object(dtype):
    spellings = [dtype, dtype.name, dtype.as_datatype_enum, int(dtype)]
    assert all(tf.as_dtype(spelling) is dtype for spelling in spellings)


@pytest.mark.parametrize("dtype", NUMERIC, ids=str)
def test_numpys_types_are_ours(dtype):
    scalar = dtype.as_numpy_dtype
    assert tf.as_dtype(scalar) is tf.as_dtype(np.dtype(scalar)) is dtype
    assert dtype.size == np.dtype(scalar).itemsize
    assert dtype == np.dtype(scalar)


@pytest.mark.parametrize(
    ("spelling", "dtype"),
    [
        (float, tf.float32),
        (int, tf.int32),
        (bool, tf.bool),
        (str, tf.string),
        (bytes, tf.string),
        (np.dtype("S3"), tf.string),
        (np.dtype("U3"), tf.string),
        (object, tf.string),
        ("half", tf.float16),
        ("float", tf.float32),
        ("double", tf.float64),
    ],
)
def test_python_and_older_names(spelling, dtype):
    assert tf.as_dtype(spelling) is dtype


@pytest.mark.parametrize("unknown", ["float33", 99, None, dict, np.dtype("M8[s]")])
def test_what_is_no_dtype_is_refused(unknown):
    with pytest.raises(TypeError, match="cannot convert"):
        tf.as_dtype(unknown)


@each
def test_a_reference_is_a_type_of_its_own(dtype):
    ref = dtype.as_ref
    assert ref.is_ref
    assert not dtype.is_ref
    assert ref.base_dtype is dtype
    assert ref.as_ref is ref
    assert ref != dtype
    assert ref.name == f"{dtype.name}_ref"
    assert int(ref) == int(dtype) + 100


@each
def test_pickling_and_copying_give_the_same_object(dtype):
    assert pickle.loads(pickle.dumps(dtype)) is dtype
    assert copy.deepcopy(dtype) is dtype


@each
def test_every_dtype_is_of_one_kind(dtype):
    kinds = [
        dtype.is_floating,
        dtype.is_integer,
        dtype.is_complex,
        dtype.is_bool,
        dtype is tf.string,
    ]
    assert sum(kinds) == 1
    assert dtype.is_floating == (dtype in FLOATS)
    assert dtype.is_integer == (dtype in INTEGERS)
    assert dtype.is_complex == (dtype in COMPLEX)
    assert dtype.is_differentiable == (dtype.is_floating or dtype.is_complex)


@pytest.mark.parametrize("dtype", sorted(FLOATS | INTEGERS, key=int), ids=str)
def test_limits_are_numpys(dtype):
    kind = np.finfo if dtype.is_floating else np.iinfo
    info = kind(dtype.as_numpy_dtype)
    assert (dtype.min, dtype.max) == dtype.limits == (info.min, info.max)


@pytest.mark.parametrize("dtype", [tf.string, tf.complex64])
def test_what_has_no_order_has_no_limits(dtype):
    with pytest.raises(TypeError, match="smallest"):
        _ = dtype.max


def test_real_parts_of_complex_numbers():
    assert tf.complex64.real_dtype is tf.float32
    assert tf.complex128.real_dtype is tf.float64
    assert tf.int8.real_dtype is tf.int8


def test_comparing_with_what_is_no_dtype_is_false():
    assert tf.float32 != "nothing"
    assert tf.float32 != None  # noqa: E711 - equality itself is claimed.
    assert tf.float32 == "float32"
