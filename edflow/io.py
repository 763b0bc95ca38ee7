"""tf.io: files, records, and what is written in them."""

from edflow import gfile
from edflow.engine.ops.files import matching_files, read_file, write_file
from edflow.engine.ops.image.decoding import (
    decode_and_crop_jpeg,
    decode_bmp,
    decode_gif,
    decode_image,
    decode_jpeg,
    decode_png,
    extract_jpeg_shape,
    is_jpeg,
)
from edflow.engine.ops.image.encoding import encode_jpeg, encode_png
from edflow.engine.ops.parsing.csv import decode_csv
from edflow.engine.ops.parsing.examples import parse_example, parse_single_example
from edflow.engine.ops.parsing.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    SparseFeature,
    VarLenFeature,
)
from edflow.engine.ops.parsing.sequences import (
    parse_sequence_example,
    parse_single_sequence_example,
)
from edflow.engine.ops.strings.converting import (
    decode_base64,
    decode_raw,
    encode_base64,
)
from edflow.files.graph_files import write_graph
from edflow.files.records import (
    TFRecordCompressionType,
    TFRecordOptions,
    TFRecordWriter,
    tf_record_iterator,
)
from edflow.files.sparse_tensors import (
    deserialize_many_sparse,
    serialize_many_sparse,
    serialize_sparse,
)
from edflow.files.tensors import decode_json_example, parse_tensor, serialize_tensor

__all__ = [
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "SparseFeature",
    "TFRecordCompressionType",
    "TFRecordOptions",
    "TFRecordWriter",
    "VarLenFeature",
    "decode_and_crop_jpeg",
    "decode_base64",
    "decode_bmp",
    "decode_csv",
    "decode_gif",
    "decode_image",
    "decode_jpeg",
    "decode_json_example",
    "decode_png",
    "decode_raw",
    "deserialize_many_sparse",
    "encode_base64",
    "encode_jpeg",
    "encode_png",
    "extract_jpeg_shape",
    "gfile",
    "is_jpeg",
    "matching_files",
    "parse_example",
    "parse_sequence_example",
    "parse_single_example",
    "parse_single_sequence_example",
    "parse_tensor",
    "read_file",
    "serialize_many_sparse",
    "serialize_sparse",
    "serialize_tensor",
    "tf_record_iterator",
    "write_file",
    "write_graph",
]
