"""Computation graphs as pictures: data -> fold -> boxes -> dot -> layout -> draw."""
