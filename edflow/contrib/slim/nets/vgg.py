"""VGG (Simonyan and Zisserman, 2014): small windows, one after the other."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from edflow import namespace
from edflow.contrib.framework.arg_scoping import arg_scope
from edflow.contrib.layers import (
    conv2d,
    dropout,
    fully_connected,
    l2_regularizer,
    max_pool2d,
    outputs,
    repeat,
)
from edflow.engine.graph import Tensor
from edflow.engine.ops.array.axes import squeeze
from edflow.engine.ops.initializers import Zeros
from edflow.engine.ops.nn.activations import relu
from edflow.engine.ops.state.scope import variable_scope

__all__ = ["vgg_16", "vgg_19", "vgg_a", "vgg_arg_scope"]

_CHANNELS = (64, 128, 256, 512, 512)


def vgg_arg_scope(weight_decay: float = 0.0005) -> Any:
    """The arguments of VGG's layers, to be opened around it by `slim.arg_scope`."""
    with (
        arg_scope(
            [conv2d, fully_connected],
            activation_fn=relu,
            weights_regularizer=l2_regularizer(weight_decay),
            biases_initializer=Zeros(),
        ),
        arg_scope([conv2d], padding="SAME") as scope,
    ):
        return scope


def _network(name: str, repetitions: tuple[int, ...]) -> Callable[..., Any]:
    def vgg(
        inputs: Any,
        num_classes: int | None = 1000,
        is_training: Any = True,
        dropout_keep_prob: float = 0.5,
        spatial_squeeze: bool = True,
        scope: Any = None,
        fc_conv_padding: str = "VALID",
    ) -> tuple[Tensor, OrderedDict[str, Tensor]]:
        """VGG: the scores of the classes, and the outputs of all layers by name.

        Args:
          inputs: images [batch, 224, 224, 3].
          num_classes: how many classes.
          is_training: whether to drop out.
          dropout_keep_prob: the part that is kept.
          spatial_squeeze: [batch, classes] instead of [batch, 1, 1, classes].
          scope: of the variables.
          fc_conv_padding: "SAME" gives scores for each place of a larger image.
        """
        with variable_scope(scope, name, [inputs]) as sc:
            ends = f"{sc.original_name_scope}_end_points"
            with arg_scope(
                [conv2d, fully_connected, max_pool2d], outputs_collections=ends
            ):
                net = inputs
                pairs = zip(repetitions, _CHANNELS, strict=True)
                for i, (times, channels) in enumerate(pairs, 1):
                    net = repeat(net, times, conv2d, channels, [3, 3], scope=f"conv{i}")
                    net = max_pool2d(net, [2, 2], scope=f"pool{i}")
                # Full layers as convolutions over the 7x7 places that are left.
                net = conv2d(net, 4096, [7, 7], padding=fc_conv_padding, scope="fc6")
                net = dropout(
                    net, dropout_keep_prob, None, is_training, scope="dropout6"
                )
                net = conv2d(net, 4096, [1, 1], scope="fc7")
                net = dropout(
                    net, dropout_keep_prob, None, is_training, scope="dropout7"
                )
                net = conv2d(net, num_classes, [1, 1], activation_fn=None, scope="fc8")
            points = outputs.convert_collection_to_dict(ends)
            if spatial_squeeze:
                net = squeeze(net, [1, 2], name="fc8/squeezed")
                points[f"{sc.name}/fc8"] = net
            return net, points

    vgg.__name__ = vgg.__qualname__ = name
    vgg.default_image_size = 224
    return vgg


vgg_a = _network("vgg_a", (1, 1, 2, 2, 2))
vgg_16 = _network("vgg_16", (2, 2, 3, 3, 3))
vgg_19 = _network("vgg_19", (2, 2, 4, 4, 4))

namespace.finish(__name__)
