"""What a graph is: operations, tensors, what is known of them, and their names."""

from edflow.engine.graph.default import (
    common_graph,
    get_default_graph,
    name_scope,
    reset_default_graph,
)
from edflow.engine.graph.graph import Graph
from edflow.engine.graph.node import Operation, Tensor
from edflow.engine.graph.opdef import OpDef, Runtime
from edflow.engine.graph.spec import Spec
from edflow.engine.graph.subgraph import Subgraph

__all__ = [
    "Graph",
    "OpDef",
    "Operation",
    "Runtime",
    "Spec",
    "Subgraph",
    "Tensor",
    "common_graph",
    "get_default_graph",
    "name_scope",
    "reset_default_graph",
]
