"""Several predicates, each with its function: `tf.case`."""

from program import Runs, promises

VALUES = {"nodes": None}


def _flags(tf, *truths):
    numbers = [lambda k=k: tf.constant(k) for k in range(len(truths))]
    return list(zip([tf.constant(truth) for truth in truths], numbers, strict=True))


@promises(**VALUES)
def two_cases_that_exclude_each_other(tf):
    pairs = _flags(tf, True, True)
    return tf.case(pairs, default=lambda: tf.constant(9), exclusive=True)


@promises(**VALUES)
def one_of_exclusive_cases(tf):
    return tf.case(_flags(tf, False, True, False), exclusive=True)


@promises(**VALUES)
def no_case_and_no_default(tf):
    return tf.case(_flags(tf, False, False))


@promises(**VALUES)
def the_last_case_needs_its_predicate_too(tf):
    return tf.case(_flags(tf, False, True)), tf.case(_flags(tf, True))


@promises(**VALUES)
def many_cases(tf):
    x = tf.placeholder(tf.int32)
    pairs = [(x < 1, lambda: tf.constant(10)), (x < 5, lambda: tf.constant(20))]
    y = tf.case(pairs, default=lambda: tf.constant(30))
    return Runs(y, feeds=[{x: 0}, {x: 3}, {x: 9}])
