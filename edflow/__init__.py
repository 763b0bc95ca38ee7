"""edflow: TensorFlow 1, to learn from and to look into: `import edflow as tf`."""

from typing import TYPE_CHECKING

from edflow import errors
from edflow.engine.gradients import (
    AggregationMethod,
    RegisterGradient,
    UnconnectedGradients,
    gradients,
)
from edflow.engine.face.dtypes import DType, as_dtype
from edflow.engine.face.keys import GraphKeys
from edflow.engine.face.shapes import Dimension, TensorShape
from edflow.engine.graph import (
    Graph,
    Operation,
    Tensor,
    get_default_graph,
    name_scope,
    reset_default_graph,
)
from edflow.engine.face.dtypes import (
    bool,
    complex64,
    complex128,
    double,
    float16,
    float32,
    float64,
    half,
    int8,
    int16,
    int32,
    int64,
    string,
    uint8,
    uint16,
    uint32,
    uint64,
)
from edflow.engine.ops import operators

from edflow.names.arrays import *
from edflow.names.mathematics import *

# Building
from edflow.engine.ops.build import constant, convert_to_tensor

from edflow.engine.ops.nn.clipping import *
from edflow.engine.ops.assertions import (
    assert_equal,
    assert_greater,
    assert_greater_equal,
    assert_less,
    assert_less_equal,
    assert_near,
    assert_negative,
    assert_non_negative,
    assert_non_positive,
    assert_none_equal,
    assert_positive,
    assert_true as Assert,
)
from edflow.engine.ops.rank_assertions import *
from edflow.engine.ops.files import *
from edflow.engine.ops.graph_functions import *
from edflow.engine.ops.grouping import group, no_op, tuple_ as tuple
from edflow.engine.ops.initializers import (
    Constant as constant_initializer,
    GlorotNormal as glorot_normal_initializer,
    GlorotUniform as glorot_uniform_initializer,
    Ones as ones_initializer,
    Orthogonal as orthogonal_initializer,
    RandomNormal as random_normal_initializer,
    RandomUniform as random_uniform_initializer,
    TruncatedNormal as truncated_normal_initializer,
    UniformUnitScaling as uniform_unit_scaling_initializer,
    VarianceScaling as variance_scaling_initializer,
    Zeros as zeros_initializer,
)
from edflow.engine.ops.random.distributions import (
    multinomial,
    random_crop,
    random_gamma,
    random_poisson,
    random_shuffle,
)
from edflow.engine.ops.random.draws import (
    random_normal,
    random_uniform,
    truncated_normal,
)
from edflow.engine.ops.state.initialization import *
from edflow.engine.ops.state.refs import count_up_to, is_variable_initialized
from edflow.engine.ops.state.scatter import *
from edflow.engine.ops.state.scope import *
from edflow.engine.ops.state.sharing import get_local_variable, get_variable
from edflow.engine.ops.state.template import make_template
from edflow.engine.ops.state.variable import (
    Variable,
    assign,
    assign_add,
    assign_sub,
)

# -- control flow: branches and loops inside the graph ------------------------------
from edflow.engine.control.branching import case, cond
from edflow.engine.control.functional import foldl, foldr, map_fn, scan
from edflow.engine.control.looping import while_loop
from edflow.engine.control.tensor_array import TensorArray
from edflow.engine.runtime import InteractiveSession, Session, get_default_session

# Training
from edflow import losses, metrics, train
from edflow.config import (
    ConfigProto,
    GPUOptions,
    GraphOptions,
    OptimizerOptions,
    RunMetadata,
    RunOptions,
)

# The program around the graph
from edflow import app, compat, flags, gfile, logging

# Neural networks
from edflow import nn

# Namespaces of mathematics
from edflow import bitwise, linalg, math

# Namespaces of text and of sparse tensors
from edflow import sparse, strings

# Namespaces of state
from edflow import initializers, random

# Seeing: a graph shows itself in Jupyter
from edflow import view
from edflow.view.progress import progress

# TensorFlow's version, as programs read it; edflow's own is `edflow doctor`'s to tell.
__version__ = VERSION = "1.15.5"

if TYPE_CHECKING:
    from edflow import contrib, graph_util, image, io, layers, python_io, summary, test
    from edflow.rnn import lstm_gates

_NAMESPACES = (
    "contrib", "graph_util", "image", "io", "layers", "python", "python_io", "summary",
    "test",
)  # fmt: skip
_LATER = {
    "audio_summary": "edflow.summary.old_names",
    "decode_json_example": "edflow.files.tensors",
    "deserialize_many_sparse": "edflow.files.sparse_tensors",
    "import_graph_def": "edflow.files.importing",
    "histogram_summary": "edflow.summary.old_names",
    "image_summary": "edflow.summary.old_names",
    "lstm_gates": "edflow.rnn",
    "merge_all_summaries": "edflow.summary.old_names",
    "merge_summary": "edflow.summary.old_names",
    "parse_tensor": "edflow.files.tensors",
    "scalar_summary": "edflow.summary.old_names",
    "serialize_many_sparse": "edflow.files.sparse_tensors",
    "serialize_sparse": "edflow.files.sparse_tensors",
    "serialize_tensor": "edflow.files.tensors",
    "AttrValue": "edflow.files.protos",
    "Event": "edflow.files.protos",
    "GraphDef": "edflow.files.protos",
    "HistogramProto": "edflow.files.protos",
    "LogMessage": "edflow.files.protos",
    "MetaGraphDef": "edflow.files.protos",
    "NameAttrList": "edflow.files.protos",
    "NodeDef": "edflow.files.protos",
    "SessionLog": "edflow.files.protos",
    "Summary": "edflow.files.protos",
    "SummaryMetadata": "edflow.files.protos",
}
"""Where names are defined that are loaded when they are first asked for."""


def __getattr__(name: str) -> object:
    """Namespaces and names that are heavy to load, or rarely used, on first use."""
    from importlib import import_module

    if name in _NAMESPACES:
        return import_module(f"edflow.{name}")
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'edflow' has no attribute {name!r}")
