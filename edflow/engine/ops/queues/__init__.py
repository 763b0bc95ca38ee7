"""Queues: elements in line between threads.

lines     the line itself, which blocks whoever has to wait
kinds     the ops that hold one: first in first out, shuffled, padded, by priority
access    the ops that put elements in, take them out, and close it
queue     `tf.FIFOQueue` and the others, as programs use them
"""
