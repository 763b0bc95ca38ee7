"""What may be fetched, and in which structure it comes back."""

from collections import OrderedDict, namedtuple

from program import Runs

Pair = namedtuple("Pair", "first second")


def _x(tf):
    return tf.constant([1.0, 2.0], name="x")


def one_tensor(tf):
    return Runs(_x(tf))


def lists_and_tuples(tf):
    x = _x(tf)
    return Runs([x, (x, [x]), []])


def dicts(tf):
    x = _x(tf)
    return Runs({"a": x, "b": {"c": [x, x]}})


def an_ordered_dict(tf):
    x = _x(tf)
    return Runs(OrderedDict([("z", x), ("a", x)]))


def a_namedtuple(tf):
    x = _x(tf)
    return Runs(Pair(x, [x * 2.0]))


def operations_give_none(tf):
    x = _x(tf)
    return Runs([x.op, x, {"op": tf.no_op()}])


def names(tf):
    _x(tf)
    return Runs(["x:0", "x"])


def a_variable(tf):
    v = tf.Variable([1, 2])
    return Runs([v, v.value(), v.initial_value])


def the_same_twice(tf):
    x = _x(tf)
    return Runs([x, x, x])


def scalars_are_numpy_scalars(tf):
    return Runs([tf.constant(1.0), tf.constant(1), tf.constant(True), tf.constant("a")])


def nothing(tf):
    _x(tf)
    return Runs([])


def only_what_is_needed_runs(tf):
    count = tf.Variable(0)
    step = count.assign_add(1)
    other = tf.constant(5)
    yield Runs([other], n=3)
    yield Runs(step, n=2)
    yield count


def one_run_evaluates_an_op_once(tf):
    count = tf.Variable(0)
    step = count.assign_add(1)
    yield Runs([step, step, step + 1])


def eval_and_run(tf):
    v = tf.Variable(3.0, name="v")
    with tf.Session():
        v.initializer.run()
        return v.eval(), (v * 2.0).eval(), tf.constant(1).eval()


def sessions_keep_their_own_values(tf):
    v = tf.Variable(1.0)
    add = v.assign_add(1.0)
    one, two = tf.Session(), tf.Session()
    for session in (one, two):
        session.run(v.initializer)
    one.run(add)
    return one.run(v), two.run(v)


def an_interactive_session(tf):
    session = tf.InteractiveSession()
    x = tf.constant(2.0)
    result = (x * x).eval()
    session.close()
    return result


def a_callable(tf):
    x = tf.placeholder(tf.float32)
    with tf.Session() as session:
        call = session.make_callable(x * 2.0, [x])
        return call(3.0), call([1.0, 2.0])


def what_was_fetched_stays(tf):
    v = tf.Variable([1.0, 2.0])
    with tf.Session() as session:
        session.run(v.initializer)
        before = session.run(v)
        session.run(v.assign_add([1.0, 1.0]))
        return before, session.run(v)


def fetching_none(tf):
    _x(tf)
    return Runs(None)


def fetching_a_number(tf):
    _x(tf)
    return Runs([3])


def fetching_an_unknown_name(tf):
    _x(tf)
    return Runs("y:0")


def fetching_a_tensor_of_another_graph(tf):
    with tf.Graph().as_default():
        x = _x(tf)
    tf.constant(1)
    return Runs(x)


def eval_without_a_session(tf):
    x = tf.Graph()
    with x.as_default():
        y = _x(tf)
    return y.eval(session=tf.Session())


def a_closed_session(tf):
    session = tf.Session()
    session.close()
    return session.run(_x(tf))


def an_empty_graph(tf):
    with tf.Graph().as_default(), tf.Session() as session:
        return session.run([])
