"""tf.logging: TensorFlow's messages, through Python's logger "tensorflow"."""

from __future__ import annotations

import logging as python_logging
import sys
from functools import cache
from typing import Any

from edflow import namespace

__all__ = [
    "DEBUG", "ERROR", "FATAL", "INFO", "WARN", "debug", "error", "fatal", "flush",
    "get_verbosity", "info", "log", "log_every_n", "log_first_n", "log_if",
    "set_verbosity", "vlog", "warn", "warning",
]  # fmt: skip

DEBUG, INFO, WARN, ERROR, FATAL = 10, 20, 30, 40, 50


class _ToStandardError(python_logging.StreamHandler[Any]):
    """Writes to what standard error is now: a notebook gives each cell its own."""

    def emit(self, record: python_logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


@cache
def _logger() -> python_logging.Logger:
    logger = python_logging.getLogger("tensorflow")
    if logger.level == python_logging.NOTSET:
        logger.setLevel(WARN)
    if not python_logging.getLogger().handlers:
        handler = _ToStandardError()
        handler.setFormatter(python_logging.Formatter(python_logging.BASIC_FORMAT))
        logger.addHandler(handler)
    return logger


def set_verbosity(v: int) -> None:
    """Show messages from level `v` on: DEBUG, INFO, WARN (the default) or ERROR."""
    _logger().setLevel(v)


def get_verbosity() -> int:
    """The lowest level that is shown."""
    return _logger().getEffectiveLevel()


def log(level: int, msg: str, *args: Any, **kwargs: Any) -> None:
    """A message of some level; `args` fill its `%s` and `%d`."""
    _logger().log(level, msg, *args, **kwargs)


def debug(msg: str, *args: Any, **kwargs: Any) -> None:
    """A message for who looks for a fault."""
    _logger().debug(msg, *args, **kwargs)


def info(msg: str, *args: Any, **kwargs: Any) -> None:
    """A message on what happens."""
    _logger().info(msg, *args, **kwargs)


def warning(msg: str, *args: Any, **kwargs: Any) -> None:
    """A message on what may be wrong."""
    _logger().warning(msg, *args, **kwargs)


warn = warning


def error(msg: str, *args: Any, **kwargs: Any) -> None:
    """A message on what is wrong."""
    _logger().error(msg, *args, **kwargs)


def fatal(msg: str, *args: Any, **kwargs: Any) -> None:
    """A message on what ends the program; it does not end it."""
    _logger().fatal(msg, *args, **kwargs)


def vlog(level: int, msg: str, *args: Any, **kwargs: Any) -> None:
    """A message of some level, as `log`."""
    _logger().log(level, msg, *args, **kwargs)


_counts: dict[str, int] = {}


def log_every_n(level: int, msg: str, n: int, *args: Any) -> None:
    """A message on the first of every `n` calls with this text."""
    if _count(msg) % n == 0:
        log(level, msg, *args)


def log_first_n(level: int, msg: str, n: int, *args: Any) -> None:
    """A message on the first `n` calls with this text."""
    if _count(msg) < n:
        log(level, msg, *args)


def log_if(level: int, msg: str, condition: bool, *args: Any) -> None:
    """A message if `condition` holds."""
    if condition:
        log(level, msg, *args)


def _count(msg: str) -> int:
    """How many calls there were with this text before."""
    count = _counts.get(msg, 0)
    _counts[msg] = count + 1
    return count


def flush() -> None:
    """Write out what is buffered."""
    for handler in _logger().handlers:
        handler.flush()


namespace.finish(__name__)
