"""Summaries: what TensorBoard is told, byte for byte where there is no picture."""

import io

import numpy as np
from program import Runs, promises


def _summary(tf, text):
    return tf.Summary.FromString(text)


def scalars(tf):
    loss = tf.constant(0.25, name="x")
    with tf.name_scope("train"):
        first = tf.summary.scalar("loss", loss)
    return (
        first,
        tf.summary.scalar("a loss", loss, family="a family"),
        tf.summary.scalar("/whole", 7),
        tf.summary.scalar("loss", tf.constant(1.5, tf.float64)),
        tf.summary.scalar("loss", np.float16(0.5)),
        tf.summary.merge_all(),
        tf.get_collection(tf.GraphKeys.SUMMARIES, scope="train"),
    )


def a_scalar_that_is_none(tf):
    return tf.summary.scalar("loss", [1.0, 2.0])


def a_scalar_of_text(tf):
    return tf.summary.scalar("loss", tf.constant("text"))


def histograms(tf):
    random = np.random.RandomState(3)
    return (
        tf.summary.histogram("some", [1.0, 2.0, -3.0, 0.0, 1e-20]),
        tf.summary.histogram("normal", random.normal(size=1000).astype(np.float32)),
        tf.summary.histogram("wide", random.standard_cauchy(size=(30, 30)) ** 5),
        tf.summary.histogram("whole", tf.constant([[1, 2], [3, -40000]])),
        tf.summary.histogram("none", tf.constant([], tf.float32), family="f"),
        tf.summary.histogram("zero", np.zeros(5, np.float32)),
        tf.summary.histogram("huge", np.array([1e300, -1e300, 1e19, -1e25])),
        tf.summary.histogram("same", tf.fill([9], 0.1)),
    )


def a_histogram_of_nan(tf):
    return tf.summary.histogram("h", [1.0, float("nan")])


def a_histogram_of_infinity(tf):
    return tf.summary.histogram("h", [1.0, float("inf")])


def merging(tf):
    one, two = tf.summary.scalar("one", 1.0), tf.summary.scalar("two", 2.0)
    both = tf.summary.merge([one, two], name="both", collections=["merged"])
    none = tf.summary.scalar("three", 3.0, collections=[])
    again = tf.summary.merge([none])
    return (
        both,
        again,
        tf.summary.merge_all(),
        tf.summary.merge_all("nowhere"),
        tf.summary.merge_all("merged", name="all"),
        tf.summary.merge_all(scope="two"),
    )


def merging_twice_the_same_tag(tf):
    one = tf.summary.scalar("one", 1.0)
    return tf.summary.merge([one, one])


def text(tf):
    return (
        tf.summary.text("words", tf.constant("hello")),
        tf.summary.text("table", tf.constant([["a", "b"], ["c", "d"]])),
    )


def text_of_numbers(tf):
    return tf.summary.text("words", tf.constant(1.0))


def tensors(tf):
    plugin = tf.SummaryMetadata.PluginData(plugin_name="mine", content=b"told")
    return (
        tf.summary.tensor_summary("t", tf.constant([[1, 2], [3, 4]])),
        tf.summary.tensor_summary(
            "u",
            tf.constant(0.5),
            summary_description="a number",
            display_name="half",
            summary_metadata=tf.SummaryMetadata(plugin_data=plugin),
            family="fam",
        ),
    )


def sounds(tf):
    random = np.random.RandomState(4)
    mono = random.uniform(-1.2, 1.2, (4, 50)).astype(np.float32)
    return (
        tf.summary.audio("mono", mono, 8000),
        tf.summary.audio("stereo", mono.reshape(2, 50, 2), 44100.0, max_outputs=1),
        tf.summary.audio("rate", mono[:1], tf.constant(22050.4), family="f"),
    )


@promises(instead=ValueError)  # When it is built, not when it is run.
def a_sound_of_another_rank(tf):
    return tf.summary.audio("sound", tf.zeros([4]), 8000)


def pictures(tf):
    from PIL import Image

    def shown(summary):
        with tf.Session() as session:
            message = _summary(tf, session.run(summary))
        found = []
        for value in message.value:
            made = value.image
            pixels = np.array(Image.open(io.BytesIO(made.encoded_image_string)))
            size = made.height, made.width, made.colorspace
            found.append((value.tag, size, pixels))
        return found

    random = np.random.RandomState(5)
    batch = random.uniform(0, 3, (4, 5, 6, 3)).astype(np.float32)
    holed = batch[:1].copy()
    holed[0, 1, 2, 0], holed[0, 3, 3, 1] = np.nan, np.inf
    whole = random.randint(0, 256, (2, 3, 4, 4)).astype(np.uint8)
    return [
        shown(tf.summary.image("positive", batch)),
        shown(tf.summary.image("negative", batch - 1, max_outputs=1)),
        shown(tf.summary.image("more", batch - 2.5, max_outputs=9, family="f")),
        shown(tf.summary.image("holes", holed)),
        shown(tf.summary.image("black", np.zeros((1, 2, 2, 1), np.float32))),
        shown(tf.summary.image("bytes", whole)),
        shown(tf.summary.image("half", batch[:, :, :, :1].astype(np.float16))),
        shown(tf.summary.image("double", batch[:, :, :, :1].astype(np.float64))),
        shown(tf.summary.image("none", batch[:0])),
    ]


@promises(instead=ValueError)  # When it is built, not when it is run.
def an_image_of_another_rank(tf):
    return tf.summary.image("image", tf.zeros([2, 2]))


def an_image_of_two_channels(tf):
    return tf.summary.image("image", tf.zeros([1, 2, 2, 2]))


def fed_summaries(tf):
    loss = tf.placeholder(tf.float32, [], name="loss")
    summary = tf.summary.scalar("loss", loss)
    return Runs(summary, feeds=[{loss: 0.5}, {loss: np.nan}, {loss: np.inf}])


def messages(tf):
    value = tf.Summary.Value(tag="loss", simple_value=0.5)
    event = tf.Event(step=3, wall_time=1.5, summary=tf.Summary(value=[value]))
    log = tf.SessionLog(status=tf.SessionLog.CHECKPOINT, checkpoint_path="model")
    return [
        event.SerializeToString(),
        event.WhichOneof("what"),
        log.SerializeToString(),
        str(log),
        tf.summary.Summary is tf.Summary,
        tf.summary.SessionLog.START,
        tf.HistogramProto(bucket=[1.0], bucket_limit=[2.0]).SerializeToString(),
        tf.LogMessage(level=tf.LogMessage.WARN, message="m").SerializeToString(),
    ]
