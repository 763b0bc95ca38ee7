"""From the seeds that a user names to the two seeds of a random op."""

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
