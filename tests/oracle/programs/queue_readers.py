"""Readers: records, lines and whole files, by names from a queue."""

# Paths are text here: what becomes of them is compared.
# ruff: noqa: PTH118, PTH123

import os
import tempfile

from program import promises


def _run_to_the_end(tf, fetch):
    """All that a fetch gives until its queue is used up."""
    found = []
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(session, coord)
        try:
            while not coord.should_stop():
                found.append(session.run(fetch))
        except tf.errors.OutOfRangeError:
            coord.request_stop()
        coord.join(threads)
    return found


def _files(folder):
    lines, rest = os.path.join(folder, "lines"), os.path.join(folder, "rest")
    with open(lines, "wb") as file:
        file.write(b"h\na\r\nb\n\nc")
    with open(rest, "wb") as file:
        file.write(b"h\nz\n")
    return [lines, rest]


def _read(tf, make, upto=None):
    """What a reader gives, its keys without the folder."""
    with tempfile.TemporaryDirectory() as folder:
        files = _files(folder)
        queue = tf.train.string_input_producer(files, 1, shuffle=False)
        reader = make()
        read = reader.read_up_to(queue, upto) if upto else reader.read(queue)
        taken = _run_to_the_end(tf, list(read))
        keys = [str(key).replace(folder, "FOLDER") for key, _ in taken]
        return keys, [value for _, value in taken], reader.supports_serialize


# The names of the files are constants of the graph, and new in each run.
@promises(nodes="outer")
def lines(tf):
    return _read(tf, tf.TextLineReader)


@promises(nodes="outer")
def lines_without_headers(tf):
    return _read(tf, lambda: tf.TextLineReader(skip_header_lines=1))


@promises(nodes="outer")
def several_lines_at_once(tf):
    return _read(tf, tf.TextLineReader, upto=2)


@promises(nodes="outer")
def whole_files(tf):
    return _read(tf, tf.WholeFileReader)


@promises(nodes="outer")
def records_of_one_length(tf):
    return _read(tf, lambda: tf.FixedLengthRecordReader(2, 1, 1))


@promises(nodes="outer")
def records_that_overlap(tf):
    return _read(tf, lambda: tf.FixedLengthRecordReader(2, hop_bytes=1))


@promises(nodes="outer")
def records(tf):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "r")
        for size in (1, 2, 3):
            with tf.python_io.TFRecordWriter(f"{path}{size}") as writer:
                for k in range(size):
                    writer.write(b"x" * k)
        names = [f"{path}{size}" for size in (1, 2, 3)]
        queue = tf.train.string_input_producer(names, 1, shuffle=False)
        taken = _run_to_the_end(tf, list(tf.TFRecordReader().read_up_to(queue, 2)))
        return [str(k).replace(folder, "F") for k, _ in taken], [v for _, v in taken]


def a_file_that_is_not_there(tf):
    queue = tf.FIFOQueue(3, tf.string, [[]])
    yield queue.enqueue("/nowhere/file")
    yield tf.TextLineReader().read(queue).value


def what_a_reader_has_done(tf):
    queue = tf.FIFOQueue(3, tf.string, [[]])
    reader = tf.IdentityReader()
    counts = [reader.num_records_produced(), reader.num_work_units_completed()]
    yield queue.enqueue_many([["a", "b"]])
    yield reader.read(queue).key
    yield counts
    yield reader.serialize_state()
    yield reader.reset()
    yield counts
    yield reader.restore_state(b"\x08\x02\x10\x02\x18\x05")
    yield counts


def a_reader_without_a_state(tf):
    return tf.TFRecordReader().serialize_state()
