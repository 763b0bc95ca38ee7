"""Variables: what was read never changes; what nobody looks at is changed in place."""

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import edflow as tf
from edflow.engine.runtime.store import Cell


def address(cell):
    """Where the cell keeps its value; holds no reference to it."""
    return cell.read().__array_interface__["data"][0]


@pytest.fixture
def cell():
    cell = Cell("v")
    cell.write(np.zeros(3))
    return cell


def add_one(array):
    np.add(array, 1, out=array)


CHANGES = {
    "update": lambda cell: cell.update(add_one),
    "write": lambda cell: cell.write(np.ones(3)),
}
each = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


@each
def test_a_change_is_in_place_when_nobody_looks(cell, change):
    before = address(cell)
    change(cell)
    assert address(cell) == before
    assert cell.read().tolist() == [1, 1, 1]


@each
def test_what_was_read_stays_as_it_was(cell, change):
    held = cell.read()
    change(cell)
    assert held.tolist() == [0, 0, 0]
    assert cell.read().tolist() == [1, 1, 1]


@each
def test_a_view_is_a_look_too(cell, change):
    held = cell.read()[1:]
    change(cell)
    assert held.tolist() == [0, 0]


def test_another_shape_may_be_written(cell):
    cell.write(np.zeros((2, 2)))
    assert cell.read().shape == (2, 2)


def test_writing_a_value_to_itself_is_safe(cell):
    cell.write(cell.read()[::-1])
    assert cell.read().tolist() == [0, 0, 0]


def test_what_is_written_is_copied(cell):
    given = np.full(3, 5.0)
    cell.write(given)
    given[:] = 9
    assert cell.read().tolist() == [5, 5, 5]


def test_a_failing_change_keeps_the_old_value(cell):
    def fail(array):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        cell.update(fail)
    assert cell.read().tolist() == [0, 0, 0]


def test_an_empty_cell_says_what_to_run():
    with pytest.raises(tf.errors.FailedPreconditionError, match="initializer"):
        Cell("v").read()
    with pytest.raises(tf.errors.FailedPreconditionError, match="initializer"):
        Cell("v").update(add_one)


class ManyReaders(RuleBasedStateMachine):
    """A cell, changed and read in any order, against a plain list."""

    def __init__(self):
        super().__init__()
        self.cell = Cell("v")
        self.model = np.zeros(2)
        self.cell.write(self.model)
        self.held = []

    @rule(value=st.integers(-3, 3))
    def write(self, value):
        self.model = np.full(2, float(value))
        self.cell.write(self.model)

    @rule()
    def update(self):
        self.model = self.model + 1
        self.cell.update(add_one)

    @rule(view=st.booleans())
    def read(self, view):
        array = self.cell.read()
        self.held.append((array[:1] if view else array, self.model[: 1 if view else 2]))

    @rule()
    def forget(self):
        self.held.clear()

    @rule()
    def write_what_was_read(self):
        if self.held and len(self.held[0][0]) == 2:
            self.cell.write(self.held[0][0])
            self.model = self.held[0][1].copy()

    @invariant()
    def all_agree(self):
        assert self.cell.read().tolist() == self.model.tolist()
        for array, wanted in self.held:
            assert array.tolist() == wanted.tolist()


TestManyReaders = ManyReaders.TestCase
TestManyReaders.settings = settings(
    max_examples=60, stateful_step_count=20, deadline=None
)


# -- through a session ----------------------------------------------------------------


def running(v):
    session = tf.Session()
    session.run(v.initializer)
    return session, session.store.cell(v.op)


def test_a_training_loop_works_in_place():
    v = tf.Variable(np.zeros(1000, np.float32))
    step = v.assign_add(np.ones(1000, np.float32)).op
    session, cell = running(v)
    before = address(cell)
    for _ in range(5):
        session.run(step)
    assert address(cell) == before
    assert session.run(v)[0] == 5


def test_what_was_fetched_outlives_later_updates():
    v = tf.Variable([0.0])
    step = v.assign_add([1.0])
    session, _ = running(v)
    fetched = [session.run(step) for _ in range(3)]
    assert [float(value[0]) for value in fetched] == [1, 2, 3]


def test_who_uses_a_read_sees_the_value_of_its_own_place(fresh_graph):
    v = tf.Variable([1.0])
    read = v.read_value()
    before = read * 10.0
    with fresh_graph.control_dependencies([before]):
        update = v.assign([5.0])
    with fresh_graph.control_dependencies([update]):
        after = read * 100.0
    session, _ = running(v)
    assert [float(x[0]) for x in session.run([before, after, read])] == [10, 500, 5]


def test_sessions_do_not_share_values():
    v = tf.Variable(1.0)
    (one, _), (two, _) = running(v), running(v)
    one.run(v.assign(2.0))
    assert (one.run(v), two.run(v)) == (2, 1)


def test_a_closed_session_has_let_go():
    v = tf.Variable(1.0)
    session, _ = running(v)
    session.close()
    with pytest.raises(RuntimeError, match="closed"):
        session.run(v)
