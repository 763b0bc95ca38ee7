"""tf.python.framework: what is public as tf.graph_util."""
