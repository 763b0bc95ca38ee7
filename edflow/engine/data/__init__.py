"""Datasets and iterators as operations: what `tf.data` builds into the graph."""
