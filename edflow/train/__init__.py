"""tf.train: optimizers, learning rates that decay, moving averages, checkpoints."""

from edflow.files import protos
from edflow.files.checkpoint_state import (
    CheckpointState,
    generate_checkpoint_state_proto,
    get_checkpoint_state,
    update_checkpoint_state,
)
from edflow.files.checkpoints import (
    CheckpointReader,
    checkpoint_exists,
    get_checkpoint_mtimes,
    latest_checkpoint,
    list_variables,
    load_checkpoint,
    load_variable,
    remove_checkpoint,
)
from edflow.files.checkpoints import CheckpointReader as NewCheckpointReader
from edflow.files.event_writer import FileWriter as SummaryWriter
from edflow.files.events import summary_iterator
from edflow.files.graph_files import write_graph
from edflow.train.adagrad import (
    AdadeltaOptimizer,
    AdagradDAOptimizer,
    AdagradOptimizer,
)
from edflow.train.adam import AdamOptimizer
from edflow.train.checkpoint_values import init_from_checkpoint
from edflow.train.cosine import (
    cosine_decay,
    cosine_decay_restarts,
    linear_cosine_decay,
    noisy_linear_cosine_decay,
)
from edflow.train.decay import (
    exponential_decay,
    inverse_time_decay,
    natural_exp_decay,
    piecewise_constant,
    polynomial_decay,
)
from edflow.train.decay import piecewise_constant as piecewise_constant_decay
from edflow.train.global_step import (
    assert_global_step,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
    global_step,
)
from edflow.train.gradient_descent import GradientDescentOptimizer, MomentumOptimizer
from edflow.train.meta_graphs import export_meta_graph, import_meta_graph
from edflow.train.moving_averages import ExponentialMovingAverage
from edflow.train.optimizer import Optimizer
from edflow.train.proximal import (
    FtrlOptimizer,
    ProximalAdagradOptimizer,
    ProximalGradientDescentOptimizer,
)
from edflow.train.rmsprop import RMSPropOptimizer
from edflow.train.saver import Saver, SaverDef
from edflow.train.synchronous import SyncReplicasOptimizer

__all__ = [
    "AdadeltaOptimizer",
    "AdagradDAOptimizer",
    "AdagradOptimizer",
    "AdamOptimizer",
    "CheckpointReader",
    "CheckpointState",
    "ExponentialMovingAverage",
    "FtrlOptimizer",
    "GradientDescentOptimizer",
    "MomentumOptimizer",
    "NewCheckpointReader",
    "Optimizer",
    "ProximalAdagradOptimizer",
    "ProximalGradientDescentOptimizer",
    "RMSPropOptimizer",
    "Saver",
    "SaverDef",
    "SummaryWriter",
    "SyncReplicasOptimizer",
    "assert_global_step",
    "checkpoint_exists",
    "cosine_decay",
    "cosine_decay_restarts",
    "create_global_step",
    "exponential_decay",
    "export_meta_graph",
    "generate_checkpoint_state_proto",
    "get_checkpoint_mtimes",
    "get_checkpoint_state",
    "get_global_step",
    "get_or_create_global_step",
    "global_step",
    "import_meta_graph",
    "init_from_checkpoint",
    "inverse_time_decay",
    "latest_checkpoint",
    "linear_cosine_decay",
    "list_variables",
    "load_checkpoint",
    "load_variable",
    "natural_exp_decay",
    "noisy_linear_cosine_decay",
    "piecewise_constant",
    "piecewise_constant_decay",
    "polynomial_decay",
    "remove_checkpoint",
    "summary_iterator",
    "update_checkpoint_state",
    "write_graph",
]

_MESSAGES = (
    "BytesList",
    "Example",
    "Feature",
    "FeatureList",
    "FeatureLists",
    "Features",
    "FloatList",
    "Int64List",
    "SequenceExample",
)


__getattr__ = protos.some(__name__, _MESSAGES)


def __dir__() -> list[str]:
    return [*__all__, *_MESSAGES]
