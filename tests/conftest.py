"""What holds for the whole run: isolation, and a word on what is not run."""

import isolation

# Programs of a learner's, which import TensorFlow: a test runs them.
collect_ignore_glob = ["programs/[!t]*.py"]

LANES = {
    "oracle": "TensorFlow",
    "browser": "Chromium",
    "benchmarks": "a quiet machine",
}


def pytest_configure(config):
    # A fixture of this file would not reach the doctests, which live in edflow/.
    config.pluginmanager.register(isolation, "isolation")


def pytest_report_header(config):
    """A green run is not to be taken for more than it is."""
    apart = [f"tests/{lane} (needs {need})" for lane, need in LANES.items()]
    return f"run apart, by name: {', '.join(apart)}"
