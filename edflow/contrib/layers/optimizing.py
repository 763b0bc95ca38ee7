"""optimize_loss: an optimizer, its learning rate, gradients and summaries in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from edflow.contrib.layers.gradients import Pairs, changed, multiplied, values_of
from edflow.engine.face.keys import GraphKeys
from edflow.engine.face.shapes import TensorShape
from edflow.engine.graph import Tensor, get_default_graph
from edflow.engine.ops.array.shape import shape as shape_of
from edflow.engine.ops.build import convert_to_tensor
from edflow.engine.ops.grouping import with_dependencies
from edflow.engine.ops.initializers import Constant
from edflow.engine.ops.nn.clipping import clip_by_global_norm, global_norm
from edflow.engine.ops.random.draws import truncated_normal
from edflow.engine.ops.state.scope import variable_scope
from edflow.engine.ops.state.sharing import get_variable
from edflow.summary import numbers
from edflow.train.adagrad import AdagradOptimizer
from edflow.train.adam import AdamOptimizer
from edflow.train.global_step import assert_global_step, get_global_step
from edflow.train.gradient_descent import GradientDescentOptimizer, MomentumOptimizer
from edflow.train.optimizer import Optimizer
from edflow.train.proximal import FtrlOptimizer
from edflow.train.rmsprop import RMSPropOptimizer

__all__ = ["OPTIMIZER_CLS_NAMES", "OPTIMIZER_SUMMARIES", "optimize_loss"]

OPTIMIZER_CLS_NAMES: dict[str, Callable[[Any], Optimizer]] = {
    "Adagrad": AdagradOptimizer,
    "Adam": AdamOptimizer,
    "Ftrl": FtrlOptimizer,
    "Momentum": lambda learning_rate: MomentumOptimizer(learning_rate, momentum=0.9),
    "RMSProp": RMSPropOptimizer,
    "SGD": GradientDescentOptimizer,
}
OPTIMIZER_SUMMARIES = [
    "learning_rate", "loss", "gradients", "gradient_norm", "global_gradient_norm",
]  # fmt: skip
_DEFAULT_SUMMARIES = ["learning_rate", "loss", "global_gradient_norm"]


def optimize_loss(
    loss: Tensor,
    global_step: Any,
    learning_rate: Any,
    optimizer: Any,
    gradient_noise_scale: float | None = None,
    gradient_multipliers: Mapping[Any, Any] | None = None,
    clip_gradients: Any = None,
    learning_rate_decay_fn: Callable[[Any, Any], Any] | None = None,
    update_ops: Iterable[Any] | None = None,
    variables: Sequence[Any] | None = None,
    name: str | None = None,
    summaries: Sequence[str] | None = None,
    colocate_gradients_with_ops: bool = False,
    increment_global_step: bool = True,
) -> Tensor:
    """A tensor that, when run, takes one step of training and gives the loss.

    Args:
      loss: the scalar to make small.
      global_step: the variable to count the steps in; None for the graph's, if any.
      learning_rate: a number or a scalar tensor; None for the optimizer's own.
      optimizer: "SGD", "Momentum", "Adagrad", "Adam", "Ftrl", "RMSProp"; an optimizer
        or the class of one; or a function of the learning rate, or of nothing.
      gradient_noise_scale: adds noise of this size to the gradients.
      gradient_multipliers: factors by variable, or by its name.
      clip_gradients: the greatest norm of all gradients together; or a function from
        pairs (gradient, variable) to such.
      learning_rate_decay_fn: a function of learning rate and global step.
      update_ops: what runs with each step, by default `tf.GraphKeys.UPDATE_OPS`.
      variables: those to train, by default all trainable ones.
      name: of the scope, `OptimizeLoss` by default.
      summaries: some of `OPTIMIZER_SUMMARIES`; by default loss, learning rate and
        global norm of the gradients.
      colocate_gradients_with_ops: accepted.
      increment_global_step: whether to count the steps.

    Raises:
      ValueError: an argument that means nothing; no gradient reaches a variable.

    >>> import edflow as tf
    >>> w = tf.get_variable("w", initializer=4.0)
    >>> step = tf.train.create_global_step()
    >>> train = tf.contrib.layers.optimize_loss(w * w, step, 0.25, "SGD")
    >>> with tf.Session() as session:
    ...     session.run(tf.global_variables_initializer())
    ...     [float(session.run(train)) for _ in range(3)]
    [16.0, 4.0, 1.0]
    """
    loss = convert_to_tensor(loss)
    if loss.shape.ndims not in (0, None):
        raise ValueError(f"the loss is a scalar, not of shape {loss.shape}")
    if global_step is None:
        global_step = get_global_step()
    else:
        assert_global_step(global_step)
    wanted = _DEFAULT_SUMMARIES if summaries is None else list(summaries)
    for summary in set(wanted) - set(OPTIMIZER_SUMMARIES):
        known = ", ".join(OPTIMIZER_SUMMARIES)
        raise ValueError(f"there is no summary {summary!r}; there are {known}")
    with variable_scope(name, "OptimizeLoss", [loss, global_step]):
        if update_ops is None:
            update_ops = get_default_graph().get_collection(GraphKeys.UPDATE_OPS)
        updates = list(dict.fromkeys(update_ops))
        if updates:
            loss = with_dependencies(updates, loss)
        rate = _rate(learning_rate, learning_rate_decay_fn, global_step)
        if rate is not None and "learning_rate" in wanted:
            numbers.scalar("learning_rate", rate)
        chosen = _optimizer(optimizer, rate)
        pairs = chosen.compute_gradients(
            loss, variables, colocate_gradients_with_ops=colocate_gradients_with_ops
        )
        pairs = [pair for pair in pairs if pair[0] is not None]
        if not pairs:
            raise ValueError(f"no gradient of {loss.name} reaches any variable")
        if gradient_noise_scale is not None:
            pairs = [(_noisy(g, gradient_noise_scale), var) for g, var in pairs]
        pairs = multiplied(pairs, gradient_multipliers or {})
        if "global_gradient_norm" in wanted or "gradient_norm" in wanted:
            norm = global_norm([grad for grad, _ in pairs])
            numbers.scalar("global_norm/gradient_norm", norm)
        pairs = _clipped(pairs, clip_gradients)
        if "loss" in wanted:
            numbers.scalar("loss", loss)
        _summarize(pairs, wanted, clip_gradients is not None)
        step = chosen.apply_gradients(
            pairs, global_step if increment_global_step else None, name="train"
        )
        return with_dependencies([step], loss)


def _rate(given: Any, decay: Any, step: Any) -> Any:
    """The learning rate, decayed; a number becomes a variable, as it may be fed."""
    if given is None:
        return None
    if isinstance(given, Tensor) and given.shape.ndims == 0:
        rate = given
    elif isinstance(given, int | float):
        if given < 0:
            raise ValueError(f"learning_rate must not be negative, but is {given}")
        rate = get_variable(
            "learning_rate", [], trainable=False, initializer=Constant(float(given))
        )
    else:
        raise ValueError(f"learning_rate is a number or a scalar tensor, not {given!r}")
    if decay is None:
        return rate
    if step is None:
        raise ValueError("learning_rate_decay_fn needs a global_step; give one")
    return decay(rate, step)


def _optimizer(given: Any, rate: Any) -> Optimizer:
    if isinstance(given, str):
        if given not in OPTIMIZER_CLS_NAMES:
            names = ", ".join(OPTIMIZER_CLS_NAMES)
            raise ValueError(f"there is no optimizer {given!r}; there are {names}")
        given = OPTIMIZER_CLS_NAMES[given]
        if rate is None:
            raise ValueError("an optimizer given by name needs a learning_rate")
    if isinstance(given, Optimizer):
        return given
    if not callable(given):
        raise ValueError(  # noqa: TRY004 - as TensorFlow does
            "optimizer is a name, an Optimizer, its class or a function that makes "
            f"one, not {given!r}"
        )
    made = given() if rate is None else given(rate)
    if not isinstance(made, Optimizer):
        raise ValueError(  # noqa: TRY004 - likewise
            f"the function optimizer made no Optimizer, but {made!r}"
        )
    return made


def _noisy(grad: Any, scale: float) -> Any:
    def noisy(values: Tensor) -> Tensor:
        known: TensorShape = values.shape
        shape = known if known.is_fully_defined() else shape_of(values)
        return values + truncated_normal(shape) * scale

    return changed(grad, noisy)


def _clipped(pairs: Pairs, clip: float | Callable[[Pairs], Pairs] | None) -> Pairs:
    if clip is None:
        return pairs
    if not isinstance(clip, int | float):
        if callable(clip):
            return clip(pairs)
        raise ValueError(f"clip_gradients is a number or a function, not {clip!r}")
    grads, _ = clip_by_global_norm([grad for grad, _ in pairs], clip)
    return [(grad, var) for grad, (_, var) in zip(grads, pairs, strict=True)]


def _summarize(pairs: Pairs, wanted: Sequence[str], clipped: bool) -> None:
    for grad, var in pairs:
        values, name = values_of(grad), var.op.name
        if "gradients" in wanted:
            numbers.histogram(f"gradients/{name}", values)
        if "gradient_norm" in wanted:
            numbers.scalar(f"gradient_norm/{name}", global_norm([values]))
    if clipped and ("global_gradient_norm" in wanted or "gradient_norm" in wanted):
        norm = global_norm([grad for grad, _ in pairs])
        numbers.scalar("global_norm/clipped_gradient_norm", norm)
