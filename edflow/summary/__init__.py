"""tf.summary: what a run tells TensorBoard."""

from typing import TYPE_CHECKING

from edflow import namespace
from edflow.files.event_writer import *
from edflow.summary.media import *
from edflow.summary.numbers import *

if TYPE_CHECKING:
    from edflow.files.protos import (
        Event as Event,
    )  # fmt: skip
    from edflow.files.protos import (
        SessionLog as SessionLog,
    )
    from edflow.files.protos import (
        Summary as Summary,
    )
    from edflow.files.protos import (
        SummaryDescription as SummaryDescription,
    )
    from edflow.files.protos import (
        SummaryMetadata as SummaryMetadata,
    )
    from edflow.files.protos import (
        TaggedRunMetadata as TaggedRunMetadata,
    )

_MESSAGES = (
    "Event", "SessionLog", "Summary", "SummaryDescription", "SummaryMetadata",
    "TaggedRunMetadata",
)  # fmt: skip
namespace.finish(__name__, {name: f"edflow.files.protos:{name}" for name in _MESSAGES})
