"""tf.io: files, records, and what is written in them."""

from edflow import gfile as gfile
from edflow import namespace
from edflow.engine.ops.files import *
from edflow.engine.ops.image import encoding
from edflow.engine.ops.image.decoding import *
from edflow.engine.ops.parsing import sequences
from edflow.engine.ops.parsing.csv import *
from edflow.engine.ops.parsing.examples import *
from edflow.engine.ops.parsing.features import *
from edflow.engine.ops.parsing.sequences import *
from edflow.engine.ops.strings import converting
from edflow.files.graph_files import *
from edflow.files.records import *
from edflow.files.sparse_tensors import *
from edflow.files.tensors import *

decode_base64 = converting.decode_base64
decode_raw = converting.decode_raw
encode_base64 = converting.encode_base64
encode_jpeg = encoding.encode_jpeg
encode_png = encoding.encode_png
parse_sequence_example = sequences.parse_sequence_example

namespace.finish(__name__)
