"""Arguments that may be dicts, their views, generators and nests of these."""

from collections import OrderedDict

from program import promises

VALUES = {"nodes": None}


def _changed(tf, collect):
    """The variables that are changed of two, given as `collect` makes it of a dict."""
    w = {"b": tf.Variable(1.0, name="b"), "a": tf.Variable(2.0, name="a")}
    loss = w["a"] * w["b"]
    pairs = tf.train.GradientDescentOptimizer(0.1).compute_gradients(loss, collect(w))
    return [variable.name for _, variable in pairs]


@promises(nodes="outer")
def changing_the_values_of_a_dict(tf):
    return _changed(tf, lambda w: w.values())


@promises(nodes="outer")
def changing_a_dict(tf):
    return _changed(tf, lambda w: w)


@promises(nodes="outer")
def changing_a_nest(tf):
    return _changed(tf, lambda w: {"x": [w["b"]], "c": (w["a"],)})


@promises(nodes="outer")
def changing_an_ordered_dict(tf):
    return _changed(tf, OrderedDict)


@promises(**VALUES)
def groups_of_a_dict(tf):
    w = {"b": tf.Variable(1.0), "a": tf.Variable(2.0)}
    steps = {key: v.assign_add(1.0) for key, v in w.items()}
    with tf.control_dependencies([tf.group(steps), tf.group(steps.values())]):
        return tf.add_n([tf.identity(v) for v in w.values()])


@promises(**VALUES)
def a_loop_over_the_values_of_a_dict(tf):
    starts = {"b": tf.constant(1), "a": tf.constant(5)}
    i, j = tf.while_loop(lambda i, j: i < 3, lambda i, j: (i + 1, j), starts.values())
    return i, j
