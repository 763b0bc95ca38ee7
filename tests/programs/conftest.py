"""The programs beside this file import TensorFlow: they are run, not collected."""

collect_ignore = ["cnn.py", "softmax_regression.py"]
