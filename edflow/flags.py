"""tf.flags: a program's options, set on the command line as `--name=value`.

Flags that nobody defined are left alone: the command line of a notebook's kernel holds
some of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from edflow import namespace

__all__ = [
    "FLAGS", "DEFINE_bool", "DEFINE_boolean", "DEFINE_enum", "DEFINE_float",
    "DEFINE_integer", "DEFINE_list", "DEFINE_string", "mark_flag_as_required",
]  # fmt: skip


class Flag:
    """One option: its value, how text becomes a value, and what it is for."""

    def __init__(self, default: Any, parse: Callable[[str], Any], help: str):
        self.value = default
        self.parse = parse
        self.help = help
        self.required = False


class Flags:
    """The values of all flags as attributes; parsed when first asked for."""

    def __init__(self) -> None:
        self.__dict__["_flags"] = {}
        self.__dict__["_parsed"] = False

    def __call__(self, argv: Sequence[str], known_only: bool = False) -> list[str]:
        """Set the flags from a command line; what is left of it.

        Raises:
          ValueError: a value cannot be read, or a required flag has none.
        """
        self.__dict__["_parsed"] = True
        rest = list(argv[:1])
        words = iter(argv[1:])
        for word in words:
            if word == "--":
                return [*rest, *words]
            if not self._set(word, words):
                rest.append(word)
        for name, flag in self._flags.items():
            if flag.required and flag.value is None:
                raise ValueError(f"the flag --{name} must be given: {flag.help}")
        return rest

    def _set(self, word: str, words: Iterator[str]) -> bool:
        """Whether `word` sets one of the flags, perhaps with the word after it."""
        if not word.startswith("-"):
            return False
        name, equals, text = word.lstrip("-").partition("=")
        if name not in self._flags:
            name = name.removeprefix("no")  # --noverbose is --verbose=false.
            if name not in self._flags or self._flags[name].parse is not _boolean:
                return False
            text = "false"
        elif not equals:
            is_switch = self._flags[name].parse is _boolean
            text = "true" if is_switch else next(words, "")
        try:
            self._flags[name].value = self._flags[name].parse(text)
        except ValueError as error:
            raise ValueError(f"the flag --{name} cannot be {text!r}: {error}") from None
        return True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if not self._parsed:
            self(sys.argv)
        if name not in self._flags:
            known = ", ".join(sorted(self._flags)) or "none"
            raise AttributeError(f"there is no flag {name!r}; defined are: {known}")
        return self._flags[name].value

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self._flags:
            raise AttributeError(f"there is no flag {name!r}; define it first")
        self._flags[name].value = value

    def __getitem__(self, name: str) -> Flag:
        return self._flags[name]

    def __contains__(self, name: str) -> bool:
        return name in self._flags

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._flags))

    def __dir__(self) -> list[str]:
        return sorted(self._flags)

    def flag_values_dict(self) -> dict[str, Any]:
        """All values by the flags' names."""
        return {name: getattr(self, name) for name in self._flags}

    def define(
        self, name: str, default: Any, parse: Callable[[str], Any], help: str | None
    ) -> None:
        """Add a flag, or define it anew: a notebook's cell may run twice."""
        if default is not None and isinstance(default, str):
            default = parse(default)
        self._flags[name] = Flag(default, parse, help or "")
        self.__dict__["_parsed"] = False


FLAGS = Flags()


def DEFINE_string(
    name: str, default: str | None, help: str | None = None, **_: Any
) -> None:
    """Define a flag that holds text."""
    FLAGS.define(name, default, str, help)


def DEFINE_integer(
    name: str, default: int | None, help: str | None = None, **_: Any
) -> None:
    """Define a flag that holds an integer."""
    FLAGS.define(name, default, int, help)


def DEFINE_float(
    name: str, default: float | None, help: str | None = None, **_: Any
) -> None:
    """Define a flag that holds a number."""
    FLAGS.define(name, default, float, help)


def DEFINE_boolean(
    name: str, default: bool | None, help: str | None = None, **_: Any
) -> None:
    """Define a switch: `--name`, `--noname`, `--name=true` or `--name=false`."""
    FLAGS.define(name, default, _boolean, help)


DEFINE_bool = DEFINE_boolean


def DEFINE_list(name: str, default: Any, help: str | None = None, **_: Any) -> None:
    """Define a flag that holds texts, with commas between them."""
    FLAGS.define(name, default, _list, help)


def DEFINE_enum(
    name: str,
    default: str | None,
    enum_values: Sequence[str],
    help: str | None = None,
    **_: Any,
) -> None:
    """Define a flag that holds one of `enum_values`."""

    def parse(text: str) -> str:
        if text not in enum_values:
            raise ValueError(f"it is none of {', '.join(enum_values)}")
        return text

    FLAGS.define(name, default, parse, help)


def mark_flag_as_required(flag_name: str) -> None:
    """Refuse to run without a value for the flag."""
    FLAGS[flag_name].required = True


def _boolean(text: str) -> bool:
    words = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}
    if text.lower() not in words:
        raise ValueError("it is neither true nor false")
    return words[text.lower()]


def _list(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")] if text else []


namespace.finish(__name__)
