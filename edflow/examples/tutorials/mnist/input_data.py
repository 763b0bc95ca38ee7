"""MNIST as TensorFlow 1's tutorials read it: `read_data_sets` and `next_batch`."""

import math
import os
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from edflow import namespace
from edflow.examples.tutorials.mnist import digits, idx, mirrors

__all__ = ["DEFAULT_SOURCE_URL", "DataSet", "Datasets", "read_data_sets"]

DEFAULT_SOURCE_URL = mirrors.MIRRORS[0]

_CLASSES = 10
_FAKE_EXAMPLES, _FAKE_PIXELS = 10_000, 784

Array = NDArray[Any]
Pair = tuple[Array, Array]
Seed = int | np.random.RandomState | None


class DataSet:
    """Images and their labels, dealt in batches: `next_batch`.

    Args:
      images: uint8 `[n, rows, columns, 1]`, 0 (paper) to 255 (ink).
      labels: `[n]`, or `[n, 10]` where they are one-hot.
      fake_data: ignore both and hold 10,000 all-ones images of class 0.
      one_hot: the form of fake labels; real ones are taken as they are.
      dtype: `tf.float32` scales the pixels to [0, 1]; `tf.uint8` leaves them.
      reshape: flatten each image to `[rows * columns]`.
      seed: fixes the order of the batches. None draws it from NumPy's global
        generator, so `np.random.seed` fixes it too.

    Raises TypeError for another dtype, ValueError where the lengths differ.
    """

    def __init__(
        self,
        images: Array,
        labels: Array,
        fake_data: bool = False,
        one_hot: bool = False,
        dtype: Any = np.float32,
        reshape: bool = True,
        seed: Seed = None,
    ) -> None:
        # An edflow dtype carries NumPy's; anything else NumPy itself understands.
        pixel = np.dtype(getattr(dtype, "as_numpy_dtype", dtype))
        if pixel not in (np.uint8, np.float32):
            raise TypeError(f"invalid image dtype {pixel}: expected uint8 or float32")
        self._one_hot = one_hot
        if fake_data:
            images, labels = _fake(_FAKE_EXAMPLES, one_hot)
        elif len(images) != len(labels):
            raise ValueError(
                f"there are {len(images)} images but {len(labels)} labels: "
                "give one label to each image"
            )
        else:
            if reshape:
                images = images.reshape(len(images), math.prod(images.shape[1:]))
            if pixel == np.float32:
                images = np.multiply(images, 1 / 255, dtype=np.float32)
        self._images, self._labels = images, labels
        self._order = np.arange(len(labels))
        self._next = 0
        self._epochs_completed = 0
        # NumPy's legacy generator: its shuffle is the one TensorFlow 1 used, and
        # its stream is frozen, so a seed gives the same batches everywhere.
        if seed is None:
            self._shuffle = np.random.shuffle
        elif isinstance(seed, np.random.RandomState):
            self._shuffle = seed.shuffle
        else:
            self._shuffle = np.random.RandomState(seed).shuffle

    @property
    def images(self) -> Array:
        """All images, `[n, 784]` or `[n, 28, 28, 1]`, in the order of the files."""
        return self._images

    @property
    def labels(self) -> Array:
        """All labels: uint8 `[n]`, or one-hot float64 `[n, 10]`."""
        return self._labels

    @property
    def num_examples(self) -> int:
        """How many images there are."""
        return len(self._order)

    @property
    def epochs_completed(self) -> int:
        """How often `next_batch` has gone beyond the last image."""
        return self._epochs_completed

    def next_batch(
        self, batch_size: int, fake_data: bool = False, shuffle: bool = True
    ) -> Pair:
        """The next `batch_size` images and labels.

        Each epoch deals every example once, reshuffled. A batch at the border is
        the rest of one epoch followed by the start of the next.

        Args:
          batch_size: how many; may exceed an epoch.
          fake_data: return all-ones images of class 0 instead.
          shuffle: False keeps the present order in the epochs this call begins.
        """
        if fake_data:
            return _fake(batch_size, self._one_hot)
        if batch_size < 0:
            raise ValueError(
                f"next_batch: batch_size is {batch_size}, but a batch "
                "cannot hold fewer than 0 examples"
            )
        if batch_size > 0 and self.num_examples == 0:
            raise ValueError(
                f"next_batch({batch_size}): this data set is empty; read it with a "
                "validation_size greater than 0"
            )
        if shuffle and self._next == self._epochs_completed == 0:
            self._reshuffle()
        dealt: list[NDArray[np.intp]] = []
        wanted = batch_size
        while wanted > self.num_examples - self._next:
            dealt.append(self._order[self._next :])
            wanted -= len(dealt[-1])
            self._next = 0
            self._epochs_completed += 1
            if shuffle:
                self._reshuffle()
        dealt.append(self._order[self._next : self._next + wanted])
        self._next += wanted
        chosen = np.concatenate(dealt)
        return self._images[chosen], self._labels[chosen]

    def _reshuffle(self) -> None:
        # A shuffle of the present order, not of 0..n-1, as TensorFlow 1 did it.
        permutation = np.arange(self.num_examples)
        self._shuffle(permutation)
        self._order = self._order[permutation]


class Datasets(NamedTuple):
    """The three parts of the digits."""

    train: DataSet
    validation: DataSet
    test: DataSet


def read_data_sets(
    train_dir: str | os.PathLike[str],
    fake_data: bool = False,
    one_hot: bool = False,
    dtype: Any = np.float32,
    reshape: bool = True,
    validation_size: int = 5000,
    seed: int | None = None,
    source_url: str = DEFAULT_SOURCE_URL,
) -> Datasets:
    """Reads MNIST: 55,000 training, 5,000 validation and 10,000 test images.

    The four IDX files are read from `train_dir`, gzipped or not; missing ones are
    downloaded into it. Where there is neither file nor network, one line says so
    and smaller bundled digits of the same form are read: 1297 digits and their
    shifted copies to train with, 200 for validation, 300 for the test.
    `EDFLOW_OFFLINE=1` in the environment skips the attempt to download.

    >>> mnist = read_data_sets("MNIST_data", one_hot=True)  # doctest: +SKIP
    >>> images, labels = mnist.train.next_batch(100)  # doctest: +SKIP
    >>> images.shape, labels.shape  # doctest: +SKIP
    ((100, 784), (100, 10))

    Args:
      train_dir: the folder of the files.
      fake_data: three sets of all-ones images; nothing is read.
      one_hot: labels as float64 `[n, 10]` rather than uint8 `[n]`.
      dtype: of the images: `tf.float32` in [0, 1] or `tf.uint8` in [0, 255].
      reshape: images as `[n, 784]` rather than `[n, 28, 28, 1]`.
      validation_size: how many training images to set apart, from the first on; of
        the bundled digits at most 200.
      seed: fixes the order of the batches.
      source_url: the folder to download from; of another than the
        default, MNIST's checksums are not demanded.

    Raises:
      FileNotFoundError: only some of the files are there.
      ValueError: a file is damaged or no IDX file, labels and images differ in
        number, or `validation_size` is negative or beyond the training images.
    """
    # One generator for the three sets, as TensorFlow 1 had it.
    shared = None if seed is None else np.random.RandomState(seed)

    def data_set(images: Array, labels: Array) -> DataSet:
        if one_hot:
            labels = np.eye(_CLASSES)[labels]
        images = images[..., np.newaxis]
        return DataSet(images, labels, False, one_hot, dtype, reshape, shared)

    if fake_data:
        none = np.empty(0)
        fake = DataSet(none, none, fake_data=True, one_hot=one_hot, dtype=dtype)
        return Datasets(fake, fake, fake)

    paths = mirrors.locate(Path(train_dir), source_url or DEFAULT_SOURCE_URL)
    if paths is None:
        parts = _bundled(train_dir, validation_size)
    else:
        train, test = _read_pair(*paths[:2]), _read_pair(*paths[2:])
        parts = *_set_apart(validation_size, *train), test
    return Datasets(*(data_set(*part) for part in parts))


def _set_apart(size: int, images: Array, labels: Array) -> tuple[Pair, Pair]:
    """The training and the validation part: the latter are the first `size`."""
    if not 0 <= size <= len(images):
        raise ValueError(
            f"validation_size is {size}, but must be between 0 and the "
            f"{len(images)} training images"
        )
    return (images[size:], labels[size:]), (images[:size], labels[:size])


def _bundled(
    train_dir: str | os.PathLike[str], validation_size: int
) -> tuple[Pair, Pair, Pair]:
    """The bundled digits in three parts, and one line that says so."""
    images, labels = digits.load()
    size = min(validation_size, digits.VALIDATION)
    train, validation = _set_apart(size, images[: -digits.TEST], labels[: -digits.TEST])
    shifted = digits.with_shifted_copies(*train)
    # On stdout and always the same: a lesson's stored output must not depend on
    # why there is no network.
    print(  # noqa: T201  a learner must know which digits these are
        f"No MNIST in {os.fspath(train_dir)!r} and none to download: using the "
        f"bundled UCI digits instead ({len(train[0])} handwritten digits for "
        f"training, {len(shifted[0])} with copies shifted by a pixel; "
        f"{size} for validation, {digits.TEST} for the test). For MNIST itself put "
        "its four files (train-images-idx3-ubyte.gz, ...) there."
    )
    return shifted, validation, (images[-digits.TEST :], labels[-digits.TEST :])


def _read_pair(image_path: Path, label_path: Path) -> Pair:
    """Images `[n, 28, 28]` and labels `[n]`, held to be of one set."""
    images, labels = idx.read(image_path, axes=3), idx.read(label_path, axes=1)
    if len(images) != len(labels):
        raise ValueError(
            f"{image_path} holds {len(images)} images but {label_path} "
            f"{len(labels)} labels: they are not of the same set"
        )
    if labels.max(initial=0) >= _CLASSES:
        raise ValueError(
            f"{label_path} holds the label {labels.max()}: the classes are 0 to "
            f"{_CLASSES - 1}"
        )
    return images, labels


def _fake(count: int, one_hot: bool) -> Pair:
    """All-ones images `[count, 784]` of class 0: data for timing and plumbing."""
    labels = np.zeros(count, np.uint8)
    images = np.ones((count, _FAKE_PIXELS), np.float32)
    return images, np.eye(_CLASSES)[labels] if one_hot else labels


namespace.finish(__name__)
