"""Pictures: of graphs, and of what flows through them.

Each is data -> drawing -> `Picture`. They read the public nouns of the engine only, and
nothing below knows of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from edflow import namespace
from edflow.engine.graph import Graph, get_default_graph
from edflow.view import targets

if TYPE_CHECKING:
    from edflow.engine.runtime import Session
    from edflow.errors import OpError
    from edflow.view.averages import ema
    from edflow.view.comparison import compare
    from edflow.view.frames import Player
    from edflow.view.graphs.explorer import Explorer
    from edflow.view.logs import training
    from edflow.view.picture import Picture
    from edflow.view.races import optimizers
    from edflow.view.schedules import decay
    from edflow.view.tensorboard import events

__all__ = [
    "batchnorm", "checkpoint", "compare", "conv", "decay", "ema", "events", "graph",
    "lstm_gates", "lstm_memory", "optimizers", "profile", "run_path", "session",
    "step", "training",
]  # fmt: skip


def graph(
    target: Any = None,
    only: Any = None,
    unfold: str | Collection[str] = (),
    part: str = "both",
) -> Explorer:
    """A picture of a computation graph, to walk through.

    Scopes and folders open and shut by a click; a click on an operation shows what it
    needs; a field finds operations by name.

    Args:
      target: a graph, by default the default graph; or what a session could fetch (a
        tensor, an operation, a variable, a list of them): then only what a run of it
        would need is drawn.
      only: with a graph as `target`, what to fetch from it.
      unfold: names of folders to draw in full, e.g. "gradients".
      part: what to show at first: "forward", "backward" (gradients and updates) or
        "both".

    Returns:
      A `Picture`: it shows itself in Jupyter and has `save`, `table`, `dot` and
      `widget`.

    Raises:
      LayoutError: there is no Graphviz.
      ValueError: another `part`, or one that this graph has not.

    >>> import edflow as tf
    >>> total = tf.add(tf.constant(1.0, name="a"), tf.constant(2.0, name="b"))
    >>> print(graph(total))
    graph of 3 operations: 2 constants
    """
    from edflow.view.graphs.picture import picture

    fetches = only if isinstance(target, Graph) or target is None else target
    ops = (
        None
        if fetches is None
        else [targets.operation_of(item) for item in targets.listed(fetches)]
    )
    whole = target if isinstance(target, Graph) else get_default_graph()
    unfold = (unfold,) if isinstance(unfold, str) else unfold
    return picture(ops[0].graph if ops else whole, ops, unfold, part)


def batchnorm(
    target: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    sess: Session | None = None,
) -> Player:
    """A layer of batch normalization: each feature before, in training and in use.

    It warns where the layer's updates never run, and shows how many batches the moving
    averages need.

    Args:
      target: the layer's result, or what follows it: the nearest layer is taken.
      feed_dict: what a run of it needs.
      sess: where the variables have their values; by default the default session.

    Raises:
      ValueError: there is no batch normalization.

    >>> import edflow as tf
    >>> x = tf.constant([[1.0], [3.0], [5.0]])
    >>> y = tf.layers.batch_normalization(x, training=True, name="norm")
    >>> with tf.Session() as sess:
    ...     sess.run(tf.global_variables_initializer())
    ...     print(batchnorm(y))
    norm, feature 0: around 0 ± 1 in training, 3 ± 1.6 in use
    ! UPDATE_OPS never run: give them to tf.control_dependencies before minimize
    feature  mean  variance  moving mean  moving variance  gamma  beta
    0        3     2.67      0            1                1      0
    """
    from edflow.view.normalization.picture import picture

    return picture(target, feed_dict or {}, targets.session_for(target, sess))


def conv(
    target: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    sess: Session | None = None,
    image: int = 0,
    channel: int = 0,
    filter: int = 0,
) -> Player:
    """A convolution or a pooling at work: the window slides over the learner's image.

    Below the image: patch, kernel, their product and its sum; or the way back, what a
    change of that sum sends to the pixels.

    Args:
      target: the result of a convolution or pooling, or what follows it: the nearest
        `Conv2D`, `MaxPool` or `AvgPool` is taken.
      feed_dict: what a run of it needs.
      sess: where the variables have their values; by default the default session.
      image: which image of the batch.
      channel: which channel of the image.
      filter: which of the kernels.

    Raises:
      ValueError: there is no convolution, or no such image, channel or filter.

    >>> import edflow as tf
    >>> image = tf.reshape(tf.range(25.0), [1, 5, 5, 1])
    >>> kernel = tf.reshape([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]], [3, 3, 1, 1])
    >>> conv(tf.nn.conv2d(image, kernel, [1, 2, 2, 1], "SAME")).table()
    side    pixels  taps  stride  dilation  span  before  after  windows
    height  5       3     2       1         3     1       1      3
    width   5       3     2       1         3     1       1      3
    """
    from edflow.view.convolution.picture import picture

    session = targets.session_for(target, sess)
    return picture(target, feed_dict or {}, session, image, channel, filter)


def lstm_gates(
    outputs: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    sess: Session | None = None,
    tokens: Sequence[Any] | None = None,
    example: int = 0,
) -> Player:
    """The gates of an LSTM over the steps of a sequence, and each step in numbers.

    Its widget shows any unit, and holds a gate open or shut from a step on.

    Args:
      outputs: the outputs of `tf.nn.dynamic_rnn`, or what `tf.lstm_gates` takes.
      feed_dict: what a run of it needs.
      sess: where the variables have their values; by default the default session.
      tokens: what to write below the steps, one for each: a string, words, numbers; or
        pixels to show there, [steps, pixels], such as an image that is read row by row.
      example: which sequence of the batch.

    Raises:
      ValueError: there is no LSTM, no such example, or not a token for each step.

    >>> import edflow as tf
    >>> x = tf.ones([1, 5, 2])
    >>> cell = tf.nn.rnn_cell.BasicLSTMCell(4)
    >>> outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
    >>> with tf.Session() as sess:
    ...     sess.run(tf.global_variables_initializer())
    ...     picture = lstm_gates(outputs, tokens="hello")
    >>> [row[:2] for row in picture.table()][:2]
    [('0', 'h'), ('1', 'e')]
    """
    from edflow.view.recurrent.gates import picture

    tensor = targets.first_tensor(outputs)
    return picture(
        outputs, feed_dict or {}, targets.session_for(tensor, sess), tokens, example
    )


def lstm_memory(
    outputs: Any = None,
    feed_dict: Mapping[Any, Any] | None = None,
    sess: Session | None = None,
    steps: int = 50,
    units: int = 16,
    example: int = 0,
) -> Player:
    """How much of the last output depends on each step before: LSTM and plain RNN.

    Args:
      outputs: the outputs of the learner's LSTM; without them new nets are compared.
      feed_dict: what a run of it needs.
      sess: where the variables have their values; by default the default session.
      steps: how long a sequence new nets see.
      units: how many units new nets have.
      example: which sequence of the learner's batch.

    Raises:
      ValueError: there is no LSTM, or no such example.

    >>> print(lstm_memory(steps=20, units=4).table().columns)
    ('net', 'influence of step 0', 'memory')
    """
    from edflow.view.recurrent.memory import picture

    session = (
        None
        if outputs is None
        else targets.session_for(targets.first_tensor(outputs), sess)
    )
    return picture(outputs, feed_dict or {}, session, steps, units, example)


def run_path(
    sess: Session,
    fetches: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    failure: OpError | None = None,
) -> Picture:
    """The way of a run through the graph, before it runs: nothing is computed.

    Numbers say in which order the operations would run, grey ones are not needed, red
    ones stop the run: a feed that is missing, a variable without a value, shapes that
    do not fit; with the cure. In its widget you choose what is fetched and what is fed.

    Args:
      sess: the session; its variables are only read.
      fetches, feed_dict: what you would give to `sess.run`.
      failure: the error of a run that failed: shows how far it came.

    >>> import edflow as tf
    >>> x = tf.placeholder(tf.float32, [], name="x")
    >>> y = tf.square(x, name="y")
    >>> print(run_path(tf.Session(), y))
    y: 1 of 2 operations wait, the run cannot begin
      ✗ missing feed x needed by y: add x: …, float32 of shape [], to feed_dict
         1  y
    """
    from edflow.view.runs.path import picture

    return picture(sess, fetches, feed_dict, failure)


def step(sess: Session, y: Any, feed_dict: Mapping[Any, Any] | None = None) -> Player:
    """A run of `y` to step through: forward value by value, back by the chain rule.

    The values are fetched in one run of your session. Gradients are made on scratch
    graphs: yours stays as it is.

    Args:
      sess: the session.
      y: the tensor to compute and to differentiate.
      feed_dict: as for `sess.run`.

    >>> import edflow as tf
    >>> x = tf.placeholder(tf.float32, [], name="x")
    >>> y = tf.square(x, name="y")
    >>> print(step(tf.Session(), y, {x: 3.0}))
    y = 9, step by step
    operation  type         value  ∂y/∂ it  arriving from
    x          Placeholder  3      6        y
    y          Square       9      1
    """
    from edflow.view.runs.step import picture

    return picture(sess, y, feed_dict)


def session(
    *sessions: Session, feed_dict: Mapping[Any, Any] | None = None, **named: Session
) -> Picture:
    """What the graph knows of its variables, beside the values that sessions hold.

    Warns where a cell that ran twice made a second placeholder of one name. Its widget
    reads the values again after every cell.

    Args:
      *sessions, **named: sessions of one graph; `session(Monday=a, Tuesday=b)` gives
        them names.
      feed_dict: a feed that does not do what you expect.

    >>> import edflow as tf
    >>> w = tf.Variable(1.0, name="w")
    >>> fresh, used = tf.Session(), tf.Session()
    >>> used.run(w.initializer)
    >>> print(session(fresh=fresh, used=used))
    variable  in the graph  fresh         used
    w         float32 []    no value yet  1
    """
    from edflow.view.runs.sessions import picture

    shown = {f"session {i}": sess for i, sess in enumerate(sessions, 1)} | named
    if not shown:
        raise ValueError("session shows at least one tf.Session; give it yours")
    return picture(shown, feed_dict)


def checkpoint(path: str | PathLike[str], saver: Any = None) -> Picture:
    """A checkpoint beside the graph: what restoring it will do, before it does it.

    Its widget goes through all checkpoints of the directory.

    Args:
      path: what `Saver.save` or `tf.train.latest_checkpoint` gave, or a directory.
      saver: the `tf.train.Saver` that would restore it, or the `var_list` of one; by
        default all variables of the default graph.

    Raises:
      ValueError, NotFoundError: there is no such checkpoint.
    """
    from edflow.view.runs.checkpoint import picture

    return picture(path, saver)


def profile(
    sess: Session,
    fetches: Any,
    feed_dict: Mapping[Any, Any] | None = None,
    runs: int = 1,
) -> Picture:
    """Where the time and the memory of a run go, drawn on its graph.

    It really runs, once more than `runs` says: a training step trains. Its widget runs
    it again, and sorts by time or by memory.

    Args:
      sess: the session.
      fetches, feed_dict: what to run.
      runs: over how many runs to take the mean.
    """
    from edflow.view.runs.profile import picture

    return picture(sess, fetches, feed_dict, runs)


def _show(graph: Graph, **kwargs: Any) -> dict[str, str]:
    """What Jupyter shows of a graph; without Graphviz, why there is no picture."""
    from edflow.view.graphs.layout import LayoutError
    from edflow.view.graphs.picture import picture

    try:
        return picture(graph)._repr_mimebundle_()
    except LayoutError as error:
        return {"text/plain": f"{graph!r}\nno picture: {error}"}


# The engine does not know of pictures: here its graphs learn to show themselves. What
# draws them is loaded when the first is to be seen.
Graph._repr_mimebundle_ = _show  # type: ignore[attr-defined]

# Functions whose module is loaded when they are first asked for
namespace.finish(
    __name__,
    {
        "compare": "edflow.view.comparison:compare",
        "decay": "edflow.view.schedules:decay",
        "ema": "edflow.view.averages:ema",
        "events": "edflow.view.tensorboard:events",
        "optimizers": "edflow.view.races:optimizers",
        "training": "edflow.view.logs:training",
    },
)
