"""edflow: TensorFlow 1, to learn from and to look into: `import edflow as tf`."""

from typing import TYPE_CHECKING

# -- values -------------------------------------------------------------------------
from edflow.engine.face.dtypes import *
from edflow.engine.face.keys import *
from edflow.engine.face.shapes import *

# -- the graph ----------------------------------------------------------------------
from edflow.engine.gradients import *
from edflow.engine.graph.graph import *
from edflow.engine.graph.node import *
from edflow.engine.ops import operators
from edflow.engine.ops.build import *
from edflow.engine.ops.files import *
from edflow.engine.ops.graph_functions import *
from edflow.engine.ops.grouping import *
from edflow.engine.ops.indexed_slices import *
from edflow.engine.ops.seeds import *
from edflow.engine.runtime.interactive import *
from edflow.engine.runtime.session import *

# -- variables ----------------------------------------------------------------------
from edflow.engine.ops.state.initialization import *
from edflow.engine.ops.state.refs import *
from edflow.engine.ops.state.scatter import *
from edflow.engine.ops.state.scope import *
from edflow.engine.ops.state.sharing import *
from edflow.engine.ops.state.template import *
from edflow.engine.ops.state.variable import *

# -- arrays -------------------------------------------------------------------------
from edflow.engine.ops.array.axes import *
from edflow.engine.ops.array.blocks import *
from edflow.engine.ops.array.filling import *
from edflow.engine.ops.array.broadcasting import *
from edflow.engine.ops.array.gathering import *
from edflow.engine.ops.indexing.scattering import *
from edflow.engine.ops.array.identity import *
from edflow.engine.ops.indexing.getitem import *
from edflow.engine.ops.array.joining import *
from edflow.engine.ops.array.splitting import *
from edflow.engine.ops.array.padding import *
from edflow.engine.ops.array.partitioning import *
from edflow.engine.ops.conv.patches import *
from edflow.engine.ops.indexing.ranking import *
from edflow.engine.ops.array.unique import *
from edflow.engine.ops.indexing.repeating import *
from edflow.engine.ops.indexing.segments import *
from edflow.engine.ops.array.sequences import *
from edflow.engine.ops.array.shape import *
from edflow.engine.ops.array.slicing import *
from edflow.engine.ops.indexing.sorted_segments import *
from edflow.engine.ops.indexing.sparse_segments import *
from edflow.engine.ops.array.stacking import *
from edflow.engine.ops.indexing.masks import *
from edflow.engine.ops.random.distributions import *
from edflow.engine.ops.random.draws import *

# -- mathematics --------------------------------------------------------------------
from edflow.engine.ops.math.clipping import *
from edflow.engine.ops.nn.clipping import *
from edflow.engine.ops.linalg.decomposing import *
from edflow.engine.ops.linalg.diagonals import *
from edflow.engine.ops.linalg.identities import *
from edflow.engine.ops.linalg.least_squares import *
from edflow.engine.ops.linalg.norms import *
from edflow.engine.ops.linalg.solving import *
from edflow.engine.ops.math.arithmetic import *
from edflow.engine.ops.array.casting import *
from edflow.engine.ops.math.checking import *
from edflow.engine.ops.math.comparing import *
from edflow.engine.ops.math.complex_numbers import *
from edflow.engine.ops.math.conjugates import *
from edflow.engine.ops.indexing.counting import *
from edflow.engine.ops.math.cumulative import *
from edflow.engine.ops.math.division import *
from edflow.engine.ops.math.einsum import *
from edflow.engine.ops.math.logic import *
from edflow.engine.ops.math.powers import *
from edflow.engine.ops.math.products import *
from edflow.engine.ops.math.rounding import *
from edflow.engine.ops.math.selecting import *
from edflow.engine.ops.math.spacing import *
from edflow.engine.ops.math.special import *
from edflow.engine.ops.math.sums import *
from edflow.engine.ops.linalg.tensordot import *
from edflow.engine.ops.math.trigonometry import *
from edflow.engine.ops.reduce.composed import *
from edflow.engine.ops.reduce.extremes import *
from edflow.engine.ops.reduce.sums import *
from edflow.engine.ops.reduce.truths import *

# -- queues -------------------------------------------------------------------------
from edflow.engine.ops.queues.orders import *
from edflow.engine.ops.queues.queue import *

# -- sparse tensors, text, records --------------------------------------------------
from edflow.engine.ops.parsing.csv import *
from edflow.engine.ops.parsing.examples import *
from edflow.engine.ops.parsing.features import *
from edflow.engine.ops.parsing.sequences import *
from edflow.engine.ops.sparse.arranging import *
from edflow.engine.ops.sparse.dense import *
from edflow.engine.ops.sparse.merging import *
from edflow.engine.ops.sparse.tensor import *
from edflow.engine.ops.strings.converting import *
from edflow.engine.ops.strings.editing import *
from edflow.engine.ops.strings.hashing import *
from edflow.engine.ops.strings.splitting import *

# -- control flow: branches and loops inside the graph; checks ----------------------
from edflow.engine.control.branching import *
from edflow.engine.control.functional import *
from edflow.engine.control.looping import *
from edflow.engine.control.tensor_array import *
from edflow.engine.ops.assertions import *
from edflow.engine.ops.python_functions import *
from edflow.engine.ops.rank_assertions import *

# -- the program around the graph; pictures -----------------------------------------
from edflow.config import *
from edflow.view.progress import *

# -- namespaces ---------------------------------------------------------------------
from edflow import (
    app as app, bitwise as bitwise, compat as compat, errors as errors,
    flags as flags, gfile as gfile, initializers as initializers, linalg as linalg,
    logging as logging, losses as losses, math as math, metrics as metrics, nn as nn,
    random as random, sparse as sparse, strings as strings, train as train,
    view as view,
)  # fmt: skip
from edflow.engine.ops import assertions, grouping
from edflow.engine.ops.array import joining, ranges, stacking
from edflow.engine.ops.indexing import scattering
from edflow.engine.ops.linalg import solving
from edflow.engine.ops.math import arithmetic
from edflow.engine.ops.nn import activations
from edflow import namespace, tracebacks

# TensorFlow's version, as programs read it; edflow's own is `edflow doctor`'s to tell.
__version__ = VERSION = "1.15.5"

# Names that are Python's, or another's
Assert = assertions.assert_true
range = ranges.range_
slice = joining.slice_
tuple = grouping.tuple_

constant_initializer = initializers.constant
glorot_normal_initializer = initializers.glorot_normal
glorot_uniform_initializer = initializers.glorot_uniform
ones_initializer = initializers.ones
orthogonal_initializer = initializers.orthogonal
random_normal_initializer = initializers.random_normal
random_uniform_initializer = initializers.random_uniform
truncated_normal_initializer = initializers.truncated_normal
uniform_unit_scaling_initializer = initializers.uniform_unit_scaling
variance_scaling_initializer = initializers.variance_scaling
zeros_initializer = initializers.zeros

log_sigmoid = activations.log_sigmoid
tensor_scatter_add = scattering.tensor_scatter_nd_add
tensor_scatter_sub = scattering.tensor_scatter_nd_sub
tensor_scatter_update = scattering.tensor_scatter_nd_update

# As they were called before TensorFlow 1.0
batch_matrix_determinant = solving.matrix_determinant
batch_matrix_inverse = solving.matrix_inverse
mul = arithmetic.multiply
neg = arithmetic.negative
pack = stacking.stack
sub = arithmetic.subtract
unpack = stacking.unstack

if TYPE_CHECKING:
    from edflow import (
        contrib as contrib, data as data, graph_util as graph_util, image as image,
        io as io, layers as layers, python as python, python_io as python_io,
        summary as summary, test as test,
    )  # fmt: skip
    from edflow.files.importing import *
    from edflow.files.protos import (
        AttrValue as AttrValue, Event as Event, GraphDef as GraphDef,
        HistogramProto as HistogramProto, LogMessage as LogMessage,
        MetaGraphDef as MetaGraphDef, NameAttrList as NameAttrList, NodeDef as NodeDef,
        SessionLog as SessionLog, Summary as Summary,
        SummaryMetadata as SummaryMetadata,
    )  # fmt: skip
    from edflow.files.readers import *
    from edflow.files.sparse_tensors import *
    from edflow.files.tensors import *
    from edflow.rnn.gates import *
    from edflow.summary.old_names import *

# What is heavy to load, or rarely used, is loaded when it is first asked for.
_NAMESPACES = (
    "contrib", "data", "graph_util", "image", "io", "layers", "python", "python_io",
    "summary", "test",
)  # fmt: skip
_LATER = {
    "edflow.files.importing": ("import_graph_def",),
    "edflow.files.protos": (
        "AttrValue", "Event", "GraphDef", "HistogramProto", "LogMessage",
        "MetaGraphDef", "NameAttrList", "NodeDef", "SessionLog", "Summary",
        "SummaryMetadata",
    ),
    "edflow.files.readers": (
        "FixedLengthRecordReader", "IdentityReader", "ReaderBase", "TFRecordReader",
        "TextLineReader", "WholeFileReader",
    ),
    "edflow.files.sparse_tensors": (
        "deserialize_many_sparse", "serialize_many_sparse", "serialize_sparse",
    ),
    "edflow.files.tensors": ("decode_json_example", "parse_tensor", "serialize_tensor"),
    "edflow.rnn.gates": ("lstm_gates",),
    "edflow.summary.old_names": (
        "audio_summary", "histogram_summary", "image_summary", "merge_all_summaries",
        "merge_summary", "scalar_summary",
    ),
}  # fmt: skip
namespace.finish(
    __name__,
    {name: f"edflow.{name}" for name in _NAMESPACES}
    | {name: f"{home}:{name}" for home, names in _LATER.items() for name in names},
)
tracebacks.show_in_notebooks()
