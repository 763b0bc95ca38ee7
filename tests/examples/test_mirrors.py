"""Where the four files come from: the folder, else a mirror, else nowhere."""

import threading
import time
from hashlib import sha256
from types import SimpleNamespace

import pytest

from edflow.examples.tutorials.mnist import input_data, mirrors


def test_a_folder_with_only_some_files_names_the_missing_ones(folder):
    (folder / "train-images-idx3-ubyte.gz").unlink()
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(
        FileNotFoundError,
        match=r"lacks train-images-\S+ and train-labels-\S+ .*EDFLOW_OFFLINE is set",
    ):
        input_data.read_data_sets(folder)


@pytest.fixture
def online(monkeypatch):
    monkeypatch.delenv("EDFLOW_OFFLINE")


@pytest.fixture
def source(tmp_path, write_files):
    path = tmp_path / "source"
    path.mkdir()
    write_files(path)
    return path


def test_missing_files_are_downloaded_into_the_folder(tmp_path, source, online):
    folder = tmp_path / "new" / "MNIST_data"
    mnist = input_data.read_data_sets(
        folder, validation_size=0, source_url=source.as_uri()
    )
    assert mnist.train.num_examples == 30
    assert sorted(path.name for path in folder.iterdir()) == sorted(mirrors.FILES)


def test_a_mirror_is_held_to_the_checksums(tmp_path, source, online, monkeypatch):
    monkeypatch.setattr(mirrors, "MIRRORS", (source.as_uri() + "/",))
    folder = tmp_path / "MNIST_data"
    assert mirrors.locate(folder, mirrors.MIRRORS[0]) is None
    assert list(folder.iterdir()) == []

    sums = {
        path.name: sha256(path.read_bytes()).hexdigest() for path in source.iterdir()
    }
    monkeypatch.setattr(mirrors, "FILES", sums)
    assert mirrors.locate(folder, mirrors.MIRRORS[0]) == [
        folder / name for name in sums
    ]


def test_a_broken_download_leaves_nothing_behind(tmp_path, source, online):
    (source / "t10k-images-idx3-ubyte.gz").unlink()
    folder = tmp_path / "MNIST_data"
    assert mirrors.locate(folder, source.as_uri()) is None
    assert list(folder.iterdir()) == []


def test_silent_mirrors_cost_the_patience_once(tmp_path, online, monkeypatch):
    asked, done = [], threading.Event()

    def silence(url, timeout):
        asked.append(url)
        done.wait(5)
        raise TimeoutError

    monkeypatch.setattr(mirrors, "_open", silence)
    monkeypatch.setattr(mirrors, "_PATIENCE_SECONDS", 0.2)
    began = time.monotonic()
    for _ in range(3):
        assert mirrors.locate(tmp_path, mirrors.MIRRORS[0]) is None
    done.set()
    assert time.monotonic() - began < 1
    assert len(asked) == len(mirrors.MIRRORS)


def test_one_dead_mirror_does_not_matter(online, monkeypatch):
    def only_the_second(url, timeout):
        if url.startswith(mirrors.MIRRORS[0]):
            raise ConnectionRefusedError
        return SimpleNamespace(close=lambda: None)

    monkeypatch.setattr(mirrors, "_open", only_the_second)
    assert mirrors._first_to_answer(mirrors.MIRRORS) == mirrors.MIRRORS[1]


def test_offline_never_asks(tmp_path, monkeypatch):
    def ask(sources):
        pytest.fail(f"asked {sources}")

    monkeypatch.setattr(mirrors, "_first_to_answer", ask)
    assert mirrors.locate(tmp_path, mirrors.MIRRORS[0]) is None
