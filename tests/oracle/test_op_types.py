"""What op classes say of their inputs and outputs is what TensorFlow's OpDefs say."""

from pathlib import Path

import pytest

from edflow.engine.face import dtypes
from edflow.engine.face.dtypes import DType, as_dtype
from edflow.engine.graph import OpDef
from edflow.engine.graph.signature import parse
from edflow.files.node_reader import load_all_ops

LIST = Path(__file__).parents[1] / "ops" / "tensorflow_ops.txt"


@pytest.fixture(scope="module")
def theirs(tensorflow):
    """TensorFlow's definitions by op type."""
    from tensorflow.core.framework.op_def_pb2 import OpList
    from tensorflow.python.client.pywrap_tf_session import (
        TF_GetAllOpList,
        TF_GetBuffer,
    )

    ops = OpList.FromString(TF_GetBuffer(TF_GetAllOpList())).op
    return {op.name: op for op in ops}


def ours():
    load_all_ops()
    return {
        name: kind
        for name, kind in OpDef.registry.items()
        if kind.__module__.startswith("edflow.")
    }


def test_the_list_of_op_types_is_tensorflows(theirs):
    assert set(LIST.read_text().split()) <= theirs.keys()


@pytest.mark.parametrize("signature", ["takes", "gives"])
def test_signatures_are_tensorflows(signature, theirs):
    wrong = {}
    for name, kind in ours().items():
        if name == "_Arg" or kind.beyond_tensorflow is True:
            continue  # A function's argument is no node of a GraphDef.
        op = theirs[name]
        wanted = op.input_arg if signature == "takes" else op.output_arg
        args = parse(getattr(kind, signature))
        pairs = zip(args, wanted, strict=False)
        if len(args) != len(wanted) or not all(agrees(*pair, op) for pair in pairs):
            wrong[name] = getattr(kind, signature), [arg.name for arg in wanted]
    assert not wrong


def agrees(arg, theirs, op):
    """Whether an input or output is TensorFlow's, in name, type and form."""
    form = theirs.name, theirs.is_ref, theirs.number_attr, bool(theirs.type_list_attr)
    if (arg.name, arg.ref, arg.count, arg.mixed) != form:
        return False
    fixed = getattr(dtypes, arg.type, None)
    if not isinstance(fixed, DType):
        return arg.type == theirs.type_attr + theirs.type_list_attr
    if theirs.type:
        return fixed is as_dtype(theirs.type)
    # One of the types among which TensorFlow lets one choose.
    (attribute,) = (a for a in op.attr if a.name == theirs.type_attr)
    allowed = attribute.allowed_values.list.type
    return not allowed or fixed.as_datatype_enum in allowed
