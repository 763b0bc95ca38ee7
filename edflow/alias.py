"""Running TensorFlow 1 programs unmodified: `import tensorflow` finds edflow.

The alias lives in one process and touches no file.  `edflow run program.py` installs it
before the program's first line; a notebook may do it by hand:

    from edflow import alias
    alias.install()
    import tensorflow as tf  # this is edflow
"""

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

ALIAS = "tensorflow"
REAL = "edflow"


def real_name(name: str) -> str | None:
    """The module of edflow that a module of TensorFlow stands for.

    >>> real_name("tensorflow.examples.tutorials.mnist.input_data")
    'edflow.examples.tutorials.mnist.input_data'
    >>> real_name("tensorflow_datasets") is None
    True
    """
    top, _, rest = name.partition(".")
    if top != ALIAS:
        return None
    return f"{REAL}.{rest}" if rest else REAL


class Alias(MetaPathFinder, Loader):
    """Finds `tensorflow` and everything below it, and loads edflow's module instead."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Claim the name where edflow has such a module; the rest stays not found."""
        real = real_name(fullname)
        if real is None or importlib.util.find_spec(real) is None:
            return None
        return ModuleSpec(fullname, self)

    def create_module(self, spec: ModuleSpec) -> None:
        """Let the import system make an empty module: it lives until `exec_module`."""

    def exec_module(self, module: ModuleType) -> None:
        """Put edflow's own module in the empty one's place.

        One module under two names: a class imported through either is the same class.
        """
        name = module.__name__
        real = real_name(name)
        assert real is not None
        sys.modules[name] = importlib.import_module(real)


def install() -> None:
    """Make `import tensorflow` mean edflow, in this process, from now on.

    Raises:
        RuntimeError: the real TensorFlow has been imported already.
    """
    imported = sys.modules.get(ALIAS)
    if imported is not None and imported is not sys.modules.get(REAL):
        raise RuntimeError(
            f"tensorflow is already imported from {imported.__file__}; "
            "start a new process (or restart the kernel) and install the alias first"
        )
    if not any(isinstance(finder, Alias) for finder in sys.meta_path):
        sys.meta_path.insert(0, Alias())
