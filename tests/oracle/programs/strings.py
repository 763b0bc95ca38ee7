"""Operations on text."""

import numpy as np
from program import Runs, promises


def text(tf):
    return tf.constant("a"), tf.constant(["a", "bc"], name="words"), tf.constant("ä")


def parts_of_text(tf):
    words = tf.constant([["a", "b"], ["c", "d"]])
    return words[0, 1], words[1], tf.unstack(words[0]), tf.gather(words, 1), words[0][0]


def joining(tf):
    return (
        tf.string_join(["step", ["1", "2"]], separator=" "),
        tf.string_join(["a", "b"]),
        tf.strings.join([["a"], ["b"]], "-", name="j"),
    )


def joining_along_axes(tf):
    words = [["a", "b"], ["c", "d"]]
    return (
        tf.reduce_join(words, 0),
        tf.reduce_join(words, 1, separator="-"),
        tf.reduce_join(words),
        tf.reduce_join(words, [1, 0]),
        tf.strings.reduce_join(words, axis=-1, keep_dims=True),
        tf.reduce_join(words, reduction_indices=0),
    )


def lengths(tf):
    words = ["", "abc", "äö"]
    return tf.strings.length(words), tf.strings.length(words, unit="UTF8_CHAR")


def cutting(tf):
    return (
        tf.substr(["hello", "world"], 1, 3),
        tf.strings.substr("hello", -3, 9),
        tf.substr(["hello", "world"], [0, 1], [2, 3]),
        tf.strings.substr("äöü", 1, 1, unit="UTF8_CHAR"),
    )


def cutting_outside(tf):
    return tf.substr("abc", 5, 1)


def replacing(tf):
    return (
        tf.regex_replace(["banana", "x"], "a", "o"),
        tf.strings.regex_replace("banana", "a", "o", replace_global=False),
        tf.regex_replace("ab12", r"([a-z]+)(\d+)", r"\2\1 \0"),
        tf.strings.regex_full_match(["abc", "xabc"], "a.*"),
    )


def changing_case(tf):
    return (
        tf.strings.lower(["AbC"]),
        tf.strings.upper("abc"),
        tf.strings.lower("ÄB", encoding="utf-8"),
        tf.string_strip([" a b\n", "c"]),
        tf.strings.strip("  "),  # noqa: B005 - not the method of str
    )


def splitting(tf):
    words = tf.string_split(["a big dog", "", "a  cat"])
    more = tf.string_split(["a,b;c,"], delimiter=",;", skip_empty=False)
    letters = tf.string_split(["abc"], delimiter="")
    newer = tf.strings.split(["a  b c"]), tf.strings.split(["a--b-c"], sep="--")
    return [
        (x.indices, x.values, x.dense_shape) for x in (words, more, letters, *newer)
    ]


def splitting_a_matrix(tf):
    return tf.string_split([["a b"]]).values


def reading_numbers(tf):
    return (
        tf.string_to_number(["1.5", "-2e3", " 7 "]),
        tf.string_to_number("12", out_type=tf.int32),
        tf.strings.to_number(["0.1"], tf.float64),
    )


def reading_what_is_no_number(tf):
    return tf.string_to_number("one")


def reading_a_fraction_as_an_integer(tf):
    return tf.string_to_number("1.5", tf.int32)


def writing_numbers(tf):
    return (
        tf.as_string([1.5, -2.0]),
        tf.as_string([3, 40]),
        tf.as_string([True, False]),
        tf.as_string(3.14159, precision=2),
        tf.as_string(31415.9, scientific=True, precision=3),
        tf.as_string(0.5, shortest=True),
        tf.as_string(7, width=3, fill="0"),
        tf.as_string(1 + 2j),
    )


def writing_templates(tf):
    return (
        tf.strings.format("x = {}", tf.constant([1, 2])),
        tf.strings.format("{}: {}", (tf.constant("a"), tf.constant(1.5))),
        tf.strings.format("{}", tf.range(10)),
    )


def hashing(tf):
    words = ["", "a", "hello", "a longer text of words", "x" * 40, "y" * 100, "z" * 200]
    return (
        tf.string_to_hash_bucket_fast(words, 1000003),
        tf.string_to_hash_bucket(words, 1000003),
        tf.strings.to_hash_bucket_fast(["a"], 10, name="bucket"),
    )


def base_64(tf):
    coded = tf.encode_base64(["hello", "\xff\xfe", ""])
    return (
        coded,
        tf.encode_base64("a", pad=True),
        tf.decode_base64(coded),
        tf.decode_base64("YQ=="),
    )


def what_is_not_base_64(tf):
    return tf.decode_base64("*")


def raw_bytes(tf):
    return (
        tf.decode_raw(["ab", "cd"], tf.uint8),
        tf.decode_raw("\x00\x01\x02\x03", tf.int16),
        tf.decode_raw("\x00\x01\x02\x03", tf.int16, little_endian=False),
        tf.decode_raw(b"\x00\x00\x80\x3f", tf.float32),
    )


def raw_bytes_of_two_lengths(tf):
    return tf.decode_raw(["ab", "c"], tf.uint8)


def raw_bytes_that_are_too_few(tf):
    return tf.decode_raw("abc", tf.int16)


def text_that_is_fed(tf):
    words = tf.placeholder(tf.string, [None], name="words")
    fetches = tf.string_join([words, "!"]), tf.strings.length(words)
    return Runs(fetches, feeds=[{words: ["a", "bc"]}, {words: []}])


@promises(nodes="outer")
def text_compared(tf):
    return tf.equal(["a", "b"], "a"), tf.constant("a") + "b"


@promises(nodes=None)
def text_as_objects(tf):
    """An array of objects may hold str, bytes and NumPy's own text."""
    words = np.array(["a", b"b", np.str_("é")], object)
    x, v = tf.placeholder(tf.string), tf.Variable(words)
    found = [
        tf.identity(x),
        tf.equal(x, "a"),
        tf.strings.length(x),
        tf.concat([x, ["b"]], 0),
        tf.unique(x)[0],
        tf.string_join([x, "!"]),
        tf.identity(v),
        tf.constant(words),
    ]
    return [Runs(tensor, feeds={x: words}) for tensor in found]


def one_text_as_an_object(tf):
    x = tf.placeholder(tf.string)
    return Runs(tf.identity(x), feeds={x: np.array("a", object)})


def numbers_as_objects_are_no_text(tf):
    return tf.constant(np.array([1, "a"], object))


@promises(nodes="outer")
def written_out(tf):
    values = [
        np.arange(8).reshape(2, 2, 2),
        np.arange(16).reshape(2, 2, 2, 2),
        np.arange(343).reshape(7, 7, 7),
        np.array([[["a"]], [["b"]]]),
        np.float32([1 / 3, 1.5, 1e-10, 1e20]),
        np.array([1 / 3, 1.5, 1e-10]),
    ]
    return [tf.strings.format("a {} b", [value], summarize=2) for value in values]


def a_part_of_negative_length(tf):
    return tf.substr(["abc", "de"], 1, -1)
