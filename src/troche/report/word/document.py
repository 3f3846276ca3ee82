"""A result as a document for a word processor, its bytes the same for the same result."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from troche.report.exhibits import exhibits
from troche.report.prose import INTENDED_USE
from troche.report.sources import numbered
from troche.report.word.background import (
    cited,
    write_again,
    write_flags,
    write_methods,
    write_numbers,
    write_sources,
)
from troche.report.word.figures import pictures_of
from troche.report.word.foreground import (
    write_answer,
    write_burden,
    write_harm,
    write_mood,
    write_question,
)
from troche.report.word.paper import NOTE
from troche.report.word.writer import Writer
from troche.report.writing import check_docx
from troche.studies.results import Result

__all__ = ["render_docx"]

_DAY: Final = (2000, 1, 1, 0, 0, 0)


def render_docx(result: Result) -> bytes:
    """Return the report as a Word document.

    Parameters
    ----------
    result
        Of `troche.simulate` or `troche.compare`.

    Returns
    -------
    bytes
        A ``.docx`` with the sentences, tables, figures and sources of the page. Figures are
        pictures of 200 dots an inch where a browser of this machine can draw them; elsewhere
        their words and their numbers stand in their place, and the document says so.

    Raises
    ------
    troche.errors.MissingExtra
        If the extra ``report`` is not installed.
    """
    check_docx()
    shown, sources = exhibits(result), numbered(result)
    pictures, why_not = pictures_of(shown)
    others = shown[1:]
    writer = Writer(result.title, INTENDED_USE)
    write_question(writer, result)
    if why_not and shown:
        writer.paragraph(
            f"Each figure stands in words and as numbers: {why_not}", NOTE, lead="No pictures."
        )
    write_answer(writer, result, shown[0] if shown else None, pictures)
    write_mood(writer, result, [x for x in others if x.of == "mood"], pictures)
    write_harm(writer, result, [x for x in others if x.of == "harm"], pictures)
    flags = [flag for regimen in result.regimens for flag in regimen.flags]
    write_burden(writer, result, {id(flag): cited(sources, flag.sources) for flag in flags})
    write_numbers(writer, result, [x for x in others if x.of == "exposure"], pictures)
    write_flags(writer, result, sources)
    write_methods(writer, result)
    write_sources(writer, sources)
    write_again(writer, result)
    whole = io.BytesIO()
    writer.document.save(whole)
    return _undated(whole)


def _undated(written: io.BytesIO) -> bytes:
    """Return the archive with one fixed day in every entry, in place of the clock's."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()
