"""Savers: the operations they add, the files they list, the errors they raise."""

# Paths are text here: what becomes of them is compared.
# ruff: noqa: PTH103, PTH109, PTH118, PTH120, PTH123, PTH208

import os
import tempfile

import numpy as np
from program import promises


def _two(tf):
    return tf.Variable([1.0, 2.0], name="w"), tf.Variable(3, name="n")


def _known(saver):
    made = saver.as_saver_def()
    return [
        made.filename_tensor_name,
        made.save_tensor_name,
        made.restore_op_name,
        made.max_to_keep,
        made.keep_checkpoint_every_n_hours,
        made.version,
    ]


def _session(tf):
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def _listing(folder, name="checkpoint"):
    """The state file of a folder, and the checkpoints in it; no path of its own."""
    with open(os.path.join(folder, name)) as file:
        text = file.read().replace(folder, "FOLDER")
    files = sorted(f for f in os.listdir(folder) if not f.endswith(".meta"))
    return text, files


def of_all_variables(tf):
    _two(tf)
    return _known(tf.train.Saver())


def of_none(tf):
    return tf.train.Saver()


def of_none_if_allowed(tf):
    saver = tf.train.Saver(allow_empty=True)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        tf.constant(1)
        path = saver.save(session, folder + "/m", write_meta_graph=False)
        return path, os.listdir(folder)


def of_a_list(tf):
    w, n = _two(tf)
    return _known(tf.train.Saver([n])), _known(tf.train.Saver([[w], (n,)]))


def of_a_dict(tf):
    w, n = _two(tf)
    return _known(tf.train.Saver({"z": w, "a": n}, name="mine"))


def with_reshaping(tf):
    _two(tf)
    return _known(tf.train.Saver(reshape=True, filename="elsewhere"))


def with_reshaping_to_an_unknown_shape(tf):
    tf.Variable([1.0], validate_shape=False, name="u")
    return _known(tf.train.Saver(reshape=True))


def of_an_unknown_shape(tf):
    tf.Variable([1.0], validate_shape=False, name="u")
    return _known(tf.train.Saver(max_to_keep=None))


def inside_a_scope(tf):
    with tf.name_scope("net"):
        _two(tf)
        return _known(tf.train.Saver(restore_sequentially=True))


def deferred(tf):
    saver = tf.train.Saver(defer_build=True)
    _two(tf)
    saver.build()
    saver.build()
    return _known(saver)


def deferred_with_a_list(tf):
    return tf.train.Saver(_two(tf), defer_build=True)


def deferred_and_never_built(tf):
    _two(tf)
    tf.train.Saver(defer_build=True).save(tf.Session(), "nowhere")


def of_one_variable_twice(tf):
    w, _ = _two(tf)
    tf.train.Saver([w, w])


def of_one_variable_under_two_names(tf):
    w, _ = _two(tf)
    tf.train.Saver({"a": w, "b": w})


def of_a_constant(tf):
    tf.train.Saver([tf.constant(1.0)])


def of_a_constant_by_name(tf):
    tf.train.Saver({"a": tf.constant(1.0)})


def of_a_value(tf):
    w, _ = _two(tf)
    tf.train.Saver({"a": w.value()})


def of_a_single_variable(tf):
    tf.train.Saver(_two(tf)[0])


def of_a_name_that_is_a_number(tf):
    tf.train.Saver({1: _two(tf)[0]})


@promises(nodes=None)
def there_and_back(tf):
    w, n = _two(tf)
    saver = tf.train.Saver()
    with tempfile.TemporaryDirectory() as folder, _session(tf) as session:
        path = saver.save(session, folder + "/model.ckpt", global_step=n)
        session.run([w.assign([0.0, 0.0]), n.assign(7)])
        saver.restore(session, path)
        return path.replace(folder, "FOLDER"), session.run([w, n]), _listing(folder)


@promises(nodes=None)
def every_dtype(tf):
    kinds = "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 bool"
    made = [tf.Variable(np.ones([2, 3], kind)) for kind in kinds.split()]
    made += [tf.Variable(np.array([1 + 2j], kind)) for kind in ("complex64", "c16")]
    made += [tf.Variable("text"), tf.Variable(["", "é"]), tf.Variable(np.zeros([0, 2]))]
    saver = tf.train.Saver()
    with tempfile.TemporaryDirectory() as folder, _session(tf) as session:
        path = saver.save(session, folder + "/m")
        with tf.Session() as other:
            saver.restore(other, path)
            shapes = tf.train.list_variables(path)
            return session.run(made), other.run(made), shapes


def _kept(tf, folder, session, n=8, **settings):
    saver = tf.train.Saver(**settings)
    for step in range(n):
        saver.save(session, folder + "/m", global_step=step, write_meta_graph=False)
    return [name.replace(folder, "FOLDER") for name in saver.last_checkpoints]


@promises(nodes=None)
def the_last_ones_are_kept(tf):
    _two(tf)
    found = []
    for settings in (
        {},
        {"max_to_keep": 2},
        {"max_to_keep": 0},
        {"max_to_keep": 1, "pad_step_number": True},
        {"max_to_keep": 2, "save_relative_paths": True},
        {"max_to_keep": 2, "keep_checkpoint_every_n_hours": 0},
    ):
        with tempfile.TemporaryDirectory() as folder, _session(tf) as session:
            found.append([_kept(tf, folder, session, **settings), _listing(folder)])
    return found


@promises(nodes=None)
def paths_of_all_kinds(tf):
    _two(tf)
    found = []
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as made, _session(tf) as session:
        folder = os.path.realpath(made)
        try:
            os.chdir(folder)
            os.makedirs("sub/deep [x] é")
            saver = tf.train.Saver(max_to_keep=20)
            for path in (
                "plain",
                "./dotted",
                "sub/inside",
                "sub/deep [x] é/a b",
                "sub/",
                folder + "/absolute",
                "sub/quote'\"\\",
                "sub/中",
            ):
                # TensorFlow takes what it looks for as a pattern, [x] and \\ too.
                prefix = saver.save(session, path, write_meta_graph=False)
                where = os.path.dirname(prefix)
                found.append([prefix.replace(folder, "FOLDER"), _listing(where or ".")])
                latest = tf.train.latest_checkpoint(where or ".")
                if not set(prefix) & set("[\\"):
                    found.append(latest.replace(folder, "FOLDER"))
                state = tf.train.get_checkpoint_state(where or ".")
                found.append(
                    [p.replace(folder, "F") for p in state.all_model_checkpoint_paths]
                )
        finally:
            os.chdir(home)
    return [line.replace(folder, "FOLDER") for line in repr(found).split("], ")]


@promises(nodes=None)
def another_name_for_the_state(tf):
    _two(tf)
    saver = tf.train.Saver()
    with tempfile.TemporaryDirectory() as folder, _session(tf) as session:
        saver.save(session, folder + "/m", latest_filename="latest")
        none = tf.train.latest_checkpoint(folder)
        found = tf.train.latest_checkpoint(folder, "latest")
        return none, found.replace(folder, ""), _listing(folder, "latest")


@promises(nodes=None)
def without_the_state(tf):
    _two(tf)
    saver = tf.train.Saver()
    with tempfile.TemporaryDirectory() as folder, _session(tf) as session:
        saver.save(session, folder + "/m", write_state=False, write_meta_graph=False)
        return saver.last_checkpoints, sorted(os.listdir(folder))


@promises(nodes=None)
def states_written_by_hand(tf):
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for args in (
            {"model_checkpoint_path": "a"},
            {"model_checkpoint_path": folder + "/b", "all_model_checkpoint_paths": []},
            {
                "model_checkpoint_path": "c\n\t\x01'\"",
                "all_model_checkpoint_paths": ["x", "y"],
                "all_model_checkpoint_timestamps": [1.0, 2.5, 1e10],
                "last_preserved_timestamp": 0.25,
            },
        ):
            tf.train.update_checkpoint_state(folder, **args)
            found.append(_listing(folder))
            state = tf.train.get_checkpoint_state(folder)
            found += [
                [p.replace(folder, "F") for p in state.all_model_checkpoint_paths],
                list(state.all_model_checkpoint_timestamps),
            ]
        return found


@promises(nodes=None)
def reading_states(tf):
    texts = (
        'model_checkpoint_path: "a"\nall_model_checkpoint_paths: "b"\n',
        "model_checkpoint_path: 'a'  # by hand\n\n\n",
        'model_checkpoint_path:"\\303\\251\\x41\\n"',
        "nonsense",
        'model_checkpoint_path: "a',
        "model_checkpoint_path: 'a' all_model_checkpoint_timestamps: 1.5",
    )
    found = [tf.train.get_checkpoint_state("/no/such/folder")]
    with tempfile.TemporaryDirectory() as folder:
        for text in texts:
            with open(folder + "/checkpoint", "w") as file:
                file.write(text)
            state = tf.train.get_checkpoint_state(folder)
            found.append(
                None
                if state is None
                else [
                    state.model_checkpoint_path.replace(folder, "F"),
                    [p.replace(folder, "F") for p in state.all_model_checkpoint_paths],
                    list(state.all_model_checkpoint_timestamps),
                ]
            )
            found.append(tf.train.latest_checkpoint(folder))
    return found


def a_state_without_a_latest(tf):
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/checkpoint", "w"):
            pass
        tf.train.get_checkpoint_state(folder)


@promises(nodes=None)
def what_a_reader_says(tf):
    _two(tf)
    with tempfile.TemporaryDirectory() as folder, _session(tf) as session:
        path = tf.train.Saver().save(session, folder + "/m")
        reader = tf.train.NewCheckpointReader(path)
        return [
            sorted(reader.get_variable_to_shape_map().items()),
            [v.name for _, v in sorted(reader.get_variable_to_dtype_map().items())],
            reader.has_tensor("w"),
            reader.has_tensor("v"),
            reader.get_tensor("w"),
            reader.get_tensor("n"),
            reader.debug_string(),
            tf.train.load_variable(path, "w:0"),
            tf.train.load_variable(folder, "n"),
            tf.train.list_variables(folder),
            tf.train.load_checkpoint(folder).has_tensor("n"),
            tf.train.checkpoint_exists(path),
            tf.train.checkpoint_exists(path + "x"),
            len(tf.train.get_checkpoint_mtimes([path, path + "x", path])),
        ]


@promises(nodes=None)
def removing(tf):
    _two(tf)
    with tempfile.TemporaryDirectory() as folder, _session(tf) as session:
        saver = tf.train.Saver()
        for name in ("m-1", "m-10", "m"):
            saver.save(session, f"{folder}/{name}")
        tf.train.remove_checkpoint(folder + "/m-1")
        tf.train.remove_checkpoint(folder + "/m-1")
        left = _listing(folder), tf.train.latest_checkpoint(folder) is not None
        tf.train.remove_checkpoint(folder + "/m")
        return left, _listing(folder), tf.train.latest_checkpoint(folder)


@promises(nodes=None)
def taking_over_after_a_restart(tf):
    _two(tf)
    with tempfile.TemporaryDirectory() as folder, _session(tf) as session:
        first = tf.train.Saver()
        for step in range(3):
            first.save(session, folder + "/m", global_step=step)
        second = tf.train.Saver(max_to_keep=2)
        state = tf.train.get_checkpoint_state(folder)
        gone = folder + "/gone"
        second.recover_last_checkpoints([gone, *state.all_model_checkpoint_paths])
        for step in range(3, 6):
            second.save(session, folder + "/m", global_step=step)
        third = tf.train.Saver(max_to_keep=2)
        third.set_last_checkpoints(second.last_checkpoints)
        third.save(session, folder + "/m", global_step="n:0")
        third.save(session, folder + "/m", global_step=np.int64(9))
        return _listing(folder), len(third.last_checkpoints)


def _saved(tf, path="/m", initialize=True, **arguments):
    _two(tf)
    saver = tf.train.Saver()
    with tempfile.TemporaryDirectory() as folder, tf.Session() as session:
        if initialize:
            session.run(tf.global_variables_initializer())
        saver.save(session, folder + path, **arguments)


def saving_what_is_not_initialized(tf):
    _saved(tf, initialize=False)


def saving_into_no_folder(tf):
    _saved(tf, "/no/such/m")


def saving_over_the_state(tf):
    _saved(tf, "/checkpoint")


def saving_with_a_state_elsewhere(tf):
    _saved(tf, latest_filename="else/where")


def saving_with_half_a_step(tf):
    _saved(tf, global_step=1.5)


def saving_without_a_session(tf):
    _two(tf)
    tf.train.Saver().save(None, "nowhere")
