"""Names, scopes and looking things up."""


def equal_names_are_numbered(tf):
    return [tf.constant(i) for i in range(4)] + [tf.constant(1, name="Const_2")]


def case_does_not_tell_names_apart(tf):
    return tf.constant(1, name="A"), tf.constant(1, name="a"), tf.constant(1, name="A")


def a_name_that_looks_numbered(tf):
    return [tf.constant(1, name=name) for name in ("x_1", "x", "x", "x", "x_1")]


def scopes_prefix(tf):
    with tf.name_scope("layer") as scope:
        x = tf.constant(1.0, name="w")
        with tf.name_scope("inner"):
            y = x + 1.0
    return scope, x, y


def scopes_are_numbered(tf):
    scopes = []
    for _ in range(3):
        with tf.name_scope("layer") as scope:
            scopes += [scope, tf.constant(0)]
    return scopes


def a_scope_and_an_op_share_names(tf):
    tf.constant(1, name="layer")
    with tf.name_scope("layer") as scope:
        x = tf.constant(2)
    return scope, x


def a_scope_is_opened_again(tf):
    with tf.name_scope("layer") as scope:
        x = tf.constant(1)
    with tf.name_scope("other"), tf.name_scope(scope) as again:
        y = tf.constant(2)
    return again, x, y


def none_leaves_all_scopes(tf):
    with tf.name_scope("a"), tf.name_scope(None) as scope:
        x = tf.constant(1)
    with tf.name_scope("a"), tf.name_scope(""):
        y = tf.constant(2)
    return scope, x, y


def a_default_name(tf):
    with tf.name_scope(None, "fallback") as scope:
        x = tf.constant(1)
    return scope, x


def constants_stand_beside_their_op(tf):
    with tf.name_scope("s"):
        return tf.add(tf.constant(1.0), 2.0), 3.0 * tf.constant(1.0), tf.add(1, 2, "n")


def names_with_slashes(tf):
    return (
        tf.constant(1, name="a/b"),
        tf.constant(2, name="a/b"),
        tf.constant(3, name="a"),
    )


def unique_names(tf):
    g = tf.get_default_graph()
    return [
        g.unique_name("n"),
        g.unique_name("n"),
        g.unique_name("n", mark_as_used=False),
        g.unique_name("n"),
        g.unique_name("n_1"),
    ]


def the_scope_of_a_graph(tf):
    with tf.name_scope("a"), tf.name_scope("b"):
        return tf.get_default_graph().get_name_scope()


def looking_up(tf):
    x = tf.constant(1.0, name="x")
    g = tf.get_default_graph()
    return [
        g.get_tensor_by_name("x:0") is x,
        g.get_operation_by_name("x") is x.op,
        g.as_graph_element("x:0") is x,
        g.as_graph_element("x") is x.op,
        g.as_graph_element(x) is x,
    ]


def what_tensors_and_operations_know(tf):
    x = tf.constant([1.0], name="x")
    y = tf.add(x, x, name="y")
    return [
        x.name,
        x.op.name,
        y.op.type,
        [t.name for t in y.op.inputs],
        y.value_index,
        [op.name for op in x.consumers()],
        y.graph is tf.get_default_graph(),
        [t.name for t in y.op.outputs],
        y.device,
    ]


def operations_in_order(tf):
    x = tf.constant(1.0) * 2.0
    tf.add(x, 1.0)
    return [op.name for op in tf.get_default_graph().get_operations()]


def collections(tf):
    tf.add_to_collection("things", 1)
    tf.add_to_collection("things", 2)
    g = tf.get_default_graph()
    g.add_to_collections(["a", "b"], 3)
    tf.get_collection_ref("refs").append(4)
    found = [tf.get_collection(key) for key in ("things", "a", "b", "refs", "none")]
    return found, sorted(g.get_all_collection_keys())


def collections_by_scope(tf):
    with tf.name_scope("one"):
        x = tf.constant(1)
    with tf.name_scope("two"):
        y = tf.constant(2)
    for tensor in (x, y):
        tf.add_to_collection("all", tensor)
    return tf.get_collection("all", "one"), tf.get_collection("all", "t"), len("o")


def devices(tf):
    with tf.device("/cpu:0"):
        x = tf.constant(1)
        with tf.device("/job:worker"):
            y = tf.constant(2)
        with tf.device(None):
            z = tf.constant(3)
    return x.device, y.device, z.device


def two_graphs(tf):
    g = tf.Graph()
    with g.as_default():
        x = tf.constant(1.0)
        inside = tf.get_default_graph() is g
    return x.name, inside, x.graph is g, tf.get_default_graph() is g, tf.constant(2.0)
