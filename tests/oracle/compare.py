"""Running a program, and finding the first difference between two such runs."""

import inspect
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from program import Promise, Runs

# A few units in the last place; sums of many terms may say more in their `rtol`.
RTOL = {2: 2e-3, 4: 1e-5, 8: 1e-12}
ATOL = {2: 1e-4, 4: 1e-6, 8: 1e-13}


@dataclass(frozen=True)
class Node:
    """What is promised of an operation."""

    name: str
    type: str
    inputs: tuple[str, ...]
    control: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Handle:
    """What is promised of a tensor, operation or variable that a program returns."""

    kind: str
    name: str
    dtype: str = ""
    shape: str = ""


@dataclass
class Outcome:
    """What became of a program on one side."""

    nodes: list[Node] = field(default_factory=list)
    handles: list[Any] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    error: BaseException | None = None


def run(program: Any, tf: Any) -> Outcome:
    """Build and run a program in a graph of its own."""
    outcome = Outcome()
    graph = tf.Graph()
    try:
        with _quiet(tf), graph.as_default(), tf.Session(graph=graph) as session:
            initialized: set[str] = set()
            for result in _results(program, tf):
                outcome.handles.append(_handles(tf, result))
                outcome.nodes = _nodes(graph)
                _initialize(tf, graph, session, initialized)
                outcome.values.append(_evaluate(tf, session, result))
    except (NameError, ImportError):
        raise  # A slip of the program's own, which would agree on both sides.
    except Exception as error:  # Raising is a result, to be compared.
        outcome.error = error
    outcome.nodes = _nodes(graph)
    return outcome


@contextmanager
def _quiet(tf: Any) -> Iterator[None]:
    """No warnings from TensorFlow, of what is old or odd; edflow's own still fail."""
    with warnings.catch_warnings():
        if tf.__name__ != "edflow":
            warnings.simplefilter("ignore")
        yield


def _results(program: Any, tf: Any) -> Iterator[Any]:
    if inspect.isgeneratorfunction(program):
        yield from program(tf)
    else:
        yield program(tf)


def _initialize(tf: Any, graph: Any, session: Any, done: set[str]) -> None:
    """Give the new variables their initial values, without new nodes."""
    found = [
        v
        for key in (tf.GraphKeys.GLOBAL_VARIABLES, tf.GraphKeys.LOCAL_VARIABLES)
        for v in graph.get_collection(key)
        if v.name not in done
    ]
    done.update(v.name for v in found)
    for v in found:
        session.run(v.initializer)


def _nodes(graph: Any) -> list[Node]:
    return [
        Node(
            op.name,
            op.type,
            tuple(tensor.name for tensor in op.inputs),
            tuple(sorted(before.name for before in op.control_inputs)),
            tuple(f"{t.dtype.name} {t.get_shape()}" for t in op.outputs),
        )
        for op in graph.get_operations()
    ]


def _is_handle(tf: Any, item: Any) -> bool:
    return isinstance(item, tf.Tensor | tf.Operation | tf.Variable) or hasattr(
        item, "dense_shape"
    )


def _parts(item: Any) -> list[Any] | None:
    """What a nested structure is made of, or None for a leaf."""
    if isinstance(item, Mapping):
        return [part for key in item for part in (key, item[key])]
    if isinstance(item, list | tuple) and not hasattr(item, "dense_shape"):
        return list(item)
    return None


def _handles(tf: Any, result: Any) -> Any:
    """The same structure with names and static shapes in place of graph elements."""
    if isinstance(result, Runs):
        return _handles(tf, result.fetch)
    if _is_handle(tf, result):
        if isinstance(result, tf.Operation):
            return Handle("operation", result.name)
        if hasattr(result, "dense_shape"):
            return Handle("slices", result.name, result.dtype.name)
        kind = "variable" if isinstance(result, tf.Variable) else "tensor"
        shape = str(result.get_shape())
        return Handle(kind, result.name, result.dtype.base_dtype.name, shape)
    parts = _parts(result)
    return "…" if parts is None else [_handles(tf, part) for part in parts]


def _evaluate(tf: Any, session: Any, result: Any) -> Any:
    """The same structure with values in place of graph elements."""
    if isinstance(result, Runs):
        return [session.run(result.fetch, feed) for feed in result.each()]
    if _is_handle(tf, result):
        return session.run(result)
    if isinstance(result, list | tuple | dict) and _only_handles(tf, result):
        return session.run(result)  # One run: all see the same state.
    if isinstance(result, dict):
        return {key: _evaluate(tf, session, item) for key, item in result.items()}
    if isinstance(result, list | tuple) and not hasattr(result, "_fields"):
        return type(result)(_evaluate(tf, session, item) for item in result)
    return result


def _only_handles(tf: Any, result: Any) -> bool:
    if isinstance(result, dict):
        return bool(result) and all(_only_handles(tf, v) for v in result.values())
    if isinstance(result, list | tuple) and not _is_handle(tf, result):
        return bool(result) and all(_only_handles(tf, v) for v in result)
    return _is_handle(tf, result)


# -- the first difference -------------------------------------------------------------


def difference(ours: Outcome, theirs: Outcome, promise: Promise) -> str:
    """What differs first, in words; "" if nothing does."""
    if promise.instead is not None:
        return _deviation(ours.error, theirs.error, promise.instead)
    # What a failing call leaves behind in the graph is nobody's promise.
    compare_nodes = promise.nodes == "all" and theirs.error is None
    return (
        _in_errors(ours.error, theirs.error)
        or (compare_nodes and _in_nodes(ours.nodes, theirs.nodes))
        or (promise.nodes and _in_handles(ours.handles, theirs.handles))
        or in_values(ours.values, theirs.values, promise)
        or ""
    )


def _in_errors(ours: BaseException | None, theirs: BaseException | None) -> str:
    if ours is None and theirs is None:
        return ""
    if ours is None or theirs is None or not _alike(ours, theirs):
        return f"errors:\n  edflow     {_shown(ours)}\n  TensorFlow {_shown(theirs)}"
    return ""


def _deviation(
    ours: BaseException | None, theirs: BaseException | None, promised: type[Exception]
) -> str:
    """A deviation must be one, and the one that is promised."""
    if type(ours) is not promised:
        return f"{promised.__name__} is promised, but edflow raised {_shown(ours)}"
    if theirs is not None and _alike(ours, theirs):
        return f"`instead` is no deviation: TensorFlow too raises {_shown(theirs)}"
    return ""


def _alike(ours: BaseException, theirs: BaseException) -> bool:
    """The same builtin class, or one that bears the name of TensorFlow's."""
    builtin = next(c for c in type(theirs).__mro__ if c.__module__ == "builtins")
    if builtin is Exception or type(ours).__module__ != "builtins":
        return type(ours).__name__ == type(theirs).__name__
    return type(ours) is builtin


def _shown(error: BaseException | None) -> str:
    if error is None:
        return "none"
    lines = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {lines[0][:200]}"


def _in_nodes(ours: list[Node], theirs: list[Node]) -> str:
    # Which of two independent helpers is created first is nobody's promise.
    mine = {node.name: node for node in ours}
    wanted = {node.name: node for node in theirs}
    missing = [str(node) for name, node in wanted.items() if name not in mine]
    extra = [str(node) for name, node in mine.items() if name not in wanted]
    if missing or extra:
        lines = [f"  - {line}" for line in missing[:4]]
        lines += [f"  + {line}" for line in extra[:4]]
        return "nodes (- only in TensorFlow, + only in edflow):\n" + "\n".join(lines)
    for name, node in wanted.items():
        if mine[name] != node:
            return f"node {name}:\n  edflow     {mine[name]}\n  TensorFlow {node}"
    return ""


def _in_handles(ours: Any, theirs: Any, place: str = "") -> str:
    """The first difference between what was returned, by name, dtype and shape."""
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        found = (_in_handles(a, b, f"{place}[{i}]") for i, (a, b) in pairs)
        return next(filter(None, found), "")
    if ours != theirs:
        return f"returned{place}:\n  edflow     {ours}\n  TensorFlow {theirs}"
    return ""


def in_values(ours: Any, theirs: Any, promise: Promise, place: str = "") -> str:
    """The first difference between two nested structures of values."""
    mine, wanted = _parts(ours), _parts(theirs)
    where = f"value{place}"
    if (mine is None) != (wanted is None):
        return f"{where}: {ours!r} is not built as {theirs!r}"
    if mine is not None and wanted is not None:
        if len(mine) != len(wanted) or _kind(ours) != _kind(theirs):
            return f"{where}: a {_kind(ours)} of {len(mine)}, not of {len(wanted)}"
        pairs = enumerate(zip(mine, wanted, strict=True))
        found = (in_values(a, b, promise, f"{place}[{i}]") for i, (a, b) in pairs)
        return next(filter(None, found), "")
    if hasattr(theirs, "dense_shape"):
        ours, theirs = tuple(ours), tuple(theirs)
        return in_values(ours, theirs, promise, place)
    return _in_leaves(ours, theirs, promise, where)


def _kind(structure: Any) -> str:
    """The kind of a structure: a namedtuple by its fields, all else by its class."""
    return ",".join(getattr(structure, "_fields", (type(structure).__name__,)))


def _in_leaves(ours: Any, theirs: Any, promise: Promise, where: str) -> str:
    if not isinstance(theirs, np.ndarray | np.generic):
        theirs = getattr(theirs, "name", theirs)  # Of a dtype, a variable, an op.
        ours = getattr(ours, "name", ours)
        same = type(ours) is type(theirs) and ours == theirs
        same |= str(ours) == str(theirs) and type(theirs).__module__ != "builtins"
        return "" if same else f"{where}: {ours!r}, not {theirs!r}"
    if not isinstance(ours, type(theirs)):
        return f"{where}: {type(ours).__name__}, not {type(theirs).__name__}"
    if ours.dtype != theirs.dtype or ours.shape != theirs.shape:
        return (
            f"{where}: {ours.dtype}{list(ours.shape)}, "
            f"not {theirs.dtype}{list(theirs.shape)}"
        )
    if not promise.values:
        agree = True
    elif promise.exact or theirs.dtype.kind not in "fc":
        agree = _bits(ours) == _bits(theirs)
    else:
        width = theirs.real.dtype.itemsize
        rtol = RTOL[width] if promise.rtol is None else promise.rtol
        atol = ATOL[width] if promise.atol is None else promise.atol
        agree = np.allclose(ours, theirs, rtol, atol, equal_nan=True)
    return "" if agree else f"{where}:\n  edflow     {ours}\n  TensorFlow {theirs}"


def _bits(array: Any) -> Any:
    return array.tolist() if array.dtype.kind == "O" else array.tobytes()
