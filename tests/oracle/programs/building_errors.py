"""Mistakes that are found while the graph is built: the same classes of errors."""

import numpy as np
from program import Runs, promises


def float_plus_int(tf):
    return tf.constant(1.0) + tf.constant(1)


def float_plus_text(tf):
    return tf.constant(1.0) + "a"


def int_plus_a_fraction(tf):
    return tf.constant(1) + 1.5


def float32_times_float64(tf):
    return tf.multiply(tf.constant(1.0), tf.constant(1.0, tf.float64))


def an_array_of_another_dtype(tf):
    return tf.add(tf.constant(1.0), np.float64([1.0]))


def shapes_that_do_not_broadcast(tf):
    return tf.zeros([2]) + tf.zeros([3])


def matrices_that_do_not_fit(tf):
    return tf.matmul(tf.zeros([2, 3]), tf.zeros([2, 3]))


def a_product_of_vectors(tf):
    return tf.matmul(tf.zeros([3]), tf.zeros([3]))


def a_reshape_that_does_not_fit(tf):
    return tf.reshape(tf.zeros([4]), [3])


@promises(instead=ValueError)  # TensorFlow finds it only when the graph runs.
def two_free_sizes(tf):
    return tf.reshape(tf.zeros([4]), [-1, -1])


def an_axis_that_is_not_there(tf):
    return tf.reduce_sum(tf.zeros([2, 3]), 2)


def a_fraction_as_an_integer(tf):
    return tf.constant(1.5, tf.int32)


def text_as_a_float(tf):
    return tf.constant("a", tf.float32)


def none_as_a_value(tf):
    return tf.constant(None)


def uneven_lists(tf):
    return tf.constant([[1, 2], [3]])


def too_many_values_for_a_shape(tf):
    return tf.constant([1, 2, 3], shape=[2])


def an_object(tf):
    return tf.constant(object())


def a_tensor_as_a_truth_value(tf):
    return bool(tf.constant(True))


def a_tensor_in_an_if(tf):
    if tf.constant(1.0):
        return 1
    return 0


def iterating(tf):
    return list(tf.placeholder(tf.float32))


def the_length_of_a_tensor(tf):
    return len(tf.constant([1, 2]))


def a_tensor_as_a_float(tf):
    return float(tf.constant(1.0))


def a_tensor_as_an_array(tf):
    return np.asarray(tf.constant(1.0))


def a_name_with_a_space(tf):
    return tf.constant(1, name="two words")


def a_scope_with_a_space(tf):
    with tf.name_scope("two words"):
        return tf.constant(1)


def two_graphs_in_one_sum(tf):
    with tf.Graph().as_default():
        x = tf.constant(1.0)
    return x + tf.constant(1.0)


def an_unknown_dtype(tf):
    return tf.constant(1, dtype="float33")


def no_initial_value(tf):
    return tf.Variable()


def an_initial_value_of_unknown_shape(tf):
    return tf.Variable(tf.placeholder(tf.float32))


def assigning_another_dtype(tf):
    return tf.Variable(1.0).assign(tf.constant(1))


def assigning_another_shape(tf):
    return tf.Variable([1.0, 2.0]).assign([1.0])


@promises(instead=TypeError)  # TensorFlow: a tensor "has no attribute 'assign'".
def assigning_to_a_constant(tf):
    return tf.assign(tf.constant(1.0), 2.0)


def a_finalized_graph(tf):
    tf.get_default_graph().finalize()
    return tf.constant(1)


def an_unknown_operation(tf):
    return tf.get_default_graph().get_operation_by_name("none")


def an_unknown_tensor(tf):
    return tf.get_default_graph().get_tensor_by_name("none:0")


def a_tensor_named_as_an_operation(tf):
    tf.constant(1, name="x")
    return tf.get_default_graph().get_tensor_by_name("x")


def an_operation_named_as_a_tensor(tf):
    tf.constant(1, name="x")
    return tf.get_default_graph().get_operation_by_name("x:0")


def an_output_that_is_not_there(tf):
    tf.constant(1, name="x")
    return tf.get_default_graph().get_tensor_by_name("x:1")


def a_number_as_a_graph_element(tf):
    return tf.get_default_graph().as_graph_element(1)


def a_shape_that_contradicts(tf):
    tf.placeholder(tf.float32, [2, None]).set_shape([3, None])


def a_control_input_that_is_a_number(tf):
    with tf.control_dependencies([1]):
        return tf.no_op()


def a_device_that_is_none(tf):
    with tf.device("/cpu:zero"):
        return tf.constant(1)


def resetting_inside_a_block(tf):
    with tf.Graph().as_default():
        tf.reset_default_graph()


def _rolled(shift, axis):
    return lambda tf: tf.roll(np.arange(6).reshape(2, 3), shift, axis)


more_shifts_than_axes = _rolled([1, 1], [0])
more_axes_than_shifts = _rolled([1], [0, 1])
a_shift_for_a_list_of_axes = _rolled(1, [0])
shifts_for_one_axis = _rolled([1, 2], 0)


def shifts_and_axes_that_differ_when_fed(tf):
    shift, axis = tf.placeholder(tf.int32), tf.placeholder(tf.int32)
    rolled = tf.roll(np.arange(6).reshape(2, 3), shift, axis)
    return Runs(rolled, feeds={shift: [1, 1], axis: [0]})


def sizes_that_are_not_num(tf):
    return tf.split(np.arange(6), [3, 3], num=3)


def no_parts(tf):
    return tf.split(np.arange(6), 0)


def sparse_tensors_of_other_ranks(tf):
    x = tf.SparseTensor([[0, 0]], [1.0], [2, 3])
    return tf.sparse_concat(0, [x, tf.SparseTensor([[0]], [1.0], [2])])


def numpy_of_a_tensor(tf):
    return np.maximum(tf.constant(1.0), 0)


# TensorFlow makes an array of one object, the variable, and sums that: the variable.
@promises(instead=NotImplementedError)
def numpy_of_a_variable(tf):
    return np.sum(tf.Variable([1.0]))


def numpy_arrays_beside_tensors(tf):
    x, v = tf.constant([1.0, 2.0]), tf.Variable([1.0, 2.0])
    ones = np.ones(2, np.float32)
    added = ones.copy()
    added += x
    return added, ones * x, ones / v, np.float32(2) ** x, ones < x


def a_dtype_that_an_imported_node_does_not_take(tf):
    with tf.Graph().as_default() as graph:
        tf.negative(tf.placeholder(tf.float32, [2], name="x"), name="y")
    tf.import_graph_def(graph.as_graph_def(), {"x:0": tf.constant([1, 2])}, ["y:0"])


def feeding_a_list(tf):
    x = tf.placeholder(tf.float32)
    return tf.Session().run(x * 2, [x, 1])


def feeding_a_number(tf):
    return tf.Session().run(tf.constant(1), 5)


def feeding_an_empty_list(tf):
    return tf.Session().run(tf.constant(1), [])
