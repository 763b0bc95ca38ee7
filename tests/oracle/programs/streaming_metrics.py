"""tf.metrics: values and updates over batches, their variables and their names."""

import numpy as np
from program import Runs, promises

_RANDOM = np.random.default_rng(5)
BATCHES = [
    {
        "p": _RANDOM.uniform(size=8).astype(np.float32),
        "q": _RANDOM.uniform(size=8).astype(np.float32),
        "yes": _RANDOM.uniform(size=8) > 0.4,
        "c": _RANDOM.integers(0, 3, 8),
        "d": _RANDOM.integers(0, 3, 8),
        "w": _RANDOM.uniform(size=8).astype(np.float32),
    }
    for _ in range(3)
]


def _counted(make, weighed=True):
    """A program: a metric over three batches, without weights and with them."""

    def program(tf):
        kinds = {"p": tf.float32, "q": tf.float32, "yes": tf.bool, "w": tf.float32}
        kinds |= {"c": tf.int64, "d": tf.int64}
        given = {
            name: tf.placeholder(kind, [8], name=name) for name, kind in kinds.items()
        }
        metrics = [make(tf.metrics, given, None)]
        if weighed:
            metrics.append(make(tf.metrics, given, given["w"]))
        feeds = [{given[k]: v for k, v in batch.items()} for batch in BATCHES]
        yield tf.local_variables_initializer()
        yield [[value.name, update.name] for value, update in metrics]
        for feed in feeds:
            yield Runs([update for _, update in metrics], feeds=[feed])
            yield [value for value, _ in metrics]
        yield [v.name for v in tf.local_variables()]
        yield [v.name for v in tf.get_collection(tf.GraphKeys.METRIC_VARIABLES)]

    return promises(nodes="outer", rtol=1e-5, atol=1e-6)(program)


mean = _counted(lambda m, x, w: m.mean(x["p"], w))
mean_tensor = _counted(lambda m, x, w: m.mean_tensor(x["p"], w))
accuracy = _counted(lambda m, x, w: m.accuracy(x["c"], x["d"], w))
absolute_error = _counted(lambda m, x, w: m.mean_absolute_error(x["p"], x["q"], w))
squared_error = _counted(lambda m, x, w: m.mean_squared_error(x["p"], x["q"], w))
root_of_it = _counted(lambda m, x, w: m.root_mean_squared_error(x["p"], x["q"], w))
relative_error = _counted(
    lambda m, x, w: m.mean_relative_error(x["p"], x["q"], x["q"] - x["q"] + 2.0, w)
)
below = _counted(lambda m, x, w: m.percentage_below(x["p"], 0.5, w))
true_positives = _counted(lambda m, x, w: m.true_positives(x["yes"], x["p"] > 0.5, w))
false_positives = _counted(lambda m, x, w: m.false_positives(x["yes"], x["p"] > 0.5, w))
true_negatives = _counted(lambda m, x, w: m.true_negatives(x["yes"], x["p"] > 0.5, w))
false_negatives = _counted(lambda m, x, w: m.false_negatives(x["yes"], x["p"] > 0.5, w))
precision = _counted(lambda m, x, w: m.precision(x["yes"], x["p"] > 0.5, w))
recall = _counted(lambda m, x, w: m.recall(x["yes"], x["p"] > 0.5, w))
precision_at = _counted(
    lambda m, x, w: m.precision_at_thresholds(x["yes"], x["p"], [0.2, 0.5, 0.9], w)
)
recall_at = _counted(
    lambda m, x, w: m.recall_at_thresholds(x["yes"], x["p"], [0.2, 0.5, 0.9], w)
)
true_positives_at = _counted(
    lambda m, x, w: m.true_positives_at_thresholds(x["yes"], x["p"], [0.2, 0.9], w)
)
false_positives_at = _counted(
    lambda m, x, w: m.false_positives_at_thresholds(x["yes"], x["p"], [0.2, 0.9], w)
)
true_negatives_at = _counted(
    lambda m, x, w: m.true_negatives_at_thresholds(x["yes"], x["p"], [0.2, 0.9], w)
)
false_negatives_at = _counted(
    lambda m, x, w: m.false_negatives_at_thresholds(x["yes"], x["p"], [0.2, 0.9], w)
)
auc = _counted(lambda m, x, w: m.auc(x["yes"], x["p"], w))
auc_from_below = _counted(
    lambda m, x, w: m.auc(x["yes"], x["p"], w, 20, summation_method="minoring")
)
auc_from_above = _counted(
    lambda m, x, w: m.auc(x["yes"], x["p"], w, 20, summation_method="majoring")
)
auc_of_precision = _counted(lambda m, x, w: m.auc(x["yes"], x["p"], w, 20, curve="PR"))
auc_of_precision_with_care = _counted(
    lambda m, x, w: m.auc(
        x["yes"], x["p"], w, curve="PR", summation_method="careful_interpolation"
    )
)
auc_at_given_thresholds = _counted(
    lambda m, x, w: m.auc(x["yes"], x["p"], w, thresholds=[0.7, 0.3])
)
sensitivity = _counted(
    lambda m, x, w: m.sensitivity_at_specificity(x["yes"], x["p"], 0.5, w)
)
specificity = _counted(
    lambda m, x, w: m.specificity_at_sensitivity(x["yes"], x["p"], 0.5, w)
)
overlap = _counted(lambda m, x, w: m.mean_iou(x["c"], x["d"], 3, w))
accuracy_by_class = _counted(
    lambda m, x, w: m.mean_per_class_accuracy(x["c"], x["d"], 3, w)
)


@promises(nodes="outer", rtol=1e-5)
def cosine_distance(tf):
    x, y = tf.ones([4, 3]) / 2.0, tf.ones([4, 3]) / 3.0
    value, update = tf.metrics.mean_cosine_distance(x, y, dim=1)
    yield tf.local_variables_initializer()
    yield update
    yield value


@promises(nodes="outer")
def into_collections(tf):
    value, update = tf.metrics.accuracy(
        [1, 2], [1, 3], metrics_collections="m", updates_collections=["u", "v"]
    )
    named = [[t.name for t in tf.get_collection(key)] for key in "muv"]
    return named, value.name, update.name


@promises(nodes="outer")
def two_of_one_kind(tf):
    pairs = [tf.metrics.accuracy([1, 2], [1, 3]) for _ in range(2)]
    pairs.append(tf.metrics.accuracy([1, 2], [1, 3], name="mine"))
    return [[part.name for part in pair] for pair in pairs]


def labels_of_another_shape(tf):
    return tf.metrics.accuracy([1, 2, 3], [1, 3])


def an_unknown_curve(tf):
    return tf.metrics.auc([True], [0.5], curve="LIFT")


def specificity_out_of_range(tf):
    return tf.metrics.sensitivity_at_specificity([True], [0.5], 1.5)


COLUMN, ROW = np.float32([[100], [1], [1]]), np.float32([100, 1, 1])
OF_UNKNOWN_RANK = {
    "accuracy": lambda m, t, p, w: m.accuracy(t, p, w),
    "precision": lambda m, t, p, w: m.precision(t, p, w),
    "recall": lambda m, t, p, w: m.recall(t, p, w),
    "true positives": lambda m, t, p, w: m.true_positives(t, p, w),
    "false positives": lambda m, t, p, w: m.false_positives(t, p, w),
    "auc": lambda m, t, p, w: m.auc(t, p, w),
    "mean": lambda m, t, p, w: m.mean(p, w),
    "mean_tensor": lambda m, t, p, w: m.mean_tensor(p, w),
    "below": lambda m, t, p, w: m.percentage_below(p, 0.5, w),
    "squared error": lambda m, t, p, w: m.mean_squared_error(t, p, w),
    "absolute error": lambda m, t, p, w: m.mean_absolute_error(t, p, w),
    "relative error": lambda m, t, p, w: m.mean_relative_error(t, p, p + 2.0, w),
    "thresholds": lambda m, t, p, w: m.recall_at_thresholds(t, p, [0.3, 0.6], w),
    "sensitivity": lambda m, t, p, w: m.sensitivity_at_specificity(t, p, 0.5, w),
}


def _fed_weights(make, true, said):
    """Weights whose rank only the run tells: `[n]`, `[n, 1]` and a scalar."""

    def program(tf):
        weights = tf.placeholder(tf.float32)
        _, update = make(tf.metrics, tf.constant(true), tf.constant(said), weights)
        yield tf.local_variables_initializer()
        yield Runs(update, feeds=[{weights: w} for w in (COLUMN, ROW, 2.0)])
        yield Runs(update, feeds={weights: np.ones((3, 2, 2), np.float32)})

    return promises(nodes=None, rtol=1e-5)(program)


TRUE, SAID = np.float32([1, 0, 0]), np.float32([0.9, 0.4, 0.7])
for _kind, _make in OF_UNKNOWN_RANK.items():
    _name = f"{_kind} with weights of unknown rank".replace(" ", "_")
    globals()[f"{_name}_by_row"] = _fed_weights(_make, TRUE, SAID)
    globals()[f"{_name}_by_column"] = _fed_weights(_make, TRUE[:, None], SAID[:, None])
    globals()[f"{_name}_by_both"] = _fed_weights(_make, TRUE[:, None], SAID)


@promises(nodes=None, rtol=1e-6)
def labels_and_predictions_of_unknown_rank(tf):
    true, said = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    _, update = tf.metrics.mean_absolute_error(true, said)
    yield tf.local_variables_initializer()
    yield Runs(update, feeds={true: TRUE[:, None], said: SAID})
    yield Runs(update, feeds={true: TRUE, said: SAID[:, None]})
    yield Runs(update, feeds={true: TRUE, said: SAID})


@promises(nodes=None)
def a_confusion_matrix_of_columns(tf):
    true = tf.placeholder(tf.int32)
    matrix = tf.math.confusion_matrix(true, [1, 1, 0], 2)
    return Runs(matrix, feeds=[{true: [0, 1, 1]}, {true: [[0], [1], [1]]}])
