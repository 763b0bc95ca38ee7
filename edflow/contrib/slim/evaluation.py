"""slim.evaluation: measuring a model by its checkpoints, once or again and again."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from edflow import namespace
from edflow.contrib.framework.finding_variables import get_variables_to_restore
from edflow.engine.ops.grouping import group
from edflow.engine.ops.state.initialization import (
    local_variables_initializer,
    tables_initializer,
)
from edflow.engine.runtime.session import Session
from edflow.files.checkpoints import latest_checkpoint
from edflow.files.event_writer import FileWriter
from edflow.summary.numbers import merge_all
from edflow.train.global_step import get_or_create_global_step
from edflow.train.queue_runner import filled_queues
from edflow.train.saver import Saver

__all__ = [
    "checkpoints_iterator", "evaluate_once", "evaluation_loop",
    "wait_for_new_checkpoint",
]  # fmt: skip

_log = logging.getLogger("tensorflow")
_DEFAULT: Any = object()

Path = str | os.PathLike[str]


def evaluate_once(
    master: str,
    checkpoint_path: Path,
    logdir: Path,
    num_evals: int = 1,
    initial_op: Any = None,
    initial_op_feed_dict: Any = None,
    eval_op: Any = None,
    eval_op_feed_dict: Any = None,
    final_op: Any = None,
    final_op_feed_dict: Any = None,
    summary_op: Any = _DEFAULT,
    summary_op_feed_dict: Any = None,
    variables_to_restore: Any = None,
    session_config: Any = None,
    hooks: Any = None,
) -> Any:
    """Restore a checkpoint, run `eval_op` so many times, and give what it comes to.

    Args:
      master: accepted.
      checkpoint_path: the checkpoint's prefix.
      logdir: where the summaries go.
      num_evals: how many batches.
      initial_op: run first.
      initial_op_feed_dict: feeds for it; likewise for the others.
      eval_op: run for each batch: the updates of metrics.
      eval_op_feed_dict: feeds.
      final_op: run last: the values of the metrics.
      final_op_feed_dict: feeds.
      summary_op: by default all summaries; None for none.
      summary_op_feed_dict: feeds.
      variables_to_restore: by default all global variables; others have no value.
      session_config: a `tf.ConfigProto`.
      hooks: not supported.

    Returns:
      The value of `final_op`, or None.
    """
    if hooks:
        raise ValueError("evaluate_once: hooks are not supported; leave them out")
    step = get_or_create_global_step()
    if summary_op is _DEFAULT:
        summary_op = merge_all()
    wanted = variables_to_restore or get_variables_to_restore()
    saver = Saver(wanted)
    start = group(local_variables_initializer(), tables_initializer())
    with Session(config=session_config) as sess:
        saver.restore(sess, checkpoint_path)
        sess.run(start)
        if initial_op is not None:
            sess.run(initial_op, initial_op_feed_dict)
        with filled_queues(sess):
            for i in range(num_evals if eval_op is not None else 0):
                sess.run(eval_op, eval_op_feed_dict)
                _log.info("Evaluation [%d/%d]", i + 1, num_evals)
        if summary_op is not None:
            summary, count = sess.run([summary_op, step], summary_op_feed_dict)
            with FileWriter(logdir) as writer:
                writer.add_summary(summary, count)
        return None if final_op is None else sess.run(final_op, final_op_feed_dict)


def wait_for_new_checkpoint(
    checkpoint_dir: Path,
    last_checkpoint: str | None = None,
    seconds_to_sleep: float = 1,
    timeout: float | None = None,
) -> str | None:
    """The latest checkpoint of a directory, once it is another than the last one.

    Args:
      checkpoint_dir: the directory.
      last_checkpoint: the checkpoint that is known.
      seconds_to_sleep: how long to wait between two looks.
      timeout: the seconds after which to give up, and return None.
    """
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        found = latest_checkpoint(checkpoint_dir)
        if found is not None and found != last_checkpoint:
            return found
        if end is not None and time.monotonic() + seconds_to_sleep > end:
            return None
        time.sleep(seconds_to_sleep)


def checkpoints_iterator(
    checkpoint_dir: Path,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Iterator[str]:
    """The checkpoints of a directory as they appear, always the latest.

    Args:
      checkpoint_dir: the directory.
      min_interval_secs: the least time between two of them.
      timeout: the seconds of waiting after which to end.
      timeout_fn: called then: True to end, False to wait on.
    """
    last = None
    while True:
        new = wait_for_new_checkpoint(checkpoint_dir, last, timeout=timeout)
        if new is None:
            if timeout_fn is None or timeout_fn():
                return
            continue
        last, start = new, time.monotonic()
        yield new
        time.sleep(max(0.0, start + min_interval_secs - time.monotonic()))


def evaluation_loop(
    master: str,
    checkpoint_dir: Path,
    logdir: Path,
    num_evals: int = 1,
    initial_op: Any = None,
    initial_op_feed_dict: Any = None,
    init_fn: Any = None,
    eval_op: Any = None,
    eval_op_feed_dict: Any = None,
    final_op: Any = None,
    final_op_feed_dict: Any = None,
    summary_op: Any = _DEFAULT,
    summary_op_feed_dict: Any = None,
    variables_to_restore: Any = None,
    eval_interval_secs: float = 60,
    max_number_of_evaluations: int | None = None,
    session_config: Any = None,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
    hooks: Any = None,
) -> Any:
    """`evaluate_once` for each new checkpoint of a directory.

    Args:
      checkpoint_dir: the directory.
      eval_interval_secs: the least time between two evaluations.
      max_number_of_evaluations: how many; None for no end.
      timeout: the seconds of waiting for a checkpoint after which to end.
      timeout_fn: called then: True to end, False to wait on.
      init_fn: not supported.
      master, logdir, num_evals, initial_op, initial_op_feed_dict, eval_op,
        eval_op_feed_dict, final_op, final_op_feed_dict, summary_op,
        summary_op_feed_dict, variables_to_restore, session_config, hooks: as for
        `evaluate_once`.

    Returns:
      What the last evaluation gave.
    """
    if init_fn is not None:
        raise ValueError("evaluation_loop: init_fn is not supported; use initial_op")
    if summary_op is _DEFAULT:
        summary_op = merge_all()
    found = checkpoints_iterator(
        checkpoint_dir, eval_interval_secs, timeout, timeout_fn
    )
    result = None
    for count, checkpoint in enumerate(found, 1):
        result = evaluate_once(
            master,
            checkpoint,
            logdir,
            num_evals,
            initial_op,
            initial_op_feed_dict,
            eval_op,
            eval_op_feed_dict,
            final_op,
            final_op_feed_dict,
            summary_op,
            summary_op_feed_dict,
            variables_to_restore,
            session_config,
            hooks,
        )
        if count == max_number_of_evaluations:
            break
    return result


namespace.finish(__name__)
