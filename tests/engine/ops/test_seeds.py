"""The pairs are what `tf.get_seed` returned in TensorFlow 2.21 (None as 0)."""

import pytest

from edflow.engine.ops.seeds import derive_seeds


@pytest.mark.parametrize(
    ("graph_seed", "op_seed", "unseeded", "expected"),
    [
        (None, None, 5, (0, 0)),
        (None, 7, 5, (87654321, 7)),
        (None, 0, 5, (87654321, 0)),
        (None, -1, 5, (87654321, 2147483646)),
        (42, None, 0, (42, 0)),
        (42, None, 1, (42, 1)),
        (42, 7, 1, (42, 7)),
        (42, 2**31 + 5, 1, (42, 6)),
        (0, 0, 0, (0, 2147483647)),
        (0, None, 0, (0, 2147483647)),
        (0, None, 1, (0, 1)),
        (-3, None, 2, (2147483644, 2)),
        (-3, 2**31 - 1, 2, (2147483644, 0)),
    ],
)
def test_seeds_are_tensorflows(graph_seed, op_seed, unseeded, expected):
    assert derive_seeds(graph_seed, op_seed, unseeded) == expected
