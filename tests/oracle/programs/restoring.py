"""Restoring checkpoints of another graph, and starting from their values."""

import tempfile

from program import promises


def _session(tf):
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session


def _trained(tf, folder):
    """A checkpoint of another graph: a/w, a/b and r."""
    with tf.Graph().as_default(), tf.Session() as session:
        with tf.variable_scope("a"):
            tf.get_variable("w", initializer=[1.0, 2.0])
            tf.get_variable("b", initializer=[1, 2, 3])
        tf.get_variable("r", initializer=[9.0])
        session.run(tf.global_variables_initializer())
        return tf.train.Saver().save(session, folder + "/m")


def _fresh(tf):
    with tf.variable_scope("n"):
        w = tf.get_variable("w", [2], initializer=tf.zeros_initializer())
        b = tf.get_variable("b", [3], tf.int32, tf.zeros_initializer())
    return w, b, tf.get_variable("w3", [3], initializer=tf.zeros_initializer())


def _started(tf, assignments):
    """The values of variables that a checkpoint initializes, in a graph of its own."""
    with tempfile.TemporaryDirectory() as folder, tf.Graph().as_default():
        w, b, w3 = _fresh(tf)
        tf.train.init_from_checkpoint(_trained(tf, folder), assignments(w, b, w3))
        with _session(tf) as session:
            return session.run([w, b, w3, w.initial_value, b.initialized_value()])


@promises(nodes=None)
def starting_from_a_checkpoint(tf):
    return _started(tf, lambda w, b, w3: {"a/": "n/"})


@promises(nodes=None)
def starting_from_a_checkpoint_by_pairs(tf):
    return _started(tf, lambda w, b, w3: [("a/w", w), ("a/b", "n/b")])


def starting_from_another_shape(tf):
    _started(tf, lambda w, b, w3: {"a/w": w3})


def starting_from_another_shape_by_name(tf):
    _started(tf, lambda w, b, w3: {"a/w": "w3"})


def starting_from_what_is_not_saved(tf):
    _started(tf, lambda w, b, w3: {"zz": w})


def starting_from_the_top(tf):
    _started(tf, lambda w, b, w3: {"/": "n/"})


def starting_what_is_no_variable(tf):
    _started(tf, lambda w, b, w3: {"a/w": "no"})


@promises(nodes=None)
def starting_an_empty_scope(tf):
    return _started(tf, lambda w, b, w3: {"a/": "no/"})


def _restored(tf, build, path="m"):
    with tempfile.TemporaryDirectory() as folder:
        _trained(tf, folder)
        saver = build()
        with tf.Session() as session:
            saver.restore(session, path and f"{folder}/{path}")
            return session.run(tf.global_variables())


@promises(nodes=None)
def restoring_into_other_scopes(tf):
    def build():
        w, b, _ = _fresh(tf)
        return tf.train.Saver({"a/w": w, "a/b": b, "r": tf.Variable([0.0])})

    with tempfile.TemporaryDirectory() as folder:
        path = _trained(tf, folder)
        saver = build()
        with _session(tf) as session:
            saver.restore(session, path)
            return session.run(tf.global_variables())


@promises(nodes=None)
def restoring_with_reshaping(tf):
    def build():
        return tf.train.Saver({"a/b": tf.Variable([[0], [0], [0]])}, reshape=True)

    return _restored(tf, build)


@promises(nodes=None)
def restoring_an_unknown_shape(tf):
    def build():
        return tf.train.Saver({"a/b": tf.Variable([0], validate_shape=False)})

    return _restored(tf, build)


def restoring_what_is_not_saved(tf):
    _restored(tf, lambda: tf.train.Saver([tf.Variable(1.0, name="no")]))


def restoring_another_shape(tf):
    _restored(tf, lambda: tf.train.Saver({"a/w": tf.Variable([1.0])}))


def restoring_another_dtype(tf):
    _restored(tf, lambda: tf.train.Saver({"a/w": tf.Variable([1, 2])}))


def restoring_another_size_with_reshaping(tf):
    variable = {"a/w": tf.Variable([1.0])}
    _restored(tf, lambda: tf.train.Saver(variable, reshape=True))


def restoring_from_nowhere(tf):
    _restored(tf, lambda: tf.train.Saver([tf.Variable(1.0)]), "nowhere")


def restoring_from_none(tf):
    _restored(tf, lambda: tf.train.Saver([tf.Variable(1.0)]), None)


def reading_nothing(tf):
    tf.train.NewCheckpointReader("/no/such/checkpoint")


def reading_an_empty_folder(tf):
    with tempfile.TemporaryDirectory() as folder:
        tf.train.load_checkpoint(folder)


def reading_a_name_that_is_not_there(tf):
    with tempfile.TemporaryDirectory() as folder:
        tf.train.load_variable(_trained(tf, folder), "no")
