"""Writing to rows, elements and slices of variables."""

from program import Runs


def _table(tf):
    return tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]], name="table")


def each_row_function(tf):
    v = _table(tf)
    yield tf.scatter_update(v, [0, 1], [[1.0, 2.0], [3.0, 4.0]])
    yield tf.scatter_add(v, [0, 0], [[1.0, 2.0], [3.0, 4.0]])
    yield tf.scatter_sub(v, [[0], [2]], 1.0)
    yield tf.scatter_mul(v, [1, 1], [[2.0, 3.0], [4.0, 5.0]])
    yield tf.scatter_div(v, [1], [[2.0, 4.0]])
    yield tf.scatter_min(v, [3], -1.0)
    yield tf.scatter_max(v, [3, 1], 5.0)
    yield v


def each_element_function(tf):
    v = _table(tf)
    yield tf.scatter_nd_update(v, [[0], [1]], [[1.0, 2.0], [3.0, 4.0]])
    yield tf.scatter_nd_add(v, [[0, 1], [0, 1]], [1.0, 2.0])
    yield tf.scatter_nd_sub(v, [[3, 1]], [7.0])
    yield v


def each_method(tf):
    v = _table(tf)
    rows = tf.IndexedSlices(tf.constant([[1.0, 2.0]]), tf.constant([2]))
    for kind in ("sub", "add", "max", "min", "mul", "div", "update"):
        yield getattr(v, f"scatter_{kind}")(rows)
    for kind in ("sub", "add", "update"):
        yield getattr(v, f"scatter_nd_{kind}")([[0, 1]], [1.0])
    yield v


def whole_numbers(tf):
    v = tf.Variable([7, 8, -9])
    yield tf.scatter_div(v, [0, 1], [2, 2])
    yield tf.scatter_add(v, tf.constant([0], tf.int64), [1])


def several_runs(tf):
    v = _table(tf)
    return Runs(tf.scatter_add(v, [1], [[1.0, 10.0]]), n=3)


def a_row_that_is_not_there(tf):
    return tf.scatter_update(_table(tf), [4], 1.0)


def a_negative_row(tf):
    return tf.scatter_add(_table(tf), [-1], 1.0)


def rows_of_another_length(tf):
    return tf.scatter_update(_table(tf), [0, 1], [1.0, 2.0])


def an_element_that_is_not_there(tf):
    return tf.scatter_nd_update(_table(tf), [[0, 2]], [1.0])


def slices(tf):
    v = _table(tf)
    yield v[1:3].assign([[1.0, 2.0], [3.0, 4.0]])
    yield v[3, 0].assign(5.0)
    yield v[..., 1].assign(tf.zeros([4]), name="column")
    yield v, v[1], v[::2]


def a_slice_of_another_shape(tf):
    return _table(tf)[0].assign([1.0, 2.0, 3.0])


def counting_up_to(tf):
    v = tf.Variable(1)
    yield Runs(v.count_up_to(4), n=3)
    yield tf.count_up_to(v, 4)
