"""The layers of tf.contrib: their variables, collections and names are TF 1.15's."""

import numpy as np
import pytest

import edflow as tf

layers = tf.contrib.layers
slim = tf.contrib.slim
KEYS = tf.GraphKeys


def names(collection):
    return [item.op.name for item in tf.get_collection(collection)]


def shapes():
    return {v.op.name: v.shape.as_list() for v in tf.model_variables()}


def run(fetches, feeds=None):
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feeds)


CONV = {"Conv/weights": [3, 3, 3, 8], "Conv/biases": [8]}


@pytest.mark.parametrize(
    ("layer", "arguments", "size", "variables", "output"),
    [
        (
            "fully_connected",
            [8],
            [5, 3],
            {"fully_connected/weights": [3, 8], "fully_connected/biases": [8]},
            "fully_connected/Relu:0 [5, 8]",
        ),
        (
            "fully_connected",
            [8],
            [5, 2, 3],
            {"fully_connected/weights": [3, 8], "fully_connected/biases": [8]},
            "fully_connected/Relu:0 [5, 2, 8]",
        ),
        (
            "linear",
            [8],
            [5, 3],
            {"fully_connected/weights": [3, 8], "fully_connected/biases": [8]},
            "fully_connected/BiasAdd:0 [5, 8]",
        ),
        (
            "relu6",
            [8],
            [5, 3],
            {"fully_connected/weights": [3, 8], "fully_connected/biases": [8]},
            "fully_connected/Relu6:0 [5, 8]",
        ),
        ("conv2d", [8, [3, 3]], [2, 9, 9, 3], CONV, "Conv/Relu:0 [2, 9, 9, 8]"),
        ("conv2d", [8, 3, 2], [2, 9, 9, 3], CONV, "Conv/Relu:0 [2, 5, 5, 8]"),
        (
            "convolution",
            [8, 3],
            [2, 9, 3],
            {"Conv/weights": [3, 3, 8], "Conv/biases": [8]},
            "Conv/Relu:0 [2, 9, 8]",
        ),
        (
            "conv3d",
            [8, 3],
            [2, 4, 5, 6, 3],
            {"Conv/weights": [3, 3, 3, 3, 8], "Conv/biases": [8]},
            "Conv/Relu:0 [2, 4, 5, 6, 8]",
        ),
        (
            "conv2d_transpose",
            [8, 3, 2],
            [2, 4, 4, 3],
            {"Conv2d_transpose/weights": [3, 3, 8, 3], "Conv2d_transpose/biases": [8]},
            "Conv2d_transpose/Relu:0 [2, 8, 8, 8]",
        ),
        (
            "separable_conv2d",
            [8, 3, 2],
            [2, 9, 9, 3],
            {
                "SeparableConv2d/depthwise_weights": [3, 3, 3, 2],
                "SeparableConv2d/pointwise_weights": [1, 1, 6, 8],
                "SeparableConv2d/biases": [8],
            },
            "SeparableConv2d/Relu:0 [2, 9, 9, 8]",
        ),
        (
            "separable_conv2d",
            [None, 3, 2],
            [2, 9, 9, 3],
            {
                "SeparableConv2d/depthwise_weights": [3, 3, 3, 2],
                "SeparableConv2d/biases": [6],
            },
            "SeparableConv2d/Relu:0 [2, 9, 9, 6]",
        ),
        ("max_pool2d", [2], [2, 9, 9, 3], {}, "MaxPool2D/MaxPool:0 [2, 4, 4, 3]"),
        ("avg_pool2d", [2], [2, 9, 9, 3], {}, "AvgPool2D/AvgPool:0 [2, 4, 4, 3]"),
        ("flatten", [], [2, 9, 3], {}, "Flatten/flatten/Reshape:0 [2, 27]"),
        (
            "layer_norm",
            [],
            [5, 3],
            {"LayerNorm/beta": [3], "LayerNorm/gamma": [3]},
            "LayerNorm/batchnorm/add_1:0 [5, 3]",
        ),
        (
            "bias_add",
            [],
            [5, 3],
            {"BiasAdd/biases": [3]},
            "BiasAdd/BiasAdd:0 [5, 3]",
        ),
        ("softmax", [], [2, 5, 3], {}, "softmax/Reshape_1:0 [2, 5, 3]"),
        ("maxout", [2], [5, 6], {}, None),
    ],
)
def test_a_layer_makes(layer, arguments, size, variables, output):
    x = tf.random_normal(size, seed=1)
    y = getattr(layers, layer)(x, *arguments)
    assert shapes() == variables
    assert set(names(KEYS.GLOBAL_VARIABLES)) == set(variables)
    assert names(KEYS.TRAINABLE_VARIABLES) == names(KEYS.MODEL_VARIABLES)
    if output is not None:
        assert f"{y.name} {y.shape.as_list()}" == output
    assert list(run(y).shape) == y.shape.as_list()


def test_every_use_makes_a_scope_of_its_own_unless_it_reuses():
    x = tf.zeros([5, 3])
    for _ in range(2):
        layers.fully_connected(x, 3)
    layers.fully_connected(x, 3, scope="shared")
    layers.fully_connected(x, 3, scope="shared", reuse=True)
    with tf.variable_scope("tower", reuse=tf.AUTO_REUSE):
        for _ in range(2):
            layers.fully_connected(x, 3, scope="fc")
    with pytest.raises(ValueError, match="shared/weights exists already"):
        layers.fully_connected(x, 3, scope="shared")
    assert [name for name in shapes() if name.endswith("weights")] == [
        "fully_connected/weights",
        "fully_connected_1/weights",
        "shared/weights",
        "tower/fc/weights",
    ]


def test_reused_weights_are_regularized_once():
    decay = layers.l2_regularizer(0.5)
    for reuse in (None, True):
        layers.fully_connected(
            tf.zeros([5, 3]), 3, weights_regularizer=decay, scope="fc", reuse=reuse
        )
    (loss,) = tf.get_collection(KEYS.REGULARIZATION_LOSSES)
    assert loss.name == "fc/kernel/Regularizer/l2_regularizer:0"


def test_regularization_losses_are_summed():
    ones = tf.ones_initializer()
    with slim.arg_scope(
        [layers.conv2d, layers.fully_connected],
        weights_initializer=ones,
        weights_regularizer=layers.l1_regularizer(0.5),
        biases_initializer=ones,
        biases_regularizer=layers.l2_regularizer(2.0),
    ):
        net = layers.conv2d(tf.zeros([1, 2, 2, 3]), 4, [2, 2])
        layers.fully_connected(layers.flatten(net), 2)
    slim.losses.add_loss(tf.constant(1.0))
    losses = 0.5 * 48 + 4 + 0.5 * 32 + 2
    total, penalties = slim.losses.get_total_loss(), tf.losses.get_regularization_loss()
    assert run([total, penalties]) == [1 + losses, losses]
    penalty = layers.apply_regularization(
        layers.l1_regularizer(1.0), slim.get_variables_by_name("weights")
    )
    assert run(penalty) == 80


def test_variables_and_outputs_join_collections():
    layers.fully_connected(
        tf.zeros([5, 3]), 2, variables_collections=["all"], outputs_collections="ends"
    )
    with tf.variable_scope("net"):
        layers.conv2d(
            tf.zeros([5, 4, 4, 3]),
            2,
            1,
            variables_collections={"weights": ["w"], "biases": ["b"]},
            outputs_collections=["ends", "others"],
        )
        layers.max_pool2d(tf.zeros([5, 4, 4, 3]), 2, outputs_collections="ends")
    assert names("all") == ["fully_connected/weights", "fully_connected/biases"]
    assert (names("w"), names("b")) == (["net/Conv/weights"], ["net/Conv/biases"])
    ends = slim.utils.convert_collection_to_dict("ends", clear_collection=True)
    assert list(ends) == ["fully_connected", "net/Conv", "net/MaxPool2D"]
    assert ends["net/Conv"] is tf.get_collection("others")[0]
    assert tf.get_collection("ends") == []
    assert slim.utils.get_tensor_aliases(tf.zeros([1], name="z")) == ["z"]


def test_channels_may_stand_first():
    x = np.random.default_rng(0).normal(size=[2, 3, 6, 6]).astype(np.float32)
    ones = tf.ones_initializer()
    last = tf.transpose(tf.constant(x), [0, 2, 3, 1])
    with slim.arg_scope(
        [layers.conv2d, layers.separable_conv2d], weights_initializer=ones
    ):
        for layer in (
            lambda x, **given: layers.conv2d(x, 2, 3, **given),
            lambda x, **given: layers.max_pool2d(x, 2, **given),
            lambda x, **given: layers.bias_add(x, initializer=ones, **given),
            layers.instance_norm,
            layers.batch_norm,
            lambda x, **given: layers.batch_norm(x, fused=False, **given),
        ):
            one = layer(tf.constant(x), data_format="NCHW")
            other = tf.transpose(layer(last), [0, 3, 1, 2])
            np.testing.assert_allclose(*run([one, other]), rtol=1e-4, atol=1e-5)


def test_what_a_convolution_cannot_be():
    with pytest.raises(ValueError, match="over 2 spatial axes wants"):
        layers.conv2d(tf.zeros([1, 4, 3]), 2, 1)
    with pytest.raises(ValueError, match="data_format must be one of"):
        layers.conv2d(tf.zeros([1, 4, 4, 3]), 2, 1, data_format="NHCW")
    with pytest.raises(ValueError, match="whole number"):
        layers.fully_connected(tf.zeros([1, 4]), 2.5)


def test_a_window_may_come_from_a_shape():
    x = tf.zeros([1, 4, 5, 3])
    assert layers.avg_pool2d(x, x.shape[1:3], stride=1).shape == [1, 1, 1, 3]
    assert layers.conv2d(x, 2, np.int64(3), padding="VALID").shape == [1, 2, 3, 2]
    assert tf.layers.max_pooling2d(x, x.shape[1:3], 1).shape == [1, 1, 1, 3]


def test_dropout_keeps_a_part_while_training():
    x = tf.ones([1000])
    kept = layers.dropout(x, 0.8, seed=1)
    assert kept.name.startswith("Dropout/")
    value, used = run([kept, layers.dropout(x, 0.8, is_training=False)])
    assert set(np.round(value, 4)) == {0, 1.25}
    assert abs((value > 0).mean() - 0.8) < 0.05
    assert (used == 1).all()


def test_layers_without_variables_compute():
    x = tf.constant([[3.0, 4.0], [0.0, 2.0]])
    normal, hot, groups = run(
        [
            layers.unit_norm(x, 1),
            layers.one_hot_encoding([1, 0], 3, on_value=2.0, off_value=-1.0),
            layers.maxout(tf.constant([[1.0, 5.0, 2.0, 3.0]]), 2),
        ]
    )
    np.testing.assert_allclose(normal, [[0.6, 0.8], [0, 1]], rtol=1e-5)
    assert hot.tolist() == [[-1, 2, -1], [2, -1, -1]]
    assert groups.tolist() == [[5, 3]]


def test_repeat_and_stack_name_their_layers():
    x = tf.zeros([1, 4, 4, 2])
    layers.repeat(x, 2, layers.conv2d, 3, [1, 1], scope="conv1")
    layers.repeat(x, 1, layers.conv2d, 3, 1)
    flat = layers.flatten(x)
    layers.stack(flat, layers.fully_connected, [3, 4], scope="fc")
    layers.stack(flat, layers.relu, [3])
    with tf.variable_scope("again"):
        layers.stack(x, layers.conv2d, [(3, 1), (4, [3, 3])], scope="c")
        layers.stack(x, layers.conv2d, [(3, 1), (4, [3, 3])], scope="c", reuse=True)
    assert [name for name in shapes() if name.endswith("weights")] == [
        "conv1/conv1_1/weights",
        "conv1/conv1_2/weights",
        "Repeat/convolution2d_1/weights",
        "fc/fc_1/weights",
        "fc/fc_2/weights",
        "Stack/fully_connected_1/weights",
        "again/c/c_1/weights",
        "again/c/c_2/weights",
    ]
    with pytest.raises(ValueError, match="stack_args is a list"):
        layers.stack(flat, layers.linear, 3)


def test_sequences_are_embedded():
    ids = tf.constant([[1, 2, 1], [0, 0, 2]])
    y = layers.embed_sequence(ids, vocab_size=3, embed_dim=4, scope="words")
    with pytest.raises(ValueError, match="vocab_size and embed_dim"):
        layers.embed_sequence(ids)
    again = layers.embed_sequence(ids, unique=True, scope="words", reuse=True)
    assert shapes() == {"words/embeddings": [3, 4]}
    assert y.shape == again.shape == [2, 3, 4]
    np.testing.assert_array_equal(*run([y, again]))
