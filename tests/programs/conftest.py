"""The programs beside this file are a learner's: they import TensorFlow, and are run."""

collect_ignore = ["cnn.py", "softmax_regression.py"]
