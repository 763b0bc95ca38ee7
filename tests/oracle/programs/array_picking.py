"""Elements picked, written, dealt out and ranked by their indices."""

from program import Runs, promises


def _x(tf):
    values = [[float(10 * i + j) for j in range(3)] for i in range(4)]
    return tf.placeholder_with_default(values, [4, 3], name="x")


def gathering(tf):
    x = _x(tf)
    return (
        tf.gather(x, [2, 0, 2]),
        tf.gather(x, [[1], [2]], axis=1),
        tf.gather(x, 1, axis=-1, name="column"),
        tf.gather(x, [[0], [1], [2], [1]], batch_dims=1),
        tf.gather(["a", "b"], [1, 0]),
    )


def gathering_from_a_variable(tf):
    table = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="table")
    return tf.gather(table, [1, 1, 0])


def gathering_unknown_sizes(tf):
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    i = tf.placeholder(tf.int64, [None], name="i")
    return Runs(tf.gather(x, i), feeds={x: [[1.0, 2.0], [3.0, 4.0]], i: [1, 0, 1]})


def gathering_out_of_range(tf):
    return tf.gather(tf.constant([1.0, 2.0]), [2])


def gathering_behind_the_front(tf):
    return tf.gather(tf.constant([1.0, 2.0]), [-1])


def gathering_from_a_scalar(tf):
    return tf.gather(tf.constant(1.0), [0])


def gradients_of_gather(tf):
    x = _x(tf)
    y = tf.gather(x, [2, 0, 2])
    slices = tf.gradients(y, x, grad_ys=y)[0]
    return (
        slices.values,
        slices.indices,
        slices.dense_shape,
        tf.convert_to_tensor(slices),
    )


@promises(nodes=None)
def gradients_of_gather_along_other_axes(tf):
    x = _x(tf)
    y = tf.gather(x, [[1, 2], [1, 0]], axis=1)
    z = tf.gather(x, [[0], [1], [2], [1]], batch_dims=1)
    return tf.gradients(y, x, grad_ys=y), tf.gradients(z, x, grad_ys=z)


@promises(nodes=None)
def gradients_of_two_gathers(tf):
    w = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    y = tf.gather(w, [1, 1]), tf.gather(w, tf.constant([0], tf.int64))
    slices = tf.gradients(y, w)[0]
    return tf.convert_to_tensor(slices), slices.indices.dtype.name


@promises(nodes=None)
def gathering_in_batches(tf):
    return tf.batch_gather(_x(tf), [[0, 1], [2, 2], [1, 0], [0, 0]])


def gathering_places(tf):
    x = _x(tf)
    return (
        tf.gather_nd(x, [[0, 1], [3, 2]]),
        tf.gather_nd(x, [[2]]),
        tf.gather_nd(x, [[[1, 1]]]),
    )


@promises(nodes=None)
def gathering_places_in_batches(tf):
    x = tf.reshape(tf.range(24), [2, 3, 4])
    return tf.gather_nd(x, [[[1]], [[0]]], batch_dims=1)


def gathering_places_outside(tf):
    return tf.gather_nd(tf.zeros([2, 2]), [[0, 2]])


def gathering_places_that_are_too_deep(tf):
    return tf.gather_nd(tf.zeros([2, 2]), [[0, 0, 0]])


def gradients_of_gathered_places(tf):
    x = _x(tf)
    y = tf.gather_nd(x, [[0, 1], [3, 2], [0, 1]])
    return tf.gradients(y, x, grad_ys=y)


def scattering(tf):
    return (
        tf.scatter_nd([[1], [3], [1]], [5.0, 6.0, 7.0], [4]),
        tf.scatter_nd([[1]], [[1, 2, 3]], [2, 3], name="rows"),
        tf.scatter_nd([[0, 1], [1, 0]], [1, 2], [2, 2]),
    )


def scattering_outside(tf):
    return tf.scatter_nd([[4]], [1.0], [4])


def scattering_what_does_not_fit(tf):
    return tf.scatter_nd([[1], [2]], [1.0, 2.0, 3.0], [4])


def gradients_of_scatter(tf):
    x = _x(tf)
    y = tf.scatter_nd([[1], [0], [1], [5]], x, [6, 3])
    return tf.gradients(y, x, grad_ys=y)


def changing_tensors(tf):
    x, at, new = _x(tf), [[1], [3]], [[1.0, 20.0, 3.0], [4.0, 50.0, 6.0]]
    return (
        tf.tensor_scatter_nd_update(x, at, new),
        tf.tensor_scatter_nd_add(x, at, new),
        tf.tensor_scatter_nd_sub(x, at, new),
        tf.tensor_scatter_nd_max(x, at, new),
        tf.tensor_scatter_nd_min(x, at, new),
        tf.tensor_scatter_update(x, at, new),
    )


@promises(nodes=None)
def gradients_of_changed_tensors(tf):
    x, at = _x(tf), [[1], [3]]
    new = tf.constant([[1.0, 20.0, 3.0], [4.0, 50.0, 6.0]])
    changed = (
        tf.tensor_scatter_nd_update(x, at, new),
        tf.tensor_scatter_nd_add(x, at, new),
        tf.tensor_scatter_nd_sub(x, at, new),
        tf.tensor_scatter_nd_max(x, at, new),
        tf.tensor_scatter_nd_min(x, at, new),
    )
    return [tf.gradients(y, [x, new], grad_ys=y) for y in changed]


def one_hot_vectors(tf):
    return (
        tf.one_hot([0, 2, 5, -1], 3),
        tf.one_hot([[0], [1]], 2, axis=0),
        tf.one_hot([1], 3, on_value=5.0, off_value=-1.0, axis=-1),
        tf.one_hot([1], 3, dtype=tf.int32),
        tf.one_hot(1, 3, True, False, name="flags"),
    )


def one_hot_vectors_of_fed_depth(tf):
    depth = tf.placeholder(tf.int32, [], name="depth")
    return Runs(tf.one_hot([0, 1], depth), feeds=[{depth: 2}, {depth: 3}])


def one_hot_vectors_of_two_dtypes(tf):
    return tf.one_hot([0], 2, on_value=1, off_value=0.5)


def dealing_out(tf):
    x = _x(tf)
    return tf.dynamic_partition(x, [0, 1, 0, 2], 3), tf.dynamic_partition(
        [1, 2], [1, 1], 2
    )


def dealing_out_to_nobody(tf):
    return tf.dynamic_partition([1.0, 2.0], [0, 2], 2)


@promises(nodes="outer")
def gradients_of_dealing_out(tf):
    x = _x(tf)
    a, b = tf.dynamic_partition(x, [0, 1, 0, 1], 2)
    return tf.gradients([a, 2 * b], x), tf.gradients(b, x)


def stitching(tf):
    return (
        tf.dynamic_stitch([[0, 2], [1]], [[[1.0], [3.0]], [[2.0]]]),
        tf.dynamic_stitch([0, [[2, 1]]], [[1, 1], [[[3, 3], [2, 2]]]]),
        tf.dynamic_stitch([[0, 0]], [[1, 2]]),
    )


def gradients_of_stitching(tf):
    x, y = tf.constant([1.0, 2.0]), tf.constant([3.0])
    z = tf.dynamic_stitch([[2, 0], [1]], [x, y])
    return tf.gradients(z, [x, y], grad_ys=[z])


def largest(tf):
    values, indices = tf.nn.top_k(_x(tf), 2)
    return values, indices, tf.nn.top_k([3, 1, 3, 2], k=3), tf.math.top_k([1.0])


def more_than_there_are(tf):
    return tf.nn.top_k([1.0, 2.0], 3)


@promises(nodes=None)
def gradients_of_the_largest(tf):
    x = _x(tf)
    y = tf.nn.top_k(x, 2).values
    return tf.gradients(y, x, grad_ys=y)


def targets_among_the_largest(tf):
    scores = [[0.1, 0.9, 0.5], [0.3, 0.3, 0.2], [1.0, float("nan"), 0.0]]
    return (
        tf.nn.in_top_k(scores, [2, 1, 0], 1),
        tf.nn.in_top_k(scores, [2, 1, 0], 2),
        tf.nn.in_top_k(scores, [2, 5, 2], 3),
    )


def each_element_once(tf):
    return (
        tf.unique([7, 3, 7, 1]),
        tf.unique(["b", "a", "b"], out_idx=tf.int64),
        tf.unique_with_counts([2.0, 1.0, 2.0]),
    )


def unique_rows(tf):
    return tf.unique([[1, 2], [1, 2]])


def differences_of_lists(tf):
    return tf.setdiff1d([1, 2, 3, 2, 4], [2, 9]), tf.setdiff1d(["a", "b"], ["b"])


@promises(nodes="outer")
def searching_sorted_rows(tf):
    rows = [[1.0, 3.0, 3.0, 5.0], [0.0, 2.0, 4.0, 6.0]]
    wanted = [[3.0, 9.0], [0.0, 5.0]]
    return (
        tf.searchsorted(rows, wanted),
        tf.searchsorted(rows, wanted, side="right", out_type=tf.int64),
        tf.searchsorted([1, 2, 3], [2]),
    )


def segments(tf):
    x, ids = _x(tf), [0, 0, 2, 2]
    return (
        tf.segment_sum(x, ids),
        tf.segment_mean(x, ids),
        tf.segment_prod(x, ids),
        tf.segment_max(x, [0, 0, 1, 1]),
        tf.segment_min(x, [0, 0, 1, 1]),
    )


def segments_that_are_not_sorted(tf):
    return tf.segment_sum([1.0, 2.0], [1, 0])


def unsorted_segments(tf):
    x, ids = _x(tf), [2, 0, 2, -1]
    return (
        tf.unsorted_segment_sum(x, ids, 4),
        tf.unsorted_segment_prod(x, ids, 4),
        tf.unsorted_segment_max(x, ids, 4),
        tf.unsorted_segment_min(x, ids, 4),
        tf.unsorted_segment_sum(x, [[0, 1, 0]] * 4, 2),
    )


def unsorted_segments_beyond_the_last(tf):
    return tf.unsorted_segment_sum([1.0, 2.0], [0, 3], 2)


@promises(nodes="outer")
def means_of_unsorted_segments(tf):
    x, ids = _x(tf), [2, 0, 2, 1]
    return tf.unsorted_segment_mean(x, ids, 4), tf.unsorted_segment_sqrt_n(x, ids, 4)


@promises(nodes=None)
def gradients_of_segments(tf):
    x, ids = _x(tf), [0, 0, 1, 1]
    combined = [
        f(x, ids)
        for f in (tf.segment_sum, tf.segment_mean, tf.segment_max, tf.segment_min)
    ]
    return [tf.gradients(y, x, grad_ys=y) for y in combined]


@promises(nodes="outer")
def gradients_of_unsorted_segments(tf):
    x, ids = _x(tf), [1, 0, 1, -1]
    combined = [
        f(x, ids, 3)
        for f in (
            tf.unsorted_segment_sum,
            tf.unsorted_segment_max,
            tf.unsorted_segment_min,
            tf.unsorted_segment_prod,
            tf.unsorted_segment_mean,
        )
    ]
    return [tf.gradients(y, x) for y in combined]


def gradients_of_unsorted_sums(tf):
    x = _x(tf)
    y = tf.unsorted_segment_sum(x, [1, 0, 1, -1], 3)
    return tf.gradients(y, x, grad_ys=y)


def slices_that_stay_slices(tf):
    rows = tf.IndexedSlices(
        tf.constant([[1.0, 2.0]]), tf.constant([1]), tf.constant([3, 2])
    )
    negative = -rows
    return rows.values, negative.values, tf.convert_to_tensor(rows), rows.name


def slices_of_an_unknown_whole(tf):
    rows = tf.IndexedSlices(tf.constant([[1.0, 2.0]]), tf.constant([1]))
    return tf.convert_to_tensor(rows)


def fetching_slices(tf):
    rows = tf.IndexedSlices(tf.constant([[1.0]]), tf.constant([1]), tf.constant([3, 1]))
    value = tf.Session().run(rows)
    return value.values.tolist(), value.indices.tolist(), value.dense_shape.tolist()


def sparse_segments(tf):
    x, rows, ids = _x(tf), [3, 0, 3, 1], [0, 0, 2, 2]
    return (
        tf.sparse_segment_sum(x, rows, ids),
        tf.sparse_segment_mean(x, rows, ids),
        tf.sparse_segment_sqrt_n(x, rows, ids),
        tf.sparse_segment_sum(x, rows, ids, num_segments=5),
        tf.sparse_segment_mean(x, rows, ids, num_segments=5),
        tf.sparse_segment_sqrt_n(x, rows, ids, num_segments=5),
    )


@promises(nodes=None)
def gradients_of_sparse_segments(tf):
    x, rows, ids = _x(tf), [3, 0, 3, 1], [0, 0, 2, 2]
    combined = [
        f(x, rows, ids)
        for f in (
            tf.sparse_segment_sum,
            tf.sparse_segment_mean,
            tf.sparse_segment_sqrt_n,
        )
    ]
    return [tf.convert_to_tensor(tf.gradients(y, x, grad_ys=y)[0]) for y in combined]
