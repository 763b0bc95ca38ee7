"""Batch normalization, in training and in use."""
