"""tf.strings: operations on text."""

from edflow import namespace
from edflow.engine.ops.strings import converting, editing, hashing, splitting

as_string = converting.as_string
format = editing.string_format
join = editing.string_join
length = editing.string_length
lower = editing.string_lower
reduce_join = editing.reduce_join
regex_full_match = editing.regex_full_match
regex_replace = editing.regex_replace
split = splitting.string_split_v2
strip = editing.string_strip
substr = editing.substr
to_hash_bucket = hashing.string_to_hash_bucket
to_hash_bucket_fast = hashing.string_to_hash_bucket_fast
to_number = converting.string_to_number
upper = editing.string_upper

namespace.finish(__name__)
