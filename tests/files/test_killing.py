"""A writer that is killed at any instant leaves the last good checkpoint whole."""

import os
import random
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import edflow as tf
from edflow.files.bundle import Bundle
from edflow.files.bundle_writer import write_bundle

KILLS = 30

WRITER = """
import itertools, sys
import numpy as np
import edflow as tf

folder, numbered = sys.argv[1], sys.argv[2] == "numbered"
step = tf.Variable(0)
weights = [tf.Variable(np.zeros(50_000, np.float32)) for _ in range(8)]
update = [w.assign(tf.fill([50_000], tf.cast(step, tf.float32))) for w in weights]
saver = tf.train.Saver(max_to_keep=2)
session = tf.Session()
session.run(tf.global_variables_initializer())
if tf.train.latest_checkpoint(folder):
    saver.restore(session, tf.train.latest_checkpoint(folder))
while True:
    session.run(step.assign_add(1))
    session.run(update)
    saver.save(session, folder + "/model", step if numbered else None)
    print(session.run(step), flush=True)
"""


def kill_one(folder, numbered, delay):
    """Start a writer, kill it `delay` after its first save; gives its last step."""
    command = [sys.executable, "-c", WRITER, str(folder), numbered]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        first = writer.stdout.readline()
        time.sleep(delay)
        os.kill(writer.pid, signal.SIGKILL)
        said = [first, *writer.stdout]
    return int([line for line in said if line.endswith("\n")][-1])


@pytest.mark.parametrize("numbered", ["numbered", "one path"])
def test_a_killed_training_leaves_its_last_checkpoint(tmp_path, numbered):
    random.seed(5)
    for _ in range(3):
        last = kill_one(tmp_path, numbered, random.uniform(0, 0.05))
        bundle = Bundle(tf.train.latest_checkpoint(tmp_path))
        step = int(bundle.read("Variable"))
        # The kill may come after a save and before it is told.
        assert step in (last, last + 1)
        for i in range(1, 9):
            assert set(bundle.read(f"Variable_{i}")) == {np.float32(step)}


def children(prefix, delays):
    """Fork writers over one prefix, kill each after its delay."""
    for value, delay in enumerate(delays):
        pid = os.fork()
        if pid == 0:
            for i in range(1000):
                write_bundle(prefix, {"x": np.full(30_000, value + i), "y": np.ones(9)})
            os._exit(0)
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        yield value


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_kill_while_saving_over_a_checkpoint_leaves_a_whole_one(tmp_path):
    prefix = f"{tmp_path}/m"
    write_bundle(prefix, {"x": np.zeros(30_000), "y": np.ones(9)})
    random.seed(7)
    delays = [random.uniform(0, 0.01) for _ in range(KILLS)]
    for _ in children(prefix, delays):
        bundle = Bundle(prefix)
        assert len(set(bundle.read("x"))) == 1
        assert bundle.read("y").tolist() == [1] * 9
    write_bundle(prefix, {})
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["m.data-00000-of-00001", "m.index"]


STEPS = ["replace", "link", "unlink"]


@pytest.mark.parametrize("over", [False, True])
def test_every_instant_between_two_changes_of_the_folder_is_safe(
    tmp_path, monkeypatch, over
):
    """The writer stops for good before its n-th change of a name, for each n."""
    prefix = f"{tmp_path}/m"
    for n in range(12):
        for path in tmp_path.iterdir():
            path.unlink()
        if over:
            write_bundle(prefix, {"x": np.full(100, -1.0)})
        changes = iter(range(n))

        def stop_at(change, *args, changes=changes, **named):
            if next(changes, None) is None:
                raise SystemExit
            return change(*args, **named)

        with monkeypatch.context() as patch:
            for name in STEPS:
                change = getattr(os, name)
                patch.setattr(os, name, lambda *a, c=change, **k: stop_at(c, *a, **k))
            try:
                write_bundle(prefix, {"x": np.full(100, float(n))})
                done = True
            except SystemExit:
                done = False
        if over or (tmp_path / "m.index").exists():
            assert set(Bundle(prefix).read("x")) <= {-1.0, float(n)}
        assert not done or set(Bundle(prefix).read("x")) == {float(n)}
    assert done
