"""Inception v3 (Szegedy and others, 2015): several ways side by side, put together.

The scopes are those of the published checkpoints, slips of the pen included.
"""

from __future__ import annotations

from typing import Any

from edflow import namespace
from edflow.contrib.framework.arg_scoping import arg_scope
from edflow.contrib.layers import (
    avg_pool2d,
    batch_norm,
    conv2d,
    dropout,
    fully_connected,
    l2_regularizer,
    max_pool2d,
    softmax,
    variance_scaling_initializer,
)
from edflow.engine.face.keys import GraphKeys
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.axes import squeeze
from edflow.engine.ops.array.joining import concat
from edflow.engine.ops.initializers import TruncatedNormal
from edflow.engine.ops.nn.activations import relu
from edflow.engine.ops.state.scope import variable_scope

__all__ = ["inception_v3", "inception_v3_arg_scope", "inception_v3_base"]

Points = dict[str, Tensor]
# A layer: its scope, its window, its channels (None for a pooling), its step. Several
# layers side by side stand in a list.
Layer = tuple[str, tuple[int, int], int | None, int]


def _conv(scope: str, window: tuple[int, int], channels: int, step: int = 1) -> Layer:
    return scope, window, channels, step


def _pooled(channels: int) -> list[Any]:
    return [
        ("AvgPool_0a_3x3", (3, 3), None, 1),
        _conv("Conv2d_0b_1x1", (1, 1), channels),
    ]


_MAX_POOL: list[Any] = [("MaxPool_1a_3x3", (3, 3), None, 2)]


def _block_35(pooled: int, first: str, second: str) -> list[list[Any]]:
    """A block on 35 x 35 places."""
    return [
        [_conv("Conv2d_0a_1x1", (1, 1), 64)],
        [_conv(first, (1, 1), 48), _conv(second, (5, 5), 64)],
        [
            _conv("Conv2d_0a_1x1", (1, 1), 64),
            _conv("Conv2d_0b_3x3", (3, 3), 96),
            _conv("Conv2d_0c_3x3", (3, 3), 96),
        ],
        _pooled(pooled),
    ]


def _block_17(channels: int) -> list[list[Any]]:
    """A block on 17 x 17 places: 7 x 7 windows, first across, then down."""
    return [
        [_conv("Conv2d_0a_1x1", (1, 1), 192)],
        [
            _conv("Conv2d_0a_1x1", (1, 1), channels),
            _conv("Conv2d_0b_1x7", (1, 7), channels),
            _conv("Conv2d_0c_7x1", (7, 1), 192),
        ],
        [
            _conv("Conv2d_0a_1x1", (1, 1), channels),
            _conv("Conv2d_0b_7x1", (7, 1), channels),
            _conv("Conv2d_0c_1x7", (1, 7), channels),
            _conv("Conv2d_0d_7x1", (7, 1), channels),
            _conv("Conv2d_0e_1x7", (1, 7), 192),
        ],
        _pooled(192),
    ]


def _block_8(down: str) -> list[list[Any]]:
    """A block on 8 x 8 places."""
    return [
        [_conv("Conv2d_0a_1x1", (1, 1), 320)],
        [
            _conv("Conv2d_0a_1x1", (1, 1), 384),
            [_conv("Conv2d_0b_1x3", (1, 3), 384), _conv(down, (3, 1), 384)],
        ],
        [
            _conv("Conv2d_0a_1x1", (1, 1), 448),
            _conv("Conv2d_0b_3x3", (3, 3), 384),
            [
                _conv("Conv2d_0c_1x3", (1, 3), 384),
                _conv("Conv2d_0d_3x1", (3, 1), 384),
            ],
        ],
        _pooled(192),
    ]


_STEM: list[tuple[Layer, str]] = [
    (_conv("Conv2d_1a_3x3", (3, 3), 32, 2), "VALID"),
    (_conv("Conv2d_2a_3x3", (3, 3), 32), "VALID"),
    (_conv("Conv2d_2b_3x3", (3, 3), 64), "SAME"),
    (("MaxPool_3a_3x3", (3, 3), None, 2), "VALID"),
    (_conv("Conv2d_3b_1x1", (1, 1), 80), "VALID"),
    (_conv("Conv2d_4a_3x3", (3, 3), 192), "VALID"),
    (("MaxPool_5a_3x3", (3, 3), None, 2), "VALID"),
]
_BLOCKS: dict[str, list[list[Any]]] = {
    "Mixed_5b": _block_35(32, "Conv2d_0a_1x1", "Conv2d_0b_5x5"),
    "Mixed_5c": _block_35(64, "Conv2d_0b_1x1", "Conv_1_0c_5x5"),
    "Mixed_5d": _block_35(64, "Conv2d_0a_1x1", "Conv2d_0b_5x5"),
    "Mixed_6a": [
        [_conv("Conv2d_1a_1x1", (3, 3), 384, 2)],
        [
            _conv("Conv2d_0a_1x1", (1, 1), 64),
            _conv("Conv2d_0b_3x3", (3, 3), 96),
            _conv("Conv2d_1a_1x1", (3, 3), 96, 2),
        ],
        _MAX_POOL,
    ],
    "Mixed_6b": _block_17(128),
    "Mixed_6c": _block_17(160),
    "Mixed_6d": _block_17(160),
    "Mixed_6e": _block_17(192),
    "Mixed_7a": [
        [
            _conv("Conv2d_0a_1x1", (1, 1), 192),
            _conv("Conv2d_1a_3x3", (3, 3), 320, 2),
        ],
        [
            _conv("Conv2d_0a_1x1", (1, 1), 192),
            _conv("Conv2d_0b_1x7", (1, 7), 192),
            _conv("Conv2d_0c_7x1", (7, 1), 192),
            _conv("Conv2d_1a_3x3", (3, 3), 192, 2),
        ],
        _MAX_POOL,
    ],
    "Mixed_7b": _block_8("Conv2d_0b_3x1"),
    "Mixed_7c": _block_8("Conv2d_0c_3x1"),
}


def inception_v3_arg_scope(
    weight_decay: float = 0.00004,
    batch_norm_var_collection: str = "moving_vars",
    batch_norm_decay: float = 0.9997,
    batch_norm_epsilon: float = 0.001,
    updates_collections: Any = GraphKeys.UPDATE_OPS,
    use_fused_batchnorm: bool = True,
) -> Any:
    """The arguments of the layers of Inception v3, to be opened around it.

    Args:
      weight_decay: the size of the penalty on large weights.
      batch_norm_var_collection: a collection for the moving averages.
      batch_norm_decay, batch_norm_epsilon, updates_collections, use_fused_batchnorm:
        as for `batch_norm`.

    >>> import edflow as tf
    >>> slim = tf.contrib.slim
    >>> inception = slim.nets.inception
    >>> images = tf.placeholder(tf.float32, [None, 299, 299, 3])
    >>> with slim.arg_scope(inception.inception_v3_arg_scope()):
    ...     logits, points = inception.inception_v3(
    ...         images, num_classes=1001, is_training=False
    ...     )
    >>> print(logits.shape)
    (?, 1001)
    """
    averages = [batch_norm_var_collection]
    normalizer = {
        "decay": batch_norm_decay,
        "epsilon": batch_norm_epsilon,
        "updates_collections": updates_collections,
        "fused": use_fused_batchnorm,
        "variables_collections": {"moving_mean": averages, "moving_variance": averages},
    }
    with (
        arg_scope(
            [conv2d, fully_connected], weights_regularizer=l2_regularizer(weight_decay)
        ),
        arg_scope(
            [conv2d],
            weights_initializer=variance_scaling_initializer(),
            activation_fn=relu,
            normalizer_fn=batch_norm,
            normalizer_params=normalizer,
        ) as scope,
    ):
        return scope


def inception_v3_base(
    inputs: Any,
    final_endpoint: str = "Mixed_7c",
    min_depth: int = 16,
    depth_multiplier: float = 1.0,
    scope: Any = None,
) -> tuple[Tensor, Points]:
    """Inception v3 up to one of its layers, and the outputs of all layers by name.

    Args:
      inputs: images [batch, height, width, 3]; 299 x 299 was it made for.
      final_endpoint: the last layer, e.g. "Mixed_6e".
      min_depth: the least number of channels of a layer.
      depth_multiplier: scales the number of channels.
      scope: of the variables; `InceptionV3` by default.

    Raises:
      ValueError: there is no such layer; the multiplier is not above 0.
    """
    if depth_multiplier <= 0:
        raise ValueError(f"depth_multiplier must be above 0, not {depth_multiplier}")
    known = [layer[0] for layer, _ in _STEM] + list(_BLOCKS)
    if final_endpoint not in known:
        raise ValueError(
            f"Inception v3 has no layer {final_endpoint!r}; it has {', '.join(known)}"
        )

    def apply(x: Any, layer: Any, padding: str) -> Tensor:
        if isinstance(layer, list):
            return concat([apply(x, each, padding) for each in layer], 3)
        name, window, channels, step = layer
        # What has a step of 2 takes whole windows only.
        padding = "VALID" if step == 2 else padding
        if channels is None:
            pool = max_pool2d if name.startswith("Max") else avg_pool2d
            return pool(x, window, stride=step, padding=padding, scope=name)
        channels = max(int(channels * depth_multiplier), min_depth)
        return conv2d(x, channels, window, stride=step, padding=padding, scope=name)

    points: Points = {}
    net = inputs
    with variable_scope(scope, "InceptionV3", [inputs]):
        for layer, padding in _STEM:
            net = points[layer[0]] = apply(net, layer, padding)
            if layer[0] == final_endpoint:
                return net, points
        for name, branches in _BLOCKS.items():
            with variable_scope(name):
                ends = []
                for i, branch in enumerate(branches):
                    with variable_scope(f"Branch_{i}"):
                        end = net
                        for layer in branch:
                            end = apply(end, layer, "SAME")
                        ends.append(end)
                net = points[name] = concat(ends, 3)
            if name == final_endpoint:
                break
    return net, points


def inception_v3(
    inputs: Any,
    num_classes: int = 1000,
    is_training: Any = True,
    dropout_keep_prob: float = 0.8,
    min_depth: int = 16,
    depth_multiplier: float = 1.0,
    prediction_fn: Any = softmax,
    spatial_squeeze: bool = True,
    reuse: Any = None,
    scope: Any = "InceptionV3",
) -> tuple[Tensor, Points]:
    """Inception v3: the scores of the classes, and the outputs of all layers by name.

    Args:
      inputs: images [batch, 299, 299, 3], from -1 to 1.
      num_classes: how many classes; 1001 in the published checkpoint.
      is_training: whether to drop out, and to normalize by the batch.
      dropout_keep_prob: the part that is kept.
      min_depth, depth_multiplier: as for `inception_v3_base`.
      prediction_fn: makes probabilities out of the scores.
      spatial_squeeze: [batch, classes] instead of [batch, 1, 1, classes].
      reuse: find the variables of `scope` instead of making them.
      scope: of the variables.

    Returns:
      The scores; and a dict that holds besides the layers also `AuxLogits`, scores of a
      layer further ahead, `Logits` and `Predictions`.
    """
    with (
        variable_scope(scope, "InceptionV3", [inputs, num_classes], reuse=reuse) as sc,
        arg_scope([batch_norm, dropout], is_training=is_training),
    ):
        net, points = inception_v3_base(
            inputs,
            min_depth=min_depth,
            depth_multiplier=depth_multiplier,
            scope=sc,
        )

        def depth(channels: int) -> int:
            return max(int(channels * depth_multiplier), min_depth)

        def scores(x: Tensor, name: str, **settings: Any) -> Tensor:
            y = conv2d(
                x,
                num_classes,
                [1, 1],
                activation_fn=None,
                normalizer_fn=None,
                scope=name,
                **settings,
            )
            return squeeze(y, [1, 2], name="SpatialSqueeze") if spatial_squeeze else y

        with variable_scope("AuxLogits"):
            aux = points["Mixed_6e"]
            aux = avg_pool2d(aux, [5, 5], stride=3, scope="AvgPool_1a_5x5")
            aux = conv2d(aux, depth(128), [1, 1], scope="Conv2d_1b_1x1")
            aux = conv2d(
                aux,
                depth(768),
                _window(aux, 5),
                weights_initializer=TruncatedNormal(0.0, 0.01),
                padding="VALID",
                scope="Conv2d_2a_5x5",
            )
            points["AuxLogits"] = scores(
                aux, "Conv2d_2b_1x1", weights_initializer=TruncatedNormal(0.0, 0.001)
            )
        with variable_scope("Logits"):
            window = _window(net, 8)
            name = f"AvgPool_1a_{window[0]}x{window[1]}"
            net = avg_pool2d(net, window, padding="VALID", scope=name)
            net = dropout(net, dropout_keep_prob, scope="Dropout_1b")
            points["PreLogits"] = net
            logits = points["Logits"] = scores(net, "Conv2d_1c_1x1")
            points["Predictions"] = prediction_fn(logits, scope="Predictions")
    return logits, points


def _window(x: Tensor, most: int) -> list[int]:
    """A window over all places, but not larger than for images of 299 x 299."""
    return [
        most if size is None else min(size, most) for size in x.shape.as_list()[1:3]
    ]


inception_v3.default_image_size = 299
namespace.finish(__name__)
