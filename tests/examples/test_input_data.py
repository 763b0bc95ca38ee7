"""`read_data_sets`: what it reads, in which form, and how batches are dealt."""

from types import SimpleNamespace

import numpy as np
import pytest

from edflow.examples.tutorials.mnist import input_data

# --- files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spell",
    [
        lambda name: name,
        lambda name: name.removesuffix(".gz"),
        lambda name: name.removesuffix(".gz").replace("-idx", ".idx"),
        lambda name: name.replace("-idx", ".idx"),
    ],
    ids=["gzipped", "plain", "dotted", "dotted and gzipped"],
)
def test_files_are_read_under_every_spelling(tmp_path, write_files, spell, capsys):
    images, labels, test_images, test_labels = write_files(tmp_path, spell)
    mnist = input_data.read_data_sets(
        tmp_path, dtype="uint8", reshape=False, validation_size=5
    )
    np.testing.assert_array_equal(mnist.validation.images[..., 0], images[:5])
    np.testing.assert_array_equal(mnist.train.images[..., 0], images[5:])
    np.testing.assert_array_equal(mnist.train.labels, labels[5:])
    np.testing.assert_array_equal(mnist.test.images[..., 0], test_images)
    np.testing.assert_array_equal(mnist.test.labels, test_labels)
    assert capsys.readouterr().out == ""


def test_images_and_labels_must_be_as_many(folder):
    labels = b"\0\0\x08\1" + b"\0\0\0\x1d" + bytes(29)
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(labels)
    with pytest.raises(ValueError, match=r"30 images but .* 29 labels"):
        input_data.read_data_sets(folder, validation_size=0)


def test_a_label_beyond_nine_is_an_error(folder):
    labels = b"\0\0\x08\1" + b"\0\0\0\x0a" + bytes([26] * 10)
    (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(labels)
    with pytest.raises(ValueError, match="holds the label 26"):
        input_data.read_data_sets(folder, validation_size=0)


# --- the bundled digits --------------------------------------------------------------


def test_without_files_one_line_tells_of_the_bundled_digits(tmp_path, capsys):
    folder = tmp_path / "MNIST_data"
    mnist = input_data.read_data_sets(folder, one_hot=True)
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    for fact in (str(folder), "UCI", "1297", "6485", "200", "300", "put its four"):
        assert fact in line
    assert [part.num_examples for part in mnist] == [6485, 200, 300]
    assert mnist.train.images.shape == (6485, 784)
    assert mnist.test.labels.shape == (300, 10)
    assert not folder.exists()


def test_the_bundled_parts_share_no_image(tmp_path):
    mnist = input_data.read_data_sets(tmp_path, validation_size=100)
    assert mnist.validation.num_examples == 100
    train, validation, test = ({i.tobytes() for i in part.images} for part in mnist)
    assert len(train | validation | test) == len(train) + len(validation) + len(test)


def test_softmax_regression_learns_the_bundled_digits(tmp_path):
    mnist = input_data.read_data_sets(tmp_path, one_hot=True, seed=1)
    w = np.zeros((784, 10), np.float32)
    for _ in range(500):
        x, y = mnist.train.next_batch(100)
        p = np.exp(x @ w)
        w -= 0.1 * x.T @ (p / p.sum(axis=1, keepdims=True) - y) / 100
    guess = (mnist.test.images @ w).argmax(axis=1)
    assert np.mean(guess == mnist.test.labels.argmax(axis=1)) > 0.93


# --- forms ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dtype", [np.float32, "float32", SimpleNamespace(as_numpy_dtype=np.float32)]
)
def test_float32_scales_the_pixels_to_one(folder, dtype):
    pixels = input_data.read_data_sets(folder, dtype="uint8", validation_size=0)
    scaled = input_data.read_data_sets(folder, dtype=dtype, validation_size=0)
    assert pixels.train.images.dtype == np.uint8
    assert scaled.train.images.dtype == np.float32
    assert scaled.train.images.max() == 1
    np.testing.assert_allclose(
        scaled.train.images, pixels.train.images / 255, rtol=2e-7
    )


def test_another_dtype_is_an_error(folder):
    with pytest.raises(TypeError, match="float64: expected uint8 or float32"):
        input_data.read_data_sets(folder, dtype=np.float64, validation_size=0)


def test_images_are_flat_unless_reshape_is_false(folder):
    flat = input_data.read_data_sets(folder, validation_size=0)
    square = input_data.read_data_sets(folder, validation_size=0, reshape=False)
    assert flat.test.images.shape == (10, 784)
    assert square.test.images.shape == (10, 28, 28, 1)


def test_one_hot_labels_are_rows_of_the_identity(folder):
    plain = input_data.read_data_sets(folder, validation_size=0).test.labels
    one_hot = input_data.read_data_sets(folder, one_hot=True, validation_size=0).test
    assert plain.dtype == np.uint8
    assert one_hot.labels.dtype == np.float64
    np.testing.assert_array_equal(one_hot.labels, np.eye(10)[plain])


@pytest.mark.parametrize("size", [-1, 31])
def test_a_validation_size_out_of_range_is_an_error(folder, size):
    with pytest.raises(ValueError, match=f"is {size}, .* between 0 and the 30"):
        input_data.read_data_sets(folder, validation_size=size)


def test_a_label_for_each_image():
    with pytest.raises(ValueError, match="3 images but 2 labels"):
        input_data.DataSet(np.zeros((3, 28, 28, 1), np.uint8), np.zeros(2))


def test_fake_data_reads_nothing(tmp_path, capsys):
    mnist = input_data.read_data_sets(tmp_path, fake_data=True, one_hot=True)
    images, labels = mnist.train.next_batch(4)
    assert mnist.train.num_examples == 10_000
    assert capsys.readouterr().out == ""
    for x, y in [(images, labels), mnist.train.next_batch(4, fake_data=True)]:
        np.testing.assert_array_equal(x, np.ones((4, 784)))
        np.testing.assert_array_equal(y, np.eye(10)[[0] * 4])


# --- batches -------------------------------------------------------------------------


def counted(n, **options):
    """A data set whose image k and label k both say k."""
    images = np.arange(n, dtype=np.uint8).reshape(n, 1, 1, 1)
    return input_data.DataSet(images, np.arange(n), dtype=np.uint8, **options)


def test_a_batch_at_the_border_ends_one_epoch_and_begins_the_next():
    data = counted(10, seed=0)
    first = np.concatenate([data.next_batch(4)[1] for _ in range(2)])
    assert data.epochs_completed == 0
    border = data.next_batch(4)[1]
    assert data.epochs_completed == 1
    assert sorted([*first, *border[:2]]) == list(range(10))
    rest = np.concatenate([data.next_batch(4)[1] for _ in range(2)])
    assert sorted([*border[2:], *rest]) == list(range(10))
    assert data.epochs_completed == 1  # the end is reached, but not passed
    data.next_batch(1)
    assert data.epochs_completed == 2


def test_images_and_labels_stay_together():
    data = counted(10, seed=0)
    for _ in range(9):
        images, labels = data.next_batch(4)
        np.testing.assert_array_equal(images.ravel(), labels)


def test_without_shuffle_the_order_is_that_of_the_files():
    data = counted(5)
    dealt = [data.next_batch(3, shuffle=False)[1].tolist() for _ in range(3)]
    assert dealt == [[0, 1, 2], [3, 4, 0], [1, 2, 3]]


def test_a_batch_may_span_several_epochs():
    data = counted(4, seed=0)
    labels = data.next_batch(10)[1]
    assert np.bincount(labels[:8]).tolist() == [2, 2, 2, 2]
    assert len(labels) == 10
    assert data.epochs_completed == 2


def test_a_seed_deals_the_batches_tensorflow_1_dealt():
    """TensorFlow 1 shuffled the arrays themselves with NumPy's seeded generator."""
    random, present, expected = np.random.RandomState(7), np.arange(9), []
    for _ in range(3):
        permutation = np.arange(9)
        random.shuffle(permutation)
        present = present[permutation]
        expected.extend(present)
    data = counted(9, seed=7)
    dealt = [label for _ in range(5) for label in data.next_batch(5)[1]]
    assert dealt == expected[:25]


def test_a_seed_leaves_the_learners_own_random_numbers_alone(folder):
    np.random.seed(5)  # noqa: NPY002  the global generator is the subject
    before = np.random.get_state()  # noqa: NPY002
    input_data.read_data_sets(folder, validation_size=0, seed=1).train.next_batch(3)
    np.testing.assert_equal(np.random.get_state(), before)  # noqa: NPY002


def test_without_a_seed_numpys_own_fixes_the_order():
    def deal():
        np.random.seed(11)  # noqa: NPY002  the global generator is the subject
        return counted(50).next_batch(50)[1].tolist()

    assert deal() == deal() != sorted(deal())


def test_a_batch_is_a_copy():
    data = counted(5)
    data.next_batch(5)[0][...] = 99
    assert data.images.max() == 4


def test_an_empty_set_has_no_batches(folder):
    empty = input_data.read_data_sets(folder, validation_size=0).validation
    with pytest.raises(ValueError, match="this data set is empty"):
        empty.next_batch(1)


def test_a_negative_batch_is_an_error():
    with pytest.raises(ValueError, match="batch_size is -1"):
        counted(5).next_batch(-1)
