"""Lessons as tests: each text as stored, each picture there again.

nbval compares what is text. A picture is compared by its finding, the alt text; its
bytes may differ (they say in which cell an operation was created, and nbval does not
count cells). That none is missing, and none is blank, nbval does not see: this does.
"""

import base64
import io
import os
import re

import numpy as np
import pytest
from nbval.plugin import IPyNbCell
from PIL import Image

# Lessons run on what is bundled, whatever network or files the machine has.
os.environ["EDFLOW_OFFLINE"] = "1"

PICTURES = ("image/png", "image/svg+xml", "text/html")
ALT = re.compile(r'<img alt="([^"]*)"')


def pytest_collection_modifyitems(items):
    for item in items:
        if isinstance(item, IPyNbCell) and "text/html" not in item.parent.skip_compare:
            item.parent.skip_compare += ("text/html",)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    result = yield
    if isinstance(item, IPyNbCell):
        stored, shown = pictures(item.cell.outputs), pictures(item.test_outputs)
        assert [kind for kind, _ in shown] == [kind for kind, _ in stored], (
            "a picture is missing, or there is one more than the lesson has"
        )
        for (kind, new), (_, old) in zip(shown, stored, strict=True):
            # A cell that ignores its output shows numbers of a trained net, which are
            # not the same on all machines: then a picture must only be there.
            check(kind, new, old if item.options["check"] else new)
    return result


def pictures(outputs):
    return [
        (kind, output["data"][kind])
        for output in outputs or ()
        for kind in PICTURES
        if kind in output.get("data", {})
    ]


def check(kind, new, old):
    if kind == "image/png":
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(new))).convert("L"))
        assert pixels.std() > 1, "the picture is blank"
    else:
        assert ALT.findall(new) == ALT.findall(old), "the picture shows something else"
