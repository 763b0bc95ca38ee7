"""Claims about the values of tensors: checked at once where possible, else in runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.graph import OpDef, Operation, Tensor, name_scope
from edflow.engine.ops.build import Const, apply, convert_to_tensor
from edflow.engine.ops.grouping import no_op
from edflow.engine.ops.math import comparing
from edflow.engine.ops.reduce import reduce_all
from edflow.errors import InvalidArgumentError

__all__ = [
    "assert_equal", "assert_greater", "assert_greater_equal", "assert_less",
    "assert_less_equal", "assert_near", "assert_negative", "assert_non_negative",
    "assert_non_positive", "assert_none_equal", "assert_positive",
]  # fmt: skip


class Assert(OpDef):
    """Fails unless the condition is true."""

    takes = "condition:bool data:**T"
    gives = ""
    stateful = True
    differentiable = False
    summarize: int = 3

    def infer(self, *specs: Any) -> tuple[()]:
        return ()

    def compute(self, condition: Array, *data: Array) -> tuple[()]:
        if not np.all(condition):
            shown = " ".join(_shown(value, self.summarize) for value in data)
            raise InvalidArgumentError(None, None, f"assertion failed: {shown}")
        return ()


def _shown(value: Array, most: int) -> str:
    """The first elements of a value; text as it is."""
    flat = np.asarray(value).reshape(-1)
    items = [
        item.decode() if isinstance(item, bytes) else str(item) for item in flat[:most]
    ]
    more = " ..." if len(flat) > most else ""
    return f"[{' '.join(items)}{more}]" if np.ndim(value) else items[0]


def assert_true(
    condition: Any,
    data: Sequence[Any],
    summarize: int | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails with InvalidArgumentError unless `condition` is true.

    Hang what must not run otherwise on it with `tf.control_dependencies`.

    Args:
      condition: a truth value.
      data: tensors and text to show in the error.
      summarize: how many elements of each to show, 3 by default.
      name: the operation's name.

    >>> import edflow as tf
    >>> x = tf.placeholder(tf.float32)
    >>> with tf.control_dependencies(
    ...     [tf.Assert(x > 0, ["x must be positive, not", x])]
    ... ):
    ...     y = tf.log(x)
    >>> try:
    ...     tf.Session().run(y, {x: -1.0})
    ... except tf.errors.InvalidArgumentError as error:
    ...     print(error.message)
    assertion failed: x must be positive, not -1.0
    """
    with name_scope(name, "Assert", [condition, *data]):
        for item in data:  # TensorFlow makes constants of them here too, unused.
            convert_to_tensor(item)
        return apply(Assert(3 if summarize is None else summarize), condition, data)


Relation = Callable[[Any, Any], Tensor]


def _holds(
    relation: Relation,
    sign: str,
    x: Any,
    y: Any,
    default_name: str,
    data: Any,
    summarize: Any,
    message: str | None,
    name: str | None,
) -> Operation:
    """An operation that fails unless `relation` holds for all elements of x and y."""
    with name_scope(name, default_name, [x, y]):
        x, y = convert_to_tensor(x, name="x"), convert_to_tensor(y, name="y")
        claim = f"condition x {sign} y did not hold for all elements:"
        lead = [f"{message}:"] if message else []
        condition = reduce_all(relation(x, y))
        known = [_value(tensor) for tensor in (x, y)]
        if all(value is not None for value in known):
            return _settled(relation, [*lead, claim], x, y, known)
        if data is None:
            data = [*lead, claim, f"{x.name} =", x, f"{y.name} =", y]
        return assert_true(condition, data, summarize)


def _value(tensor: Tensor) -> Array | None:
    """The value of a tensor if it is known before the graph runs."""
    if isinstance(tensor.op.opdef, Const):
        return tensor.op.opdef.value
    return tensor.spec.known


def _settled(
    relation: Relation, words: list[str], x: Tensor, y: Tensor, known: list[Any]
) -> Operation:
    truth = relation(x, y).op.opdef.compute(*known)
    if not np.all(truth):
        shown = f"{x.name} = {known[0]}, {y.name} = {known[1]}"
        raise InvalidArgumentError(None, None, f"{' '.join(words)} {shown}")
    return no_op()


def _relation(
    name: str, sign: str, relation: Relation, says: str
) -> Callable[..., Operation]:
    """The public function that claims a relation between two tensors."""

    def claim(
        x: Any,
        y: Any,
        data: Sequence[Any] | None = None,
        summarize: int | None = None,
        message: str | None = None,
        name: str | None = None,
    ) -> Operation:
        return _holds(relation, sign, x, y, own, data, summarize, message, name)

    own = claim.__name__ = claim.__qualname__ = name
    claim.__doc__ = f"""An operation that fails unless {says}, element by element.

    Args:
      x: a tensor.
      y: a tensor of the same dtype.
      data: what to show in the error, by default x and y.
      summarize: how many elements of each to show, 3 by default.
      message: words to begin the error with.
      name: the scope's name.

    Raises:
      InvalidArgumentError: it is known before the run that they do not.
    """
    return claim


assert_equal = _relation("assert_equal", "==", comparing.equal, "x equals y")
assert_none_equal = _relation(
    "assert_none_equal", "!=", comparing.not_equal, "x differs from y"
)
assert_less = _relation("assert_less", "<", comparing.less, "x is less than y")
assert_less_equal = _relation(
    "assert_less_equal", "<=", comparing.less_equal, "x is at most y"
)
assert_greater = _relation(
    "assert_greater", ">", comparing.greater, "x is greater than y"
)
assert_greater_equal = _relation(
    "assert_greater_equal", ">=", comparing.greater_equal, "x is at least y"
)


def _against_zero(name: str, sign: str, relation: Relation, says: str) -> Any:
    """The public function that compares a tensor with 0."""

    def claim(
        x: Any,
        data: Sequence[Any] | None = None,
        summarize: int | None = None,
        message: str | None = None,
        name: str | None = None,
    ) -> Operation:
        x = convert_to_tensor(x, name="x")
        zero = np.zeros((), x.dtype.as_numpy_dtype)
        return _holds(relation, sign, x, zero, own, data, summarize, message, name)

    own = claim.__name__ = claim.__qualname__ = name
    claim.__doc__ = f"""An operation that fails unless {says}, element by element.

    Arguments as for `tf.assert_equal`, without y.
    """
    return claim


assert_positive = _against_zero(
    "assert_positive", ">", comparing.greater, "x is above 0"
)
assert_negative = _against_zero("assert_negative", "<", comparing.less, "x is below 0")
assert_non_negative = _against_zero(
    "assert_non_negative", ">=", comparing.greater_equal, "x is 0 or more"
)
assert_non_positive = _against_zero(
    "assert_non_positive", "<=", comparing.less_equal, "x is 0 or less"
)


def assert_near(
    x: Any,
    y: Any,
    rtol: float | None = None,
    atol: float | None = None,
    data: Sequence[Any] | None = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails unless |x - y| <= atol + rtol |y|, element by element.

    Args:
      x: a tensor of floats.
      y: a tensor of the same dtype.
      rtol: by default ten units in the last place of the dtype.
      atol: likewise.
      data: what to show in the error.
      summarize: how many elements to show.
      message: words to begin the error with.
      name: the scope's name.
    """
    x = convert_to_tensor(x, name="x")
    ten_units = 10 * np.finfo(x.dtype.as_numpy_dtype).eps
    rtol = ten_units if rtol is None else rtol
    atol = ten_units if atol is None else atol

    def near(x: Any, y: Any) -> Tensor:
        return comparing.less_equal(abs(x - y), atol + rtol * abs(y))

    with name_scope(name, "assert_near", [x, y]):
        y = convert_to_tensor(y, x.dtype.base_dtype, "y")
        if data is None:
            lead = [f"{message}:"] if message else []
            data = [*lead, "x and y are not near each other:", x, y]
        return assert_true(reduce_all(near(x, y)), data, summarize)
