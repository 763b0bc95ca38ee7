"""A bar that only grows."""

import io
import sys

import pytest

import edflow as tf


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_whole_loop_leaves_the_same_text_every_time(capsys):
    assert list(tf.progress(80, "training")) == list(range(80))
    assert capsys.readouterr().out == f"training |{'█' * 40}| 80\n"


def test_it_grows_with_the_loop_and_never_takes_back(capsys):
    seen = ""
    for _ in tf.progress(4):
        new = capsys.readouterr().out
        assert "\r" not in new
        assert "\b" not in new
        seen += new
    assert seen == "|" + "█" * 30
    assert capsys.readouterr().out == "█" * 10 + "| 4\n"


@pytest.mark.parametrize("leave", ["break", "error"])
def test_a_loop_that_is_left_early_says_how_far_it_came(capsys, leave):
    def run():
        for step in tf.progress(10):
            if step == 5:
                if leave == "break":
                    return
                raise KeyError(step)

    if leave == "error":
        with pytest.raises(KeyError):
            run()
    else:
        run()
    assert capsys.readouterr().out == f"|{'█' * 20}{' ' * 20}| 5 of 10\n"


def test_items_of_any_kind_pass_through(capsys):
    assert list(tf.progress("abc")) == ["a", "b", "c"]
    assert list(tf.progress(iter(range(250)), "steps"))[-1] == 249
    assert capsys.readouterr().out.endswith("steps |██| 250\n")


def test_nothing_to_do_is_no_error(capsys):
    assert list(tf.progress(0)) == []
    assert capsys.readouterr().out == "|| 0\n"


def test_a_terminal_gets_a_bar_with_times(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert sum(tf.progress(100, "adding")) == 4950
    assert "it/s" in terminal.getvalue()
