"""The doctor finishes the round, names the cure, and knows what is essential."""

import importlib.metadata
import importlib.util
import shutil

import pytest

from edflow import cli, doctor
from edflow.doctor import Finding, Health


def finding(part: str) -> Finding:
    return doctor.CHECKS[part](part)


def test_this_installation_is_healthy(capsys: pytest.CaptureFixture[str]):
    assert cli.main(["doctor"]) == 0
    table = capsys.readouterr().out
    assert all(f"\n{part}" in f"\n{table}" for part in doctor.CHECKS)
    assert "broken" not in table


def test_a_check_that_fails_is_a_broken_line_and_the_round_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def failing(part: str) -> Finding:
        raise OSError("libgomp.so.1: cannot open shared object file")

    def fine(part: str) -> Finding:
        return Finding(part, Health.OK, "here")

    monkeypatch.setattr(doctor, "CHECKS", {"numba": failing, "numpy": fine})
    assert cli.main(["doctor"]) == 1
    first, cure, last = capsys.readouterr().out.splitlines()
    assert first.split()[:2] == ["numba", "broken"]
    assert "libgomp" in first
    assert "pip install" in cure
    assert last.split() == ["numpy", "ok", "here"]


def test_what_is_only_missing_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    lab = doctor.CHECKS["JupyterLab"]
    monkeypatch.setattr(doctor, "CHECKS", {"JupyterLab": lab})
    assert cli.main(["doctor"]) == 0
    assert "pip install 'edflow-tf1[lab]'" in capsys.readouterr().out


def test_a_requirement_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch):
    declared = ["numpy>=2.1", "no-such-thing>=1", 'pytest>=9.0; extra == "test"']
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: declared)
    found = finding("requirements")
    assert found.health is Health.BROKEN
    assert found.cure == "pip install no-such-thing"


def test_graphs_can_be_laid_out_without_dot(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert finding("Graphviz dot").health is Health.OK
    assert finding("pygraphviz").health is Health.OK


def test_compiling_switched_off_is_told(monkeypatch: pytest.MonkeyPatch):
    from edflow.engine.kernels import jit

    off = jit.Compiling(on=False, cache=None)
    monkeypatch.setattr(jit, "compiling", lambda: off)
    assert "NUMBA_DISABLE_JIT" in finding("threads").cure
    assert "NUMBA_CACHE_DIR" in finding("kernel cache").cure
