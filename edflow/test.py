"""tf.test: unit tests of graphs, and gradients held against finite differences."""

from __future__ import annotations

import tempfile
import unittest
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import main, mock

import numpy as np

from edflow import errors, namespace
from edflow.engine.gradients import gradients
from edflow.engine.graph import Graph, Tensor, get_default_graph, reset_default_graph
from edflow.engine.graph.graph import innermost_graph
from edflow.engine.ops.build import constant
from edflow.engine.runtime import Session, get_default_session

__all__ = [
    "TestCase", "compute_gradient", "compute_gradient_error", "get_temp_dir",
    "gpu_device_name", "is_built_with_cuda", "is_gpu_available", "main", "mock",
]  # fmt: skip


def is_gpu_available(
    cuda_only: bool = False, min_cuda_compute_capability: Any = None
) -> bool:
    """Whether there is a graphics card to compute on: never, edflow uses the CPU."""
    return False


def is_built_with_cuda() -> bool:
    """Whether this build could use a graphics card: no."""
    return False


def gpu_device_name() -> str:
    """The name of the graphics card: empty, there is none."""
    return ""


def get_temp_dir() -> str:
    """A new directory for files that a test writes."""
    return tempfile.mkdtemp(prefix="edflow-test-")


class TestCase(unittest.TestCase):
    """A test case with a fresh default graph for each test, and assertions on arrays.

    Assertions take arrays, numbers and lists; in a session also tensors, by
    `self.evaluate`.
    """

    def setUp(self) -> None:
        """Start with an empty default graph."""
        super().setUp()
        if self._testMethodName == "test_session":
            self.skipTest("a session for tests, which unittest takes for a test")
        if innermost_graph() is None:
            reset_default_graph()

    def get_temp_dir(self) -> str:
        """A new directory for files that this test writes, deleted after it."""
        directory = tempfile.TemporaryDirectory(prefix="edflow-test-")
        self.addCleanup(directory.cleanup)
        return directory.name

    @contextmanager
    def test_session(
        self,
        graph: Graph | None = None,
        config: Any = None,
        use_gpu: bool = False,
        force_gpu: bool = False,
    ) -> Iterator[Session]:
        """A session on `graph`, or on the default graph, as the default session."""
        graph = graph or get_default_graph()
        with graph.as_default(), Session(graph=graph, config=config) as session:
            yield session

    session = cached_session = test_session

    def evaluate(self, tensors: Any) -> Any:
        """The values of tensors in the default session."""
        session = get_default_session()
        if session is None:
            raise ValueError("evaluate needs a session: `with self.session():`")
        return session.run(tensors)

    def _array(self, value: Any) -> np.ndarray:
        return np.asarray(self.evaluate(value) if isinstance(value, Tensor) else value)

    def assertAllEqual(self, a: Any, b: Any, msg: str | None = None) -> None:
        """Same shape, same elements."""
        np.testing.assert_array_equal(self._array(a), self._array(b), msg or "")

    def assertAllClose(
        self,
        a: Any,
        b: Any,
        rtol: float = 1e-6,
        atol: float = 1e-6,
        msg: str | None = None,
    ) -> None:
        """Same shape, elements equal but for rounding; also of lists and dicts."""
        if isinstance(a, Mapping):
            self.assertEqual(set(a), set(b), msg)
            for key, value in a.items():
                self.assertAllClose(value, b[key], rtol, atol, msg)
            return
        a, b = self._array(a), self._array(b)
        self.assertEqual(a.shape, b.shape, msg)
        np.testing.assert_allclose(a, b, rtol, atol, err_msg=msg or "")

    def assertAllCloseAccordingToType(
        self, a: Any, b: Any, rtol: float = 1e-6, atol: float = 1e-6, **_: Any
    ) -> None:
        """The same, with more room for half precision."""
        half = np.float16 in (self._array(a).dtype, self._array(b).dtype)
        wide = 1e-3 if half else 0
        self.assertAllClose(a, b, max(rtol, wide), max(atol, wide))

    def assertNotAllClose(self, a: Any, b: Any, **tolerances: Any) -> None:
        """Some element differs by more than rounding."""
        try:
            self.assertAllClose(a, b, **tolerances)
        except AssertionError:
            return
        self.fail(f"the two are close at all elements: {a!r} and {b!r}")

    def assertNear(
        self, f1: float, f2: float, err: float, msg: str | None = None
    ) -> None:
        """Two numbers are at most `err` apart."""
        self.assertLessEqual(abs(f1 - f2), err, msg)

    def assertArrayNear(
        self, farray1: Any, farray2: Any, err: float, msg: str | None = None
    ) -> None:
        """The elements of two sequences are at most `err` apart."""
        self.assertEqual(len(farray1), len(farray2), msg)
        for f1, f2 in zip(farray1, farray2, strict=True):
            self.assertNear(float(f1), float(f2), err, msg)

    def assertShapeEqual(
        self, np_array: Any, tf_tensor: Tensor, msg: str | None = None
    ) -> None:
        """An array has the static shape of a tensor."""
        self.assertEqual(list(np_array.shape), tf_tensor.shape.as_list(), msg)

    def assertDTypeEqual(self, target: Any, expected_dtype: Any) -> None:
        """An array has a dtype."""
        self.assertEqual(self._array(target).dtype, np.dtype(expected_dtype))

    def assertRaisesOpError(self, expected_err_re_or_predicate: str) -> Any:
        """The block fails while a graph runs, with a message that matches."""
        return self.assertRaisesRegex(errors.OpError, expected_err_re_or_predicate)


def compute_gradient(
    x: Any,
    x_shape: Any,
    y: Tensor,
    y_shape: Sequence[int],
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Mapping[Any, Any] | None = None,
) -> Any:
    """All derivatives of `y` by `x`: those of `tf.gradients`, and differences.

    Args:
      x: a tensor, or a list of them.
      x_shape: its shape, or a list of shapes.
      y: a tensor that depends on `x`.
      y_shape: its shape.
      x_init_value: where to take the derivatives; random if None.
      delta: the step of the differences.
      init_targets: operations to run first.
      extra_feed_dict: what else to feed.

    Returns:
      Two matrices [elements of x, elements of y], or a list of such pairs.
    """
    session = get_default_session()
    if session is None:
        raise ValueError(
            "compute_gradient needs a default session: `with tf.Session():`"
        )
    if init_targets is not None:
        session.run(init_targets)
    feeds = dict(extra_feed_dict or {})
    if not isinstance(x, list):
        value = _start(x, x_shape, x_init_value)
        return _jacobians(session, x, value, y, y_shape, delta, feeds)
    values = [
        _start(part, shape, None if x_init_value is None else x_init_value[i])
        for i, (part, shape) in enumerate(zip(x, x_shape, strict=True))
    ]
    feeds |= dict(zip(x, values, strict=True))
    return [
        _jacobians(session, part, value, y, y_shape, delta, feeds)
        for part, value in zip(x, values, strict=True)
    ]


def compute_gradient_error(
    x: Any,
    x_shape: Any,
    y: Tensor,
    y_shape: Sequence[int],
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Mapping[Any, Any] | None = None,
) -> float:
    """The largest difference between `tf.gradients` and finite differences.

    Arguments as for `compute_gradient`.

    >>> import edflow as tf
    >>> x = tf.placeholder(tf.float64, [3])
    >>> with tf.Session():
    ...     tf.test.compute_gradient_error(x, [3], tf.sin(x), [3]) < 1e-6
    True
    """
    pairs = compute_gradient(
        x, x_shape, y, y_shape, x_init_value, delta, init_targets, extra_feed_dict
    )
    pairs = pairs if isinstance(x, list) else [pairs]
    return max(float(np.abs(a - b).max(initial=0.0)) for a, b in pairs)


def _start(x: Tensor, shape: Any, value: Any) -> np.ndarray:
    dtype = x.dtype.as_numpy_dtype
    if value is not None:
        return np.array(value, dtype)
    return np.random.default_rng(0).uniform(-1, 1, tuple(shape)).astype(dtype)


def _jacobians(
    session: Session,
    x: Tensor,
    value: np.ndarray,
    y: Tensor,
    y_shape: Sequence[int],
    delta: float,
    feeds: dict[Any, Any],
) -> tuple[np.ndarray, np.ndarray]:
    """The derivatives by backward pass, and by differences over 2 delta."""
    with y.graph.as_default():
        dy = constant(np.zeros(tuple(y_shape), y.dtype.as_numpy_dtype))
        (dx,) = gradients(y, x, dy)
    backward = np.zeros((value.size, int(np.prod(y_shape))), value.dtype)
    differences = np.zeros_like(backward)
    for column in range(backward.shape[1]):
        unit = np.zeros(tuple(y_shape), y.dtype.as_numpy_dtype)
        unit.flat[column] = 1
        backward[:, column] = session.run(dx, {**feeds, x: value, dy: unit}).ravel()
    for row in range(backward.shape[0]):
        above, below = value.copy(), value.copy()
        above.flat[row] += delta
        below.flat[row] -= delta
        high, low = (session.run(y, {**feeds, x: v}) for v in (above, below))
        differences[row] = (high - low).ravel() / (2 * delta)
    return backward, differences


namespace.finish(__name__)
