"""How much work something is, counted and not timed: the machine may be busy."""

import sys


def calls(function):
    """How many functions, Python's and C's, are called in `function()`."""
    count = 0

    def note(frame, event, arg):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(None)
    return count
