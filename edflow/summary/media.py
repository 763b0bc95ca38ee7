"""Summaries to look at, to listen to and to read: images, sound, text, tensors."""

from __future__ import annotations

import io
import wave
from collections.abc import Collection
from typing import Any

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import FLOATS, float32, string, uint8
from edflow.engine.face.shapes import text as shape_text
from edflow.engine.graph import Spec, Tensor
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.files.tensor_proto import put_array
from edflow.summary.naming import collect, summary_scope
from edflow.summary.numbers import SummaryOp, tag_text

__all__ = ["audio", "image", "tensor_summary", "text"]

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
"""What Pillow calls images of so many channels."""
_BAD = np.array([255, 0, 0, 255], np.uint8)
"""The colour of a pixel that is no number: red."""


class ImageSummary(SummaryOp):
    """y = a `Summary` of the first images of a batch, as PNG."""

    takes = "tag:string tensor:T"
    T = FLOATS | {uint8}
    max_images: int = 3

    def infer(self, tag: Spec, tensor: Spec) -> Spec:
        if tensor.rank not in (None, 4):
            raise ValueError(
                "images must be a batch [batch, height, width, channels], not "
                f"{shape_text(tensor.shape)}"
            )
        return Spec((), string)

    def compute(self, tag: Array, images: Array) -> bytes:
        from edflow.files.protos import Summary

        shape = np.shape(images)
        if len(shape) != 4 or shape[3] not in _MODES:
            raise ValueError(
                "images must be [batch, height, width, channels] of 1, 3 or 4 "
                f"channels, not {shape_text(shape)}"
            )
        shown = images[: self.max_images]
        tags = _tags(tag, "image", self.max_images, len(shown))
        return Summary(
            value=[
                Summary.Value(tag=one, image=_png(pixels(image)))
                for one, image in zip(tags, shown, strict=True)
            ]
        ).SerializeToString()


class AudioSummaryV2(SummaryOp):
    """y = a `Summary` of the first sounds of a batch, as WAV of 16 bits."""

    takes = "tag:string tensor:float32 sample_rate:float32"
    max_outputs: int = 3

    def infer(self, tag: Spec, tensor: Spec, sample_rate: Spec) -> Spec:
        if tensor.rank not in (None, 2, 3):
            raise ValueError(
                "sounds must be [batch, frames] or [batch, frames, channels], not "
                f"{shape_text(tensor.shape)}"
            )
        return Spec((), string)

    def compute(self, tag: Array, sounds: Array, sample_rate: Any) -> bytes:
        from edflow.files.protos import Summary

        if sample_rate <= 0:
            raise ValueError(f"the sample rate must be positive, not {sample_rate}")
        if np.ndim(sounds) == 2:
            sounds = sounds[:, :, np.newaxis]
        shown = sounds[: self.max_outputs]
        tags = _tags(tag, "audio", self.max_outputs, len(shown))
        return Summary(
            value=[
                Summary.Value(tag=one, audio=_wav(sound, float(sample_rate)))
                for one, sound in zip(tags, shown, strict=True)
            ]
        ).SerializeToString()


class TensorSummaryV2(SummaryOp):
    """y = a `Summary` of a whole tensor, with what its reader must know."""

    takes = "tag:string tensor:T serialized_summary_metadata:string"

    def compute(self, tag: Array, tensor: Any, metadata: Any) -> bytes:
        from edflow.files.protos import Summary, SummaryMetadata

        array = np.asarray(tensor, object if isinstance(tensor, bytes) else None)
        value = Summary.Value(
            tag=tag_text(tag),
            metadata=SummaryMetadata.FromString(np.asarray(metadata, object).item()),
        )
        put_array(array, value.tensor)
        return Summary(value=[value]).SerializeToString()


def pixels(image: Array) -> Array:
    """An image as bytes; what holds other numbers is stretched to fit.

    The largest number becomes 255; with negative ones 0 is a medium grey, and the one
    that is farthest from 0 is black or white.

    >>> pixels(np.array([[[-1.0], [0.0], [0.5]]])).ravel()
    array([  1, 128, 191], dtype=uint8)
    """
    if image.dtype == np.uint8:
        return image
    finite = np.isfinite(image).all(axis=-1)
    good = image[finite]
    lowest, highest = good.min(initial=0), good.max(initial=0)
    middle, span = (128, 127) if lowest < 0 else (0, 255)
    largest = np.float32(max(-lowest, highest))
    scale = np.float32(span) / largest if largest >= 1e-6 else np.float32(0)
    shown = np.empty(image.shape, np.uint8)
    kind = image.dtype.type
    shown[finite] = (good * kind(scale) + kind(middle)).astype(np.uint8)
    shown[~finite] = _BAD[: image.shape[-1]]
    return shown


def _png(image: Array) -> Any:
    from PIL import Image

    from edflow.files.protos import Summary

    height, width, channels = image.shape
    png = io.BytesIO()
    raw = np.ascontiguousarray(image).tobytes()
    Image.frombytes(_MODES[channels], (width, height), raw).save(png, "PNG")
    return Summary.Image(
        height=height,
        width=width,
        colorspace=channels,
        encoded_image_string=png.getvalue(),
    )


def _wav(sound: Array, sample_rate: float) -> Any:
    from edflow.files.protos import Summary

    frames, channels = sound.shape
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(channels)
        wav.setsampwidth(2)
        wav.setframerate(round(sample_rate))
        samples = sound.astype(np.float64) * 32768
        samples += np.copysign(0.5, samples)  # So that halves go away from zero.
        wav.writeframes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())
    return Summary.Audio(
        sample_rate=sample_rate,
        num_channels=channels,
        length_frames=frames,
        encoded_audio_string=file.getvalue(),
        content_type="audio/wav",
    )


def _tags(tag: Array, kind: str, most: int, count: int) -> list[str]:
    """A tag for each item: `x/image/0`, or `x/image` if there is never another."""
    start = f"{tag_text(tag)}/{kind}"
    return [start] * count if most == 1 else [f"{start}/{i}" for i in range(count)]


# -- public functions -----------------------------------------------------------------


def image(
    name: str,
    tensor: Any,
    max_outputs: int = 3,
    collections: Collection[str] | None = None,
    family: str | None = None,
) -> Tensor:
    """A summary of the first images of a batch.

    Args:
      name: the node's name; the tags are `name/image/0` and so on.
      tensor: [batch, height, width, channels] with 1 (grey), 3 (RGB) or 4 channels
        (RGBA), uint8, or floats: those are stretched to 0..255, image by image.
      max_outputs: how many images to show.
      collections, family: as for `scalar`.

    Raises:
      ValueError: the images are not of rank 4.
      InvalidArgumentError: when run, for another number of channels.
    """
    with summary_scope(name, family, [tensor]) as (tag, scope):
        made = apply(ImageSummary(int(max_outputs)), tag, tensor, name=scope)
        return collect(made, collections)


def audio(
    name: str,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Collection[str] | None = None,
    family: str | None = None,
) -> Tensor:
    """A summary of the first sounds of a batch.

    Args:
      name: the node's name; the tags are `name/audio/0` and so on.
      tensor: [batch, frames] or [batch, frames, channels], from -1 to 1.
      sample_rate: frames in a second, a number or a tensor.
      max_outputs: how many sounds to keep.
      collections, family: as for `scalar`.

    Raises:
      ValueError: the sounds are of another rank.
    """
    with summary_scope(name, family, [tensor]) as (tag, scope):
        rate = convert_to_tensor(sample_rate, float32, "sample_rate")
        opdef = AudioSummaryV2(int(max_outputs))
        return collect(apply(opdef, tag, tensor, rate, name=scope), collections)


def tensor_summary(
    name: str,
    tensor: Any,
    summary_description: str | None = None,
    collections: Collection[str] | None = None,
    summary_metadata: Any = None,
    family: str | None = None,
    display_name: str | None = None,
) -> Tensor:
    """A summary of a whole tensor.

    Args:
      name: the node's name, and its tag.
      tensor: any tensor.
      summary_description: a text about it.
      collections, family: as for `scalar`.
      summary_metadata: a `tf.SummaryMetadata`, which names the plugin that shows it.
      display_name: what to call it there.
    """
    from edflow.files.protos import SummaryMetadata

    metadata = SummaryMetadata()
    if summary_metadata is not None:
        metadata.CopyFrom(summary_metadata)
    if summary_description is not None:
        metadata.summary_description = summary_description
    if display_name is not None:
        metadata.display_name = display_name
    with summary_scope(name, family, [tensor]) as (tag, scope):
        told = metadata.SerializeToString()
        return collect(
            apply(TensorSummaryV2(), tag, tensor, told, name=scope), collections
        )


def text(name: str, tensor: Any, collections: Collection[str] | None = None) -> Tensor:
    """A summary of text, in which TensorBoard understands Markdown.

    Args:
      name: the node's name, and its tag.
      tensor: text; a vector or a matrix is shown as a table.
      collections: as for `scalar`.

    Raises:
      ValueError: the tensor is no text.
    """
    from edflow.files.protos import SummaryMetadata

    if tensor.dtype.base_dtype is not string:
        raise ValueError(
            f"{tensor.name} is {tensor.dtype.name}, not text; "
            "write it out with tf.as_string"
        )
    plugin = SummaryMetadata.PluginData(plugin_name="text")
    return tensor_summary(
        name,
        tensor,
        collections=collections,
        summary_metadata=SummaryMetadata(plugin_data=plugin),
    )
