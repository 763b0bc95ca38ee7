"""Runs as pictures: the way of a fetch, its values, its time; what sessions hold."""
