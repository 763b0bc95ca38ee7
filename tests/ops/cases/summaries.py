"""Rows of the ops that write summaries."""

import io

import numpy as np
from case import Case

from edflow.files.protos import Summary, SummaryMetadata
from edflow.summary.media import AudioSummaryV2, ImageSummary, TensorSummaryV2
from edflow.summary.numbers import HistogramSummary, MergeSummary, ScalarSummary

TAG = np.array(b"x", object)
WRITTEN = "text has no slope"


def written(**value):
    """A summary of one value, as an op gives it."""
    return np.array(Summary(value=[{"tag": "x", **value}]).SerializeToString(), object)


def read(text):
    return Summary.FromString(np.asarray(text, object).item()).value


def holds_the_histogram(tag, values, text):
    histogram = read(text)[0].histo
    ends = np.array(histogram.bucket_limit)
    below = [np.count_nonzero(values < end) for end in ends]
    return np.array_equal(np.cumsum(histogram.bucket), below) and (
        (histogram.min, histogram.max) == (values.min(), values.max())
    )


def holds_the_images(tag, images, text):
    from PIL import Image

    found = [
        np.array(Image.open(io.BytesIO(value.image.encoded_image_string)))
        for value in read(text)
    ]
    return np.array_equal(found, images[:2])


def holds_the_sounds(tag, sounds, rate, text):
    wav = read(text)[0].audio.encoded_audio_string
    samples = np.frombuffer(wav[44:], "<i2") / 32768
    return wav[:4] == b"RIFF" and np.allclose(samples, sounds.ravel(), atol=1e-4)


METADATA = SummaryMetadata(display_name="shown").SerializeToString()
TENSOR = {"dtype": 3, "tensor_shape": {"dim": [{"size": 2}]}}

CASES = [
    Case(
        ScalarSummary(),
        [TAG, np.float32(0.5)],
        lambda tag, value: written(simple_value=0.5),
        flat=WRITTEN,
    ),
    Case(
        HistogramSummary(),
        [TAG, np.float32([[1, -2, 0], [30, 1, 1e-20]])],
        holds=holds_the_histogram,
        flat=WRITTEN,
    ),
    Case(
        MergeSummary(),
        [[written(simple_value=1.0), np.array(b"", object)]],
        lambda one, other: written(simple_value=1.0),
    ),
    Case(
        ImageSummary(2),
        [TAG, np.arange(54, dtype=np.uint8).reshape(3, 2, 3, 3)],
        holds=holds_the_images,
    ),
    Case(
        AudioSummaryV2(1),
        [TAG, np.float32([[[0, 0.5], [-0.5, 0.25]]]), np.float32(8000)],
        holds=holds_the_sounds,
        flat=WRITTEN,
    ),
    Case(
        TensorSummaryV2(),
        [TAG, np.int32([1, 2]), np.array(METADATA, object)],
        lambda tag, tensor, metadata: written(
            tensor=TENSOR | {"tensor_content": tensor.tobytes()},
            metadata={"display_name": "shown"},
        ),
    ),
]
