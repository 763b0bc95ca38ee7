"""slim.learning: create_train_op, and train, a whole training in one call."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edflow import namespace
from edflow.contrib.slim.gradients import (
    add_gradients_summaries,
    clip_gradient_norms,
    create_train_op,
    multiply_gradients,
)
from edflow.contrib.slim.records import DEFAULT, Records
from edflow.engine.graph import Graph, get_default_graph, name_scope
from edflow.engine.ops.build import constant
from edflow.engine.ops.grouping import group
from edflow.engine.ops.math.comparing import equal, greater_equal
from edflow.engine.ops.math.division import mod
from edflow.engine.ops.state.initialization import (
    global_variables_initializer,
    local_variables_initializer,
    report_uninitialized_variables,
    tables_initializer,
)
from edflow.engine.runtime.session import Session
from edflow.errors import OutOfRangeError
from edflow.files.checkpoint_state import get_checkpoint_state
from edflow.files.checkpoints import latest_checkpoint
from edflow.summary.numbers import merge_all
from edflow.train.global_step import get_or_create_global_step
from edflow.train.queue_runner import filled_queues
from edflow.train.saver import Saver

__all__ = [
    "add_gradients_summaries", "clip_gradient_norms", "create_train_op",
    "multiply_gradients", "train", "train_step",
]  # fmt: skip

_log = logging.getLogger("tensorflow")

Step = Callable[[Any, Any, Any, dict[str, Any]], tuple[Any, Any]]


def train_step(
    sess: Any, train_op: Any, global_step: Any, train_step_kwargs: dict[str, Any]
) -> tuple[Any, bool]:
    """One step of `train`: the loss, and whether to stop.

    A function of your own in its place does something else besides, and calls this.

    Args:
      sess: the session.
      train_op: what `create_train_op` gave.
      global_step: the variable that counts the steps.
      train_step_kwargs: tensors of truth values, `should_stop` and `should_log`, and
        whatever your own function wants.
    """
    start = time.time()
    total_loss, step = sess.run([train_op, global_step])
    seconds = time.time() - start
    if "should_log" in train_step_kwargs and sess.run(train_step_kwargs["should_log"]):
        _log.info(
            "global step %d: loss = %.4f (%.3f sec/step)", step, total_loss, seconds
        )
    stop = train_step_kwargs.get("should_stop")
    return total_loss, stop is not None and bool(sess.run(stop))


def train(
    train_op: Any,
    logdir: str | os.PathLike[str] | None,
    train_step_fn: Step = train_step,
    train_step_kwargs: dict[str, Any] = DEFAULT,
    log_every_n_steps: int = 1,
    graph: Graph | None = None,
    master: str = "",
    is_chief: bool = True,
    global_step: Any = None,
    number_of_steps: int | None = None,
    init_op: Any = DEFAULT,
    init_feed_dict: Any = None,
    local_init_op: Any = DEFAULT,
    init_fn: Callable[[Any], Any] | None = None,
    ready_op: Any = DEFAULT,
    summary_op: Any = DEFAULT,
    save_summaries_secs: float = 600,
    summary_writer: Any = DEFAULT,
    startup_delay_steps: int = 0,
    saver: Saver | None = None,
    save_interval_secs: float = 600,
    sync_optimizer: Any = None,
    session_config: Any = None,
    session_wrapper: Callable[[Any], Any] | None = None,
    trace_every_n_steps: int | None = None,
    ignore_live_threads: bool = False,
) -> Any:
    """Train until `number_of_steps`; stopped at any moment, the next call goes on.

    Begins from the latest checkpoint of `logdir`, or else initializes. Saves there at
    the beginning, from time to time and at the end, together with summaries. The log
    (`tf.logging.set_verbosity(tf.logging.INFO)`) tells the losses.

    Args:
      train_op: what `create_train_op` gave.
      logdir: the directory for checkpoints and events; None to write nothing.
      train_step_fn: one step, see `train_step`.
      train_step_kwargs: for it, in place of `should_stop` and `should_log`.
      log_every_n_steps: how often to log.
      graph: by default the default graph.
      global_step: by default the graph's.
      number_of_steps: the number to reach, those of earlier calls included; None to
        train until the data end.
      init_op: by default initializes all global variables; None for nothing.
      init_feed_dict: feeds for it.
      local_init_op: run at each start; by default local variables and tables.
      init_fn: a function of the session, called after `init_op`, e.g. what
        `slim.assign_from_checkpoint_fn` gave. Not when there is a checkpoint.
      ready_op: names of variables without value; by default those of all variables.
      summary_op: by default all summaries.
      save_summaries_secs: how often to write them.
      summary_writer: by default one for `logdir`.
      saver: by default one of all variables.
      save_interval_secs: how often to save.
      session_config: a `tf.ConfigProto`.
      session_wrapper: a function from the session to what is used in its place.
      ignore_live_threads: do not wait for threads that fill queues to end.
      master, is_chief, startup_delay_steps, trace_every_n_steps: accepted: there is one
        process here.
      sync_optimizer: not supported.

    Returns:
      The last loss.

    Raises:
      ValueError: no `train_op`, a number of steps that is not above 0, or summaries
        without a directory.
      RuntimeError: variables have no values after the initialization.
    """
    _check(train_op, logdir, summary_op, number_of_steps, sync_optimizer)
    graph = graph or get_default_graph()
    with graph.as_default():
        step = get_or_create_global_step() if global_step is None else global_step
        saver = saver or Saver()
        with name_scope("init_ops"):
            if init_op is DEFAULT:
                init_op = global_variables_initializer()
            if ready_op is DEFAULT:
                ready_op = report_uninitialized_variables()
            if local_init_op is DEFAULT:
                local_init_op = group(
                    local_variables_initializer(), tables_initializer()
                )
        if summary_op is DEFAULT:
            summary_op = merge_all()
        if train_step_kwargs is DEFAULT:
            train_step_kwargs = _conditions(step, number_of_steps, log_every_n_steps)
            train_step_kwargs["logdir"] = logdir
    with Session(graph=graph, config=session_config) as opened:
        sess = opened if session_wrapper is None else session_wrapper(opened)
        _start(
            sess,
            logdir,
            saver,
            init_op,
            init_feed_dict,
            init_fn,
            local_init_op,
            ready_op,
        )
        records = Records(logdir, sess, saver, step, summary_op, summary_writer)
        loss, stop = None, False
        with filled_queues(sess, ignore_live_threads):
            try:
                while not stop:
                    records.keep(save_interval_secs, save_summaries_secs)
                    loss, stop = train_step_fn(sess, train_op, step, train_step_kwargs)
            except OutOfRangeError as error:
                _log.info("Caught OutOfRangeError. Stopping Training. %s", error)
            _log.info("Stopping Training.")
            records.finish()
    return loss


def _check(
    train_op: Any, logdir: Any, summary_op: Any, number_of_steps: Any, sync: Any
) -> None:
    if train_op is None:
        raise ValueError("train_op is None; make one by slim.learning.create_train_op")
    if logdir is None and summary_op is not DEFAULT and summary_op is not None:
        raise ValueError("summaries need a logdir; give one, or summary_op=None")
    if number_of_steps is not None and number_of_steps <= 0:
        raise ValueError(f"number_of_steps must be above 0, not {number_of_steps}")
    if sync is not None:
        raise ValueError("sync_optimizer is for many machines; leave it out")


def _conditions(step: Any, steps: int | None, log_every: int) -> dict[str, Any]:
    """When to stop and when to log, as the graph computes it."""
    with name_scope("train_step"):
        stop = constant(False) if steps is None else greater_equal(step, steps)
        conditions: dict[str, Any] = {"should_stop": stop}
        if log_every > 0:
            conditions["should_log"] = equal(mod(step, log_every), 0)
        return conditions


def _start(
    sess: Any,
    logdir: Any,
    saver: Saver,
    init_op: Any,
    init_feed_dict: Any,
    init_fn: Callable[[Any], Any] | None,
    local_init_op: Any,
    ready_op: Any,
) -> None:
    """Give all variables values: those of the latest checkpoint, or first ones."""
    found = None if logdir is None else latest_checkpoint(logdir)
    if found is not None:
        saver.restore(sess, found)
        state = get_checkpoint_state(Path(found).parent)
        assert state is not None
        saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
    else:
        if init_op is not None:
            sess.run(init_op, init_feed_dict)
        if init_fn is not None:
            init_fn(sess)
    if local_init_op is not None:
        sess.run(local_init_op)
    missing = [] if ready_op is None else list(sess.run(ready_op))
    if missing:
        names = ", ".join(os.fsdecode(name) for name in missing)
        cure = (
            f"the checkpoint {found} has been restored; give a saver of what it holds"
            if found
            else "let init_op or init_fn give them values"
        )
        raise RuntimeError(f"the variables {names} have no values; {cure}")


namespace.finish(__name__)
