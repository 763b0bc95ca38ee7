"""Bundles: every array comes back as it was, whatever it is called."""

import math
from contextlib import suppress

import hypothesis.extra.numpy as arrays
import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from edflow.engine.face import dtypes
from edflow.errors import NotFoundError
from edflow.files import wire
from edflow.files.bundle import Bundle, data_paths
from edflow.files.bundle_writer import write_bundle
from edflow.files.entry import slice_key
from edflow.files.table import read_table, table_bytes

NUMERIC = sorted(
    np.dtype(d.as_numpy_dtype).str for d in dtypes.ALL if d is not dtypes.string
)


def objects(shape):
    size = math.prod(shape)
    texts = st.lists(st.binary(max_size=300), min_size=size, max_size=size)
    return texts.map(lambda items: as_objects(items, shape))


def as_objects(items, shape):
    array = np.empty(len(items), object)
    array[:] = items
    return array.reshape(shape)


shapes = arrays.array_shapes(min_dims=0, min_side=0, max_side=5)
tensors = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda name: not name.startswith("\0")
    ),
    st.one_of(
        st.sampled_from(NUMERIC).flatmap(lambda kind: arrays.arrays(kind, shapes)),
        shapes.flatmap(objects),
    ),
    max_size=12,
)


@given(tensors)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_tensor_comes_back_as_it_was(tmp_path, tensors):
    prefix = f"{tmp_path}/m"
    write_bundle(prefix, tensors)
    bundle = Bundle(prefix)
    assert set(bundle.entries) == set(tensors)
    for name, array in tensors.items():
        found = bundle.read(name)
        assert found.dtype == array.dtype
        assert found.shape == array.shape
        assert found.tolist() == array.tolist() or found.tobytes() == array.tobytes()


def test_an_array_of_any_layout_is_saved_row_by_row(tmp_path):
    x = np.arange(24.0).reshape(2, 3, 4)
    given = {
        "f": np.asfortranarray(x),
        "t": x.T,
        "s": x[:, ::-1, ::2],
        "b": x.astype(">f8"),
    }
    write_bundle(f"{tmp_path}/m", given)
    for name, array in given.items():
        np.testing.assert_array_equal(Bundle(f"{tmp_path}/m").read(name), array)


def test_what_was_read_is_aligned_and_cannot_be_written_to(tmp_path):
    write_bundle(f"{tmp_path}/m", {"a": np.ones(3, np.int8), "b": np.ones(3)})
    read = Bundle(f"{tmp_path}/m").read("b")
    assert read.flags.aligned
    assert read.tolist() == [1, 1, 1]


def test_a_thousand_names_take_several_blocks_and_stay_in_order():
    items = {f"{i:06d}".encode() * 10: bytes(50) for i in range(9000)}
    data = table_bytes(items)
    assert len(data) > 2 * 256 * 1024
    assert list(read_table(data, "t").items()) == list(items.items())


def test_keys_between_blocks_are_short_but_in_between():
    items = {b"a" * 200_000: b"x" * 200_000, b"c": b"", b"\xff\xff": b""}
    assert read_table(table_bytes(items), "t") == items


@given(st.integers(-(2**63), 2**63 - 1))
def test_an_integer_field_comes_back(value):
    ((number, found),) = wire.fields(wire.integer(7, value))
    assert (number, wire.signed(found)) == (7, value)


@given(st.binary())
def test_bytes_that_are_no_message_are_refused_or_read(data):
    with suppress(ValueError):
        list(wire.fields(data))


def test_keys_of_parts_sort_as_their_numbers_do():
    numbers = [-(2**62), -9000, -65, -64, -1, 0, 1, 63, 64, 8191, 8192, 2**40, 2**62]
    keys = [slice_key("w", ((start, 1),)) for start in numbers]
    assert keys == sorted(keys)


# -- saving over a checkpoint ---------------------------------------------------------


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_saving_over_a_checkpoint_leaves_its_two_files(tmp_path):
    prefix = f"{tmp_path}/m"
    for value in range(4):
        write_bundle(prefix, {"x": np.full(10, value)})
        assert names(tmp_path) == ["m.data-00000-of-00001", "m.index"]
        assert Bundle(prefix).read("x")[0] == value


def test_saving_over_what_a_kill_left_behind_removes_it(tmp_path):
    prefix = f"{tmp_path}/m"
    write_bundle(prefix, {"x": np.ones(1)})
    for name in (
        "m.data-00000-of-00002",
        "m.data-00000-of-00001.12-34.tmp",
        "m.index.12-34.tmp",
    ):
        (tmp_path / name).write_bytes(b"unfinished")
    (tmp_path / "m-1.index.12-34.tmp").write_bytes(b"of another checkpoint")
    write_bundle(prefix, {"x": np.ones(1)})
    assert names(tmp_path) == [
        "m-1.index.12-34.tmp",
        "m.data-00000-of-00001",
        "m.index",
    ]


def test_a_file_system_without_links_keeps_the_spare_name(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError

    monkeypatch.setattr("os.link", refuse)
    prefix = f"{tmp_path}/m"
    for value in range(3):
        write_bundle(prefix, {"x": np.full(10, value)})
        assert Bundle(prefix).read("x")[0] == value
        assert len(names(tmp_path)) == 2


def test_a_failed_save_leaves_the_old_checkpoint_and_nothing_else(tmp_path):
    prefix = f"{tmp_path}/m"
    write_bundle(prefix, {"x": np.ones(1)})
    before = names(tmp_path)
    with pytest.raises(TypeError):
        write_bundle(prefix, {"x": np.zeros(1), "y": np.array(["2015"], "M8[Y]")})
    assert names(tmp_path) == before
    assert Bundle(prefix).read("x") == 1


# -- what is not there ----------------------------------------------------------------


def test_what_is_missing_is_named(tmp_path):
    prefix = f"{tmp_path}/m"
    with pytest.raises(NotFoundError, match=r"no file .*m\.index"):
        Bundle(prefix)
    write_bundle(prefix, {"x": np.ones(1)})
    with pytest.raises(NotFoundError, match="no tensor y"):
        Bundle(prefix).read("y")
    for path in data_paths(prefix):
        path.unlink()
    with pytest.raises(NotFoundError, match="data-00000-of-00001 is missing"):
        Bundle(prefix).read("x")
    with pytest.raises(NotFoundError, match=r"no directory .*no"):
        write_bundle(f"{tmp_path}/no/no/m", {})
