"""From the seeds that a user names to the two seeds of a random op."""

from __future__ import annotations

from edflow.engine.graph import get_default_graph

__all__ = ["get_seed"]

# Both seeds live in [0, 2**31 - 1), TensorFlow's range.
SEEDS = 2**31 - 1
DEFAULT_GRAPH_SEED = 87654321


def derive_seeds(
    graph_seed: int | None, op_seed: int | None, unseeded: int
) -> tuple[int, int]:
    """The attributes (seed, seed2) of a random op.

    ``unseeded`` is the number of ops of this graph that came before this one with a
    graph seed but no seed of their own: each of them takes the next whole number.

    >>> derive_seeds(None, 1, 0)  # an op seed alone: the graph's is a well-known number
    (87654321, 1)
    >>> derive_seeds(42, None, 3)  # a graph seed alone: the op takes its turn
    (42, 3)
    >>> derive_seeds(None, None, 0)  # neither: other numbers every time
    (0, 0)
    >>> derive_seeds(0, 0, 0)  # asked for zeros: the same every time
    (0, 2147483647)
    """
    if graph_seed is None and op_seed is None:
        return 0, 0
    seed = DEFAULT_GRAPH_SEED if graph_seed is None else graph_seed % SEEDS
    seed2 = (unseeded if op_seed is None else op_seed) % SEEDS
    return (seed, seed2) if seed or seed2 else (0, SEEDS)


def op_seeds(op_seed: int | None) -> tuple[int, int]:
    """The attributes (seed, seed2) of the next random op of the default graph."""
    graph = get_default_graph().root  # Loop bodies draw in turn with what is around.
    unseeded = graph.random_ops_seeded
    if graph.seed is not None and op_seed is None:
        graph.random_ops_seeded += 1
    return derive_seeds(graph.seed, op_seed, unseeded)


def get_seed(op_seed: int | None) -> tuple[int | None, int | None]:
    """The two seeds that the next random op of the default graph would have.

    Args:
      op_seed: the seed given to the op itself, or None.

    Returns:
      The seed of the graph and that of the op; None for both where neither is set.

    >>> import edflow as tf
    >>> tf.get_seed(None)
    (None, None)
    >>> tf.set_random_seed(42)
    >>> tf.get_seed(7), tf.get_seed(None), tf.get_seed(None)
    ((42, 7), (42, 0), (42, 1))
    """
    seeds = op_seeds(op_seed)
    return (None, None) if seeds == (0, 0) else seeds
