"""The same program on edflow and on TensorFlow: the same graph, the same numbers."""

import pytest
from compare import difference, run
from program import Promise
from programs import BROKEN, FAMILIES, PROGRAMS

import edflow


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_of_programs_loads(family):
    if family in BROKEN:
        raise BROKEN[family]


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_edflow_does_as_tensorflow(program, tensorflow):
    promise = getattr(program, "promise", Promise())
    ours, theirs = run(program, edflow), run(program, tensorflow)
    found = difference(ours, theirs, promise)
    if found:
        pytest.fail(f"{program.__name__}: {found}", pytrace=False)
