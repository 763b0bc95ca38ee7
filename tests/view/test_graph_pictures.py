"""A graph's picture as text: what it shows, says and weighs."""

import base64
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
import sample_graphs as models

import edflow as tf
from edflow.view.graphs import layout
from edflow.view.graphs.layout import LayoutError, LayoutTimeoutError
from edflow.view.graphs.looks import PAGE
from edflow.view.style import SMALL, TIMES


@pytest.fixture
def no_dot(monkeypatch, tmp_path):
    """A machine without Graphviz's program."""
    monkeypatch.setenv("PATH", str(tmp_path))
    layout.layouts.cache_clear()


def texts(picture):
    return [
        item.text
        for group in picture.scene.groups
        for item in group.items
        if hasattr(item, "text")
    ]


def test_a_graph_shows_itself(fresh_graph):
    models.sum_of_constants()
    shown = fresh_graph._repr_mimebundle_()
    assert shown["text/plain"] == "graph of 3 operations: 2 constants"
    assert shown["text/html"].startswith('<div><img alt="Computation graph of 3 op')


def test_the_image_is_whole_and_shows_every_name_value_and_edge(fresh_graph):
    models.sum_of_constants()
    html = tf.view.graph().html
    data = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)[1]
    image = ET.fromstring(base64.b64decode(data))
    words = [text.text for text in image.iter("{http://www.w3.org/2000/svg}text")]
    assert {"a", "b", "total", "[1.0, 2.0]", "float32 [2]"} <= set(words)


def test_hover_tells_the_mathematics_attributes_and_origin(fresh_graph):
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    product = tf.matmul(x, x, transpose_b=True)
    mathematics = type(product.op.opdef).__doc__.splitlines()[0]
    html = tf.view.graph(product).html
    assert mathematics in html
    assert "transpose_b=True" in html
    assert "made in test_graph_pictures.py, line" in html


def test_the_body_of_a_branch_is_told_without_an_address(fresh_graph):
    x = tf.placeholder(tf.float32, [], name="x")
    tf.cond(x > 0.0, lambda: x * 2.0, lambda: -x)
    html = tf.view.graph().html
    assert "else_branch=Neg" in html
    assert not re.search("0x[0-9a-f]{6}", html)


def test_where_an_operation_was_made_stays_readable_beside_the_image(fresh_graph):
    # Strict comparisons of notebooks mask cell numbers, which they cannot in base64.
    models.sum_of_constants()
    picture = tf.view.graph()
    data = re.search(r'base64,([^"]+)"', picture.html)[1]
    assert "made in" not in base64.b64decode(data).decode()
    assert picture.html.count("made in") == 3
    assert picture.svg.count("made in") == 3


def test_the_description_says_what_is_fed_kept_and_folded(fresh_graph):
    models.cnn()
    said = tf.view.graph().description
    assert said.startswith(f"Computation graph of {fresh_graph.version} operations: ")
    assert "3 placeholders, 8 variables (3,274,634 numbers)" in said
    assert "To be fed: x float32 [?, 784], labels float32 [?, 10]" in said
    assert "x → Reshape → Conv2D → add → Relu → MaxPool → Conv2D_1" in said
    assert re.search(r"Folded: dropout .\d+ ops, gradients .\d+ ops, Adam .\d+", said)


def test_the_cnn_fits_a_notebook_and_nothing_overlaps(fresh_graph):
    models.cnn()
    picture = tf.view.graph()
    assert picture.scene.width <= PAGE
    boxes = [group for group in picture.scene.groups if group.kind.startswith("box")]
    areas = [_extent(group.items[0].outline) for group in boxes]
    for i, one in enumerate(areas):
        for other in areas[i + 1 :]:
            assert not _overlap(one, other)


def _points(outline):
    return [
        point
        for stroke in outline
        for points in ((stroke.start,), *stroke.segments)
        for point in points
    ]


def _extent(outline):
    xs, ys = zip(*_points(outline), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _overlap(one, other):
    return (
        min(one[2], other[2]) > max(one[0], other[0])
        and min(one[3], other[3]) > max(one[1], other[1])
    )  # fmt: skip


def test_no_text_is_smaller_than_eleven_px(fresh_graph):
    models.cnn()
    sizes = re.findall(r'font-size="([\d.]+)"', tf.view.graph().svg)
    assert min(map(float, sizes)) >= SMALL == 11


def test_the_same_program_gives_the_same_bytes():
    program = (
        "import edflow as tf\n"
        "with tf.name_scope('s'):\n"
        "    w = tf.Variable(tf.random_normal([2, 3]), name='w')\n"
        "    y = w * 2.0\n"
        "tf.gradients(y, w)\n"
        "p = tf.view.graph(); print(p.dot, p.svg, p.html)"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_dot_names_the_operations_in_order_and_keeps_graphviz_quick(fresh_graph):
    for _ in range(11):
        tf.constant(1.0)
    text = tf.view.graph().dot
    assert "nslimit=2 nslimit1=2" in text
    names = re.findall(r"^\t(Const\w*) \[", text, re.MULTILINE)
    assert names == ["Const", *(f"Const_{i}" for i in range(1, 11))]


def test_control_edges_are_dashed(fresh_graph):
    with tf.control_dependencies([tf.constant(1.0, name="a")]):
        tf.constant(2.0, name="b")
    picture = tf.view.graph()
    assert "a -> b [style=dashed weight=0]" in picture.dot
    assert 'class="arrow control" data-links="a b"' in picture.svg
    assert "stroke-dasharray" in picture.svg
    assert "only order" in texts(picture)


def test_each_kind_has_a_shape_of_its_own(fresh_graph):
    x = tf.placeholder(tf.float32, [], name="x")
    y = x * tf.Variable(tf.constant(2.0, name="two"), name="w")
    tf.gradients(y, x)
    outlines = {}
    for group in tf.view.graph().scene.groups:
        if group.kind.startswith("box"):
            paths = [item.outline for item in group.items if hasattr(item, "outline")]
            # Without the numbers, and without the stem of the text below.
            drawn = [
                tuple(len(segment) for stroke in path for segment in stroke.segments)
                for path in paths
                if len(_points(path)) > 2
            ]
            straight = set(drawn[0]) == {1}
            slanted = straight and len({x for x, _ in _points(paths[0])}) == 4
            radius = _points(paths[0])[0][0] - _extent(paths[0])[0]
            outlines[group.kind] = (*drawn, slanted, round(radius))
    assert set(outlines) == {
        "box placeholder",
        "box variable",
        "box constant",
        "box operation",
        "box folder",
    }
    assert len(set(outlines.values())) == 5


def test_only_what_a_fetch_needs(fresh_graph):
    y = models.sum_of_constants()
    z = tf.negative(y, name="z")
    names = {row[0] for row in tf.view.graph(y).table()}
    assert names == {"a", "b", "total"}
    assert {row[0] for row in tf.view.graph(fresh_graph, only=[z]).table()} == (
        names | {"z"}
    )
    assert {row[0] for row in tf.view.graph("total:0").table()} == names


def test_what_is_no_part_of_a_graph_is_refused():
    with pytest.raises(TypeError, match=r"shows a graph, a tensor, .* not the float"):
        tf.view.graph(1.5)


def test_an_empty_graph_is_no_error(fresh_graph):
    assert tf.view.graph().text == "graph of 0 operations"
    assert "<svg" in tf.view.graph().svg


def test_names_with_characters_of_html_do_not_break_the_page(fresh_graph):
    tf.constant(b"</script><b>&", name="danger")
    picture = tf.view.graph()
    assert picture.html.count("</script>") == 1
    ET.fromstring(picture.svg)


def test_an_unrolled_lstm_with_gradients_is_no_trap(fresh_graph):
    models.unrolled_lstm(50)
    assert fresh_graph.version > 1410
    # A variable drawn at each of its uses is a box of its own: no web of long lines.
    assert tf.view.graph().dot.count("label=") < 150


def test_it_works_without_dot_on_the_path(fresh_graph, no_dot):
    assert layout.command()[0] == sys.executable
    models.sum_of_constants()
    assert "<svg" in tf.view.graph().svg


def test_dot_on_the_path_is_used(monkeypatch, tmp_path):
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert layout.command() == [str(program), "-Tjson0"]


def test_without_graphviz_a_graph_says_so_and_gives_its_cure(
    fresh_graph, no_dot, monkeypatch
):
    monkeypatch.setattr(layout, "_IN_A_CHILD", [sys.executable, "-c", "import nothing"])
    models.sum_of_constants()
    with pytest.raises(LayoutError, match=r"No module named 'nothing'.*pip install"):
        tf.view.graph()
    shown = fresh_graph._repr_mimebundle_()
    assert set(shown) == {"text/plain"}
    assert "no picture" in shown["text/plain"]


def test_a_layout_that_takes_too_long_is_stopped_and_folded_further(
    fresh_graph, no_dot, monkeypatch
):
    # A Graphviz that never ends where there are more than ten boxes.
    slow = layout._PROGRAM.replace(
        "sys.stdout", "import time; time.sleep(60 * (len(graph) > 10)); sys.stdout"
    )
    monkeypatch.setattr(layout, "_IN_A_CHILD", [sys.executable, "-P", "-c", slow])
    monkeypatch.setattr(layout, "TIME_LIMIT", 1.0)
    x = tf.placeholder(tf.float32, [], name="x")
    for _ in range(20):
        x = tf.negative(x)
    assert tf.view.graph().description.endswith(f"Folded: Neg … {TIMES}20.")
    monkeypatch.setattr(layout, "TIME_LIMIT", 0.0)
    layout.layouts.cache_clear()
    with pytest.raises(LayoutTimeoutError, match="more than 0 s"):
        tf.view.graph()


def test_a_learners_file_named_like_a_library_does_not_get_in_the_way(
    fresh_graph, no_dot, monkeypatch, tmp_path
):
    (tmp_path / "pygraphviz.py").write_text("raise SystemExit('the learner file')")
    monkeypatch.chdir(tmp_path)
    models.sum_of_constants()
    assert "<svg" in tf.view.graph().svg


def test_drawing_loads_nothing_heavy():
    program = (
        "import sys, edflow as tf; tf.constant(1.0)\n"
        "tf.get_default_graph()._repr_mimebundle_()\n"
        "heavy = {'matplotlib', 'IPython', 'pygraphviz', 'numba', 'ipywidgets'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_variable_stands_beside_the_operation_that_takes_it():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    w, b = (tf.Variable(tf.zeros(n), name=m) for n, m in (([3, 2], "w"), ([2], "b")))
    tf.nn.relu(tf.add(tf.matmul(x, w), b, name="add"))
    looks = tf.view.graph().looks
    (drawn,) = looks.draw([looks.first(looks.parts[0])])
    places = drawn.layout.boxes
    for source, target in (("w", "MatMul"), ("b", "add")):
        (x0, y0), (x1, y1) = places[source], places[target]
        assert x0 < x1
        assert abs(y0 - y1) < 12


def test_a_process_waits_for_the_next_layout_and_goes_with_its_graphviz(monkeypatch):
    layout.keep_ready()
    (waiting,) = layout._ahead
    layout.layouts.cache_clear()
    (place,) = layout.layouts(("digraph {a -> b}",))
    assert set(place.boxes) == {"a", "b"}
    assert waiting.returncode == 0
    assert not layout._ahead
    layout.keep_ready()
    (waiting,) = layout._ahead
    monkeypatch.setattr(layout, "command", lambda: [sys.executable, "-c", "import no"])
    with pytest.raises(LayoutError, match="could not lay out"):
        layout.layouts(("digraph {c}",))
    assert waiting.poll() is not None
