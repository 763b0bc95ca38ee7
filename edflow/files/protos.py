"""TensorFlow's protocol buffers as classes: `Example`, `Summary`, `Event` and theirs.

The `protobuf` package makes the classes, from the schemas beside this module. It takes
40 ms to load, so a class is made when it is first asked for:
`from edflow.files.protos import Example`. They live in a pool of their own: a
TensorFlow in the same process has messages of the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from edflow.files import schemas

PACKAGE = "tensorflow"
_TOKEN = re.compile(r"[\w.]+|[{}=;<>,]")
_SCALARS = {
    "double": 1, "float": 2, "int64": 3, "uint64": 4, "int32": 5, "bool": 8,
    "string": 9, "bytes": 12, "uint32": 13,
}  # fmt: skip
"""The numbers of the types of fields in a descriptor."""
_OPTIONAL, _REPEATED = 1, 3


def __getattr__(name: str) -> Any:
    """The class of a message, made at first use."""
    if not name[:1].isupper():
        raise AttributeError(f"module 'edflow.files.protos' has no {name!r}")
    return message_class(name)


@cache
def message_class(name: str) -> Any:
    """The class of the message that a schema calls `name`.

    Raises:
      AttributeError: no schema has it.

    >>> Feature = message_class("Feature")
    >>> feature = Feature(int64_list=message_class("Int64List")(value=[1, 300]))
    >>> feature.SerializeToString().hex()
    '1a050a0301ac02'
    """
    from google.protobuf.message_factory import GetMessageClass

    try:
        return GetMessageClass(_pool().FindMessageTypeByName(f"{PACKAGE}.{name}"))
    except KeyError:
        raise AttributeError(f"no schema has a message {name!r}") from None


@cache
def _pool() -> Any:
    """All messages of the schemas."""
    from google.protobuf.descriptor_pb2 import FileDescriptorProto
    from google.protobuf.descriptor_pool import DescriptorPool

    file = FileDescriptorProto(
        name="edflow/events.proto", package=PACKAGE, syntax="proto3"
    )
    text = "".join(v for k, v in vars(schemas).items() if k.isupper())
    tokens = iter(_TOKEN.findall(text))
    for kind in tokens:
        _READERS[kind](file, tokens)
    pool = DescriptorPool()
    pool.Add(file)
    return pool


def _message(scope: Any, tokens: Iterator[str], _word: str = "") -> None:
    """`message Name { … }` in a file or another message."""
    inside = scope.message_type if hasattr(scope, "message_type") else scope.nested_type
    message = inside.add(name=next(tokens))
    next(tokens)
    for word in _until_brace(tokens):
        _READERS.get(word, _field)(message, tokens, word)


def _enum(scope: Any, tokens: Iterator[str], _word: str = "") -> None:
    """`enum Name { WORD = 0; … }`."""
    enum = scope.enum_type.add(name=next(tokens))
    next(tokens)
    for word in _until_brace(tokens):
        enum.value.add(name=word, number=_number(tokens))


def _oneof(message: Any, tokens: Iterator[str], _word: str = "") -> None:
    """`oneof name { … }`: of these fields at most one is set."""
    message.oneof_decl.add(name=next(tokens))
    next(tokens)
    for word in _until_brace(tokens):
        _field(message, tokens, word).oneof_index = len(message.oneof_decl) - 1


def _map(message: Any, tokens: Iterator[str], _word: str = "") -> None:
    """`map<key, value> name = 1;`: on the wire a repeated message of key and value."""
    _, key, _, value, _, name = (next(tokens) for _ in range(6))
    entry = message.nested_type.add(name=f"{name.title().replace('_', '')}Entry")
    entry.options.map_entry = True
    for number, (part, kind) in enumerate((("key", key), ("value", value)), 1):
        _typed(entry.field.add(name=part, number=number, label=_OPTIONAL), kind)
    field = message.field.add(name=name, number=_number(tokens), label=_REPEATED)
    field.type_name = entry.name


def _repeated(message: Any, tokens: Iterator[str], _word: str = "") -> None:
    """`repeated type name = 1;`."""
    _field(message, tokens, next(tokens)).label = _REPEATED


def _field(message: Any, tokens: Iterator[str], kind: str) -> Any:
    """`type name = 1;`, of which the type is read."""
    name = next(tokens)
    field = message.field.add(name=name, number=_number(tokens), label=_OPTIONAL)
    return _typed(field, kind)


def _typed(field: Any, kind: str) -> Any:
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
    else:
        field.type_name = kind
    return field


def _number(tokens: Iterator[str]) -> int:
    """`= 1;`."""
    _, number, _ = (next(tokens) for _ in range(3))
    return int(number)


def _until_brace(tokens: Iterator[str]) -> Iterator[str]:
    return iter(lambda: next(tokens), "}")


_READERS: dict[str, Any] = {
    "message": _message,
    "enum": _enum,
    "oneof": _oneof,
    "map": _map,
    "repeated": _repeated,
}
