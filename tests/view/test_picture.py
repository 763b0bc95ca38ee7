"""A picture as files, as text, as a table."""

import io

import numpy as np
import pytest
import sample_graphs as models
from PIL import Image

import edflow as tf
from edflow.view.outlines import rectangle
from edflow.view.picture import Picture
from edflow.view.scene import Group, Path, Scene
from edflow.view.style import fitted, shortened, text_width
from edflow.view.table import Table


@pytest.fixture
def picture():
    models.sum_of_constants()
    return tf.view.graph()


@pytest.mark.parametrize("ending", ["svg", "html", "png", "dot"])
def test_it_is_saved_as_what_its_name_says(picture, tmp_path, ending):
    path = picture.save(tmp_path / f"graph.{ending}")
    starts = {
        "svg": b"<svg",
        "html": b"<!doctype",
        "png": b"\x89PNG",
        "dot": b"digraph",
    }
    assert path.read_bytes().startswith(starts[ending])


def test_another_ending_is_refused(picture, tmp_path):
    with pytest.raises(ValueError, match=r"ends in '\.gif'; let it end in \.svg"):
        picture.save(tmp_path / "graph.gif")


def test_the_png_is_twice_as_large_and_not_blank(picture, tmp_path):
    data = picture.save(tmp_path / "graph.png").read_bytes()
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.width == pytest.approx(2 * picture.scene.width, abs=2)
    assert len(image.getcolors(100_000)) > 20


def test_the_table_has_a_row_for_each_operation(picture):
    table = picture.table()
    assert len(table) == 3
    assert list(table)[2][:4] == ("total", "AddV2", "a:0, b:0", "float32 [2]")
    assert "<td>total</td>" in table._repr_html_()
    assert str(table).splitlines()[0].startswith("operation  type   inputs")


def test_a_picture_prints_its_numbers(picture):
    assert repr(picture) == picture.text == "graph of 3 operations: 2 constants"


def test_nothing_reaches_for_the_network_or_for_ids(picture):
    html = picture.html.replace("http://www.w3.org/2000/svg", "")
    assert "http" not in html
    assert " id=" not in html


def test_widths_leave_room_for_the_widest_common_font():
    font_manager = pytest.importorskip("matplotlib.font_manager")
    from matplotlib.textpath import TextPath

    for bold in (False, True):
        font = font_manager.FontProperties(
            family="DejaVu Sans", weight="bold" if bold else "normal"
        )
        for text in ("truncated_normal_12", "float32 [?, 28, 28, 32]", "Assign · read"):
            real = TextPath((0, 0), text, size=11, prop=font).get_extents().width
            assert real <= text_width(text, 11, bold) <= 1.25 * real


def test_chinese_is_as_wide_as_it_is_high():
    assert text_width("你好世界", 10) == 40


def test_a_long_name_loses_its_middle():
    assert shortened("softmax_cross_entropy_with_logits", 12) == "softmax…gits"
    assert shortened("MatMul", 12) == "MatMul"


def test_a_long_table_tells_its_first_rows_and_how_many_there_are():
    table = Table(("n",), tuple((str(n),) for n in range(1200)))
    assert table.told(3).splitlines() == ["n", "0", "1", "2", "… and 1,197 more"]
    assert table.told(2000) == str(table)


@pytest.mark.parametrize("width", [40, 90, 160])
def test_a_fitted_name_keeps_its_end(width):
    name = "tower/layer_12/weights"
    said = fitted(name, width, 11, bold=True)
    assert text_width(said, 11, bold=True) <= width
    assert said == name or said[-2:] == "ts"


def test_a_picture_without_controls_is_a_widget_too(picture):
    plain = Picture(picture.scene, "words", "numbers", picture.make_table)
    assert 'alt="words"' in plain.widget().value


def test_what_is_moved_is_moved_in_the_png_too(tmp_path):
    square = Path(rectangle(0, 0, 10, 10), fill="#000000")

    def dark(shift):
        scene = Scene(100, 50, (Group("g", (square,), shift=shift),))
        drawn = Picture(scene, "", "", lambda: Table((), ()))
        with Image.open(drawn.save(tmp_path / "x.png")) as image:
            rows, columns = np.nonzero(np.asarray(image.convert("L")) < 50)
        return columns.min() // 2, rows.min() // 2

    assert dark((40, 20)) == (40, 20)
