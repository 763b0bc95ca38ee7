"""tf.contrib.framework.nest: structures of tensors, taken apart and put together."""

from edflow import namespace
from edflow.engine.face.nest import (
    assert_same_structure,
    flatten,
    is_sequence,
    map_structure,
    pack_sequence_as,
)

__all__ = [
    "assert_same_structure", "flatten", "is_sequence", "map_structure",
    "pack_sequence_as",
]  # fmt: skip

namespace.finish(__name__)
