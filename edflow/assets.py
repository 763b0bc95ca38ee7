"""Where the files that come with edflow are: pictures, captions, bundled data."""

from pathlib import Path

# A wheel carries the repository's `assets/` inside the package, as `_assets`.
_FOLDERS = (
    Path(__file__).with_name("_assets"),
    Path(__file__).parent.with_name("assets"),
)


def path(name: str) -> Path:
    """The path of the bundled file `name`.

    Raises FileNotFoundError where the installation lacks it.

    >>> path("digits.npz").name
    'digits.npz'
    """
    for folder in _FOLDERS:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(
        f"edflow's bundled file {name!r} is neither in {_FOLDERS[0]} nor in "
        f"{_FOLDERS[1]}; the installation is incomplete: install edflow again"
    )
