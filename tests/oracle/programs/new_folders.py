"""Files in folders that are not there yet."""

# Paths are text here: what becomes of them is compared.
# ruff: noqa: PTH118

import os
import tempfile


def _made(folder):
    """The files below a folder, but those of events, whose names hold the time."""
    found = [
        os.path.relpath(os.path.join(root, name), folder)
        for root, folders, files in os.walk(folder)
        for name in [*folders, *files]
    ]
    return sorted(name for name in found if "events" not in name)


def _saved(tf, path):
    w = tf.Variable([1.0, 2.0], name="w")
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        session.run(w.initializer)
        try:
            tf.train.Saver([w]).save(session, os.path.join(folder, path))
        except ValueError:
            return "refused", _made(folder)
        return _made(folder)


def into_a_new_folder(tf):
    return _saved(tf, "new/m")


def into_two_new_folders(tf):
    return _saved(tf, "new/new/m")


def graphs_into_new_folders(tf):
    w = tf.Variable([1.0, 2.0], name="w")
    with tempfile.TemporaryDirectory() as folder:
        tf.train.export_meta_graph(os.path.join(folder, "a", "b", "m.meta"))
        tf.train.write_graph(w.graph, os.path.join(folder, "c", "d"), "g.pb")
        tf.summary.FileWriter(os.path.join(folder, "e", "f")).close()
        return _made(folder)


def a_graph_whose_name_holds_a_new_folder(tf):
    with tempfile.TemporaryDirectory() as folder:
        tf.train.write_graph(tf.constant(1).graph, folder, "new/g.pb")


def a_state_in_a_new_folder(tf):
    with tempfile.TemporaryDirectory() as folder:
        tf.train.update_checkpoint_state(os.path.join(folder, "new"), "m")
