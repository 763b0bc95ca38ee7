"""tf.summary: what a run tells TensorBoard."""

from edflow.files import protos
from edflow.files.event_writer import FileWriter, FileWriterCache
from edflow.summary.media import audio, image, tensor_summary, text
from edflow.summary.numbers import histogram, merge, merge_all, scalar

_MESSAGES = (
    "Event",
    "SessionLog",
    "Summary",
    "SummaryDescription",
    "SummaryMetadata",
    "TaggedRunMetadata",
)

__all__ = [
    "FileWriter",
    "FileWriterCache",
    "audio",
    "histogram",
    "image",
    "merge",
    "merge_all",
    "scalar",
    "tensor_summary",
    "text",
]


__getattr__ = protos.some(__name__, _MESSAGES)


def __dir__() -> list[str]:
    return [*__all__, *_MESSAGES]
