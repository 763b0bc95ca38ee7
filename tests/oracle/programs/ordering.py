"""Control dependencies: what runs before what."""


def waiting_for_one(tf):
    x = tf.constant(1.0, name="x")
    with tf.control_dependencies([x]):
        return tf.constant(2.0, name="y"), tf.no_op(name="n")


def what_its_inputs_wait_for_is_not_said_twice(tf):
    a = tf.constant(1.0, name="a")
    with tf.control_dependencies([a]):
        b = tf.constant(2.0, name="b")
        return b + b, tf.identity(b), tf.identity(a)


def nested_blocks_add_up(tf):
    a, b, c = (tf.constant(i, name=n) for i, n in enumerate("abc"))
    with tf.control_dependencies([a, b]), tf.control_dependencies([b, c]):
        return tf.no_op()


def an_inner_block_does_not_ask_again(tf):
    a, b = tf.constant(1.0, name="a"), tf.constant(2.0, name="b")
    with tf.control_dependencies([a]):
        c = tf.constant(3.0)
        with tf.control_dependencies([a, b]):
            return tf.identity(c), tf.constant(4.0)


def none_lifts_all(tf):
    a = tf.constant(1)
    with tf.control_dependencies([a]), tf.control_dependencies(None):
        return tf.constant(2)


def none_inside_and_back(tf):
    a = tf.constant(1)
    with tf.control_dependencies([a]):
        with tf.control_dependencies(None):
            tf.constant(2)
        return tf.constant(3)


def a_variable_to_wait_for(tf):
    v = tf.Variable(1.0)
    with tf.control_dependencies([v]):
        return tf.identity(2.0)


def grouping(tf):
    a, b = tf.constant(1), tf.constant(2)
    return tf.group(a, b), tf.group(a, name="all"), tf.group()


def a_tuple_waits_for_all(tf):
    a, b = tf.constant(1.0), tf.constant(2.0)
    return tf.tuple([a, b])


def a_tuple_passes_none_on(tf):
    a, b = tf.constant(1.0), tf.constant(2.0)
    return tf.tuple([a, None, b], name="both", control_inputs=[b])[1] is None


def an_update_then_a_read(tf):
    v = tf.Variable(1.0)
    with tf.control_dependencies([v.assign_add(2.0)]):
        return v.read_value()


def a_read_before_an_update(tf):
    v = tf.Variable(1.0)
    read = v.read_value()
    with tf.control_dependencies([read]):
        update = v.assign(5.0)
    with tf.control_dependencies([update]):
        after = v.read_value()
    yield after
    yield v


def updates_in_a_row(tf):
    v = tf.Variable(1.0)
    with tf.control_dependencies([v.assign_add(1.0)]):
        doubled = v.assign(v.read_value() * 2.0)
    with tf.control_dependencies([doubled]):
        yield v.assign_sub(0.5)
    yield v


def control_inputs_are_listed(tf):
    a = tf.constant(1, name="a")
    with tf.get_default_graph().control_dependencies([a.op]):
        b = tf.constant(2)
    return [op.name for op in b.op.control_inputs]
