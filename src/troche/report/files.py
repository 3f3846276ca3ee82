"""A file is written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from os import PathLike
from pathlib import Path

from troche.errors import BadInput

__all__ = ["write_page", "write_whole"]


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write text or bytes beside its place, then move it there: a reader never sees half a file.

    Raises
    ------
    troche.errors.BadInput
        If the folder is not there or cannot be written.
    """
    name = None
    try:
        with tempfile.NamedTemporaryFile(
            "wb", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as part:
            name = part.name
            part.write(content.encode() if isinstance(content, str) else content)
        # A temporary file is private; a report has the rights of any new file.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)  # noqa: PTH101
        os.replace(name, path)  # noqa: PTH105
    except OSError as problem:
        if name is not None:
            Path(name).unlink(missing_ok=True)
        raise BadInput(str(path), problem.strerror, "a file in a folder that can be written") from (
            problem
        )
    except BaseException:
        if name is not None:
            Path(name).unlink(missing_ok=True)
        raise
    return path


def write_page(path: str | PathLike[str], render: Callable[[], str]) -> Path:
    """Write a page where its name ends as one of HTML; nothing is rendered otherwise.

    Raises
    ------
    troche.errors.BadInput
        If the name does not end in ``.html`` or the folder cannot be written.
    """
    place = Path(path)
    if place.suffix.lower() not in (".html", ".htm"):
        raise BadInput(str(place), place.suffix or "no suffix", "a name that ends in .html")
    return write_whole(place, render())
