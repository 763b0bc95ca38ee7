"""Rows of the ops that read examples, tables and tensors written as text."""

import json

import numpy as np
from case import Case, text

from edflow.engine.face import dtypes
from edflow.engine.ops.parsing.csv import DecodeCSV
from edflow.engine.ops.parsing.examples import ParseExampleV2
from edflow.engine.ops.parsing.sequences import ParseSequenceExampleV2
from edflow.files.protos import Example, SequenceExample, TensorProto
from edflow.files.sparse_tensors import (
    DeserializeManySparse,
    SerializeManySparse,
    SerializeSparse,
)
from edflow.files.tensors import DecodeJSONExample, ParseTensor, SerializeTensor

WRITTEN = "text has no slope"
NONE = text()


def array(*items):
    """A vector of bytes objects."""
    return np.array([*items, None], object)[:-1]


def example(**features):
    made = Example()
    for key, (kind, values) in features.items():
        getattr(made.features.feature[key], kind).value.extend(values)
    return made.SerializeToString()


def sequence():
    made = SequenceExample()
    made.context.feature["n"].int64_list.value.append(3)
    for step in ([b"a"], [b"b", b"c"]):
        bag = made.feature_lists.feature_list["bag"].feature.add()
        bag.bytes_list.value.extend(step)
        row = made.feature_lists.feature_list["row"].feature.add()
        row.float_list.value.extend([1.0, 2.0])
    return made.SerializeToString()


EXAMPLES = array(
    example(
        number=("int64_list", [7]),
        words=("bytes_list", [b"a", b"b"]),
        rows=("float_list", [1.0, 2.0, 3.0, 4.0]),
    ),
    example(number=("int64_list", [-1]), rows=("float_list", [5.0, 6.0])),
)
SINGLE = np.array(sequence(), object)


def parsed(*inputs):
    return (
        np.array([[0, 0], [0, 1]]),
        array(b"a", b"b"),
        np.array([2, 2]),
        np.array([7, -1]),
        np.float32([[[1, 2], [3, 4]], [[5, 6], [9, 9]]]),
    )


def parsed_sequence(*inputs):
    return (
        np.array(3),
        np.array([[0, 0], [1, 0], [1, 1]]),
        array(b"a", b"b", b"c"),
        np.array([2, 2]),
        np.float32([[1, 2], [1, 2]]),
        np.array(2),
    )


INDICES = np.array([[0, 1], [1, 0], [1, 2]])
VALUES = np.float32([1, 2, 3])
SHAPE = np.array([2, 3])


def proto(values):
    return TensorProto(
        dtype=dtypes.as_dtype(values.dtype).as_datatype_enum,
        tensor_shape={"dim": [{"size": size} for size in values.shape]},
        tensor_content=values.tobytes(),
    ).SerializeToString()


MANY = np.array(
    [
        [proto(INDICES[:1, 1:]), proto(VALUES[:1]), proto(SHAPE[1:])],
        [proto(INDICES[1:, 1:]), proto(VALUES[1:]), proto(SHAPE[1:])],
    ],
    object,
)
AS_JSON = {"features": {"feature": {"n": {"int64List": {"value": ["7"]}}}}}

CASES = [
    Case(
        ParseExampleV2(1, (dtypes.string,), (), (), ((), (None, 2))),
        [
            EXAMPLES,
            NONE,
            text("words"),
            text("number", "rows"),
            NONE,
            [np.zeros(0, np.int64), np.float32(9)],
        ],
        parsed,
        flat=WRITTEN,
        static=False,
    ),
    Case(
        ParseSequenceExampleV2(
            (), ((),), (dtypes.string,), (dtypes.float32,), ((2,),), 0, 1, 1
        ),
        [
            SINGLE,
            NONE,
            NONE,
            text("n"),
            NONE,
            text("bag"),
            text("row"),
            NONE,
            np.array([False]),
            [np.zeros(0, np.int64)],
        ],
        parsed_sequence,
        static=False,
    ),
    Case(
        DecodeCSV(),
        [text("1,a", '2,"b,c"', ",d"), [np.int32([9]), text("")]],
        lambda lines, *defaults: (np.int32([1, 2, 9]), text("a", "b,c", "d")),
    ),
    Case(
        SerializeTensor(),
        [np.int32([1, 2])],
        lambda x: np.array(proto(x), object),
    ),
    Case(
        ParseTensor(dtypes.int32),
        [np.array(proto(np.int32([[1, 2]])), object)],
        lambda x: np.int32([[1, 2]]),
        static=False,
    ),
    Case(
        DecodeJSONExample(),
        [text(json.dumps(AS_JSON))],
        lambda x: array(example(n=("int64_list", [7]))),
    ),
    Case(
        SerializeSparse(),
        [INDICES, VALUES, SHAPE],
        lambda *parts: array(*map(proto, parts)),
        flat=WRITTEN,
    ),
    Case(
        SerializeManySparse(),
        [INDICES, VALUES, SHAPE],
        lambda *parts: MANY,
        flat=WRITTEN,
        static=False,
    ),
    Case(
        DeserializeManySparse(dtypes.float32),
        [MANY],
        lambda many: (INDICES, VALUES, SHAPE),
        static=False,
    ),
]
