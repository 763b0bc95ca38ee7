"""tf.strings: operations on text."""

from edflow.engine.ops.strings.converting import as_string
from edflow.engine.ops.strings.converting import string_to_number as to_number
from edflow.engine.ops.strings.editing import (
    reduce_join,
    regex_full_match,
    regex_replace,
    substr,
)
from edflow.engine.ops.strings.editing import (
    string_format as format,
)
from edflow.engine.ops.strings.editing import string_join as join
from edflow.engine.ops.strings.editing import string_length as length
from edflow.engine.ops.strings.editing import string_lower as lower
from edflow.engine.ops.strings.editing import string_strip as strip
from edflow.engine.ops.strings.editing import string_upper as upper
from edflow.engine.ops.strings.hashing import string_to_hash_bucket as to_hash_bucket
from edflow.engine.ops.strings.hashing import (
    string_to_hash_bucket_fast as to_hash_bucket_fast,
)
from edflow.engine.ops.strings.splitting import string_split_v2 as split

__all__ = [
    "as_string",
    "format",
    "join",
    "length",
    "lower",
    "reduce_join",
    "regex_full_match",
    "regex_replace",
    "split",
    "strip",
    "substr",
    "to_hash_bucket",
    "to_hash_bucket_fast",
    "to_number",
    "upper",
]
