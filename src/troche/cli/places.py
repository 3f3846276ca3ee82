"""Where a command shall write, checked before anything runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from troche.errors import StudyError

__all__ = ["SUFFIXES", "check_places", "lies_in"]

SUFFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "--figure": (".html", ".json"),
    "--report": (".html",),
    "--out": (".html", ".htm"),
}
"""What a file may end in, by option."""

_IMAGE: Final = "for an image, open the .html and press its camera"


def check_places(files: Mapping[str, Path | None], out: Path | None) -> None:
    """Refuse a file that could not be written after the run.

    Parameters
    ----------
    files
        By option; None where there is none.
    out
        The folder of the results: a file in it is written with them.

    Raises
    ------
    troche.errors.StudyError
        Naming the option: another suffix, a folder that is not there or cannot be
        written, or one place for two files.
    """
    seen: dict[Path, str] = {}
    for option, path in files.items():
        if path is None:
            continue
        allowed = " or ".join(SUFFIXES[option])
        if path.suffix.lower() not in SUFFIXES[option]:
            hint = f"; {_IMAGE}" if option == "--figure" else ""
            found = f"{path}, which ends in {path.suffix or 'no suffix'}"
            raise StudyError(option, found, f"a file that ends in {allowed}{hint}")
        if (other := seen.setdefault(path.resolve(), option)) != option:
            raise StudyError(option, f"{path}, as {other}", "a file of its own")
        if path.is_dir():
            raise StudyError(option, f"{path}, a folder", f"a file that ends in {allowed}")
        if not lies_in(path, out) and not os.access(path.parent, os.W_OK | os.X_OK):
            raise StudyError(option, str(path), "a file in a folder that can be written")


def lies_in(path: Path, folder: Path | None) -> bool:
    """Return whether a file is to be one of the folder's own."""
    return folder is not None and path.resolve().parent == folder.resolve()
