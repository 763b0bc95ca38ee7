"""tf.python.platform: what is public as tf.gfile."""
