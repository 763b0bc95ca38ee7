"""Lists of variables, and the operations that start them."""

from program import promises


def lists(tf):
    tf.Variable(1.0, name="a")
    tf.Variable(2, name="b", trainable=False)
    tf.Variable(3.0, name="c", collections=[tf.GraphKeys.LOCAL_VARIABLES])
    tf.Variable(3.0, name="d", collections=[tf.GraphKeys.MODEL_VARIABLES])
    return [
        [v.name for v in variables()]
        for variables in (
            tf.global_variables,
            tf.all_variables,
            tf.trainable_variables,
            tf.local_variables,
            tf.model_variables,
            tf.moving_average_variables,
        )
    ]


def initializers(tf):
    v, w = tf.Variable(1.0), tf.Variable(2.0)
    tf.Variable(3.0, collections=[tf.GraphKeys.LOCAL_VARIABLES])
    return [
        tf.global_variables_initializer(),
        tf.local_variables_initializer(),
        tf.tables_initializer(),
        tf.variables_initializer([w, v]),
        tf.variables_initializer([], name="nothing"),
    ]


def initializers_of_the_first_days(tf):
    v = tf.Variable(1.0)
    tf.initialize_all_variables()
    tf.initialize_variables([v])
    tf.initialize_local_variables()
    return v


def nothing_to_start(tf):
    return tf.global_variables_initializer()


def asking_for_what_is_missing(tf):
    v, w = tf.Variable([1.0], name="v"), tf.Variable([2.0], name="w")
    report = tf.report_uninitialized_variables()
    only = tf.report_uninitialized_variables([w], name="only")
    with tf.Session() as session:
        answers = [session.run([report, only])]
        session.run(v.initializer)
        answers.append(session.run([report, only]))
        session.run(w.initializer)
        return [*answers, session.run([report, only])]


def asking_for_nothing(tf):
    return tf.report_uninitialized_variables([])


def insisting(tf):
    tf.Variable([1.0]), tf.Variable(2.0)
    check = tf.assert_variables_initialized()
    with tf.Session() as session:
        session.run(check)


def the_functions_of_a_graph(tf):
    with tf.device("/cpu:0"), tf.op_scope([], "scope"), tf.container("c"):
        a = tf.constant(1)
    with tf.control_dependencies([a]):
        b = tf.identity(2)
    tf.add_to_collection("one", 1)
    tf.add_to_collections(["one", "two"], 2)
    tf.get_collection_ref("two").append(3)
    return a, b, tf.get_collection("one"), tf.get_collection("two"), a.device


@promises(nodes="outer")
def from_another_variable_before_it_has_a_value(tf):
    w = tf.get_variable("w", initializer=[1.0, 2.0])
    made = [tf.Variable(w * 2.0, name="v"), tf.Variable(w, name="same")]
    made += [tf.get_variable("lazy", initializer=lambda: tf.gather(w, [1]))]
    with tf.Session() as session:
        session.run([v.initializer for v in made])
        inputs = [v.initializer.inputs[1].name for v in made]
        return inputs, session.run(made)


@promises(nodes="outer")
def from_another_variable_that_was_changed(tf):
    w = tf.Variable([1.0, 2.0], name="w")
    v = tf.Variable(w * 2.0, name="v")
    with tf.Session() as session:
        session.run(w.initializer)
        session.run(w.assign([5.0, 6.0]))
        session.run(v.initializer)
        return session.run(v)
