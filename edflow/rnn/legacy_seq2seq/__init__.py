"""Sequences to sequences, as lists of steps."""
