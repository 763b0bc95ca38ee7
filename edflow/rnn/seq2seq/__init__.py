"""Decoders that run as a loop of the graph, and attention."""
