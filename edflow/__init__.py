"""edflow: TensorFlow 1, to learn from and to look into.

    import edflow as tf
"""

from edflow import errors
from edflow.engine.gradients import (
    AggregationMethod,
    RegisterGradient,
    UnconnectedGradients,
    gradients,
)
from edflow.engine.graph import (
    DType,
    Dimension,
    Graph,
    GraphKeys,
    Operation,
    Tensor,
    TensorShape,
    as_dtype,
    get_default_graph,
    name_scope,
    reset_default_graph,
)
from edflow.engine.graph.dtypes import (
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
from edflow.engine.ops.array.filling import *
from edflow.engine.ops.array.shape import *
from edflow.engine.ops.build import constant, convert_to_tensor
from edflow.engine.ops.math.arithmetic import *
from edflow.engine.ops.math.products import matmul
from edflow.engine.ops.reduce import reduce_sum, reduce_mean
from edflow.engine.ops.state.variable import *
from edflow.engine.runtime import InteractiveSession, Session, get_default_session
