"""tf.data: elements, their order, their structure, and the nodes of the graph."""

import numpy as np
from program import Runs, promises

# Names and shapes of what is returned; functions are not nodes of TensorFlow's graph,
# and it makes some constants that tell its optimizer nothing here.
OUTER = {"nodes": "outer"}
ROWS = np.arange(12.0, dtype=np.float32).reshape(6, 2)


def _all(tf, dataset, n):
    """The first n elements; the runs after the end raise."""
    return Runs(dataset.make_one_shot_iterator().get_next(), n=n)


# -- sources --------------------------------------------------------------------------


def from_tensors(tf):
    return _all(tf, tf.data.Dataset.from_tensors((np.int32(1), {"a": ROWS})), 1)


def from_slices(tf):
    dataset = tf.data.Dataset.from_tensor_slices({"x": ROWS, "n": np.arange(6)})
    return _all(tf, dataset, 6)


def from_lists(tf):
    return _all(tf, tf.data.Dataset.from_tensor_slices(([1, 2], ["a", "b"])), 2)


def ranges(tf):
    first = tf.data.Dataset.range(1, 10, 3).make_one_shot_iterator().get_next()
    second = tf.data.Dataset.range(5, 0, -2).make_one_shot_iterator().get_next()
    return Runs((first, second), n=3)


@promises(**OUTER)
def from_a_generator(tf):
    def pairs(n):
        for i in range(n):
            yield i, [b"x"] * i

    dataset = tf.data.Dataset.from_generator(
        pairs, (tf.int64, tf.string), (tf.TensorShape([]), tf.TensorShape([None])), (4,)
    )
    return _all(tf, dataset, 4)


@promises(**OUTER)
def a_generator_that_yields_something_else(tf):
    dataset = tf.data.Dataset.from_generator(lambda: iter([1.5]), tf.int64)
    return _all(tf, dataset, 1)


@promises(**OUTER)
def a_generator_of_another_shape(tf):
    dataset = tf.data.Dataset.from_generator(
        lambda: iter([[1, 2], [1]]), tf.int64, tf.TensorShape([2])
    )
    return _all(tf, dataset, 2)


# -- functions ------------------------------------------------------------------------


def mapping(tf):
    dataset = tf.data.Dataset.from_tensor_slices((ROWS, np.arange(6)))
    return _all(tf, dataset.map(lambda x, n: {"sum": tf.reduce_sum(x), "n": n + 1}), 6)


def mapping_a_dict(tf):
    dataset = tf.data.Dataset.from_tensor_slices({"b": [1, 2], "a": [3, 4]})
    return _all(tf, dataset.map(lambda row: row["a"] * 10 + row["b"]), 2)


def mapping_to_a_list(tf):
    return _all(tf, tf.data.Dataset.range(3).map(lambda x: [x, 2 * x]), 3)


def mapping_in_parallel(tf):
    dataset = tf.data.Dataset.range(50).map(lambda x: x * x, num_parallel_calls=3)
    return _all(tf, dataset, 50)


def names_of_functions_are_their_own(tf):
    dataset = tf.data.Dataset.range(3).map(lambda x: x + 1)
    dataset.make_one_shot_iterator().get_next()
    return tf.add(tf.constant(1), 1)


@promises(**OUTER)
def a_variable_in_a_function(tf):
    w = tf.Variable(2.0, name="w")
    dataset = tf.data.Dataset.range(4).map(lambda x: tf.cast(x, tf.float32) * w)
    iterator = dataset.make_initializable_iterator()
    x = iterator.get_next()
    yield iterator.initializer
    yield x + 0
    yield x + 0
    yield w.assign(10.0)
    yield x + 0


def filtering(tf):
    return _all(tf, tf.data.Dataset.range(10).filter(lambda x: x % 3 > 0), 6)


def flat_mapping(tf):
    dataset = tf.data.Dataset.range(4).flat_map(
        lambda x: tf.data.Dataset.from_tensors(x).repeat(x)
    )
    return _all(tf, dataset, 6)


def interleaving(tf):
    dataset = tf.data.Dataset.range(1, 6).interleave(
        lambda x: tf.data.Dataset.from_tensors(x).repeat(x), 3, 2
    )
    return _all(tf, dataset, 15)


def interleaving_in_parallel(tf):
    dataset = tf.data.Dataset.range(1, 6).interleave(
        lambda x: tf.data.Dataset.from_tensors(x).repeat(x), 2, num_parallel_calls=2
    )
    return _all(tf, dataset, 15)


def reducing(tf):
    total = tf.data.Dataset.range(5).reduce(np.int64(0), lambda s, x: s + x)
    both = tf.data.Dataset.range(5).reduce((0, 1.0), lambda s, x: (s[0] + 1, s[1] * 2))
    return total, both


@promises(**OUTER)
def scanning(tf):
    scan = tf.data.experimental.scan(np.int64(0), lambda s, x: (s + x, s * x))
    return _all(tf, tf.data.Dataset.range(5).apply(scan), 5)


@promises(**OUTER)
def grouping(tf):
    group = tf.data.experimental.group_by_window(
        lambda x: x % 2, lambda key, group: group.batch(3), 3
    )
    return _all(tf, tf.data.Dataset.range(7).apply(group), 3)


def _bucketed(tf, **options):
    bucket = tf.data.experimental.bucket_by_sequence_length(
        tf.size, [3, 6], [2, 3, 2], **options
    )
    lengths = tf.data.Dataset.from_tensor_slices([1, 4, 2, 7, 5, 1, 3, 8, 2])
    sequences = lengths.map(lambda n: tf.fill([n], n))
    return sequences.apply(bucket)


@promises(**OUTER)
def buckets_of_lengths(tf):
    return _all(tf, _bucketed(tf), 4)


@promises(**OUTER)
def buckets_filled_to_their_boundary(tf):
    dataset = _bucketed(tf, pad_to_bucket_boundary=True)
    return _all(tf, dataset.filter(lambda x: tf.shape(x)[1] < 6), 1)


# -- which elements -------------------------------------------------------------------


def parts(tf):
    numbers = tf.data.Dataset.range(10)
    dataset = numbers.skip(2).take(6).shard(2, 1).concatenate(numbers.take(1))
    return _all(tf, dataset, 4)


def zipping(tf):
    numbers = tf.data.Dataset.range(3)
    return _all(tf, tf.data.Dataset.zip((numbers, {"a": numbers.skip(1)})), 2)


def the_end(tf):
    return _all(tf, tf.data.Dataset.range(2), 3)


def repeating_without_end(tf):
    return _all(tf, tf.data.Dataset.range(2).repeat(), 5)


@promises(**OUTER)
def enumerating(tf):
    return _all(tf, tf.data.Dataset.range(5, 8).enumerate(), 3)


# -- batches --------------------------------------------------------------------------


def batching(tf):
    dataset = tf.data.Dataset.from_tensor_slices((ROWS, list("abcdef")))
    return _all(tf, dataset.batch(4), 2)


def batching_whole_ones(tf):
    return _all(tf, tf.data.Dataset.range(7).batch(3, drop_remainder=True), 2)


def batching_what_differs(tf):
    dataset = tf.data.Dataset.range(3).map(lambda x: tf.fill([x], x)).batch(2)
    return _all(tf, dataset, 1)


def padding(tf):
    dataset = tf.data.Dataset.range(5).map(lambda x: tf.fill([x], x))
    return _all(tf, dataset.padded_batch(2, [None]), 3)


@promises(**OUTER)
def padding_with_values(tf):
    dataset = tf.data.Dataset.range(5).map(lambda x: {"a": tf.fill([x], x), "b": x})
    dataset = dataset.padded_batch(
        2,
        {"a": [5], "b": []},
        {"a": np.int64(-1), "b": np.int64(0)},
        drop_remainder=True,
    )
    return _all(tf, dataset, 2)


def padding_what_is_too_large(tf):
    dataset = tf.data.Dataset.range(4).map(lambda x: tf.fill([x], x))
    return _all(tf, dataset.padded_batch(4, [2]), 1)


def windows(tf):
    dataset = tf.data.Dataset.range(7).window(3, 2, 2).flat_map(lambda w: w.batch(3))
    return _all(tf, dataset, 4)


def windows_of_pairs(tf):
    numbers = tf.data.Dataset.range(7)
    dataset = tf.data.Dataset.zip((numbers, numbers)).window(3, drop_remainder=True)
    dataset = dataset.flat_map(lambda a, b: tf.data.Dataset.zip((a, b.skip(1))))
    return _all(tf, dataset, 4)


@promises(**OUTER)
def taking_batches_apart(tf):
    dataset = tf.data.Dataset.range(5).batch(2)
    return _all(tf, dataset.apply(tf.data.experimental.unbatch()), 5)


@promises(**OUTER)
def the_only_element(tf):
    dataset = tf.data.Dataset.range(3).batch(3)
    return tf.data.experimental.get_single_element(dataset)


# -- iterators ------------------------------------------------------------------------


def feeding_the_initializer(tf):
    x = tf.placeholder(tf.int32, [None])
    iterator = tf.data.Dataset.from_tensor_slices(x).make_initializable_iterator()
    n = iterator.get_next()
    for values in ([1, 2], [7, 8, 9]):
        yield Runs(iterator.initializer, feeds={x: values})
        yield Runs(n, n=len(values))


def one_structure_for_two(tf):
    train, test = tf.data.Dataset.range(3), tf.data.Dataset.range(10, 12)
    iterator = tf.data.Iterator.from_structure(train.output_types, train.output_shapes)
    n = iterator.get_next()
    to_train, to_test = map(iterator.make_initializer, (train, test))
    yield to_train
    yield Runs(n, n=2)
    yield to_test
    yield Runs(n, n=2)
    yield to_train
    yield Runs(n, n=3)


def handles(tf):
    one = tf.data.Dataset.range(3).make_one_shot_iterator()
    two = tf.data.Dataset.range(10, 13).make_initializable_iterator()
    handle = tf.placeholder(tf.string, [])
    chosen = tf.data.Iterator.from_string_handle(handle, tf.int64, tf.TensorShape([]))
    n = chosen.get_next()
    # What is fed is a value: run apart, since handles are opaque.
    session = tf.Session()
    first, second = session.run([one.string_handle(), two.string_handle()])
    session.run(two.initializer)
    order = [first, second, first, second]
    return [int(session.run(n, {handle: each})) for each in order]


def a_handle_of_nothing(tf):
    handle = tf.placeholder(tf.string, [])
    iterator = tf.data.Iterator.from_string_handle(handle, tf.int64)
    return Runs(iterator.get_next(), feeds={handle: "nothing"})


def before_the_beginning(tf):
    return tf.data.Dataset.range(3).make_initializable_iterator().get_next()


def one_shot_of_a_placeholder(tf):
    x = tf.placeholder(tf.float32, [2])
    return _all(tf, tf.data.Dataset.from_tensors(x), 1)


@promises(**OUTER)
def one_shot_of_a_variable(tf):
    w = tf.Variable(1.0)
    return _all(tf, tf.data.Dataset.range(3).map(lambda x: w), 1)


def types_and_shapes(tf):
    dataset = tf.data.Dataset.from_tensor_slices({"x": ROWS, "n": [1, 2, 3, 4, 5, 6]})
    dataset = dataset.batch(2)
    shapes = {k: v.as_list() for k, v in dataset.output_shapes.items()}
    return {k: v.name for k, v in dataset.output_types.items()}, shapes


# -- what is refused ------------------------------------------------------------------


def slices_of_a_scalar(tf):
    return tf.data.Dataset.from_tensor_slices(3)


def slices_of_uneven_lengths(tf):
    return tf.data.Dataset.from_tensor_slices((np.zeros(3), np.zeros(2)))


def an_initializer_of_other_types(tf):
    iterator = tf.data.Iterator.from_structure(tf.int32)
    return iterator.make_initializer(tf.data.Dataset.range(3))


def filtering_by_a_number(tf):
    return tf.data.Dataset.range(3).filter(lambda x: x)


def joining_other_types(tf):
    return tf.data.Dataset.range(3).concatenate(tf.data.Dataset.from_tensors("a"))


def mapping_to_nothing(tf):
    return tf.data.Dataset.range(3).map(lambda x: None)


def writing_to_a_variable(tf):
    w = tf.Variable(3.0)
    return tf.data.Dataset.range(3).map(lambda x: tf.assign(w, 1.0))


def a_shard_that_is_none(tf):
    return _all(tf, tf.data.Dataset.range(3).shard(2, 2), 1)


def no_buffer(tf):
    return _all(tf, tf.data.Dataset.range(3).shuffle(0), 1)


def going_on_after_an_error(tf):
    dataset = tf.data.Dataset.range(4).map(
        lambda x: tf.check_numerics(1.0 / tf.cast(x - 1, tf.float32), "bad")
    )
    n = dataset.make_one_shot_iterator().get_next()
    session, seen = tf.Session(), []
    for _ in range(5):
        try:
            seen.append(float(session.run(n)))
        except tf.errors.OpError as error:
            seen.append(type(error).__name__)
    return seen


@promises(**OUTER)
def without_errors(tf):
    dataset = tf.data.Dataset.range(4).map(
        lambda x: tf.check_numerics(1.0 / tf.cast(x - 1, tf.float32), "bad")
    )
    return _all(tf, dataset.apply(tf.data.experimental.ignore_errors()), 3)
