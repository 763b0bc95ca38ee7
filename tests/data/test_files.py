"""Datasets of what is in files: lines, pieces, rows of tables, and what is wrong."""

import gzip
import subprocess
import sys
import zlib

import numpy as np
import pytest
from elements import all_of

import edflow as tf

Dataset, experimental = tf.data.Dataset, tf.data.experimental

PACKED = [
    (None, lambda data: data),
    ("GZIP", gzip.compress),
    ("ZLIB", zlib.compress),
]


@pytest.mark.parametrize(("kind", "pack"), PACKED)
def test_lines_of_files(tmp_path, kind, pack):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(pack(b"a\r\n\nb"))
    two.write_bytes(pack(b"c\n"))
    dataset = tf.data.TextLineDataset([str(one), str(two)], kind)
    assert all_of(dataset) == [b"a", b"", b"b", b"c"]
    dataset = tf.data.TextLineDataset([str(one), str(two)], kind, None, 2)
    assert all_of(dataset) == [b"a", b"c", b"", b"b"]


@pytest.mark.parametrize(("kind", "pack"), PACKED)
def test_pieces_of_files(tmp_path, kind, pack):
    path = tmp_path / "a"
    path.write_bytes(pack(b"head" + b"12345678" + b"f"))
    dataset = tf.data.FixedLengthRecordDataset(
        str(path), 4, header_bytes=4, footer_bytes=1, compression_type=kind
    )
    assert all_of(dataset) == [b"1234", b"5678"]


def test_what_is_wrong_with_files(tmp_path):
    short = tmp_path / "short"
    short.write_bytes(b"12345")
    with pytest.raises(tf.errors.InvalidArgumentError, match="no multiple"):
        all_of(tf.data.FixedLengthRecordDataset(str(short), 4))
    for reader in (tf.data.TextLineDataset, tf.data.TFRecordDataset):
        with pytest.raises(tf.errors.NotFoundError, match="missing"):
            all_of(reader(str(tmp_path / "missing")))
    with pytest.raises(tf.errors.DataLossError, match="short"):
        all_of(tf.data.TextLineDataset(str(short), "GZIP"))


def test_files_by_pattern(tmp_path):
    for name in "bca":
        (tmp_path / f"{name}.txt").write_text(name)
    files = Dataset.list_files(str(tmp_path / "*.txt"), shuffle=False)
    lines = files.flat_map(tf.data.TextLineDataset)
    assert all_of(lines) == [b"a", b"b", b"c"]
    with pytest.raises(tf.errors.InvalidArgumentError, match="no files match"):
        all_of(Dataset.list_files(str(tmp_path / "*.png")))


TABLE = 'n,size,word\n1,0.5,"a, b"\n2,,"two\nlines"\n3,2,c\n'


def test_rows_of_a_table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(TABLE)
    dataset = experimental.CsvDataset(str(path), [tf.int32, -1.0, ""], header=True)
    rows = [(int(n), float(size), word) for n, size, word in all_of(dataset)]
    assert rows == [(1, 0.5, b"a, b"), (2, -1, b"two\nlines"), (3, 2, b"c")]
    dataset = experimental.CsvDataset(
        str(path), [tf.int32, tf.string], header=True, select_cols=[0, 2]
    )
    assert [int(n) for n, _ in all_of(dataset)] == [1, 2, 3]


def test_a_bad_row_of_a_table_is_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("1,2\nx,3\n")
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"a\.csv, row 1"):
        all_of(experimental.CsvDataset(str(path), [tf.int32, tf.int32]))


def test_batches_of_named_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(TABLE)
    dataset = experimental.make_csv_dataset(
        str(path), 2, label_name="n", num_epochs=1, shuffle=False
    )
    (columns, label), (rest, _) = all_of(dataset)
    assert list(columns) == ["size", "word"]
    assert label.tolist() == [1, 2]
    assert columns["size"].dtype == np.float32
    assert rest["word"].tolist() == [b"c"]


def test_batches_of_features(tmp_path):
    path = str(tmp_path / "a.tfrecord")
    with tf.python_io.TFRecordWriter(path) as writer:
        for i in range(3):
            feature = {"x": tf.train.Feature(int64_list={"value": [i]})}
            example = tf.train.Example(features=tf.train.Features(feature=feature))
            writer.write(example.SerializeToString())
    dataset = experimental.make_batched_features_dataset(
        path, 2, {"x": tf.FixedLenFeature([], tf.int64)}, num_epochs=1, shuffle=False
    )
    assert [batch["x"].tolist() for batch in all_of(dataset)] == [[0, 1], [2]]


def test_datasets_load_only_when_asked_for():
    code = "import sys, edflow; print('edflow.data' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"
