"""Rows of operations on text."""

import numpy as np
from case import Case, ints, text

from edflow.engine.face import dtypes
from edflow.engine.ops.strings.converting import (
    AsString,
    DecodeBase64,
    DecodeRaw,
    EncodeBase64,
    StringToNumber,
)
from edflow.engine.ops.strings.editing import (
    ReduceJoin,
    StaticRegexFullMatch,
    StaticRegexReplace,
    StringFormat,
    StringJoin,
    StringLength,
    StringLower,
    StringStrip,
    StringUpper,
    Substr,
)
from edflow.engine.ops.strings.hashing import StringToHashBucket, StringToHashBucketFast
from edflow.engine.ops.strings.splitting import StringSplit, StringSplitV2

WORDS = text("Big", " cat ")
MATRIX = np.array([[b"a", b"b"], [b"c", b"d"]], object)
WRITTEN = "text has no slope"


def scalar(word):
    return text(word).reshape(())


CASES = [
    Case(StringJoin("-"), [[WORDS, WORDS]], lambda a, b: a + b"-" + b),
    Case(ReduceJoin(), [MATRIX, np.int32(1)], lambda x, axis: text("ab", "cd")),
    Case(
        ReduceJoin(keep_dims=True, separator=" "),
        [MATRIX, ints(0, 1)],
        lambda x, axes: text("a c b d").reshape(1, 1),
        label="both axes",
    ),
    Case(StringLength(), [text("", "abc", "ä")], lambda x: ints(0, 3, 2)),
    Case(StringLength("UTF8_CHAR"), [text("ä")], lambda x: ints(1), label="letters"),
    Case(
        Substr(),
        [WORDS, np.int32(1), np.int32(2)],
        lambda x, pos, length: text("ig", "ca"),
    ),
    Case(StringLower(), [WORDS], lambda x: text("big", " cat ")),
    Case(StringUpper(), [WORDS], lambda x: text("BIG", " CAT ")),
    Case(StringStrip(), [WORDS], lambda x: text("Big", "cat")),
    Case(StaticRegexReplace("[aeiou]", "_"), [WORDS], lambda x: text("B_g", " c_t ")),
    Case(StaticRegexFullMatch("B.*"), [WORDS], lambda x: np.bool_([True, False])),
    Case(
        StringFormat("{} of {}", "{}"),
        [[ints(1, 2), WORDS]],
        lambda x, y: scalar('[1 2] of ["Big" " cat "]'),
    ),
    Case(StringToNumber(), [text("1.5", "-2e3")], lambda x: np.float32([1.5, -2e3])),
    Case(
        StringToNumber(dtypes.int64),
        [text("7")],
        lambda x: np.array([7]),
        label="whole",
    ),
    Case(AsString(), [ints(1, -20)], lambda x: text("1", "-20")),
    Case(
        AsString(precision=1),
        [np.float32([1.25, -20])],
        lambda x: text("1.2", "-20.0"),
        flat=WRITTEN,
        label="floats",
    ),
    Case(EncodeBase64(), [text("hello", "")], lambda x: text("aGVsbG8", "")),
    Case(DecodeBase64(), [text("aGVsbG8", "YQ==")], lambda x: text("hello", "a")),
    Case(
        DecodeRaw(dtypes.uint8),
        [text("ab", "cd")],
        lambda x: np.uint8([[97, 98], [99, 100]]),
        static=False,
    ),
    # What TensorFlow gives.
    Case(StringToHashBucket(1000), [text("", "a")], lambda x: np.array([899, 868])),
    Case(StringToHashBucketFast(1000), [text("", "a")], lambda x: np.array([263, 939])),
    Case(
        StringSplit(),
        [text("a big", "cat"), scalar(" ")],
        lambda x, ends: (
            np.array([[0, 0], [0, 1], [1, 0]]),
            text("a", "big", "cat"),
            np.array([2, 2]),
        ),
        static=False,
    ),
    Case(
        StringSplitV2(),
        [text("a--b-c"), scalar("--")],
        lambda x, ends: (
            np.array([[0, 0], [0, 1]]),
            text("a", "b-c"),
            np.array([1, 2]),
        ),
        static=False,
    ),
]
