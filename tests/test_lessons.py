"""A learner's copy of the lessons is filled, refreshed, and never overwritten."""

from pathlib import Path

import pytest

from edflow import lessons


@pytest.fixture
def source(tmp_path: Path) -> Path:
    place = tmp_path / "shipped"
    (place / "pictures").mkdir(parents=True)
    (place / "01_graph.ipynb").write_text("one")
    (place / "02_run.ipynb").write_text("two")
    (place / "pictures" / "gate.svg").write_text("<svg/>")
    (place / ".ipynb_checkpoints").mkdir()
    (place / ".ipynb_checkpoints" / "01_graph.ipynb").write_text("old")
    return place


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "home" / "lessons"


def test_the_first_copy_is_whole_and_without_hidden_files(source: Path, target: Path):
    copied = lessons.copy(source, target)
    assert copied.new == ("01_graph.ipynb", "02_run.ipynb", "pictures/gate.svg")
    assert str(copied) == "3 new"
    assert (target / "pictures" / "gate.svg").read_text() == "<svg/>"
    assert not (target / ".ipynb_checkpoints").exists()


def test_a_second_copy_does_nothing(source: Path, target: Path):
    lessons.copy(source, target)
    assert str(lessons.copy(source, target)) == "up to date"


def test_a_learners_notebook_is_kept_through_every_update(source: Path, target: Path):
    lessons.copy(source, target)
    (target / "01_graph.ipynb").write_text("one, and my own notes")
    (source / "01_graph.ipynb").write_text("one, second edition")
    for _ in range(2):
        assert lessons.copy(source, target).kept == ("01_graph.ipynb",)
        assert (target / "01_graph.ipynb").read_text() == "one, and my own notes"


def test_an_untouched_lesson_is_brought_up_to_date(source: Path, target: Path):
    lessons.copy(source, target)
    (source / "02_run.ipynb").write_text("two, second edition")
    assert lessons.copy(source, target).refreshed == ("02_run.ipynb",)
    assert (target / "02_run.ipynb").read_text() == "two, second edition"


def test_a_file_that_was_there_before_is_the_learners(source: Path, target: Path):
    target.mkdir(parents=True)
    (target / "01_graph.ipynb").write_text("somebody else's")
    copied = lessons.copy(source, target)
    assert copied.kept == ("01_graph.ipynb",)
    assert (target / "01_graph.ipynb").read_text() == "somebody else's"


def test_a_deleted_lesson_comes_back(source: Path, target: Path):
    lessons.copy(source, target)
    (target / "01_graph.ipynb").unlink()
    assert lessons.copy(source, target).new == ("01_graph.ipynb",)


def test_a_copy_of_a_read_only_lesson_can_be_written(source: Path, target: Path):
    (source / "01_graph.ipynb").chmod(0o444)
    lessons.copy(source, target)
    assert (target / "01_graph.ipynb").stat().st_mode & 0o200


def test_the_lessons_of_this_checkout_are_found():
    assert lessons.shipped() == Path(__file__).parents[1] / "notebooks"
