"""`edflow doctor`: what this installation has, what it lacks, and the cure.

A check is a function that returns one line of the table.  A check that fails in a way
nobody foresaw becomes a broken line too: the doctor always finishes the round.
"""

import importlib
import importlib.metadata
import importlib.util
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

DISTRIBUTION = "edflow-tf1"

CJK_FONTS = (
    "Noto Sans CJK",
    "Noto Sans SC",
    "Noto Serif CJK",
    "Source Han Sans",
    "WenQuanYi",
    "Droid Sans Fallback",
    "PingFang",
    "Heiti",
    "Hiragino Sans",
    "Microsoft YaHei",
    "SimHei",
    "SimSun",
)
"""Families that draw Chinese, as Linux, macOS and Windows name them."""


class Health(StrEnum):
    """How one part is."""

    OK = "ok"
    MISSING = "missing"
    """edflow works without it, and says in the cure what is lost."""
    BROKEN = "broken"
    """edflow does not work."""


@dataclass(frozen=True)
class Finding:
    """One line of the table."""

    part: str
    health: Health
    detail: str
    cure: str = ""

    def __str__(self) -> str:
        line = f"{self.part:<14}{self.health:<9}{self.detail}"
        return f"{line}\n{'':23}-> {self.cure}" if self.cure else line


def examine() -> Iterator[Finding]:
    """Make every check, in the order of the table."""
    for part, check in CHECKS.items():
        try:
            yield check(part)
        except Exception as error:
            yield Finding(
                part,
                Health.BROKEN,
                f"{type(error).__name__}: {error}",
                f"pip install --force-reinstall {DISTRIBUTION}",
            )


def _child(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=60
    )


def _python(part: str) -> Finding:
    detail = f"{platform.python_version()} at {sys.executable}"
    return Finding(part, Health.OK, f"{detail}, {platform.platform(terse=True)}")


def _edflow(part: str) -> Finding:
    module = importlib.import_module("edflow")
    version = importlib.metadata.version(DISTRIBUTION)
    return Finding(part, Health.OK, f"{version} at {module.__path__[0]}")


def _requirements(part: str) -> Finding:
    """Whether everything that the package declares is installed."""
    declared = importlib.metadata.requires(DISTRIBUTION) or []
    names = [re.split(r"[^\w.-]", each)[0] for each in declared if "extra" not in each]
    missing = [name for name in names if not _is_installed(name)]
    if missing:
        lack = " ".join(missing)
        return Finding(part, Health.BROKEN, f"{lack} missing", f"pip install {lack}")
    return Finding(part, Health.OK, f"all {len(names)} installed")


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _library(part: str) -> Finding:
    """A library that the engine cannot do without."""
    module = importlib.import_module(part)
    return Finding(part, Health.OK, str(module.__version__))


def _threads(part: str) -> Finding:
    from edflow.engine.kernels.jit import compiling
    from edflow.engine.kernels.threads import cores

    if not compiling().on:
        return Finding(
            part,
            Health.MISSING,
            "compiling is switched off: kernels run as plain Python, very slowly",
            "unset NUMBA_DISABLE_JIT",
        )
    return Finding(part, Health.OK, f"{cores()} share a large kernel")


def _kernel_cache(part: str) -> Finding:
    from edflow.engine.kernels.jit import compiling

    if cache := compiling().cache:
        return Finding(part, Health.OK, f"{cache} (writable)")
    return Finding(
        part,
        Health.MISSING,
        "no directory to write to: every process compiles its kernels anew",
        "set NUMBA_CACHE_DIR to a directory that you can write",
    )


def _blas(part: str) -> Finding:
    import numpy as np

    build: Any = np.show_config(mode="dicts")  # Without the mode it prints.
    blas = build["Build Dependencies"]["blas"]
    return Finding(part, Health.OK, f"{blas['name']} {blas['version']} (NumPy's)")


def _dot(part: str) -> Finding:
    dot = shutil.which("dot")
    if dot is None:
        return Finding(part, Health.OK, "not on PATH; pygraphviz brings its own")
    # `dot -V` speaks on stderr.
    return Finding(part, Health.OK, f"{_child(dot, '-V').stderr.strip()} at {dot}")


def _pygraphviz(part: str) -> Finding:
    """Lay out a graph of two nodes, in a child: the C library writes to stderr."""
    program = (
        "import pygraphviz as p;"
        "p.AGraph(string='digraph { a -> b }').draw(format='plain', prog='dot');"
        "print(p.__version__)"
    )
    child = _child(sys.executable, "-c", program)
    if child.returncode == 0:
        return Finding(part, Health.OK, f"{child.stdout.strip()} lays out a graph")
    why = (child.stderr.strip().splitlines() or ["no reason given"])[-1]
    if shutil.which("dot"):
        return Finding(part, Health.MISSING, f"{why}; `dot` is used instead")
    return Finding(
        part,
        Health.MISSING,
        f"{why}; graphs cannot be drawn",
        "pip install 'pygraphviz>=2.0', or install Graphviz so that `dot` is on PATH",
    )


def _jupyterlab(part: str) -> Finding:
    if importlib.util.find_spec("jupyterlab") is None:
        cure = f"pip install '{DISTRIBUTION}[lab]'"
        return Finding(part, Health.MISSING, "`edflow lab` cannot start", cure)
    return Finding(part, Health.OK, importlib.metadata.version("jupyterlab"))


def _widgets(part: str) -> Finding:
    import ipywidgets

    front = importlib.metadata.version("jupyterlab_widgets")
    detail = f"ipywidgets {ipywidgets.__version__}, JupyterLab's side {front}"
    return Finding(part, Health.OK, detail)


def _chinese(part: str) -> Finding:
    from matplotlib import font_manager

    families = sorted({font.name for font in font_manager.fontManager.ttflist})
    for family in families:
        if family.startswith(CJK_FONTS):
            return Finding(part, Health.OK, family)
    return Finding(
        part,
        Health.MISSING,
        "matplotlib draws Chinese characters as boxes",
        "install a font such as Noto Sans CJK (Debian: apt install fonts-noto-cjk)",
    )


CHECKS: dict[str, Callable[[str], Finding]] = {
    "Python": _python,
    "edflow": _edflow,
    "requirements": _requirements,
    "numpy": _library,
    "scipy": _library,
    "numba": _library,
    "threads": _threads,
    "kernel cache": _kernel_cache,
    "BLAS": _blas,
    "matplotlib": _library,
    "Graphviz dot": _dot,
    "pygraphviz": _pygraphviz,
    "JupyterLab": _jupyterlab,
    "widgets": _widgets,
    "Chinese text": _chinese,
}
