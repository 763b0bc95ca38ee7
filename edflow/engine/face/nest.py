"""Nested structures of tensors: taken apart into a flat list, and put together again.

Lists, tuples, namedtuples, dicts (by sorted key) and their views (`d.values()`) are
structure; all else is a leaf.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MappingView, Sequence
from typing import Any, cast


def is_sequence(value: Any) -> bool:
    """Whether `value` is structure and not a leaf."""
    return isinstance(value, list | tuple | Mapping | MappingView)


def flatten(structure: Any) -> list[Any]:
    """The leaves from left to right.

    >>> flatten([1, (2, {"b": 4, "a": 3})])
    [1, 2, 3, 4]
    """
    return list(_leaves(structure))


def _leaves(structure: Any) -> Iterator[Any]:
    parts = _parts(structure)
    if parts is None:
        yield structure
    else:
        for part in parts:
            yield from _leaves(part)


def _parts(structure: Any) -> list[Any] | None:
    """What a structure holds, in order; None for a leaf."""
    if isinstance(structure, Mapping):
        mapping = cast("Mapping[Any, Any]", structure)
        return [mapping[key] for key in sorted(mapping)]
    if isinstance(structure, list | tuple | MappingView):
        return list(cast("Sequence[Any]", structure))
    return None


def pack_sequence_as(structure: Any, flat_sequence: Any) -> Any:
    """The leaves of `flat_sequence` in the structure of `structure`.

    Raises:
      ValueError: the number of leaves is not that of the structure.

    >>> pack_sequence_as({"a": 0, "b": (0, 0)}, [1, 2, 3])
    {'a': 1, 'b': (2, 3)}
    """
    flat = list(flat_sequence)
    wanted = len(flatten(structure))
    if wanted != len(flat):
        raise ValueError(
            f"the structure has {wanted} leaves, but {len(flat)} are given"
        )
    return _rebuild(structure, iter(flat))


def _rebuild(structure: Any, leaves: Iterator[Any]) -> Any:
    old = _parts(structure)
    if old is None:
        return next(leaves)
    parts = [_rebuild(part, leaves) for part in old]
    kind = cast("Any", type(structure))
    if isinstance(structure, Mapping):
        mapping = cast("Mapping[Any, Any]", structure)
        made = dict(zip(sorted(mapping), parts, strict=True))
        return kind((key, made[key]) for key in mapping)
    if isinstance(structure, MappingView):
        return parts
    return kind(*parts) if hasattr(kind, "_fields") else kind(parts)


def map_structure(function: Callable[..., Any], *structures: Any) -> Any:
    """`function` of the leaves at each place of structures that are alike.

    >>> map_structure(lambda x, y: x + y, (1, [2]), (10, [20]))
    (11, [22])
    """
    for other in structures[1:]:
        assert_same_structure(structures[0], other)
    leaves = zip(*map(flatten, structures), strict=True)
    return pack_sequence_as(structures[0], [function(*each) for each in leaves])


def assert_same_structure(nest1: Any, nest2: Any, check_types: bool = True) -> None:
    """ValueError or TypeError unless both nest their leaves alike.

    Args:
      nest1: one structure.
      nest2: the other.
      check_types: also demand the same kinds of sequence.
    """
    if is_sequence(nest1) != is_sequence(nest2):
        raise ValueError(f"the structures differ: {nest1!r} and {nest2!r}")
    if not is_sequence(nest1):
        return
    if check_types and type(nest1) is not type(nest2):
        raise TypeError(
            f"the structures differ: {type(nest1).__name__} and {type(nest2).__name__}"
        )
    ones, others = _parts(nest1) or [], _parts(nest2) or []
    if len(ones) != len(others):
        raise ValueError(f"the structures differ: {nest1!r} and {nest2!r}")
    if isinstance(nest1, Mapping) and set(cast("Any", nest1)) != set(nest2):
        raise ValueError(f"the keys differ: {nest1!r} and {nest2!r}")
    for one, other in zip(ones, others, strict=True):
        assert_same_structure(one, other, check_types)
