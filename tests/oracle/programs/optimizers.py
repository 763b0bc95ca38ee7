"""Optimizers: their nodes, their slots, and the weights after some steps."""

import numpy as np
from program import Runs, promises

X = np.float32([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])


def _model(tf):
    """A loss of a matrix and a scalar, each with a gradient everywhere."""
    w = tf.Variable([[0.1, -0.4], [0.3, 0.2], [-0.5, 0.6]], name="w")
    b = tf.Variable(0.5, name="b")
    y = tf.matmul(tf.constant(X), w) * b
    return tf.reduce_sum(y * y, name="loss"), [w, b]


def _trained(make, steps=5):
    """A program: some steps of an optimizer, then all that it keeps.

    The gradients are written by hand, so that every node is the optimizer's.
    """

    def program(tf):
        w = tf.Variable([[0.1, -0.4], [0.3, 0.2], [-0.5, 0.6]], name="w")
        b = tf.Variable(0.5, name="b")
        optimizer = make(tf)
        step = optimizer.apply_gradients([(w * 2.0 + 0.1, w), (b * 0.5, b)])
        yield Runs(step, n=steps)
        yield w, b
        yield optimizer.get_slot_names(), [v.name for v in optimizer.variables()]
        yield [
            optimizer.get_slot(weight, name)
            for weight in (w, b)
            for name in optimizer.get_slot_names()
        ]
        yield optimizer.variables()

    return promises(rtol=1e-5, atol=1e-6)(program)


gradient_descent = _trained(lambda tf: tf.train.GradientDescentOptimizer(0.05))
momentum = _trained(lambda tf: tf.train.MomentumOptimizer(0.02, 0.9))
nesterov = _trained(lambda tf: tf.train.MomentumOptimizer(0.02, 0.9, use_nesterov=True))
adam = _trained(lambda tf: tf.train.AdamOptimizer(0.1))
adam_with_all_arguments = _trained(
    lambda tf: tf.train.AdamOptimizer(0.1, 0.8, 0.9, 1e-2, True, "Eve")
)
adagrad = _trained(lambda tf: tf.train.AdagradOptimizer(0.1))
adagrad_from_another_start = _trained(lambda tf: tf.train.AdagradOptimizer(0.1, 2.0))
adadelta = _trained(lambda tf: tf.train.AdadeltaOptimizer(1.0, 0.9, 1e-3))
rms_prop = _trained(lambda tf: tf.train.RMSPropOptimizer(0.02))
rms_prop_with_momentum = _trained(
    lambda tf: tf.train.RMSPropOptimizer(0.02, 0.8, 0.5, 1e-3)
)
rms_prop_centered = _trained(
    lambda tf: tf.train.RMSPropOptimizer(0.02, momentum=0.5, centered=True)
)
ftrl = _trained(lambda tf: tf.train.FtrlOptimizer(0.1))
ftrl_with_penalties = _trained(
    lambda tf: tf.train.FtrlOptimizer(
        0.1,
        initial_accumulator_value=0.2,
        l1_regularization_strength=0.3,
        l2_regularization_strength=0.4,
    )
)
ftrl_with_another_power = _trained(lambda tf: tf.train.FtrlOptimizer(0.1, -0.7))
ftrl_with_shrinkage = _trained(
    lambda tf: tf.train.FtrlOptimizer(
        0.1, l2_shrinkage_regularization_strength=0.1, beta=0.2
    )
)
ftrl_with_names = _trained(
    lambda tf: tf.train.FtrlOptimizer(0.1, accum_name="squares", linear_name="sums")
)
proximal_descent = _trained(
    lambda tf: tf.train.ProximalGradientDescentOptimizer(0.05, 0.1, 0.2)
)
proximal_descent_without_l1 = _trained(
    lambda tf: tf.train.ProximalGradientDescentOptimizer(0.05, 0.0, 0.2)
)
proximal_adagrad = _trained(
    lambda tf: tf.train.ProximalAdagradOptimizer(0.1, 0.2, 0.05, 0.1)
)


@promises(nodes="outer", rtol=1e-5)
def adagrad_with_dual_averaging(tf):
    loss, weights = _model(tf)
    step = tf.train.get_or_create_global_step()
    optimizer = tf.train.AdagradDAOptimizer(
        0.5, step, l1_regularization_strength=0.1, l2_regularization_strength=0.2
    )
    train = optimizer.minimize(loss, global_step=step)
    yield Runs(train, n=5)
    yield [weights, step]
    yield optimizer.get_slot_names(), optimizer.variables()


# -- rows -----------------------------------------------------------------------------


def _trained_on_rows(make, steps=3):
    """A program: some steps on rows of a table, one row twice in every batch."""

    def program(tf):
        table = tf.Variable(np.arange(10, dtype=np.float32).reshape(5, 2) / 10)
        rows = tf.placeholder(tf.int32, [None])
        loss = tf.reduce_sum(tf.square(tf.gather(table, rows) - 1.0))
        optimizer = make(tf)
        step = optimizer.minimize(loss)
        yield Runs(step, feeds=[{rows: [1, 3, 1]}, {rows: [0, 1, 1, 1]}] * steps)
        yield table
        yield optimizer.variables()

    return promises(nodes="outer", rtol=1e-5, atol=1e-6)(program)


rows_by_gradient_descent = _trained_on_rows(
    lambda tf: tf.train.GradientDescentOptimizer(0.1)
)
rows_by_momentum = _trained_on_rows(lambda tf: tf.train.MomentumOptimizer(0.05, 0.9))
rows_by_nesterov = _trained_on_rows(
    lambda tf: tf.train.MomentumOptimizer(0.05, 0.9, use_nesterov=True)
)
rows_by_adam = _trained_on_rows(lambda tf: tf.train.AdamOptimizer(0.1))
rows_by_adagrad = _trained_on_rows(lambda tf: tf.train.AdagradOptimizer(0.1))
rows_by_adadelta = _trained_on_rows(lambda tf: tf.train.AdadeltaOptimizer(1.0))
rows_by_rms_prop = _trained_on_rows(lambda tf: tf.train.RMSPropOptimizer(0.05))
rows_by_centered_rms_prop = _trained_on_rows(
    lambda tf: tf.train.RMSPropOptimizer(0.05, centered=True)
)
rows_by_ftrl = _trained_on_rows(lambda tf: tf.train.FtrlOptimizer(0.1))
rows_by_shrinking_ftrl = _trained_on_rows(
    lambda tf: tf.train.FtrlOptimizer(0.1, l2_shrinkage_regularization_strength=0.1)
)
rows_by_proximal_descent = _trained_on_rows(
    lambda tf: tf.train.ProximalGradientDescentOptimizer(0.05, 0.1, 0.2)
)
rows_by_proximal_adagrad = _trained_on_rows(
    lambda tf: tf.train.ProximalAdagradOptimizer(0.1, 0.2, 0.05, 0.1)
)
rows_by_dual_averaging = _trained_on_rows(
    lambda tf: tf.train.AdagradDAOptimizer(
        0.1, tf.train.get_or_create_global_step(), l1_regularization_strength=0.1
    )
)


@promises(nodes="outer")
def rows_and_a_constraint(tf):
    table = tf.Variable(tf.ones([3, 2]), constraint=lambda value: value)
    loss = tf.reduce_sum(tf.gather(table, [0, 1]))
    return tf.train.GradientDescentOptimizer(0.1).minimize(loss)


# -- arguments ------------------------------------------------------------------------


@promises(nodes="outer")
def counting_the_steps(tf):
    loss, _ = _model(tf)
    step = tf.Variable(0, trainable=False)
    train = tf.train.GradientDescentOptimizer(0.01).minimize(loss, global_step=step)
    yield train.name, train.type
    yield Runs(train, n=4)
    yield step


@promises(nodes="outer")
def a_rate_that_decays(tf):
    loss, weights = _model(tf)
    step = tf.Variable(0, trainable=False)
    rate = tf.train.exponential_decay(0.1, step, 2, 0.5, staircase=True)
    train = tf.train.GradientDescentOptimizer(rate).minimize(loss, step)
    yield Runs([train, rate], n=5)
    yield weights


@promises(nodes="outer")
def a_rate_that_is_fed(tf):
    loss, weights = _model(tf)
    rate = tf.placeholder(tf.float32, [])
    train = tf.train.AdamOptimizer(rate).minimize(loss)
    yield Runs(train, feeds=[{rate: 0.1}, {rate: 0.01}])
    yield weights


@promises(nodes="outer")
def a_rate_that_is_a_function(tf):
    loss, weights = _model(tf)
    train = tf.train.MomentumOptimizer(lambda: 0.1, lambda: 0.5).minimize(loss)
    yield Runs(train, n=2)
    yield weights


@promises(nodes="outer")
def some_of_the_variables(tf):
    loss, weights = _model(tf)
    train = tf.train.AdamOptimizer(0.1).minimize(loss, var_list=[weights[1]])
    yield Runs(train, n=2)
    yield weights


@promises(nodes="outer")
def a_name_of_its_own(tf):
    loss, _ = _model(tf)
    return tf.train.GradientDescentOptimizer(0.1).minimize(loss, name="learn")


@promises(nodes="outer")
def gates(tf):
    loss, weights = _model(tf)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    for gate in (optimizer.GATE_NONE, optimizer.GATE_OP, optimizer.GATE_GRAPH):
        yield optimizer.compute_gradients(loss, gate_gradients=gate)
    yield optimizer.minimize(loss, gate_gradients=optimizer.GATE_GRAPH)
    yield weights


@promises(nodes="outer")
def gradients_in_between(tf):
    loss, weights = _model(tf)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    pairs = optimizer.compute_gradients(loss)
    yield pairs
    clipped = [(tf.clip_by_value(grad, -0.5, 0.5), var) for grad, var in pairs]
    yield optimizer.apply_gradients(clipped)
    yield weights


@promises(nodes="outer")
def weights_of_the_loss(tf):
    loss, weights = _model(tf)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    yield optimizer.minimize(loss, grad_loss=tf.constant(2.0))
    yield weights


@promises(nodes="outer")
def a_variable_that_the_loss_does_not_use(tf):
    loss, _ = _model(tf)
    unused = tf.Variable(1.0, name="unused")
    optimizer = tf.train.AdamOptimizer(0.1)
    pairs = optimizer.compute_gradients(loss)
    yield [grad is None for grad, _ in pairs]
    yield optimizer.apply_gradients(pairs)
    yield unused, optimizer.get_slot(unused, "m")


@promises(nodes="outer")
def a_constraint(tf):
    w = tf.Variable([1.0, -2.0], constraint=lambda value: tf.maximum(value, 0.0))
    train = tf.train.GradientDescentOptimizer(1.0).minimize(tf.reduce_sum(w))
    yield train
    yield w


@promises(nodes="outer")
def doubles(tf):
    w = tf.Variable(np.float64([1.0, -2.0]))
    train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(w * w))
    yield Runs(train, n=3)
    yield w


@promises(nodes="outer", rtol=5e-3, atol=1e-3)
def halves(tf):
    w = tf.Variable(np.float16([1.0, -2.0]))
    train = tf.train.MomentumOptimizer(0.1, 0.5).minimize(tf.reduce_sum(w * w))
    yield Runs(train, n=3)
    yield w


@promises(nodes="outer")
def a_slot_of_a_large_variable(tf):
    w = tf.Variable(tf.zeros([2000]), name="w")
    return tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(w))


@promises(nodes="outer")
def two_optimizers_of_one_variable(tf):
    loss, _ = _model(tf)
    optimizers = [tf.train.AdamOptimizer(0.1) for _ in range(2)]
    yield [optimizer.minimize(loss) for optimizer in optimizers]
    yield [[v.name for v in optimizer.variables()] for optimizer in optimizers]


@promises(nodes="outer")
def inside_a_name_scope(tf):
    loss, _ = _model(tf)
    with tf.name_scope("train"):
        return tf.train.AdamOptimizer(0.1).minimize(loss)


@promises(nodes="outer")
def inside_a_variable_scope(tf):
    loss, _ = _model(tf)
    with tf.variable_scope("train"):
        return tf.train.RMSPropOptimizer(0.1).minimize(loss)


@promises(nodes="outer")
def slots_used_again(tf):
    with tf.variable_scope("model"):
        w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
        yield tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(w))
    with tf.variable_scope("model", reuse=True):
        yield tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(w * 2.0))
    yield [v.name for v in tf.global_variables()], w


@promises(nodes="outer")
def an_optimizer_of_ones_own(tf):
    class Sign(tf.train.Optimizer):
        """Steps of one length, along the sign of the gradient."""

        def __init__(self, rate):
            super().__init__(use_locking=False, name="Sign")
            self._rate = rate

        def _create_slots(self, var_list):
            for var in var_list:
                self._zeros_slot(var, "last", self._name)

        def _prepare(self):
            self._rate_tensor = tf.convert_to_tensor(self._rate, name="rate")

        def _apply_dense(self, grad, var):
            kept = tf.assign(self.get_slot(var, "last"), grad)
            return tf.assign_sub(var, self._rate_tensor * tf.sign(kept)).op

    loss, weights = _model(tf)
    optimizer = Sign(0.25)
    yield Runs(optimizer.minimize(loss), n=2)
    yield weights, optimizer.get_slot(weights[0], "last")


@promises(nodes="outer")
def what_it_adds_to_the_collections(tf):
    loss, _ = _model(tf)
    tf.train.AdamOptimizer(0.1).minimize(loss)
    keys = ["train_op", "variables", "trainable_variables"]
    return [[item.name for item in tf.get_collection(key)] for key in keys]


# -- mistakes -------------------------------------------------------------------------


@promises(nodes="outer")
def a_loss_without_variables(tf):
    return tf.train.AdamOptimizer().minimize(tf.constant(1.0))


@promises(nodes="outer")
def a_loss_that_nothing_reaches(tf):
    tf.Variable(1.0)
    return tf.train.AdamOptimizer().minimize(tf.constant(1.0))


@promises(nodes="outer")
def an_integer_loss(tf):
    w = tf.Variable(1)
    return tf.train.AdamOptimizer().minimize(w * 2)


def gradients_that_are_all_none(tf):
    w = tf.Variable(1.0)
    return tf.train.AdamOptimizer().apply_gradients([(None, w)])


def no_gradients_at_all(tf):
    return tf.train.AdamOptimizer().apply_gradients([])


@promises(nodes="outer")
def an_unknown_gate(tf):
    loss, _ = _model(tf)
    return tf.train.AdamOptimizer().minimize(loss, gate_gradients=7)


def a_gradient_of_another_shape(tf):
    w = tf.Variable([1.0, 2.0])
    return tf.train.AdamOptimizer().apply_gradients([(tf.ones([3]), w)])


def a_negative_accumulator(tf):
    return tf.train.AdagradOptimizer(0.1, initial_accumulator_value=-1.0)


def a_positive_power(tf):
    return tf.train.FtrlOptimizer(0.1, learning_rate_power=0.5)


def no_name(tf):
    return tf.train.GradientDescentOptimizer(0.1, name="")
