"""Widgets say what they show; pictures know none of them, and load none unasked."""

import subprocess
import sys

import ipywidgets
import pytest

from edflow.view.live import widget
from edflow.view.picture import Picture
from edflow.view.scene import Group, Scene, Text
from edflow.view.table import Table


def test_a_picture_loads_widgets_when_one_is_wanted():
    program = (
        "import sys, edflow as tf\n"
        "picture = tf.view.graph(tf.constant(1.0))\n"
        "assert picture.html\n"
        "assert not {'ipywidgets', 'edflow.widgets'} & {*sys.modules}\n"
        "print(type(picture.widget()).__name__)"
    )
    child = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert child.stdout == "GraphWidget\n"


def test_of_which_nothing_can_be_set_is_shown_as_it_is():
    scene = Scene(40, 20, (Group("g", (Text(20, 12, "still"),)),))
    shown = Picture(scene, "it rests", "", lambda: Table((), ())).widget()
    assert type(shown) is ipywidgets.HTML
    assert 'alt="it rests"' in shown.value


def test_what_has_no_widget_is_refused():
    with pytest.raises(TypeError, match="no widget for a float"):
        widget(1.5)
