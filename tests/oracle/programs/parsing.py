"""Examples, sequences of them, tables and tensors as text, to tensors."""

from program import Runs, promises


def _feature(tf, values):
    """A feature of the kind of its values; None for one that holds nothing."""
    if values is None:
        return tf.train.Feature()
    if values and isinstance(values[0], bytes):
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))
    if values and isinstance(values[0], float):
        return tf.train.Feature(float_list=tf.train.FloatList(value=values))
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def _example(tf, **features):
    made = {key: _feature(tf, values) for key, values in features.items()}
    message = tf.train.Example(features=tf.train.Features(feature=made))
    return message.SerializeToString()


def _sequence(tf, context, **lists):
    message = tf.train.SequenceExample()
    for key, values in context.items():
        message.context.feature[key].CopyFrom(_feature(tf, values))
    for key, steps in lists.items():
        added = message.feature_lists.feature_list[key].feature
        added.extend(_feature(tf, values) for values in steps)
    return message.SerializeToString()


def _parts(made):
    """The same with the three tensors of a SparseTensor in its place."""
    if isinstance(made, dict):
        return {key: _parts(value) for key, value in made.items()}
    if isinstance(made, tuple):
        return [_parts(value) for value in made]
    sparse = hasattr(made, "dense_shape")
    return [made.indices, made.values, made.dense_shape] if sparse else made


def messages(tf):
    one = _example(tf, b=[1.5, -2.0])
    parsed = tf.train.Example.FromString(one)
    return [
        one,
        _example(tf, a=[1, -1, 300, -(2**63)]),
        _example(tf, c=[b"", b"text"]),
        list(parsed.features.feature["b"].float_list.value),
        str(parsed),
        _sequence(tf, {"n": [3]}, steps=[[1.0], [2.0]]),
        parsed.features.feature["b"].WhichOneof("kind"),
    ]


def wrong_values_in_messages(tf):
    return tf.train.Int64List(value=[1.5])


def one_example(tf):
    text = _example(tf, a=[7], b=[1.0, 2.0], c=[b"x", b"y"], other=[1])
    return _parts(
        tf.parse_single_example(
            text,
            {
                "a": tf.FixedLenFeature([], tf.int64),
                "b": tf.FixedLenFeature([2], tf.float32),
                "c": tf.VarLenFeature(tf.string),
                "rows": tf.FixedLenSequenceFeature([2], tf.float32, allow_missing=True),
            },
        )
    )


def examples_in_a_batch(tf):
    texts = [
        _example(tf, a=[7], m=[1.0, 2.0, 3.0, 4.0], v=[1, -2], s=[b"one"], q=[1.0] * 4),
        _example(tf, v=[], s=[b""], m=[0.5] * 4),
        _example(tf, a=None, m=[5.0] * 4, v=[2**62], s=[b"three"], q=[3.0] * 2),
    ]
    features = {
        "a": tf.FixedLenFeature([], tf.int64, default_value=-1),
        "m": tf.FixedLenFeature([2, 2], tf.float32),
        "v": tf.VarLenFeature(tf.int64),
        "s": tf.FixedLenFeature([1], tf.string),
        "q": tf.FixedLenSequenceFeature([2], tf.float32, allow_missing=True),
        "none": tf.VarLenFeature(tf.float32),
    }
    batch = tf.placeholder(tf.string, [None], name="batch")
    return Runs(
        _parts(tf.parse_example(batch, features)),
        feeds=[{batch: texts}, {batch: texts[:1]}],
    )


@promises(nodes="outer")
def rows_padded_with_a_value(tf):
    texts = [_example(tf, q=[1.0]), _example(tf, q=[1.0, 2.0]), _example(tf)]
    wanted = tf.FixedLenSequenceFeature([], tf.float32, True, default_value=9.0)
    return tf.parse_example(texts, {"q": wanted})


def a_batch_of_nothing(tf):
    batch = tf.placeholder(tf.string, [None])
    features = {
        "a": tf.FixedLenFeature([3], tf.int64),
        "v": tf.VarLenFeature(tf.string),
    }
    return Runs(_parts(tf.parse_example(batch, features)), feeds=[{batch: []}])


def defaults_of_features(tf):
    given = tf.constant([3.0, 4.0])
    return tf.parse_example(
        [_example(tf)],
        {
            "number": tf.FixedLenFeature((), tf.int64, 5),
            "odd key!": tf.FixedLenFeature([2], tf.string, ["x", "y"]),
            "tensor": tf.FixedLenFeature([2], tf.float32, given),
        },
        name="defaults",
    )


@promises(nodes="outer")
def examples_in_a_branch(tf):
    wanted = {
        "a": tf.FixedLenFeature([2], tf.float32),
        "v": tf.VarLenFeature(tf.int64),
        "s": tf.FixedLenFeature([], tf.string, "none"),
    }

    def parsed():
        found = tf.parse_example([_example(tf, a=[1.0, 2.0], v=[3, 4])], wanted)
        return found["a"], found["v"].values, found["s"]

    def absent():
        return tf.zeros([1, 2]), tf.zeros([0], tf.int64), tf.constant(["absent"])

    there = tf.placeholder_with_default(True, [], name="there")
    return Runs(tf.cond(there, parsed, absent), feeds=[{}, {there: False}])


def sparse_features(tf):
    texts = [
        _example(tf, at=[3, 0], value=[3.0, 0.5]),
        _example(tf),
        _example(tf, at=[1], value=[1.0]),
    ]
    wanted = tf.SparseFeature("at", "value", tf.float32, 5)
    return _parts(tf.parse_example(texts, {"sparse": wanted})["sparse"])


def merging_sparse_tensors(tf):
    ids = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], [2, 1, 0], [2, 2])
    values = tf.SparseTensor([[0, 0], [1, 0], [1, 1]], [1.0, 2.0, 3.0], [2, 2])
    return _parts(
        (
            tf.sparse_merge(ids, values, 4),
            tf.sparse_merge(
                [ids, ids], values, [4, 3], name="both", already_sorted=True
            ),
        )
    )


@promises(nodes="outer")
def an_example_of_unknown_rank(tf):
    text = tf.placeholder(tf.string)
    parsed = tf.parse_single_example(text, {"a": tf.FixedLenFeature([], tf.int64)})
    return Runs(parsed, feeds=[{text: _example(tf, a=[1])}])


def numbers_one_by_one(tf):
    # Older writers packed no numbers: each has a tag of its own.
    floats = b"\x0d" + b"\x00\x00\x80\x3f" + b"\x0d" + b"\x00\x00\x00\x40"
    integers = b"\x08\x05\x08\x96\x01"

    def entry(key, number, content):
        content = bytes([number << 3 | 2, len(content)]) + content
        content = b"\x0a\x01" + key + b"\x12" + bytes([len(content)]) + content
        return b"\x0a" + bytes([len(content)]) + content

    features = entry(b"f", 2, floats) + entry(b"i", 3, integers)
    text = b"\x0a" + bytes([len(features)]) + features
    return tf.parse_single_example(
        text,
        {
            "f": tf.FixedLenFeature([2], tf.float32),
            "i": tf.FixedLenFeature([2], tf.int64),
        },
    )


def no_example(tf):
    return _parts(
        tf.parse_single_example("no example", {"a": tf.VarLenFeature(tf.int64)})
    )


def a_missing_feature(tf):
    return tf.parse_example([_example(tf)], {"a": tf.FixedLenFeature([], tf.int64)})


def a_feature_of_another_size(tf):
    text = _example(tf, a=[1, 2])
    return tf.parse_example([text], {"a": tf.FixedLenFeature([3], tf.int64)})


def a_feature_of_another_type(tf):
    text = _example(tf, a=[1, 2])
    return _parts(tf.parse_example([text], {"a": tf.VarLenFeature(tf.float32)}))


def broken_rows(tf):
    text = _example(tf, a=[1, 2, 3])
    wanted = tf.FixedLenSequenceFeature([2], tf.int64, allow_missing=True)
    return tf.parse_example([text], {"a": wanted})


def a_batch_for_a_single_example(tf):
    return tf.parse_single_example(["a"], {"a": tf.FixedLenFeature([], tf.int64)})


def no_features(tf):
    return tf.parse_example(["a"], {})


def rows_that_may_not_miss(tf):
    wanted = tf.FixedLenSequenceFeature([], tf.int64)
    return tf.parse_example(["a"], {"a": wanted})


def a_feature_of_unknown_shape(tf):
    return tf.parse_example(["a"], {"a": tf.FixedLenFeature([None], tf.int64)})


def a_sequence(tf):
    text = _sequence(
        tf,
        {"length": [2], "tags": [b"x", b"y"]},
        words=[[1], [2]],
        points=[[1.0, 2.0], [3.0, 4.0]],
        letters=[[b"a", b"b"], None, [b"c"]],
    )
    return _parts(
        tf.parse_single_sequence_example(
            serialized=text,
            context_features={
                "length": tf.FixedLenFeature([], tf.int64),
                "tags": tf.VarLenFeature(tf.string),
                "absent": tf.FixedLenFeature([1], tf.float32, [0.5]),
            },
            sequence_features={
                "words": tf.FixedLenSequenceFeature([], tf.int64),
                "points": tf.FixedLenSequenceFeature([2], tf.float32),
                "letters": tf.VarLenFeature(tf.string),
                "nothing": tf.FixedLenSequenceFeature(
                    [3], tf.string, allow_missing=True
                ),
            },
        )
    )


def sequences_in_a_batch(tf):
    texts = [
        _sequence(tf, {"n": [1]}, words=[[1], [2], [3]], bags=[[1.0], [2.0, 3.0]]),
        _sequence(tf, {"n": [2]}, words=[[4]], bags=[]),
    ]
    return _parts(
        tf.io.parse_sequence_example(
            texts,
            {"n": tf.FixedLenFeature([], tf.int64)},
            {
                "words": tf.FixedLenSequenceFeature([], tf.int64),
                "bags": tf.VarLenFeature(tf.float32),
            },
        )
    )


def a_missing_list(tf):
    return tf.parse_single_sequence_example(
        _sequence(tf, {}),
        sequence_features={"a": tf.FixedLenSequenceFeature([], tf.int64)},
    )


def a_step_of_another_size(tf):
    return tf.parse_single_sequence_example(
        _sequence(tf, {}, a=[[1], [2, 3]]),
        sequence_features={"a": tf.FixedLenSequenceFeature([], tf.int64)},
    )


def tables(tf):
    lines = ["1,2.5,a,10", "-3,,b c,", '4,1e3,"d, ""e""",+7', " 5 ,inf,,8"]
    required = tf.constant([], tf.float32)
    return (
        tf.decode_csv(lines, [[0], [0.5], ["?"], tf.constant([9], tf.int64)]),
        tf.decode_csv("1;2", record_defaults=[[0], [0]], field_delim=";", name="csv"),
        tf.decode_csv(["1.5,2", "2.5,3"], [required, [""]]),
        tf.decode_csv(["a,NA,c"], [["x"], ["y"]], na_value="NA", select_cols=[1, 2]),
        tf.decode_csv(['"a",b"c'], [[""], [""]], use_quote_delim=False),
        tf.decode_csv([["1,2"], ["3,"]], [[0], [7]]),
        tf.io.decode_csv(['"1\n2",3'], [[""], [0.0]]),
    )


def too_few_fields(tf):
    return tf.decode_csv(["1,2", "3"], [[0], [0]])


def too_many_fields(tf):
    return tf.decode_csv(["1,2,3"], [[0], [0]])


def no_number(tf):
    return tf.decode_csv(["1,x"], [[0], [0]])


def no_whole_number(tf):
    return tf.decode_csv(["1.5"], [[0]])


def a_required_field(tf):
    return tf.decode_csv(["1,"], [[0], tf.constant([], tf.int32)])


def an_open_quote(tf):
    return tf.decode_csv(['1,"2'], [[0], [""]])


def a_quote_inside_a_field(tf):
    return tf.decode_csv(['1,2"3'], [[0], [""]])


def an_empty_line(tf):
    return tf.decode_csv([""], [[1]])


def columns_out_of_order(tf):
    return tf.decode_csv(["1,2"], [[0], [0]], select_cols=[1, 0])


def defaults_of_two_values(tf):
    return tf.decode_csv(["1"], [[0, 1]])


def a_column_of_another_type(tf):
    return tf.decode_csv(["1"], [tf.constant([1], tf.int8)])


def tensors_as_text(tf):
    text = tf.serialize_tensor([[1.5, 2.5]])
    words = tf.serialize_tensor(["a", "bc"])
    return (
        text,
        words,
        tf.parse_tensor(text, tf.float32),
        tf.parse_tensor(words, tf.string),
        tf.io.parse_tensor(tf.io.serialize_tensor(tf.constant(True)), tf.bool),
        tf.parse_tensor(b"\x08\x03\x12\x04\x12\x02\x08\x03\x3a\x02\x05\x06", tf.int32),
    )


def a_tensor_of_another_type(tf):
    return tf.parse_tensor(tf.serialize_tensor([1]), tf.float32)


def no_tensor(tf):
    return tf.parse_tensor("no tensor", tf.float32)


def examples_in_json(tf):
    text = '{"features": {"feature": {"a": {"int64List": {"value": [1, 2]}}}}}'
    decoded = tf.decode_json_example([text])
    # TensorFlow's JSON does not pack numbers: the same message in other bytes.
    return tf.parse_example(decoded, {"a": tf.FixedLenFeature([2], tf.int64)})


def sparse_tensors_as_text(tf):
    x = tf.SparseTensor([[0, 1], [2, 0], [2, 3]], [1.0, 2.0, 3.0], [3, 4])
    many = tf.serialize_many_sparse(x)
    return _parts(
        (
            tf.serialize_sparse(x),
            many,
            tf.deserialize_many_sparse(many, tf.float32, rank=2),
        )
    )


@promises(nodes="outer")
def raw_bytes(tf):
    text = tf.placeholder(tf.string, [])
    pixels = tf.reshape(tf.decode_raw(text, tf.uint8), [2, 2])
    return Runs(pixels, feeds=[{text: b"\x00\x01\x02\xff"}])
