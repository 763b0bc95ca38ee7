"""Every op is what NumPy says, and its gradient is the limit of differences."""

import pkgutil
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from cases import BROKEN, CASES, FAMILIES
from realize import Realized, float_dtypes, realize, takes_floats

import edflow as tf
import edflow.engine
from edflow.engine.face.shapes import compatible
from edflow.engine.graph import OpDef, Tensor

ATOL = {"float16": 1e-3, "float32": 1e-5, "float64": 1e-12}
RTOL = {"float16": 2e-3, "float64": 1e-11}
ATOL |= {"complex64": ATOL["float32"], "complex128": ATOL["float64"]}
RTOL |= {"complex128": RTOL["float64"]}


def rows(cases, dtypes=float_dtypes):
    return pytest.mark.parametrize(
        ("case", "dtype"),
        [
            pytest.param(case, dtype, id=f"{case} {dtype.__name__}")
            for case in cases
            for dtype in dtypes(case)
        ],
    )


def widest(case):
    return float_dtypes(case)[-1:]


def computed(made: Realized, fetches, session=None):
    return (session or made.session()).run(list(fetches), made.feeds)


# -- the table ------------------------------------------------------------------------


MODULES = [
    module.name
    for module in pkgutil.walk_packages(edflow.engine.__path__, "edflow.engine.")
    if not module.name.startswith("edflow.engine.kernels")
]
for name in MODULES:  # Some load only when they are needed.
    with suppress(ImportError):
        import_module(name)

OPS = {
    name: op
    for name, op in OpDef.registry.items()
    if op.__module__.startswith("edflow.")
}


# The names of TensorFlow's op types, one a line; the oracle holds them against it.
TENSORFLOWS_OPS = Path(__file__).with_name("tensorflow_ops.txt").read_text().split()


@pytest.mark.parametrize("name", MODULES)
def test_every_module_of_the_engine_loads(name):
    import_module(name)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_of_rows_loads(family):
    if family in BROKEN:
        raise BROKEN[family]


@pytest.mark.parametrize("name", sorted(OPS))
def test_every_op_has_a_row_and_its_mathematics_as_docstring(name):
    assert name in {case.type for case in CASES}, (
        f"add a row for {name} to tests/ops/cases"
    )
    doc = OPS[name].__doc__ or ""
    generated = f"{name}("  # What a dataclass writes where nobody else did.
    assert doc.strip(), f"{name} has no docstring"
    assert not doc.startswith(generated), f"{name} has no docstring"


def test_every_row_is_of_an_op_and_no_two_are_called_alike():
    assert {case.type for case in CASES} <= set(OPS)
    names = [str(case) for case in CASES]
    assert len(set(names)) == len(names), {n for n in names if names.count(n) > 1}


@pytest.mark.parametrize("name", sorted(OPS))
def test_every_op_is_tensorflows_or_says_that_it_is_not(name):
    known = name in TENSORFLOWS_OPS
    assert (OPS[name].beyond_tensorflow is not True) == known, (
        f"TensorFlow {'has' if known else 'does not have'} the op {name}"
    )


# -- values and shapes ----------------------------------------------------------------


@rows(CASES, widest)
def test_outputs_are_of_the_types_that_the_class_gives(case, dtype):
    realize(case, dtype)
    for op in tf.get_default_graph().operations:
        if op.type == case.type:
            assert_gives(op)


def assert_gives(op):
    """The outputs are as many as `gives` says, and of these types."""
    own = {name.rstrip("_"): value for name, value in op.opdef.attributes.items()}
    taken = {arg.type: xs[0].dtype for arg, xs in op.opdef.by_argument(op.inputs) if xs}
    assert len(op.opdef.output_names(len(op.outputs))) == len(op.outputs)
    for result, tensors in op.opdef.by_result(op.outputs):
        if result.mixed:
            wanted = own.get(result.type, [t.dtype for t in tensors])
        else:
            settled = own.get(result.type) or op.opdef.dtype_of(result)
            wanted = [settled or taken[result.type]] * len(tensors)
        found = [t.dtype.base_dtype for t in tensors]
        assert found == [dtype.base_dtype for dtype in wanted]
        assert all(t.dtype.is_ref == result.ref for t in tensors if not result.mixed)


@rows(CASES)
def test_values_are_those_of_numpy(case, dtype):
    made = realize(case, dtype)
    tensors = [output for output in made.outputs if isinstance(output, Tensor)]
    values = computed(made, made.outputs)[: len(tensors)]
    if case.holds is not None:
        assert case.holds(*made.arrays, *values)
        return
    expected = () if case.reference is None else case.reference(*made.arrays)
    expected = expected if isinstance(expected, tuple) else (expected,)
    assert len(tensors) == len(expected), "reference None is for ops without outputs"
    for tensor, value, wanted in zip(tensors, values, expected, strict=True):
        assert_agree(case, tensor, as_array(value), np.asarray(wanted))


def as_array(value):
    """A fetched value as an array; a single text is a bytes object."""
    return np.asarray(value, object if isinstance(value, bytes) else None)


def assert_agree(case, tensor, value, wanted):
    dtype = tensor.dtype.base_dtype
    assert value.dtype == np.dtype(dtype.as_numpy_dtype)
    assert value.shape == wanted.shape
    if dtype.is_differentiable:
        rtol = max(case.rtol, RTOL.get(dtype.name, 0)) if dtype.size < 8 else 1e-11
        np.testing.assert_allclose(value, wanted, rtol, ATOL[dtype.name])
    else:
        np.testing.assert_array_equal(value, wanted)


@pytest.mark.parametrize("known", ["values", "shapes", "ranks", "nothing"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_shape_rule_promises_what_comes_out(case, known):
    made = realize(case, *float_dtypes(case)[:1], known=known)
    tensors = [output for output in made.outputs if isinstance(output, Tensor)]
    values = computed(made, tensors)
    for tensor, value in zip(tensors, values, strict=True):
        static, real = tensor.spec.shape, np.shape(value)
        assert as_array(value).dtype == tensor.dtype.as_numpy_dtype
        if known == "values" and case.static:
            assert static == real
        else:
            assert compatible(static, real)


# -- gradients ------------------------------------------------------------------------

SLOPED = [case for case in CASES if takes_floats(case) and not case.flat]


def float_inputs(made: Realized):
    return [
        (i, x)
        for i, x in enumerate(made.inputs)
        if isinstance(x, Tensor) and x.dtype.is_differentiable
    ]


def float_outputs(made: Realized):
    return [
        y
        for y in made.outputs
        if isinstance(y, Tensor) and y.dtype.is_differentiable and not y.dtype.is_ref
    ]


def chosen_inputs(case, made):
    """The inputs that gradients flow to, and those they must not."""
    inputs = float_inputs(made)
    wrt = {i for i, _ in inputs} if case.wrt is None else set(case.wrt)
    flowing = [x for i, x in inputs if i in wrt]
    return flowing, [x for i, x in inputs if i not in wrt]


def weighted(tensors, made: Realized, random):
    """A placeholder of random weights beside each tensor: the `grad_ys`."""
    weights = []
    for tensor, value in zip(tensors, computed(made, tensors), strict=True):
        weight = tf.placeholder(tensor.dtype.base_dtype, np.shape(value))
        made.feeds[weight] = noise(random, value)
        weights.append(weight)
    return weights


def slopes_of(case, ys, xs, weights):
    slopes = tf.gradients(ys, xs, weights)
    assert None not in slopes, f"{case}: no gradient for input {slopes.index(None)}"
    return [tf.convert_to_tensor(slope) for slope in slopes]


def noise(random, like):
    like = np.asarray(like)
    values = random.standard_normal(like.shape)
    if like.dtype.kind == "c":
        values = values + 1j * random.standard_normal(like.shape)
    return values.astype(like.dtype)


def assert_slopes(made: Realized, ys, weights, xs, slopes):
    """Along a random direction the slope is the limit of differences.

    Of the function sum(weight * y), by central differences of fourth order.
    """
    session = made.session()
    random = np.random.default_rng(5)
    direction = {x: noise(random, made.feeds[x]) for x in xs}
    double = all(d.dtype in (np.float64, np.complex128) for d in direction.values())

    def value(h):
        moved = {x: made.feeds[x] + h * d for x, d in direction.items()}
        moved = {x: v.astype(made.feeds[x].dtype) for x, v in moved.items()}
        outs = session.run([*ys, *weights], made.feeds | moved)
        pairs = zip(outs[: len(ys)], outs[len(ys) :], strict=True)
        return sum(np.vdot(w, y).real for y, w in pairs)

    h = 1e-3 if double else 1e-2
    measured = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)
    found = session.run(slopes, made.feeds)
    claimed = sum(
        np.vdot(slope, direction[x]).real for slope, x in zip(found, xs, strict=True)
    )
    for slope, x in zip(found, xs, strict=True):
        assert np.shape(slope) == np.shape(made.feeds[x])
    scale = sum(np.abs(s * direction[x]).sum() for s, x in zip(found, xs, strict=True))
    tolerance = 1e-6 if double else 2e-2
    assert abs(claimed - measured) <= tolerance * max(float(scale), 1.0)


@rows(SLOPED, widest)
def test_the_gradient_is_the_limit_of_differences(case, dtype):
    made = realize(case, dtype)
    ys = float_outputs(made)
    xs, others = chosen_inputs(case, made)
    assert ys, (
        f"{case} takes floats and gives none: say in `flat` why no gradient flows"
    )
    weights = weighted(ys, made, np.random.default_rng(7))
    assert_slopes(made, ys, weights, xs, slopes_of(case, ys, xs, weights))
    for other in others:
        assert tf.gradients(ys, other, weights) == [None]


@rows([case for case in SLOPED if case.smooth], widest)
def test_the_gradient_can_be_differentiated_again(case, dtype):
    made = realize(case, dtype)
    ys = float_outputs(made)
    xs, _ = chosen_inputs(case, made)
    weights = weighted(ys, made, np.random.default_rng(7))
    slopes = slopes_of(case, ys, xs, weights)
    again = weighted(slopes, made, np.random.default_rng(8))
    sources = [*xs, *weights]
    curves = tf.gradients(slopes, sources, again, unconnected_gradients="zero")
    assert_slopes(
        made, slopes, again, sources, [tf.convert_to_tensor(c) for c in curves]
    )


@pytest.mark.parametrize("case", [case for case in CASES if case.flat], ids=str)
def test_what_has_no_slope_gives_none(case):
    made = realize(case, *float_dtypes(case)[:1])
    ys = [y for y in made.outputs if isinstance(y, Tensor)]
    for _, x in float_inputs(made):
        with suppress(LookupError):  # "no gradient is defined" is an answer too.
            assert tf.gradients(ys, x) == [None]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_op_can_be_told_from_others(case):
    """Passes that look for equal steps ask for equality and for a hash."""
    assert hash(case.op) == hash(case.op)
    assert case.op == case.op
