"""tf.python: TensorFlow's inner rooms, as far as programs reach into them."""
