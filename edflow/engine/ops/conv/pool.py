"""Max pooling that says where the largest stood, and pooling of any kind."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np

from edflow.engine.face.arrays import Array
from edflow.engine.face.dtypes import INDICES, REALS, DType, as_dtype, int64
from edflow.engine.face.shapes import merge
from edflow.engine.graph import Operation, Spec, Tensor, name_scope
from edflow.engine.kernels import pool as kernels
from edflow.engine.ops.arguments import one_of
from edflow.engine.ops.build import apply, convert_to_tensor
from edflow.engine.ops.conv import layout
from edflow.engine.ops.conv.conv1d import avg_pool1d, max_pool1d
from edflow.engine.ops.conv.dilated import with_space_to_batch
from edflow.engine.ops.conv.layout import Sizes
from edflow.engine.ops.conv.pool2d import avg_pool, max_pool
from edflow.engine.ops.conv.pool3d import avg_pool3d, max_pool3d
from edflow.engine.ops.conv.pooling import Pooling

__all__ = ["max_pool_with_argmax", "pool"]


class MaxPoolWithArgmaxOutput(NamedTuple):
    """The largest values, and where they stood."""

    output: Tensor
    argmax: Tensor


class PlacedPooling(Pooling, abstract=True):
    """What max pooling with places and its gradient share."""

    T = REALS
    data_format: ClassVar[str] = "NHWC"
    Targmax: DType = int64
    include_batch_in_index: bool = False


class MaxPoolWithArgmax(PlacedPooling):
    """y = the largest value of a window; argmax = its place, (i w + j) c + channel."""

    takes = "input:T"
    gives = "output:T argmax:Targmax"

    def infer(self, input: Spec) -> tuple[Spec, Spec]:
        y = self.pooled(input)
        return y, Spec(y.shape, self.Targmax)

    def compute(self, x: Array) -> tuple[Array, Array]:
        places = kernels.max_pool2d_places(layout.laid_in(x), *self.moves(x.shape))
        y = x.reshape(-1)[places]
        if not self.include_batch_in_index:
            places %= max(x[0].size if len(x) else 1, 1)
        return y, places.astype(self.Targmax.as_numpy_dtype, copy=False)

    def gradient(self, op: Operation, dy: Any, _: Any) -> Any:
        if dy is None:
            return None
        how = self.ksize, self.strides, self.padding, self.include_batch_in_index
        return apply(MaxPoolGradWithArgmax(*how), op.inputs[0], dy, op.outputs[1])


class MaxPoolGradWithArgmax(Pooling):
    """dx = dy at the places that argmax names, added up, and 0 elsewhere."""

    takes = "input:T grad:T argmax:Targmax"
    T = REALS
    Targmax = INDICES
    data_format: ClassVar[str] = "NHWC"
    include_batch_in_index: bool = False

    def infer(self, input: Spec, grad: Spec, argmax: Spec) -> Spec:
        merge(self.pooled(input).shape, grad.shape)
        return Spec(input.shape, input.dtype)

    def compute(self, x: Array, dy: Array, argmax: Array) -> Array:
        rows = x.reshape(len(x), -1)
        places = argmax.reshape(len(x), -1).astype(np.int64)
        if not self.include_batch_in_index:
            places += np.arange(len(x))[:, None] * rows.shape[1]
        dx = np.zeros(x.size, x.dtype)
        np.add.at(dx, places.reshape(-1), dy.reshape(-1))
        return dx.reshape(x.shape)


def max_pool_with_argmax(
    input: Any,
    ksize: Sizes,
    strides: Sizes,
    padding: Any,
    data_format: str = "NHWC",
    Targmax: Any = None,  # noqa: N803 - TensorFlow's name
    name: str | None = None,
    output_dtype: Any = None,
    include_batch_in_index: bool = False,
) -> MaxPoolWithArgmaxOutput:
    """`tf.nn.max_pool` that also tells where each largest value stood.

    Args:
      input: images [batch, height, width, channels].
      ksize: the size of a window: one number, two, or four, one per axis.
      strides: from one window to the next; as `ksize`.
      padding: "SAME" or "VALID".
      data_format: "NHWC".
      Targmax: the dtype of the places: int64 (the default) or int32.
      name: the operation's name.
      output_dtype: the newer name of `Targmax`.
      include_batch_in_index: count from the first image on, not from each.

    Returns:
      (output, argmax): argmax[n, i, j, c] = (row * width + column) * channels + c.
    """
    if data_format != "NHWC":
        raise ValueError(f'data_format must be "NHWC" here, not {data_format!r}')
    dtype = one_of(Targmax=Targmax, output_dtype=output_dtype)
    pool = MaxPoolWithArgmax(
        layout.per_axis(ksize, data_format, "ksize"),
        layout.per_axis(strides, data_format, "strides"),
        layout.same_or_valid(padding, data_format),
        int64 if dtype is None else as_dtype(dtype),
        include_batch_in_index,
    )
    return MaxPoolWithArgmaxOutput(*apply(pool, input, name=name))


_POOLS = {
    ("MAX", 1): max_pool1d,
    ("MAX", 2): max_pool,
    ("MAX", 3): max_pool3d,
    ("AVG", 1): avg_pool1d,
    ("AVG", 2): avg_pool,
    ("AVG", 3): avg_pool3d,
}


def pool(
    input: Any,
    window_shape: Any,
    pooling_type: str,
    padding: Any,
    dilation_rate: Any = None,
    strides: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """Pooling of lines, images or volumes, with gaps in the window if wanted.

    Args:
      input: [batch, one, two or three sides, channels].
      window_shape: for each side, the size of a window.
      pooling_type: "MAX" or "AVG".
      padding: "SAME" or "VALID"; with gaps "VALID" only.
      dilation_rate: for each side, how far the elements of a window stand apart.
      strides: for each side, from one window to the next; 1 by default.
      name: the operation's name.
      data_format: where the channels are; last by default.
      dilations: the newer name of `dilation_rate`.
    """
    window = [int(n) for n in window_shape]
    sides = len(window)
    if (pooling_type, sides) not in _POOLS:
        raise ValueError(
            f'pooling_type must be "MAX" or "AVG", window_shape of 1 to 3 sizes, not '
            f"{pooling_type!r} and {window}"
        )
    rate = one_of(dilation_rate=dilation_rate, dilations=dilations)
    rates = [1] * sides if rate is None else [int(n) for n in rate]
    strides = [1] * sides if strides is None else [int(n) for n in strides]
    if max(rates) > 1 and (max(strides) > 1 or padding == "SAME"):
        raise ValueError(
            f'with gaps, dilation_rate {rates}, strides must be 1 and padding "VALID"; '
            f"they are {strides} and {padding!r}"
        )
    function = _POOLS[pooling_type, sides]
    with name_scope(name, f"{pooling_type.lower()}_pool", [input]) as scope:
        input = convert_to_tensor(input, name="input")
        data_format = layout.format_of(data_format, sides)

        def pooled(input: Tensor, num_spatial_dims: int, padding: str) -> Tensor:
            how = {"data_format": data_format, "name": scope}
            return function(input, window, strides, padding, **how)

        return with_space_to_batch(
            input, rates, padding, pooled, data_format=data_format
        )
