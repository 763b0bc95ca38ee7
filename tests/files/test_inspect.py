"""`edflow inspect`: what a checkpoint holds, as a table."""

import numpy as np
import pytest

from edflow import cli
from edflow.files.bundle_writer import write_bundle
from edflow.files.checkpoint_state import update_checkpoint_state


@pytest.fixture
def folder(tmp_path):
    tensors = {"layer/w": np.ones((300, 10), np.float32), "step": np.array(7)}
    write_bundle(f"{tmp_path}/model-7", tensors)
    update_checkpoint_state(tmp_path, f"{tmp_path}/model-7")
    return tmp_path


def table(folder):
    return f"""\
name     dtype    shape      bytes
layer/w  float32  300 x 10  12,000
step     int64    scalar         8
2 tensors, 3,001 values, 12,008 bytes in {folder}/model-7
"""


@pytest.mark.parametrize("end", ["", "/model-7"])
def test_it_prints_names_dtypes_shapes_and_sizes(folder, capsys, end):
    assert cli.main(["inspect", f"{folder}{end}"]) == 0
    assert capsys.readouterr().out == table(folder)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nothing", "there is no checkpoint nothing"),
        ("{}/empty", "has no `checkpoint` file"),
        ("{}/model-7.index", "give its prefix, {}/model-7"),
    ],
)
def test_what_is_no_checkpoint_is_told_in_a_sentence(folder, capsys, path, words):
    (folder / "empty").mkdir()
    assert cli.main(["inspect", path.format(folder)]) == 1
    assert words.format(folder) in capsys.readouterr().err
