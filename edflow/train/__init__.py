"""tf.train: optimizers, learning rates that decay, moving averages, checkpoints."""

from typing import TYPE_CHECKING

from edflow import namespace
from edflow.files import checkpoints, event_writer
from edflow.files.checkpoint_state import *
from edflow.files.checkpoints import *
from edflow.files.events import *
from edflow.files.graph_files import *
from edflow.train import decay
from edflow.train.adagrad import *
from edflow.train.adam import *
from edflow.train.checkpoint_values import *
from edflow.train.coordinator import *
from edflow.train.cosine import *
from edflow.train.decay import *
from edflow.train.global_step import *
from edflow.train.gradient_descent import *
from edflow.train.meta_graphs import *
from edflow.train.moving_averages import *
from edflow.train.optimizer import *
from edflow.train.proximal import *
from edflow.train.queue_runner import *
from edflow.train.rmsprop import *
from edflow.train.saver import *
from edflow.train.synchronous import *

NewCheckpointReader = checkpoints.CheckpointReader
SummaryWriter = event_writer.FileWriter
piecewise_constant_decay = decay.piecewise_constant

if TYPE_CHECKING:
    from edflow.files.protos import (
        BytesList as BytesList,
    )  # fmt: skip
    from edflow.files.protos import (
        CheckpointState as CheckpointState,
    )
    from edflow.files.protos import (
        Example as Example,
    )
    from edflow.files.protos import (
        Feature as Feature,
    )
    from edflow.files.protos import (
        FeatureList as FeatureList,
    )
    from edflow.files.protos import (
        FeatureLists as FeatureLists,
    )
    from edflow.files.protos import (
        Features as Features,
    )
    from edflow.files.protos import (
        FloatList as FloatList,
    )
    from edflow.files.protos import (
        Int64List as Int64List,
    )
    from edflow.files.protos import (
        SequenceExample as SequenceExample,
    )
    from edflow.train.batching import *
    from edflow.train.producers import *

_MESSAGES = (
    "BytesList", "CheckpointState", "Example", "Feature", "FeatureList", "FeatureLists",
    "Features", "FloatList", "Int64List", "SequenceExample",
)  # fmt: skip
# What makes summaries is loaded when it is first asked for.
_INPUT = {
    "edflow.train.batching": (
        "batch", "batch_join", "maybe_batch", "maybe_batch_join", "maybe_shuffle_batch",
        "maybe_shuffle_batch_join", "shuffle_batch", "shuffle_batch_join",
    ),
    "edflow.train.producers": (
        "input_producer", "limit_epochs", "match_filenames_once",
        "range_input_producer", "slice_input_producer", "string_input_producer",
    ),
}  # fmt: skip
namespace.finish(
    __name__,
    {name: f"edflow.files.protos:{name}" for name in _MESSAGES}
    | {name: f"{home}:{name}" for home, names in _INPUT.items() for name in names},
)
