"""Rows of the optimizers' updates: what each makes of the variable."""

import numpy as np
from case import Case, In, Ref, ints

from edflow.engine.ops.training.adagrad import (
    ApplyAdadelta,
    ApplyAdagrad,
    ApplyAdagradDA,
    SparseApplyAdadelta,
    SparseApplyAdagrad,
    SparseApplyAdagradDA,
)
from edflow.engine.ops.training.descent import (
    ApplyAdam,
    ApplyGradientDescent,
    ApplyMomentum,
    SparseApplyMomentum,
)
from edflow.engine.ops.training.proximal import (
    ApplyFtrl,
    ApplyFtrlV2,
    ApplyProximalAdagrad,
    ApplyProximalGradientDescent,
    SparseApplyFtrl,
    SparseApplyFtrlV2,
    SparseApplyProximalAdagrad,
    SparseApplyProximalGradientDescent,
)
from edflow.engine.ops.training.rms import (
    ApplyCenteredRMSProp,
    ApplyRMSProp,
    SparseApplyCenteredRMSProp,
    SparseApplyRMSProp,
)

SHAPE = (4, 3)
VAR = Ref(SHAPE)
SQUARES = Ref(SHAPE, low=1.0, high=4.0)
GRAD = In(SHAPE)
RATE = In((), low=0.1, high=0.3)
FRACTION = In((), low=0.5, high=0.9)
STEP = np.int64(3)

# Two rows, one of them twice: it takes two steps, one after the other.
ROWS = ints(2, 0, 2)
ROW_GRAD = In((3, 3))


def sparse(dense, slots, grad_at):
    """The reference of a sparse update: `dense` on the rows, in the order given."""

    def reference(*arrays):
        held = [np.array(array) for array in arrays[:slots]]
        scalars = list(arrays[slots:])
        rows = scalars.pop(grad_at + 1)
        grads = scalars.pop(grad_at)
        for row, grad in zip(rows, grads, strict=True):
            rest = [*scalars[:grad_at], grad, *scalars[grad_at:]]
            new = dense(*[array[row] for array in held], *rest)
            for array, value in zip(held, new, strict=True):
                array[row] = value
        return held[0]

    return reference


def first(dense):
    """The variable alone, out of all that the update changes."""
    return lambda *arrays: dense(*arrays)[0]


def momentum(var, accum, lr, grad, momentum):
    accum = momentum * accum + grad
    return var - lr * accum, accum


def nesterov(var, accum, lr, grad, momentum):
    accum = momentum * accum + grad
    return var - lr * (grad + momentum * accum), accum


def adam(var, m, v, power1, power2, lr, beta1, beta2, epsilon, grad):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    rate = lr * np.sqrt(1 - power2) / (1 - power1)
    return var - rate * m / (np.sqrt(v) + epsilon), m, v


def adam_ahead(var, m, v, power1, power2, lr, beta1, beta2, epsilon, grad):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    rate = lr * np.sqrt(1 - power2) / (1 - power1)
    ahead = beta1 * m + (1 - beta1) * grad
    return var - rate * ahead / (np.sqrt(v) + epsilon), m, v


def adagrad(var, accum, lr, grad):
    accum = accum + grad**2
    return var - lr * grad / np.sqrt(accum), accum


def adagrad_da(var, total, squares, grad, lr, l1, l2, step):
    total, squares = total + grad, squares + grad**2
    kept = np.sign(total) * np.maximum(np.abs(total) - l1 * step, 0)
    return -lr * kept / (l2 * step * lr + np.sqrt(squares)), total, squares


def adadelta(var, accum, accum_update, lr, rho, epsilon, grad):
    accum = rho * accum + (1 - rho) * grad**2
    step = grad * np.sqrt((accum_update + epsilon) / (accum + epsilon))
    return var - lr * step, accum, rho * accum_update + (1 - rho) * step**2


def rms_prop(var, ms, mom, lr, rho, momentum, epsilon, grad):
    ms = rho * ms + (1 - rho) * grad**2
    mom = momentum * mom + lr * grad / np.sqrt(ms + epsilon)
    return var - mom, ms, mom


def centered(var, mg, ms, mom, lr, rho, momentum, epsilon, grad):
    ms = rho * ms + (1 - rho) * grad**2
    mg = rho * mg + (1 - rho) * grad
    mom = momentum * mom + lr * grad / np.sqrt(ms - mg**2 + epsilon)
    return var - mom, mg, ms, mom


def proximal(var, alpha, l1, l2, delta):
    moved = var - alpha * delta
    near = np.sign(moved) * np.maximum(np.abs(moved) - alpha * l1, 0)
    return (near / (1 + alpha * l2),)


def proximal_adagrad(var, accum, lr, l1, l2, grad):
    accum = accum + grad**2
    return *proximal(var, lr / np.sqrt(accum), l1, l2, grad), accum


def shrinking(var, accum, linear, grad, lr, l1, l2, shrinkage, power):
    new = accum + grad**2
    pull = (new**-power - accum**-power) / lr
    linear = linear + grad + 2 * shrinkage * var - pull * var
    clipped = np.clip(linear, -l1, l1)
    return (clipped - linear) / (new**-power / lr + 2 * l2), new, linear


def ftrl(var, accum, linear, grad, lr, l1, l2, power):
    return shrinking(var, accum, linear, grad, lr, l1, l2, 0, power)


def ftrl_scaled(var, accum, linear, grad, lr, l1, l2, power):
    """The sum of gradients held in units of 1 / lr, of which nothing else depends."""
    new, _, held = ftrl(var, accum, linear / lr, grad, lr, l1, l2, power)
    return new, _, held * lr


ADAM = [VAR, Ref(SHAPE), SQUARES, *[FRACTION] * 2, RATE, *[FRACTION] * 2, RATE, GRAD]
RMS = [RATE, FRACTION, FRACTION, In((), low=8.0, high=9.0)]
POWER = In((), low=-0.9, high=-0.6)


def case(op, inputs, reference, label=""):
    return Case(
        op, inputs, reference, flat="a write has no slope", rtol=2e-5, label=label
    )


CASES = [
    case(ApplyGradientDescent(), [VAR, RATE, GRAD], lambda v, a, d: v - a * d),
    case(
        ApplyMomentum(),
        [VAR, Ref(SHAPE), RATE, GRAD, FRACTION],
        first(momentum),
    ),
    case(
        ApplyMomentum(use_nesterov=True),
        [VAR, Ref(SHAPE), RATE, GRAD, FRACTION],
        first(nesterov),
        "nesterov",
    ),
    case(
        SparseApplyMomentum(),
        [VAR, Ref(SHAPE), RATE, ROW_GRAD, ROWS, FRACTION],
        sparse(momentum, 2, 1),
    ),
    case(
        SparseApplyMomentum(use_nesterov=True),
        [VAR, Ref(SHAPE), RATE, ROW_GRAD, ROWS, FRACTION],
        sparse(nesterov, 2, 1),
        "nesterov",
    ),
    case(ApplyAdam(), ADAM, first(adam)),
    case(ApplyAdam(use_nesterov=True), ADAM, first(adam_ahead), "nesterov"),
    case(ApplyAdagrad(), [VAR, SQUARES, RATE, GRAD], first(adagrad)),
    case(
        ApplyAdagrad(update_slots=False),
        [VAR, SQUARES, RATE, GRAD],
        lambda v, a, lr, g: v - lr * g / np.sqrt(a),
        "slots kept",
    ),
    case(
        SparseApplyAdagrad(),
        [VAR, SQUARES, RATE, ROW_GRAD, ROWS],
        sparse(adagrad, 2, 1),
    ),
    case(
        ApplyAdagradDA(),
        [VAR, Ref(SHAPE), SQUARES, GRAD, RATE, RATE, RATE, STEP],
        first(adagrad_da),
    ),
    case(
        SparseApplyAdagradDA(),
        [VAR, Ref(SHAPE), SQUARES, ROW_GRAD, ROWS, RATE, RATE, RATE, STEP],
        sparse(adagrad_da, 3, 0),
    ),
    case(
        ApplyAdadelta(),
        [VAR, SQUARES, SQUARES, RATE, FRACTION, RATE, GRAD],
        first(adadelta),
    ),
    case(
        SparseApplyAdadelta(),
        [VAR, SQUARES, SQUARES, RATE, FRACTION, RATE, ROW_GRAD, ROWS],
        sparse(adadelta, 3, 3),
    ),
    case(ApplyRMSProp(), [VAR, SQUARES, Ref(SHAPE), *RMS, GRAD], first(rms_prop)),
    case(
        SparseApplyRMSProp(),
        [VAR, SQUARES, Ref(SHAPE), *RMS, ROW_GRAD, ROWS],
        sparse(rms_prop, 3, 4),
    ),
    case(
        ApplyCenteredRMSProp(),
        [VAR, Ref(SHAPE), SQUARES, Ref(SHAPE), *RMS, GRAD],
        first(centered),
    ),
    case(
        SparseApplyCenteredRMSProp(),
        [VAR, Ref(SHAPE), SQUARES, Ref(SHAPE), *RMS, ROW_GRAD, ROWS],
        sparse(centered, 4, 4),
    ),
    case(
        ApplyProximalGradientDescent(),
        [VAR, RATE, FRACTION, FRACTION, GRAD],
        first(proximal),
    ),
    case(
        SparseApplyProximalGradientDescent(),
        [VAR, RATE, FRACTION, FRACTION, ROW_GRAD, ROWS],
        sparse(proximal, 1, 3),
    ),
    case(
        ApplyProximalAdagrad(),
        [VAR, SQUARES, RATE, FRACTION, FRACTION, GRAD],
        first(proximal_adagrad),
    ),
    case(
        SparseApplyProximalAdagrad(),
        [VAR, SQUARES, RATE, FRACTION, FRACTION, ROW_GRAD, ROWS],
        sparse(proximal_adagrad, 2, 3),
    ),
    case(
        ApplyFtrl(),
        [VAR, SQUARES, Ref(SHAPE), GRAD, RATE, FRACTION, RATE, POWER],
        first(ftrl),
    ),
    case(
        ApplyFtrl(),
        [
            VAR,
            SQUARES,
            Ref(SHAPE),
            GRAD,
            RATE,
            FRACTION,
            RATE,
            In((), low=-0.5, high=-0.5),
        ],
        first(ftrl),
        "by square roots",
    ),
    case(
        ApplyFtrl(multiply_linear_by_lr=True),
        [VAR, SQUARES, Ref(SHAPE), GRAD, RATE, FRACTION, RATE, POWER],
        first(ftrl_scaled),
        "linear by lr",
    ),
    case(
        SparseApplyFtrl(),
        [VAR, SQUARES, Ref(SHAPE), ROW_GRAD, ROWS, RATE, FRACTION, RATE, POWER],
        sparse(ftrl, 3, 0),
    ),
    case(
        ApplyFtrlV2(),
        [VAR, SQUARES, Ref(SHAPE), GRAD, RATE, FRACTION, RATE, RATE, POWER],
        first(shrinking),
    ),
    case(
        SparseApplyFtrlV2(),
        [VAR, SQUARES, Ref(SHAPE), ROW_GRAD, ROWS, RATE, FRACTION, RATE, RATE, POWER],
        sparse(shrinking, 3, 0),
    ),
]
