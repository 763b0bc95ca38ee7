"""Serialized examples, taken apart where they lie: whole ones and damaged ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edflow.engine.face.dtypes import float32, int64, string
from edflow.engine.kernels import messages
from edflow.engine.ops.parsing.columns import Column, Records, places
from edflow.files.protos import Example, SequenceExample

KEYS = ["a", "b", "long key", "ключ"]
LISTS = {"bytes_list": string, "float_list": float32, "int64_list": int64}

features = st.one_of(
    st.tuples(st.just("bytes_list"), st.lists(st.binary(max_size=200), max_size=5)),
    st.tuples(st.just("float_list"), st.lists(st.floats(width=32), max_size=40)),
    st.tuples(
        st.just("int64_list"),
        st.lists(st.integers(-(2**63), 2**63 - 1), max_size=40),
    ),
    st.none(),
)
examples = st.dictionaries(st.sampled_from(KEYS), features, max_size=4)


def message(described):
    made = Example()
    for key, feature in described.items():
        made.features.feature[key].SetInParent()
        if feature:
            getattr(made.features.feature[key], feature[0]).value.extend(feature[1])
            getattr(made.features.feature[key], feature[0]).SetInParent()
    return made


@settings(deadline=None)  # The first call compiles.
@given(st.lists(examples, min_size=1, max_size=4), st.sampled_from(list(LISTS)))
def test_columns_are_what_protobuf_reads(described, kind):
    records = Records([message(each).SerializeToString() for each in described])
    spans = records.look_up(1, [key.encode() for key in KEYS])
    for key, column_spans in zip(KEYS, spans, strict=True):
        held = [each.get(key) for each in described]
        if any(feature and feature[0] != kind for feature in held):
            with pytest.raises(ValueError, match="was asked for"):
                records.column(column_spans, LISTS[kind], key.encode())
            continue
        column = records.column(column_spans, LISTS[kind], key.encode())
        wanted = [value for feature in held if feature for value in feature[1]]
        counts = [len(feature[1]) if feature else -1 for feature in held]
        assert column.counts.tolist() == counts
        if kind == "float_list":
            np.testing.assert_array_equal(column.values, np.float32(wanted))
        else:
            assert column.values.tolist() == wanted


def read_all(data):
    """Read everything that may be in a record, in every way; errors are fine."""
    try:
        records = Records([data])
        for field in (1, 2):
            for key, spans in zip(
                KEYS, records.look_up(field, KEYS_AS_BYTES), strict=True
            ):
                for dtype in LISTS.values():
                    records.column(spans, dtype, key.encode())
                    inner, _ = records.elements(np.maximum(spans, 0))
                    records.column(inner, dtype, key.encode())
    except ValueError:
        pass


KEYS_AS_BYTES = [key.encode() for key in KEYS]
WHOLE = message(
    {
        "a": ("int64_list", [1, -1, 2**40]),
        "b": ("float_list", [1.0, 2.0]),
        "long key": ("bytes_list", [b"text", b""]),
    }
).SerializeToString()


def sequence():
    made = SequenceExample()
    made.context.feature["a"].int64_list.value.append(-5)
    for key in ("a", "b"):
        steps = made.feature_lists.feature_list[key].feature
        steps.add().float_list.value.extend([1.0, 2.0])
        steps.add().bytes_list.value.append(b"text")
    return made.SerializeToString()


@pytest.mark.parametrize("whole", [WHOLE, sequence()], ids=["example", "sequence"])
def test_no_cut_and_no_flipped_bit_leads_astray(whole):
    # The kernels check no bounds: what would read or write beyond would end Python.
    for end in range(len(whole)):
        read_all(whole[:end])
    for place in range(len(whole)):
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << bit
            read_all(bytes(damaged))


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_lead_astray(data):
    read_all(data)


@settings(deadline=None)
@given(st.binary(max_size=12))
def test_a_varint_never_goes_beyond_the_end(data):
    array = np.frombuffer(data + b"\x00", np.uint8)
    value, at = messages.varint(array, 0, len(data))
    if at != messages.BROKEN:
        assert 0 < at <= len(data)
        groups = [byte & 127 for byte in data[:at]]
        exact = sum(group << 7 * i for i, group in enumerate(groups))
        assert int(value) % 2**64 == exact % 2**64


def test_a_numbers_end_inside_is_damage():
    # A packed list of integers whose last byte says that there are more.
    for content in (b"\x1a\x03\x0a\x01\x80", b"\x12\x05\x0a\x03\x00\x00\x80"):
        records = Records([content])
        spans = np.array([[0, len(content)]])
        dtype = int64 if content[0] == 0x1A else float32
        with pytest.raises(ValueError, match="damaged"):
            records.column(spans, dtype, b"a")


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), max_size=6))
def test_places_count_rows_and_what_is_in_them(counts):
    wanted = [[i, j] for i, count in enumerate(counts) for j in range(count)]
    assert places(np.array(counts, np.int64)).tolist() == wanted


def test_padding_fills_what_is_short():
    column = Column(np.arange(6.0), np.array([4, -1, 2]))
    padded = column.padded((2,), -1.0)
    assert padded.tolist() == [[[0, 1], [2, 3]], [[-1, -1]] * 2, [[4, 5], [-1, -1]]]
