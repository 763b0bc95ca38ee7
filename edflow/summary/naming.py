"""What the nodes of summaries are called, and where they are gathered."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor, get_default_graph, name_scope

_log = logging.getLogger("tensorflow")


@contextmanager
def summary_scope(
    name: str | None,
    family: str | None = None,
    values: Any = None,
    default_name: str | None = None,
) -> Iterator[tuple[str, str]]:
    """The scope of a summary, as the tag that TensorBoard shows and the node's name.

    Scopes around it are part of the tag; a family stands before all of them.
    """
    name, family = clean(name), clean(family)
    inside = name if family is None else f"{family}/{name}"
    with name_scope(inside, default_name, values) as scope:
        tag = scope.rstrip("/")
        yield (tag if family is None else f"{family}/{tag}"), scope


def clean(name: str | None) -> str | None:
    """A name that may be an operation's, `a_loss` for `a loss`."""
    if name is None:
        return None
    legal = re.sub(r"[^-/\w.]", "_", name).lstrip("/")
    if legal != name:
        _log.info("a summary cannot be called %r; it is called %r", name, legal)
    return legal


def collect(
    summary: Tensor,
    collections: Collection[str] | None,
    default: Collection[str] = (GraphKeys.SUMMARIES,),
) -> Tensor:
    """`summary`, once it is in the collections from which `merge_all` takes it."""
    for key in default if collections is None else collections:
        get_default_graph().add_to_collection(key, summary)
    return summary
