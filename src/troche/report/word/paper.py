"""An empty document: A4, our styles, a running head, page numbers, and no name of a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from troche.report.theme import INK, MUTED

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["NOTE", "QUIET", "TABLE", "USE", "empty_document", "field"]

USE: Final = "Intended use"
NOTE: Final = "Note"
QUIET: Final = "Table text"
TABLE: Final = "Report table"
_LETTERS: Final = "Calibri"
_RUNNING: Final = "For research and teaching about groups; not for treating any person"
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed day: a document of the same result has the same bytes, whenever it is written."""

_SIZES: Final = {"Normal": 10.5, "Title": 22, "Heading 1": 15, "Heading 2": 12, "Caption": 9}


def empty_document(title: str, subject: str) -> Document:
    """Return a document with styles, head and foot, and nothing in it.

    Parameters
    ----------
    title, subject
        Of its properties.
    """
    from docx import Document
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    _styles(document)
    _head_and_foot(document)
    about = document.core_properties
    about.title, about.subject, about.author, about.last_modified_by = title, subject, "", ""
    about.comments, about.keywords, about.language = "", "", "en-GB"
    about.created = about.modified = _MADE
    about.revision = 1
    return document


def field(paragraph: Any, code: str, shown: str = "1") -> None:
    """Put a field, such as the number of the page, at the end of a paragraph."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), f" {code} ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    simple.append(run)
    paragraph._p.append(simple)


def _styles(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    styles: Any = document.styles
    ink, muted = (RGBColor.from_string(c.removeprefix("#").upper()) for c in (INK, MUTED))
    for name, base in ((USE, "Normal"), (NOTE, "Normal"), (QUIET, "Normal")):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[base]
    for name in (*_SIZES, "Heading 3", "List Bullet", "List Number"):
        font = styles[name].font
        font.name, font.color.rgb = _LETTERS, ink
        for place in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            styles[name].element.rPr.rFonts.set(qn(place), _LETTERS)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            styles[name].element.rPr.rFonts.attrib.pop(qn(theme), None)
        if name in _SIZES:
            font.size = Pt(_SIZES[name])
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name in (NOTE, "Caption"):
        styles[name].font.size, styles[name].font.color.rgb = Pt(9), muted
    styles["Caption"].font.bold = False
    styles[QUIET].font.size = Pt(8)
    styles[QUIET].paragraph_format.space_after = Pt(0)
    _border(styles["Title"].element, {})
    _border(styles[USE].element, {"left": ("24", "8", "D55E00")})
    styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER).font.color.rgb = RGBColor(11, 90, 138)
    styles["Hyperlink"].font.underline = True
    _language(styles.element)
    _ruled(styles.add_style(TABLE, WD_STYLE_TYPE.TABLE))


def _border(style: Any, sides: dict[str, tuple[str, str, str]]) -> None:
    """Give a style's paragraphs these borders and no other: width, distance, colour."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = style.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if not sides:
        return
    border = OxmlElement("w:pBdr")
    for side, (size, space, colour) in sides.items():
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", size), ("space", space), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        border.append(line)
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc",
        "w:outlineLvl",
    )  # fmt: skip


def _language(styles: Any) -> None:
    from docx.oxml.ns import qn

    for lang in styles.iter(qn("w:lang")):
        lang.set(qn("w:val"), "en-GB")


def _ruled(style: Any) -> None:
    """Give a table's style thin rules between rows, and a thicker one below its head."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def line(side: str, size: int, colour: str) -> str:
        return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'

    rules = "".join(line(side, 4, "D5DAE0") for side in ("top", "bottom", "insideH"))
    margins = "".join(f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("left", "right"))
    style.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>{rules}</w:tblBorders>"
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        )
    )
    style.element.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
            f"<w:tcBorders>{line('bottom', 12, '1B1F24')}</w:tcBorders></w:tcPr></w:tblStylePr>"
        )
    )


def _head_and_foot(document: Document) -> None:
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.text, head.style = f"troche\t\t{_RUNNING}", document.styles[NOTE]
    head.paragraph_format.tab_stops.clear_all()
    foot.style = document.styles[NOTE]
    foot.add_run("Page ")
    field(foot, "PAGE")
    foot.add_run(" of ")
    field(foot, "NUMPAGES")
