"""Files of records: whole, packed, damaged, cut off, and after a kill."""

import os
import signal
import subprocess
import sys
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edflow as tf
from edflow.files.records import frame

OPTIONS = ["", "GZIP", "ZLIB"]
RECORDS = [b"hello", b"", bytes(range(256)) * 2000, "ä".encode()]


def write(path, records, options=None):
    with tf.python_io.TFRecordWriter(path, options) as writer:
        for record in records:
            writer.write(record)


def read(path, options=None):
    return list(tf.python_io.tf_record_iterator(str(path), options))


def read_until_loss(path, options=None):
    found = []
    try:
        found.extend(tf.python_io.tf_record_iterator(path, options))
    except tf.errors.DataLossError as error:
        return found, error.message
    return found, None


@pytest.mark.parametrize("options", OPTIONS)
def test_what_is_written_is_read(tmp_path, options):
    write(tmp_path / "r", RECORDS, options)
    assert read(tmp_path / "r", options) == RECORDS
    by_number = tf.python_io.TFRecordOptions(["", "ZLIB", "GZIP"].index(options))
    assert read(tmp_path / "r", by_number) == RECORDS


@settings(deadline=None)
@given(st.lists(st.binary(max_size=100)), st.sampled_from(OPTIONS))
def test_any_records_come_back(tmp_path_factory, records, options):
    path = tmp_path_factory.getbasetemp() / "any"
    write(path, records, options)
    assert read(path, options) == records


def test_the_format_is_length_crc_bytes_crc():
    # The CRC-32C of "123456789" is e3069283 in the standard; masked it is c78ab0e5.
    assert frame(b"123456789").hex() == (
        "0900000000000000" + frame(b"x" * 9)[8:12].hex() + "313233343536373839e5b08ac7"
    )


@pytest.mark.parametrize("kept", range(len(frame(b"second")) + 1))
def test_a_file_that_is_cut_off_gives_its_whole_records(tmp_path, kept):
    path = tmp_path / "r"
    whole = frame(b"first")
    path.write_bytes(whole + frame(b"second")[:kept])
    found, loss = read_until_loss(path)
    if kept == len(frame(b"second")):
        assert found == [b"first", b"second"]
    else:
        assert found == [b"first"]
    # As in TensorFlow, a piece of a head is taken for the end.
    assert (loss is not None) == (12 <= kept < len(frame(b"second")))
    if loss:
        assert f"cut off in the record at byte {len(whole)}" in loss


@pytest.mark.parametrize("place", range(len(frame(b"damaged"))))
@pytest.mark.parametrize("bit", [0, 7])
def test_every_flipped_bit_is_found(tmp_path, place, bit):
    content = bytearray(frame(b"first") + frame(b"damaged") + frame(b"last"))
    content[len(frame(b"first")) + place] ^= 1 << bit
    path = tmp_path / "r"
    path.write_bytes(content)
    found, loss = read_until_loss(path)
    assert found == [b"first"]
    assert f"{path} is damaged" in loss


@pytest.mark.parametrize("options", ["GZIP", "ZLIB"])
def test_a_packed_file_that_is_cut_off_gives_records_then_a_loss(tmp_path, options):
    path = tmp_path / "r"
    records = [os.urandom(1000) for _ in range(20)]
    write(path, records, options)
    path.write_bytes(path.read_bytes()[:10_500])
    found, loss = read_until_loss(path, options)
    assert found == records[: len(found)]
    assert 9 <= len(found) <= 10
    assert loss


@pytest.mark.parametrize(("written", "asked"), [("", "GZIP"), ("ZLIB", "GZIP")])
def test_a_file_packed_otherwise_is_refused(tmp_path, written, asked):
    write(tmp_path / "r", RECORDS, written)
    with pytest.raises(tf.errors.DataLossError, match="cannot be unpacked"):
        read(tmp_path / "r", asked)


def test_a_file_of_something_else_is_refused_with_the_question_what_it_is(tmp_path):
    (tmp_path / "r").write_bytes(b"a text that is long enough")
    with pytest.raises(tf.errors.DataLossError, match="is it a file of records"):
        read(tmp_path / "r")


def test_files_and_folders_that_are_not_there(tmp_path):
    with pytest.raises(tf.errors.NotFoundError, match="no such file"):
        tf.python_io.tf_record_iterator(tmp_path / "none")
    with pytest.raises(tf.errors.NotFoundError, match="no directory"):
        tf.python_io.TFRecordWriter(tmp_path / "none" / "r")


def test_a_closed_writer_writes_no_more(tmp_path):
    writer = tf.python_io.TFRecordWriter(tmp_path / "r")
    writer.close()
    writer.close()
    with pytest.raises(tf.errors.FailedPreconditionError, match="closed"):
        writer.write(b"late")
    with pytest.raises(tf.errors.FailedPreconditionError):
        writer.flush()


@pytest.mark.parametrize("wrong", ["BZIP", 3])
def test_there_are_three_ways_to_pack(tmp_path, wrong):
    with pytest.raises(ValueError, match="is no compression_type"):
        tf.python_io.TFRecordOptions(wrong)


def test_a_level_of_packing_is_heeded(tmp_path):
    sizes = []
    for level in (0, 9):
        options = tf.python_io.TFRecordOptions("ZLIB", compression_level=level)
        write(tmp_path / "r", [b"again " * 1000], options)
        sizes.append((tmp_path / "r").stat().st_size)
        unpacked = zlib.decompress((tmp_path / "r").read_bytes())
        assert unpacked == frame(b"again " * 1000)
    assert sizes[0] > 6000
    assert sizes[1] < 200


def test_flushed_records_can_be_read_before_the_end(tmp_path):
    with tf.python_io.TFRecordWriter(tmp_path / "r", "GZIP") as writer:
        writer.write(b"early")
        writer.flush()
        assert read(tmp_path / "r", "GZIP") == [b"early"]


WRITER = """
import sys
import edflow as tf

writer = tf.python_io.TFRecordWriter(sys.argv[1])
for i in range(10**9):
    writer.write(b"%d " % i * 500)
    print(i, flush=True)
"""


@pytest.mark.parametrize("delay", [0.01, 0.05, 0.1])
def test_a_killed_writer_leaves_all_records_that_it_wrote(tmp_path, delay):
    command = [sys.executable, "-c", WRITER, str(tmp_path / "r")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        first = writer.stdout.readline()
        time.sleep(delay)
        os.kill(writer.pid, signal.SIGKILL)
        said = [first, *writer.stdout]
    last = int([line for line in said if line.endswith("\n")][-1])
    found, _ = read_until_loss(tmp_path / "r")
    assert len(found) > last
    assert found == [b"%d " % i * 500 for i in range(len(found))]
