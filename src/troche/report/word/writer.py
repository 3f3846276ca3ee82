"""What a report puts into a document: headings, paragraphs, lists, tables, figures, links."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from troche.report.word.paper import NOTE, QUIET, TABLE, empty_document, field

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

__all__ = ["WIDE", "Cell", "Writer"]

WIDE: Final = 170
"""Millimetres of text from side to side."""

Cell = str | tuple[str, ...]
"""Of a table: a text; or a number, and below it in lines what it may be."""

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _clean(text: str) -> str:
    """Return a text without signs that XML cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


class Writer:
    """Writes one document from its beginning to its end.

    Parameters
    ----------
    title, subject
        Of the document's properties.
    """

    def __init__(self, title: str, subject: str) -> None:
        self.document = empty_document(_clean(title)[:255], _clean(subject)[:255])
        self._numbers = {"Figure": 0, "Table": 0}

    def heading(self, text: str, level: int = 1) -> None:
        """Write a heading; of level 0 the title."""
        self.document.add_heading(_clean(text), level)

    def paragraph(self, text: str, style: str = "Normal", lead: str = "") -> Paragraph:
        """Write a paragraph, with bold words before it where it has a `lead`."""
        paragraph = self.document.add_paragraph(style=style)
        if lead:
            paragraph.add_run(f"{_clean(lead)} ").bold = True
        paragraph.add_run(_clean(text))
        return paragraph

    def notes(self, lines: Sequence[str]) -> None:
        """Write small paragraphs."""
        for line in lines:
            self.paragraph(line, NOTE)

    def bullets(self, lines: Sequence[str]) -> None:
        """Write a list."""
        for line in lines:
            self.paragraph(line, "List Bullet")

    def table(
        self,
        headings: Sequence[Cell],
        rows: Sequence[Sequence[Cell]],
        caption: str = "",
        widths: Sequence[float] = (),
        about: str = "",
    ) -> None:
        """Write a table whose head is repeated on every page.

        Parameters
        ----------
        headings, rows
            Words of the cells.
        caption
            Stands above it with a number; none without.
        widths
            Shares of the width, one a column; equal by default.
        about
            What it is, for those who do not see it; the caption by default.
        """
        if caption:
            self._caption("Table", caption).paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=1, cols=len(headings), style=TABLE)
        table.autofit = False
        _describe(table, _clean(about or caption))
        _mark(table.rows[0], "w:cantSplit", "w:tblHeader")
        for cell, words in zip(table.rows[0].cells, headings, strict=True):
            _fill(cell, words)
        for row in rows:
            new = table.add_row()
            _mark(new, "w:cantSplit")
            for cell, words in zip(new.cells, row, strict=True):
                _fill(cell, words)
        _set_widths(table, widths or [1.0] * len(headings))
        self.document.add_paragraph(style=QUIET)

    def picture(self, image: bytes, title: str, caption: str, alternative: str) -> None:
        """Write a picture as wide as the text, with words for those who do not see it."""
        from docx.shared import Mm

        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(image), width=Mm(WIDE))
        properties: Any = shape._inline.docPr
        properties.set("descr", _clean(alternative))
        properties.set("title", _clean(title))
        self.figure_caption(title, caption)

    def figure_caption(self, title: str, caption: str) -> None:
        """Write a figure's number, title and caption."""
        self._caption("Figure", caption, f"{title}.")

    def numbered(self, text: str, address: str, quiet: str) -> None:
        """Write an entry of a numbered list: text, a link, and more words."""
        paragraph = self.paragraph(f"{text} ", "List Number")
        if address:
            self._link(paragraph, address)
        paragraph.add_run(f" {_clean(quiet)}")

    def _caption(self, kind: str, text: str, title: str = "") -> Paragraph:
        self._numbers[kind] += 1
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.add_run(f"{kind} ").bold = True
        field(paragraph, f"SEQ {kind} \\* ARABIC", str(self._numbers[kind]))
        paragraph.add_run(". ")
        if title:
            paragraph.add_run(f"{_clean(title)} ").bold = True
        paragraph.add_run(_clean(text))
        return paragraph

    def _link(self, paragraph: Paragraph, address: str) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link: Any = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), key)
        run = paragraph.add_run(address.removeprefix("https://"), style="Hyperlink")
        link.append(run._r)
        paragraph._p.append(link)


def _fill(cell: Any, words: Cell) -> None:
    lines = (words,) if isinstance(words, str) else words
    for place, line in enumerate(line for line in lines if line or len(lines) == 1):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        paragraph.style = QUIET
        paragraph.add_run(_clean(line)).bold = True if len(lines) > 1 and not place else None


def _mark(row: Any, *properties: str) -> None:
    from docx.oxml import OxmlElement

    for name in properties:
        row._tr.get_or_add_trPr().append(OxmlElement(name))


def _describe(table: Any, words: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    about = OxmlElement("w:tblDescription")
    about.set(qn("w:val"), words)
    table._tbl.tblPr.append(about)


def _set_widths(table: Any, shares: Sequence[float]) -> None:
    from docx.shared import Mm

    for column, share in zip(table.columns, shares, strict=True):
        width = Mm(round(WIDE * share / sum(shares), 1))
        column.width = width
        for cell in column.cells:
            cell.width = width
