"""What a graph is: operations, tensors, what is known of them, and their names."""

from edflow.engine.graph.default import (
    common_graph,
    get_default_graph,
    name_scope,
    reset_default_graph,
)
from edflow.engine.graph.dtypes import DType, as_dtype
from edflow.engine.graph.graph import Graph
from edflow.engine.graph.keys import GraphKeys
from edflow.engine.graph.node import Operation, Tensor
from edflow.engine.graph.opdef import OpDef, Runtime
from edflow.engine.graph.operand import Operand
from edflow.engine.graph.shapes import Dimension, Shape, TensorShape
from edflow.engine.graph.spec import Spec
from edflow.engine.graph.subgraph import Subgraph

__all__ = [
    "DType",
    "Dimension",
    "Graph",
    "GraphKeys",
    "OpDef",
    "Operand",
    "Operation",
    "Runtime",
    "Shape",
    "Spec",
    "Subgraph",
    "Tensor",
    "TensorShape",
    "as_dtype",
    "common_graph",
    "get_default_graph",
    "name_scope",
    "reset_default_graph",
]
