"""The structure of a dataset's elements: tuples and dicts, and what their leaves are.

A leaf is what is known of a tensor (`Spec`), of a sparse one, or of a dataset inside
the element. In the graph an element is flat: a leaf stands for some tensors in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from edflow.engine.control.bodies import spec_in_common
from edflow.engine.face import nest
from edflow.engine.face.dtypes import DType, as_dtype, int64, variant
from edflow.engine.face.shapes import Shape, TensorShape, as_shape, compatible
from edflow.engine.graph import Spec, Tensor, name_scope
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.sparse.tensor import SparseTensor, SparseTensorValue


@dataclass(frozen=True)
class SparseSpec:
    """What is known of a sparse tensor: three tensors in a row."""

    shape: Shape
    dtype: DType

    def parts(self) -> list[Spec]:
        rank = None if self.shape is None else len(self.shape)
        places, values = Spec((None, rank), int64), Spec((None,), self.dtype)
        return [places, values, Spec((rank,), int64)]


@dataclass(frozen=True)
class DatasetSpec:
    """What is known of a dataset that is part of an element: its own elements."""

    structure: Any
    dataset: Callable[[Tensor, Any], Any]
    """What makes the dataset of its tensor and its structure."""


def normalized(value: Any, name: str | None = None) -> Any:
    """`value` with tensors, sparse tensors and datasets for leaves.

    Lists are no structure here, as in TensorFlow: they become tensors.
    """
    if name is None:
        return _normalized(value, iter(lambda: "component", None))
    with name_scope(name):
        return _normalized(value, (f"component_{i}" for i in range(1 << 30)))


def _normalized(value: Any, names: Iterator[str]) -> Any:
    if isinstance(value, SparseTensorValue):
        return SparseTensor(*value)
    if isinstance(value, Mapping):
        mapping = cast("Mapping[Any, Any]", value)
        made = {key: _normalized(mapping[key], names) for key in sorted(mapping)}
        return cast("Any", type(value))((key, made[key]) for key in mapping)
    if isinstance(value, tuple):
        parts = [_normalized(part, names) for part in cast("tuple[Any, ...]", value)]
        kind = cast("Any", type(value))
        return kind(*parts) if hasattr(kind, "_fields") else tuple(parts)
    if isinstance(value, SparseTensor) or hasattr(value, "element_structure"):
        return value
    return convert_to_tensor(value, name=next(names))


def of(value: Any) -> Any:
    """The structure of a normalized value."""
    return nest.map_structure(_leaf, value)


def _leaf(leaf: Any) -> Any:
    if isinstance(leaf, SparseTensor):
        return SparseSpec(leaf.shape.sizes, leaf.dtype)
    if isinstance(leaf, Tensor):
        return Spec(leaf.spec.shape, leaf.dtype.base_dtype)
    return leaf.as_part()


def tensors(value: Any) -> list[Tensor]:
    """The tensors that stand for a normalized value, in a row."""
    found: list[Tensor] = []
    for leaf in nest.flatten(value):
        if isinstance(leaf, SparseTensor):
            found += [leaf.indices, leaf.values, leaf.dense_shape]
        else:
            found.append(leaf if isinstance(leaf, Tensor) else leaf.variant_tensor)
    return found


def specs(structure: Any) -> list[Spec]:
    """What is known of those tensors."""
    found: list[Spec] = []
    for leaf in nest.flatten(structure):
        if isinstance(leaf, SparseSpec):
            found += leaf.parts()
        else:
            found.append(leaf if isinstance(leaf, Spec) else Spec((), variant))
    return found


def packed(structure: Any, tensors: Sequence[Tensor]) -> Any:
    """The value that these tensors stand for."""
    rest = iter(tensors)

    def leaf(kind: Any) -> Any:
        tensor = next(rest)
        if isinstance(kind, DatasetSpec):
            return kind.dataset(tensor, kind.structure)
        if isinstance(kind, SparseSpec):
            sparse = SparseTensor(tensor, next(rest), next(rest))
            sparse.set_shape(kind.shape)
            return sparse
        return tensor

    return nest.map_structure(leaf, structure)


def declared(types: Any, shapes: Any = None, classes: Any = None) -> Any:
    """The structure that programs declare by the nests of its types and shapes."""
    kinds = nest.map_structure(as_dtype, _tuples(types))
    leaves = nest.flatten(kinds)
    known = [None] * len(leaves) if shapes is None else list(_up_to(kinds, shapes))
    sparse = [None] * len(leaves) if classes is None else list(_up_to(kinds, classes))
    rows = zip(leaves, known, sparse, strict=True)
    return nest.pack_sequence_as(
        kinds,
        [
            (SparseSpec if cls is SparseTensor else Spec)(as_shape(shape), dtype)
            for dtype, shape, cls in rows
        ],
    )


def _tuples(types: Any) -> Any:
    return tuple(map(_tuples, types)) if isinstance(types, list) else types


def _up_to(kinds: Any, value: Any) -> Iterator[Any]:
    """The parts of `value` at the leaves of `kinds`: a shape may be a list itself."""
    if isinstance(kinds, Mapping):
        for key in sorted(cast("Mapping[Any, Any]", kinds)):
            yield from _up_to(kinds[key], value[key])
    elif isinstance(kinds, tuple):
        if not isinstance(value, list | tuple):
            raise TypeError(f"{value!r} is no tuple of {len(kinds)} parts")
        for kind, part in zip(cast("tuple[Any, ...]", kinds), value, strict=True):
            yield from _up_to(kind, part)
    else:
        yield value


def up_to(structure: Any, value: Any) -> list[Any]:
    """The parts of `value` that belong to the leaves of `structure`."""
    return list(_up_to(structure, value))


def types(structure: Any) -> Any:
    """`output_types` as programs see them."""
    return nest.map_structure(lambda k: getattr(k, "dtype", variant), structure)


def shapes(structure: Any) -> Any:
    """`output_shapes` as programs see them."""
    return nest.map_structure(lambda k: TensorShape(getattr(k, "shape", ())), structure)


def classes(structure: Any) -> Any:
    """`output_classes` as programs see them."""

    def kind(leaf: Any) -> Any:
        if isinstance(leaf, DatasetSpec):
            return leaf.dataset
        return SparseTensor if isinstance(leaf, SparseSpec) else Tensor

    return nest.map_structure(kind, structure)


def fits(structure: Any, other: Any) -> bool:
    """Whether values of `other` can stand where `structure` was promised."""
    nest.assert_same_structure(structure, other)
    pairs = zip(specs(structure), specs(other), strict=True)
    return all(a.dtype is b.dtype and compatible(a.shape, b.shape) for a, b in pairs)


def with_batch(structure: Any, size: int | None) -> Any:
    """The structure of so many elements, stacked."""

    def stacked(kind: Any) -> Any:
        if isinstance(kind, SparseSpec):
            raise TypeError(
                "sparse elements cannot be batched; make them dense first, e.g. "
                "dataset.map(tf.sparse_tensor_to_dense), then padded_batch"
            )
        if isinstance(kind, DatasetSpec):
            raise TypeError(
                "datasets cannot be batched; flat_map(lambda window: window.batch(n)) "
                "batches their elements"
            )
        return Spec(None if kind.shape is None else (size, *kind.shape), kind.dtype)

    return nest.map_structure(stacked, structure)


def rows(structure: Any) -> Any:
    """The structure of what a first axis is taken from."""

    def row(kind: Any) -> Any:
        if isinstance(kind, Spec) and kind.shape != ():
            return Spec(None if kind.shape is None else kind.shape[1:], kind.dtype)
        raise ValueError(
            "every component needs a first axis to be taken apart along, and one has "
            "none: Dataset.from_tensors makes one element of all"
        )

    return nest.map_structure(row, structure)


def in_common(one: Any, other: Any) -> Any:
    """What is known of elements that are of either structure."""

    def both(a: Any, b: Any) -> Any:
        if isinstance(a, Spec) and isinstance(b, Spec):
            return spec_in_common(a, b)
        return a

    return nest.map_structure(both, one, other)
