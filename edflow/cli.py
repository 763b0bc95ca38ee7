"""The command line: `edflow lab`, `edflow run`, `edflow inspect`, `edflow doctor`.

Each command imports what it needs when it runs, so that `edflow --help` is immediate.
"""

import argparse
import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from edflow import alias, doctor, lessons, tracebacks

LESSONS = Path.home() / "edflow-lessons"
REFUSED = 2
"""The exit code for words that make no sense, as argparse has it; a failure gives 1."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: the words after `edflow`; those of this process by default.
    """
    parser = _parser()
    options, rest = parser.parse_known_args(argv)
    if rest and options.command != "lab":  # What `lab` does not know is JupyterLab's.
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if options.version:
        return version()
    match options.command:
        case None:
            parser.print_help()
            return 0
        case "lab":
            return lab(options.dir, rest)
        case "run":
            return run(options.program, options.arguments)
        case "inspect":
            return inspect(options.checkpoint)
        case _:
            return examine()


def version() -> int:
    """Print edflow's version."""
    try:
        print(f"edflow {importlib.metadata.version(doctor.DISTRIBUTION)}")
    except importlib.metadata.PackageNotFoundError:
        return _fail("this is a checkout, not installed; pip install -e . inside it")
    return 0


def lab(directory: Path, arguments: Sequence[str]) -> int:
    """Open JupyterLab on a writable copy of the lessons, until it is stopped.

    Args:
        directory: where the copy is, or is made.
        arguments: JupyterLab's own, such as `--no-browser` or `--port=9999`.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        return _fail(
            "jupyterlab is not installed beside edflow; "
            f"{sys.executable} -m pip install '{doctor.DISTRIBUTION}[lab]'"
        )
    if unknown := _unknown_option(arguments):
        return _fail(
            f"neither lab nor JupyterLab has an option {unknown}; "
            "see edflow lab --help and jupyter lab --help",
            REFUSED,
        )
    directory = directory.expanduser().absolute()
    try:
        copied = lessons.copy(lessons.shipped(), directory)
    except OSError as error:
        return _fail(
            f"the lessons cannot be copied to {directory}: {error}; "
            "name a directory that you can write: edflow lab --dir DIR"
        )
    print(f"Your lessons: {directory} ({copied})", flush=True)
    arguments = [f"--ServerApp.root_dir={directory}", *arguments]
    if _is_root() and "--allow-root" not in arguments:
        print("Running as root, as containers do: adding --allow-root", flush=True)
        arguments.append("--allow-root")

    from jupyterlab.labapp import LabApp

    # The first port from 8888 on that is free is JupyterLab's own default.
    LabApp.launch_instance(argv=arguments)
    return 0


def run(program: Path | None, arguments: Sequence[str] = ()) -> int:
    """Run a TensorFlow 1 program or notebook, where `import tensorflow` is edflow.

    Args:
        program: a Python file, or a notebook (`.ipynb`), whose output is printed.
        arguments: the program's own `sys.argv[1:]`; a notebook has none.
    """
    wanted = "give the path of a .py or .ipynb file"
    if program is None:
        return _fail(f"run what? {wanted}", REFUSED)
    if program.is_dir():
        return _fail(f"{program} is a directory; {wanted}", REFUSED)
    if not program.exists():
        return _fail(f"there is no file {program}; {wanted}")
    if program.suffix not in ("", ".py", ".ipynb"):  # Scripts may go without.
        return _fail(f"{program} is no Python program; {wanted}", REFUSED)
    if program.suffix == ".ipynb":
        return _run_notebook(program)

    import runpy

    alias.install()
    sys.argv = [str(program), *arguments]
    sys.path.insert(0, str(program.parent.resolve()))  # As `python program.py` has it.
    sys.excepthook = tracebacks.excepthook
    runpy.run_path(str(program), run_name="__main__")
    return 0


def inspect(checkpoint: str) -> int:
    """Print what a checkpoint holds: names, dtypes, shapes and sizes.

    Args:
        checkpoint: its prefix, or a directory with a latest one.
    """
    from edflow.errors import OpError
    from edflow.files.checkpoints import checkpoint_prefix, open_checkpoint

    try:
        bundle = open_checkpoint(checkpoint_prefix(checkpoint))
    except (OpError, ValueError, OSError) as error:
        return _fail(str(error))
    rows = [("name", "dtype", "shape", "bytes")]
    for name, entry in sorted(bundle.entries.items()):
        shape = " x ".join(map(str, entry.shape)) or "scalar"
        rows.append((name, entry.dtype_name, shape, f"{bundle.size(name):,}"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, dtype, shape, size in rows:
        print(
            f"{name:{widths[0]}}  {dtype:{widths[1]}}  {shape:{widths[2]}}  "
            f"{size:>{widths[3]}}"
        )
    entries = bundle.entries.values()
    print(
        f"{len(entries)} tensors, {sum(e.n_elements for e in entries):,} values, "
        f"{sum(map(bundle.size, bundle.entries)):,} bytes in {bundle.prefix}"
    )
    return 0


def examine() -> int:
    """Print what this installation has and lacks; 1 if edflow cannot work here."""
    broken = False
    for finding in doctor.examine():
        print(finding, flush=True)
        broken |= finding.health is doctor.Health.BROKEN
    return int(broken)


def _run_notebook(path: Path) -> int:
    """Execute every cell in a kernel of its own, printing as it goes."""
    if importlib.util.find_spec("nbclient") is None:
        return _fail(
            "a notebook needs nbclient, which comes with JupyterLab; "
            f"{sys.executable} -m pip install '{doctor.DISTRIBUTION}[lab]'"
        )
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    first_lines = "from edflow import alias; alias.install()"
    client = NotebookClient(
        nbformat.read(path, as_version=4),
        kernel_name="python3",  # This Python, whatever kernel the author had.
        extra_arguments=[
            f"--IPKernelApp.exec_lines={first_lines}",
            "--IPKernelApp.log_level=ERROR",  # No talk of how the kernel is reached.
        ],
        resources={"metadata": {"path": str(path.parent.resolve())}},
        timeout=None,
        on_cell_executed=_print_outputs,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        return _fail(f"a cell of {path} failed:\n{error}")
    return 0


def _print_outputs(cell: Any, **_: Any) -> None:
    """Print the text of a cell's outputs; an error is told by its exception."""
    for output in cell.outputs:
        if output.output_type == "stream":
            print(output.text, end="", flush=True)
        elif text := output.get("data", {}).get("text/plain"):
            print(text, flush=True)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0  # Windows has no such user.


def _fail(sentence: str, code: int = 1) -> int:
    print(f"edflow: {sentence}", file=sys.stderr)
    return code


def _unknown_option(arguments: Sequence[str]) -> str | None:
    """The first option that JupyterLab would refuse, but after the lessons are copied.

    A setting such as `--ServerApp.root_dir=…` may belong to any extension of its.
    """
    from jupyter_server import serverapp
    from jupyterlab.labapp import LabApp

    known = {"help", "help-all", "h", "version"}
    known |= {*LabApp.flags, *LabApp.aliases, *serverapp.flags, *serverapp.aliases}
    options = [word for word in arguments if word.startswith("-")]
    for option in options:
        name = option.lstrip("-").partition("=")[0]
        if "." not in name and name not in known:
            return option
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="edflow",
        description="TensorFlow 1's computation graphs: run them, look into them.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="say it and exit")
    commands = parser.add_subparsers(dest="command")

    command = commands.add_parser(
        "lab",
        help="open the lessons in JupyterLab",
        description="Open JupyterLab on your own copy of the lessons. Lessons that you "
        "have changed are never overwritten. Any other option is handed to JupyterLab: "
        "--no-browser, --port=9999, --ip=0.0.0.0 (in a container), ...",
        allow_abbrev=False,
    )
    command.add_argument(
        "--dir",
        type=Path,
        default=LESSONS,
        help="where your copy is, or shall be (default: %(default)s)",
    )

    command = commands.add_parser(
        "run",
        help="run a TensorFlow 1 program or notebook on edflow",
        description="Run a program unmodified: `import tensorflow` is edflow in it.",
        allow_abbrev=False,
    )
    command.add_argument("program", type=Path, nargs="?", help="a .py or .ipynb file")
    command.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="the program's own arguments"
    )

    command = commands.add_parser(
        "inspect",
        help="show what a checkpoint holds",
        description="Show the names, dtypes, shapes and sizes in a checkpoint.",
    )
    command.add_argument(
        "checkpoint", help="its path without .index, or the directory of the latest"
    )

    commands.add_parser(
        "doctor",
        help="show what this installation has and lacks, with the cure",
        description="Show what this installation has and lacks, with the cure.",
    )
    return parser
