"""The plain page as HTML, as text for a terminal, and as a document."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from troche.report.files import write_page
from troche.report.library import text_of
from troche.report.page import environment
from troche.report.plain.drawing import bars, counts, dot, hundred
from troche.report.prose import INTENDED_USE
from troche.studies.plain import PlainPage

__all__ = ["plain_document", "plain_text", "render_plain", "write_plain"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def write_plain(page: PlainPage, path: str | PathLike[str]) -> Path:
    """Write the plain page as one HTML file that needs nothing else and runs no script.

    Parameters
    ----------
    page
        From `troche.studies.plain.plain_page`.
    path
        Ends in ``.html``; an existing file is replaced in one move.

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    troche.errors.BadInput
        If the name does not end in ``.html`` or the folder cannot be written.
    """
    return write_page(path, lambda: render_plain(page))


def render_plain(page: PlainPage) -> str:
    """Return the plain page as text of HTML."""
    template = environment().get_template("plain.html.j2")
    return template.render(
        page=page,
        intended_use=INTENDED_USE,
        css=text_of("report.css") + text_of("plain.css"),
        policy=_POLICY,
        bars=bars,
        counts=counts,
        dot=dot,
        hundred=hundred,
    )


def plain_text(page: PlainPage) -> str:
    """Return the plain page as text: each picture in words after the sentences."""
    blocks = [page.title]
    for section in page.sections:
        lines = [section.heading]
        for part in section.parts:
            lines.append(" ".join(part.sentences))
            lines += [f"- {point}" for point in part.points]
            lines += [f"[{picture.words}]" for picture in part.pictures]
        blocks.append("\n".join(lines))
    return "\n\n".join([*blocks, INTENDED_USE])


def plain_document(page: PlainPage) -> dict[str, Any]:
    """Return the plain page as plain data, with the intended use."""
    return page.document() | {"intended_use": INTENDED_USE}
