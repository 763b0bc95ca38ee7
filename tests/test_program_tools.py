"""What stands around a graph: options, flags, files, messages, text, unit tests."""

import logging
import sys
import unittest

import numpy as np
import pytest

import edflow as tf
from edflow.flags import Flags

# -- options --------------------------------------------------------------------------


def test_options_nest_and_default_to_nothing():
    config = tf.ConfigProto(log_device_placement=True, device_count={"GPU": 0})
    config.gpu_options.per_process_gpu_memory_fraction = 1
    config.graph_options.optimizer_options.opt_level = tf.OptimizerOptions.L0
    assert config.gpu_options.per_process_gpu_memory_fraction == 1.0
    assert config.graph_options.optimizer_options.opt_level == -1
    assert repr(tf.ConfigProto()) == "ConfigProto()"
    assert not tf.ConfigProto().gpu_options.allow_growth


def test_options_of_two_objects_are_apart():
    one, other = tf.ConfigProto(), tf.ConfigProto()
    one.gpu_options.allow_growth = True
    one.device_count["CPU"] = 2
    assert not other.gpu_options.allow_growth
    assert other.device_count == {}
    other.CopyFrom(one)
    assert other == one
    assert other.device_count is not one.device_count


def test_a_misspelt_option_names_the_right_ones():
    with pytest.raises(AttributeError, match=r"no field 'alow_growth'.*allow_growth"):
        tf.GPUOptions().alow_growth = True
    with pytest.raises(AttributeError, match="no field 'threads'"):
        tf.ConfigProto(threads=2)


@pytest.mark.parametrize(
    ("field", "value"),
    [("intra_op_parallelism_threads", "2"), ("gpu_options", True), ("device_count", 1)],
)
def test_an_option_of_another_kind_is_refused(field, value):
    with pytest.raises(TypeError, match=field):
        tf.ConfigProto(**{field: value})


def test_options_reach_a_session():
    config = tf.ConfigProto(allow_soft_placement=True)
    with tf.Session(config=config) as session:
        options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        metadata = tf.RunMetadata()
        assert session.run(tf.constant(3), options=options, run_metadata=metadata) == 3


# -- flags ----------------------------------------------------------------------------


@pytest.fixture
def flags():
    flags = Flags()
    flags.define("name", "ann", str, "who")
    flags.define("steps", 100, int, "how many")
    flags.define("rate", 0.5, float, "how fast")
    flags.define("verbose", False, tf.flags._boolean, "more words")
    return flags


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], {"name": "ann", "steps": 100, "rate": 0.5, "verbose": False}),
        (["--steps=7"], {"steps": 7}),
        (["--steps", "7", "-rate=2"], {"steps": 7, "rate": 2.0}),
        (["--verbose"], {"verbose": True}),
        (["--verbose=true", "--noverbose"], {"verbose": False}),
        (["--name=", "--verbose=1"], {"name": "", "verbose": True}),
        (["--", "--steps=7"], {"steps": 100}),
    ],
)
def test_a_command_line_sets_flags(flags, words, expected):
    flags(["program", *words])
    assert flags.flag_values_dict() | expected == flags.flag_values_dict()


def test_what_is_no_flag_is_left(flags):
    rest = flags(["program", "-f", "kernel.json", "--steps=1", "--nosuch", "file"])
    assert rest == ["program", "-f", "kernel.json", "--nosuch", "file"]


def test_flags_that_cannot_be_read_or_are_missing(flags):
    with pytest.raises(ValueError, match="--steps cannot be 'many'"):
        flags(["program", "--steps=many"])
    flags.define("data", None, str, "the directory")
    flags["data"].required = True
    with pytest.raises(ValueError, match="--data must be given: the directory"):
        flags(["program"])


def test_flags_are_attributes(flags):
    flags(["program"])
    flags.steps = 3
    assert flags.steps == 3
    with pytest.raises(AttributeError, match=r"no flag 'stesp'.*steps"):
        _ = flags.stesp
    with pytest.raises(AttributeError, match="define it first"):
        flags.stesp = 1


def test_flags_parse_themselves_and_may_be_defined_again(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["program", "--greeting=hello"])
    for _ in range(2):
        tf.app.flags.DEFINE_string("greeting", "hi", "what to say")
        assert tf.flags.FLAGS.greeting == "hello"


def test_an_app_runs_its_main_and_exits_with_its_result():
    tf.flags.DEFINE_integer("app_steps", 1, "how many")
    with pytest.raises(SystemExit) as left:
        tf.app.run(
            lambda argv: len(argv) + tf.flags.FLAGS.app_steps,
            ["p", "x", "--app_steps=5"],
        )
    assert left.value.code == 7


# -- files ----------------------------------------------------------------------------


def test_files_are_written_read_and_listed(tmp_path):
    name = str(tmp_path / "a" / "b" / "notes.txt")
    tf.gfile.MakeDirs(str(tmp_path / "a" / "b"))
    with tf.gfile.GFile(name, "w") as file:
        file.write("one\ntwo\n")
    with tf.gfile.FastGFile(name, "rb") as file:
        assert file.read() == b"one\ntwo\n"
    with tf.gfile.Open(name) as file:
        assert list(file) == ["one\n", "two\n"]
        assert file.size() == 8
    assert tf.gfile.Exists(name)
    assert tf.gfile.IsDirectory(str(tmp_path / "a"))
    assert tf.gfile.ListDirectory(str(tmp_path / "a")) == ["b"]
    assert tf.gfile.Glob(str(tmp_path / "*" / "b" / "*.txt")) == [name]
    top = str(tmp_path)
    assert [names for _, names, _ in tf.gfile.Walk(top)] == [["a"], ["b"], []]
    deepest = next(tf.gfile.Walk(top, in_order=False))
    assert deepest[2] == ["notes.txt"]
    tf.gfile.Copy(name, name + "2")
    tf.gfile.Rename(name + "2", name + "3")
    tf.gfile.Remove(name)
    assert not tf.gfile.Exists(name)
    tf.gfile.DeleteRecursively(str(tmp_path / "a"))
    assert not tf.gfile.Exists(str(tmp_path / "a"))


def test_files_fail_with_errors_of_tensorflow(tmp_path):
    missing = str(tmp_path / "missing")
    with pytest.raises(tf.errors.NotFoundError, match="missing"):
        tf.gfile.GFile(missing).read()
    with pytest.raises(tf.errors.NotFoundError):
        tf.gfile.ListDirectory(missing)
    there = tmp_path / "there"
    there.write_text("x")
    with pytest.raises(tf.errors.AlreadyExistsError):
        tf.gfile.Copy(str(there), str(there))
    with pytest.raises(tf.errors.AlreadyExistsError):
        tf.gfile.MkDir(str(tmp_path))


# -- messages and text ----------------------------------------------------------------


def test_messages_go_to_the_logger_tensorflow(caplog):
    level = tf.logging.get_verbosity()
    try:
        tf.logging.set_verbosity(tf.logging.INFO)
        with caplog.at_level(logging.INFO, "tensorflow"):
            tf.logging.info("step %d", 3)
            tf.logging.debug("not shown")
            for _ in range(5):
                tf.logging.log_first_n(tf.logging.WARN, "twice", 2)
    finally:
        tf.logging.set_verbosity(level)
    assert [record.message for record in caplog.records] == ["step 3", "twice", "twice"]


def test_text_and_bytes():
    assert tf.compat.as_bytes("é") == "é".encode() == tf.compat.as_bytes("é".encode())
    assert tf.compat.as_str(b"abc") == tf.compat.as_text("abc") == "abc"
    assert tf.compat.as_str_any(3) == "3"
    with pytest.raises(TypeError, match="not 3"):
        tf.compat.as_bytes(3)


def test_compat_v1_is_this_package():
    from edflow.compat import v1

    v1.disable_v2_behavior()
    assert v1.Session is tf.compat.v1.Session is tf.Session


def test_the_version_is_one_that_programs_understand():
    assert [int(part) for part in tf.VERSION.split(".")][:2] == [1, 15]
    assert tf.__version__ == tf.VERSION


# -- unit tests -----------------------------------------------------------------------


def result_of(*names, **methods):
    case = type("Case", (tf.test.TestCase,), methods)
    result = unittest.TestResult()
    for name in names or [n for n in methods if n.startswith("test")]:
        case(name).run(result)
    return result


def test_a_test_case_evaluates_and_compares():
    def test_it(self):
        with self.test_session() as session:
            x = tf.constant([1.0, 2.0])
            self.assertAllEqual(session.run(x), [1, 2])
            self.assertAllClose(x / 3.0, [1 / 3, 2 / 3])
            self.assertAllEqual(self.evaluate(x), x)
            self.assertNear(1.0, 1.05, 0.1)
            self.assertShapeEqual(np.zeros(2), x)
            self.assertDTypeEqual(x, np.float32)
            self.assertNotAllClose(x, [1.0, 2.1])

    result = result_of(test_it=test_it)
    assert (result.testsRun, result.failures, result.errors) == (1, [], [])


@pytest.mark.parametrize(
    "claim",
    [
        lambda self: self.assertAllEqual([1, 2], [1, 3]),
        lambda self: self.assertAllClose([1.0], [1.1]),
        lambda self: self.assertAllClose({"a": 1.0}, {"b": 1.0}),
        lambda self: self.assertNotAllClose([1.0], [1.0]),
        lambda self: self.assertArrayNear([1.0, 2.0], [1.0, 2.5], 0.1),
        lambda self: self.assertShapeEqual(np.zeros(3), tf.zeros([2])),
    ],
)
def test_a_false_claim_fails(claim):
    assert len(result_of(test_it=claim).failures) == 1


def test_a_session_for_tests_is_no_test():
    assert result_of("test_session").skipped


def test_a_failing_op_is_recognised():
    def test_it(self):
        x = tf.placeholder(tf.float32)
        with self.session() as session, self.assertRaisesOpError("feed"):
            session.run(x)

    assert not result_of(test_it=test_it).errors


def test_a_gradient_agrees_with_differences_and_a_wrong_one_does_not():
    @tf.RegisterGradient("Doubled")
    def doubled(op, dy):
        return 2.0 * tf.cos(op.inputs[0]) * dy

    x = tf.placeholder(tf.float64, [2, 2])
    with tf.get_default_graph().gradient_override_map({"Sin": "Doubled"}):
        wrong = tf.sin(x)
    with tf.Session():
        assert tf.test.compute_gradient_error(x, [2, 2], tf.sin(x), [2, 2]) < 1e-6
        assert tf.test.compute_gradient_error(x, [2, 2], wrong, [2, 2]) > 0.1
        backward, differences = tf.test.compute_gradient(x, [2, 2], x * x, [2, 2])
    np.testing.assert_allclose(backward, differences, atol=1e-6)
