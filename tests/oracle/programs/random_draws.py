"""Random draws: the same nodes, and for the same seeds the same numbers."""

import numpy as np
from program import Runs, promises


def normal_as_the_books_print_it(tf):
    return tf.random_normal([2, 3], stddev=1, seed=1)


def three_runs(tf):
    draws = tf.random_normal([5], seed=3), tf.truncated_normal([5], stddev=0.1, seed=3)
    return Runs(draws, n=3)


@promises(exact=True)
def uniform_floats(tf):
    return [
        tf.random_uniform([7], seed=3),
        tf.random_uniform([2, 2], dtype=tf.float64, seed=3),
        tf.random_uniform([3], dtype=tf.float16, seed=4),
    ]


def uniform_between(tf):
    return [
        tf.random_uniform([3], -1, 1, seed=3),
        tf.random_uniform([3], 0, 2.0, seed=3),
        tf.random_uniform([3], 0.0, 1.0, seed=3),
        tf.random_uniform([3], minval=-0.5, maxval=0.5, name="named", seed=3),
    ]


@promises(exact=True)
def uniform_integers(tf):
    die = tf.random_uniform([100], 1, 7, dtype=tf.int32, seed=3)
    wide = tf.random_uniform([4], -(10**12), 10**12, dtype=tf.int64, seed=3)
    return Runs([die, wide], n=2)


def doubles_and_halves(tf):
    return [
        tf.random_normal([3], dtype=tf.float64, seed=1),
        tf.random_normal([3], dtype=tf.float16, seed=1),
        tf.truncated_normal([3], dtype=tf.float64, seed=1),
    ]


def mean_and_stddev_may_be_tensors(tf):
    return tf.random_normal(
        [2, 3], tf.constant([1.0, 2.0, 3.0]), [[0.1], [10.0]], seed=5
    )


def a_shape_may_be_many_things(tf):
    x = tf.zeros([2, 5])
    return [
        tf.random_normal([], seed=3),
        tf.random_normal((2,), seed=3),
        tf.random_normal(tf.TensorShape([2, 1]), seed=3),
        tf.random_normal(np.array([2, 1]), seed=3),
        tf.random_normal([x.shape[0], 1], seed=3),
        tf.random_normal(tf.shape(x), seed=3),
    ]


def a_shape_known_at_run_time(tf):
    n = tf.placeholder(tf.int32, [])
    return Runs(tf.random_uniform([n, 2], seed=1), feeds=[{n: 1}, {n: 3}, {n: 0}])


def a_graph_seed_counts_the_ops(tf):
    tf.set_random_seed(42)
    with tf.name_scope("s"):
        a = tf.random_normal([2])
        b = tf.random_uniform([2], seed=1)
    tf.constant(1.0)
    return a, b, tf.truncated_normal([2]), tf.random_uniform([2], dtype=tf.float16)


def seeds_that_wrap(tf):
    tf.set_random_seed(-3)
    return [tf.random_uniform([2], seed=s) for s in (-1, 0, 2**31 - 1, 2**31 + 5)]


def the_two_seeds(tf):
    before = [tf.get_seed(None), tf.get_seed(7), tf.get_seed(0)]
    tf.set_random_seed(0)
    return [*before, tf.get_seed(0), tf.get_seed(None), tf.get_seed(None)]


def without_a_seed_two_sessions_differ(tf):
    x = tf.random_uniform([])
    return tf.Session().run(x) == tf.Session().run(x)


def with_a_seed_two_sessions_agree(tf):
    tf.set_random_seed(1)
    x = tf.random_normal([3])
    return [tf.Session().run(x) for _ in range(2)]


def integers_need_a_maximum(tf):
    return tf.random_uniform([2], dtype=tf.int32)


def no_truth_values(tf):
    return tf.random_uniform([2], dtype=tf.bool)


def no_whole_normals(tf):
    return tf.truncated_normal([2], mean=0, stddev=1, dtype=tf.int32)


def a_number_is_no_shape(tf):
    return tf.random_normal(5)


def an_empty_range(tf):
    return tf.random_uniform([2], 5, 5, dtype=tf.int32)


@promises(exact=True)
def shuffling(tf):
    rows = tf.random_shuffle([[1, 2], [3, 4], [5, 6], [7, 8]], seed=2)
    return Runs([rows, tf.random_shuffle(list("abcdef"), seed=1)], n=3)


@promises(exact=True)
def classes(tf):
    tf.set_random_seed(4)
    logits = [[1.0, 2.0, 3.0], [0.0, 0.0, 9.0]]
    old = tf.multinomial(logits, 4)
    new = tf.random.categorical(tf.log([[0.2, 0.8]]), 5, dtype=tf.int32, seed=2)
    return Runs([old, new], n=2)


def classes_need_a_batch(tf):
    return tf.multinomial([1.0, 2.0], 3)


@promises(nodes="outer", rtol=1e-5)
def gamma(tf):
    one = tf.random_gamma([2, 3], [0.5, 1.0, 3.0], seed=1)
    return Runs([one, tf.random_gamma([2], [[0.5], [1.0]], [1.0, 2.0], seed=2)], n=2)


@promises(exact=True)
def poisson(tf):
    one = tf.random_poisson([1.0, 20.0], [3], seed=1)
    return Runs([one, tf.random_poisson(3.0, [], dtype=tf.int32, seed=1)], n=2)


@promises(nodes="outer")
def cropping(tf):
    image = np.arange(48).reshape(4, 4, 3)
    return Runs(tf.random_crop(image, [2, 2, 3], seed=1), n=3)


@promises(nodes=None)
def cropping_too_much(tf):
    return tf.random_crop(np.arange(16).reshape(4, 4), [5, 2], seed=1)


def newer_names(tf):
    tf.random.set_random_seed(3)
    return [
        tf.random.normal([2]),
        tf.random.uniform([2]),
        tf.random.truncated_normal([2]),
        tf.random.shuffle(tf.constant([1, 2, 3])),
    ]


@promises(nodes=None)
def in_a_loop(tf):
    tf.set_random_seed(3)
    start = [0, tf.zeros([2])]
    loop = tf.while_loop(
        lambda i, x: i < 3, lambda i, x: (i + 1, x + tf.random_normal([2])), start
    )
    return Runs([loop[1], tf.random_normal([2])], n=2)
