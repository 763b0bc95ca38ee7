"""Random graphs, grown step by step, against an engine of scalars that fits a page."""

import math

import numpy as np
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

import edflow as tf


class Scalar:
    """A number that remembers how it was made: pairs of (parent, local slope)."""

    def __init__(self, value, parents=()):
        self.value = value
        self.parents = parents

    def __add__(self, other):
        return Scalar(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __sub__(self, other):
        return Scalar(self.value - other.value, ((self, 1.0), (other, -1.0)))

    def __mul__(self, other):
        slopes = ((self, other.value), (other, self.value))
        return Scalar(self.value * other.value, slopes)

    def __truediv__(self, other):
        a, b = self.value, other.value
        return Scalar(a / b, ((self, 1 / b), (other, -a / b / b)))

    def __neg__(self):
        return Scalar(-self.value, ((self, -1.0),))

    def slopes(self, made):
        """d self / d each of `made`, which lists all numbers, parents first."""
        slope = {id(scalar): 0.0 for scalar in made}
        slope[id(self)] = 1.0
        for scalar in reversed(made):
            for parent, local in scalar.parents:
                slope[id(parent)] += slope[id(scalar)] * local
        return [slope[id(scalar)] for scalar in made]


class RandomGraphs(RuleBasedStateMachine):
    """Every node exists twice: as a Scalar and as a tensor."""

    def __init__(self):
        super().__init__()
        self.graph = tf.Graph()
        self.scalars, self.tensors, self.feed = [], [], {}

    def add(self, scalar, tensor):
        assume(abs(scalar.value) < 1e6)
        self.scalars.append(scalar)
        self.tensors.append(tensor)

    def pick(self, data):
        i = data.draw(st.integers(0, len(self.tensors) - 1))
        return self.scalars[i], self.tensors[i]

    @initialize(value=st.floats(-3, 3))
    def begin(self, value):
        self.leaf(value)

    @rule(value=st.floats(-3, 3))
    def leaf(self, value):
        with self.graph.as_default():
            tensor = tf.placeholder(tf.float64, [])
        self.feed[tensor] = value
        self.add(Scalar(value), tensor)

    @rule(value=st.integers(-3, 3))
    def constant(self, value):
        with self.graph.as_default():
            self.add(Scalar(float(value)), tf.constant(float(value), tf.float64))

    @rule(data=st.data(), symbol=st.sampled_from("+-*/"))
    def combine(self, data, symbol):
        (a, x), (b, y) = self.pick(data), self.pick(data)
        assume(symbol != "/" or abs(b.value) > 0.1)
        operate = {
            "+": lambda p, q: p + q,
            "-": lambda p, q: p - q,
            "*": lambda p, q: p * q,
            "/": lambda p, q: p / q,
        }[symbol]
        self.add(operate(a, b), operate(x, y))

    @rule(data=st.data())
    def negate(self, data):
        a, x = self.pick(data)
        self.add(-a, -x)

    @rule(data=st.data())
    def name_again(self, data):
        a, x = self.pick(data)
        self.add(Scalar(a.value, ((a, 1.0),)), tf.identity(x))

    @rule()
    def all_values_agree(self):
        values = self.run(self.tensors)
        np.testing.assert_allclose(
            values, [s.value for s in self.scalars], 1e-12, 1e-12
        )

    @rule(data=st.data())
    def all_slopes_agree(self, data):
        target, y = self.pick(data)
        wanted = target.slopes(self.scalars)
        assume(all(map(math.isfinite, wanted)))
        found = tf.gradients(y, self.tensors, unconnected_gradients="zero")
        np.testing.assert_allclose(self.run(found), wanted, 1e-9, 1e-9)

    def run(self, fetches):
        return tf.Session(graph=self.graph).run(fetches, self.feed)


TestRandomGraphs = RandomGraphs.TestCase
TestRandomGraphs.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None
)
