"""tf.data: the order in which elements come, for many seeds and buffers."""

from program import Runs, promises


def _all(dataset, n):
    """The first n elements."""
    return Runs(dataset.make_one_shot_iterator().get_next(), n=n)


def _shuffled(tf, size, seed, epochs, again=None, graph_seed=None):
    if graph_seed is not None:
        tf.set_random_seed(graph_seed)
    dataset = tf.data.Dataset.range(10).shuffle(size, seed, again).repeat(epochs)
    return _all(dataset, 10 * epochs)


def shuffling_by_an_op_seed(tf):
    return _shuffled(tf, 3, 1, 1)


def shuffling_anew_in_each_pass(tf):
    return _shuffled(tf, 4, 7, 3)


def shuffling_alike_in_each_pass(tf):
    return _shuffled(tf, 4, 7, 3, again=False)


def shuffling_with_room_for_all(tf):
    return _shuffled(tf, 10, 2, 2)


def shuffling_with_more_room(tf):
    return _shuffled(tf, 100, 3, 2)


def shuffling_with_room_for_one(tf):
    return _shuffled(tf, 1, 3, 1)


def shuffling_by_a_graph_seed(tf):
    return _shuffled(tf, 5, None, 2, graph_seed=42)


def shuffling_by_both_seeds(tf):
    return _shuffled(tf, 5, 9, 2, graph_seed=42)


def shuffling_by_seeds_of_zero(tf):
    return _shuffled(tf, 5, 0, 2, graph_seed=0)


def shuffling_by_a_negative_seed(tf):
    return _shuffled(tf, 5, -3, 2)


def many_shuffled(tf):
    return _all(tf.data.Dataset.range(700).shuffle(300, 5).batch(700), 1)


def shuffling_twice(tf):
    tf.set_random_seed(3)
    dataset = tf.data.Dataset.range(6).shuffle(6).shuffle(6).repeat(2)
    return _all(dataset, 12)


def shuffling_behind_repeat(tf):
    return _all(tf.data.Dataset.range(4).repeat(3).shuffle(5, 1), 12)


def shuffling_batches(tf):
    return _all(tf.data.Dataset.range(10).batch(3).shuffle(4, 1), 4)


def beginning_again(tf):
    dataset = tf.data.Dataset.range(6).shuffle(10, 4).repeat(2)
    iterator = dataset.make_initializable_iterator()
    x = iterator.get_next()
    for _ in range(2):
        yield iterator.initializer
        yield Runs(x, n=12)


@promises(nodes="outer")
def shuffle_and_repeat(tf):
    dataset = tf.data.Dataset.range(5)
    dataset = dataset.apply(tf.data.experimental.shuffle_and_repeat(3, 2, seed=1))
    return _all(dataset, 10)


def caching_an_order(tf):
    dataset = tf.data.Dataset.range(5).shuffle(5, seed=1).cache().repeat(3)
    return _all(dataset, 15)
