"""TensorFlow 1's top-level names, by subject; `edflow` itself gathers them."""
