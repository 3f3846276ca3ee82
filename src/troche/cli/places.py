"""Where a command shall write, and with what, checked before anything runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from troche.errors import StudyError, nearest

__all__ = ["FIGURES", "SUFFIXES", "check_extras", "check_places", "figures_suffix", "lies_in"]

FIGURES: Final = (".html", ".json", ".svg", ".png", ".pdf")
"""What a figure's name may end in; the last three are images."""

SUFFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "--figure": FIGURES,
    "--report": (".html", ".docx"),
    "--out": (".html", ".htm"),
}
"""What a file may end in, by option."""


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
    troche.errors.MissingExtra
        If an image or a ``.docx`` is wanted and what makes it is not there.
    """
    seen: dict[Path, str] = {}
    for option, path in files.items():
        if path is None:
            continue
        allowed = " or ".join(SUFFIXES[option])
        if path.suffix.lower() not in SUFFIXES[option]:
            found = f"{path}, which ends in {path.suffix or 'no suffix'}"
            raise StudyError(option, found, f"a file that ends in {allowed}")
        if (other := seen.setdefault(path.resolve(), option)) != option:
            raise StudyError(option, f"{path}, as {other}", "a file of its own")
        if path.is_dir():
            raise StudyError(option, f"{path}, a folder", f"a file that ends in {allowed}")
        if not lies_in(path, out) and not os.access(path.parent, os.W_OK | os.X_OK):
            raise StudyError(option, str(path), "a file in a folder that can be written")
        check_extras(path.suffix.lower(), option)


def check_extras(suffix: str, option: str) -> None:
    """Refuse a kind of file that this machine cannot make.

    Raises
    ------
    troche.errors.MissingExtra
        Naming what is missing, and what brings it.
    """
    if suffix in FIGURES[2:]:
        from troche.report import check_images

        check_images(option)
    elif suffix == ".docx":
        from troche.report import check_docx

        check_docx(option)


def figures_suffix(kind: str | None) -> str:
    """Return what the files of ``--figures KIND`` end in; nothing for no kind.

    Raises
    ------
    troche.errors.StudyError
        If there are no figures of that kind.

    Examples
    --------
    >>> figures_suffix("svg"), figures_suffix(".PNG"), figures_suffix(None)
    ('.svg', '.png', '')
    """
    if kind is None:
        return ""
    suffix = f".{kind.lower().removeprefix('.')}"
    if suffix not in FIGURES:
        kinds = [name.removeprefix(".") for name in FIGURES]
        raise StudyError("--figures", kind, ", ".join(kinds), nearest(kind.lower(), kinds))
    return suffix


def lies_in(path: Path, folder: Path | None) -> bool:
    """Return whether a file is to be one of the folder's own."""
    return folder is not None and path.resolve().parent == folder.resolve()
