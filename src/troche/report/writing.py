"""A report in a file: a page for a browser, or a document for a word processor."""

from __future__ import annotations

from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import Final

from troche.errors import BadInput, MissingExtra
from troche.report.files import write_whole
from troche.studies.results import Result

__all__ = ["REPORTS", "check_docx", "write_report"]

REPORTS: Final = (".html", ".docx")
"""What a report's name may end in."""


def check_docx(asked: str = "a report that ends in .docx") -> None:
    """Refuse a document where nothing can write one.

    Raises
    ------
    troche.errors.MissingExtra
        If the extra ``report`` is not installed.
    """
    if find_spec("docx") is None:
        raise MissingExtra.of("report", asked)


def write_report(result: Result, path: str | PathLike[str]) -> Path:
    """Write a result as one self-contained HTML report, or for a word processor.

    Parameters
    ----------
    result
        Of `troche.simulate` or `troche.compare`.
    path
        Ends in ``.html`` or, with the extra ``report``, in ``.docx``; an existing file is
        replaced in one move.

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    troche.errors.BadInput
        If the name ends otherwise or the folder cannot be written.
    troche.errors.MissingExtra
        For a ``.docx`` without the extra.
    """
    place = Path(path)
    suffix = place.suffix.lower()
    if suffix not in (*REPORTS, ".htm"):
        raise BadInput(
            str(place), place.suffix or "no suffix", "a name that ends in .html or .docx"
        )
    content: str | bytes
    if suffix == ".docx":
        check_docx(str(place))
        from troche.report.word import render_docx

        content = render_docx(result)
    else:
        from troche.report.page import render

        content = render(result)
    return write_whole(place, content)
