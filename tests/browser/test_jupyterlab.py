"""The way a learner meets it: a notebook in JupyterLab, all cells run."""

import nbformat
from lab_server import OUTPUTS, READY, RUN_ALL

import edflow as tf

MODEL = """
x = tf.placeholder(tf.float32, [None, 3], name="x")
y = tf.matmul(x, tf.Variable(tf.zeros([3, 2]), name="w"), name="y")
"""
CELLS = [
    "import edflow as tf",
    MODEL.strip(),
    "tf.get_default_graph()",
    "for step in tf.progress(100, 'training'):\n    pass",
]


def test_a_graph_is_seen_and_can_be_pointed_at(chromium, lab):
    lab.save("graph.ipynb", [nbformat.v4.new_code_cell(cell) for cell in CELLS])
    page, errors = lab.open(chromium, "graph.ipynb")
    page.evaluate(RUN_ALL)
    box = page.locator(".jp-OutputArea-output svg .box", has_text="MatMul").first
    box.wait_for(timeout=60_000)
    page.wait_for_function(READY, timeout=60_000)
    outputs = page.evaluate(OUTPUTS)
    kinds = [[output["output_type"] for output in cell] for cell in outputs]
    assert kinds == [[], [], ["execute_result"], ["stream"]]
    assert page.locator(".jp-OutputArea-output img").count() == 0
    box.scroll_into_view_if_needed()
    box.hover()
    assert page.get_by_text("made in cell 2, line 2").first.is_visible()
    page.close()
    assert not errors


def test_a_notebook_from_elsewhere_still_shows_its_picture(chromium, lab):
    # JupyterLab does not trust it: it keeps the image and drops the script.
    tf.constant(1.0, name="one")
    shown = tf.get_default_graph()._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", shown, execution_count=1)
    lab.save("foreign.ipynb", [nbformat.v4.new_code_cell(outputs=[output])])
    page, errors = lab.open(chromium, "foreign.ipynb")
    image = page.locator(".jp-OutputArea-output img")
    image.wait_for()
    assert image.get_attribute("alt").startswith("Computation graph of 1 operation")
    shown, natural = image.evaluate("img => [img.clientWidth, img.naturalWidth]")
    assert shown == natural > 100
    assert page.locator(".jp-OutputArea-output svg").count() == 0
    page.close()
    assert not errors
