"""Arguments that TensorFlow renamed over the years: both names are understood."""

from __future__ import annotations

from typing import Any


def one_of(**given: Any) -> Any:
    """The one value that is not None among several names of one argument.

    >>> one_of(axis=None, reduction_indices=1)
    1
    """
    named = {name: value for name, value in given.items() if value is not None}
    if len(named) > 1:
        first, second = list(named)[:2]
        raise ValueError(
            f"{first} and {second} are two names of one argument; give only {first}"
        )
    return next(iter(named.values()), None)
