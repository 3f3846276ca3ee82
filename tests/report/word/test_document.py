"""The document for a word processor: the words of the page, real styles, alternative texts."""

import io
import zipfile
from dataclasses import replace

import pytest

from troche.errors import MissingExtra
from troche.report import INTENDED_USE, write_report, writing
from troche.report.answer import answer
from troche.report.exhibits import exhibits
from troche.report.prose import cohort_words, how_to_read, limits, question
from troche.report.sources import numbered, safe_link
from troche.report.word import figures as word_figures
from troche.report.word import render_docx

docx = pytest.importorskip("docx")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(content):
    return docx.Document(io.BytesIO(content))


def texts(document):
    """Return every text of body and tables, a paragraph each, fields and links included."""
    return ["".join(t.text or "" for t in p.iter(f"{WORD}t")) for p in document.element.iter(
        f"{WORD}p")]  # fmt: skip


@pytest.fixture(scope="module")
def plain(comparison):
    """Without any picture: no browser is needed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_figures, "images_of", _no_browser)
        return render_docx(comparison)


def _no_browser(*_, **__):
    raise MissingExtra("figures", "no browser that can draw them", "a browser")


@pytest.fixture(scope="module")
def read(plain):
    return opened(plain)


@pytest.fixture(scope="module")
def words(read):
    return " ".join(texts(read))


def test_every_sentence_of_the_report_is_there(comparison, words):
    said = answer(comparison)
    wanted = [
        said.short, *said.harm, *said.microdose, said.why_no_mood, said.why_no_harm,
        question(comparison), cohort_words(comparison), *limits(comparison),
        *how_to_read(comparison), *comparison.methods, INTENDED_USE,
        *(f.message for r in comparison.regimens for f in r.flags),
        *(f.message for f in comparison.flags),
        *(word for row in comparison.assumptions for word in row),
        *(r.text for r in comparison.regimens),
        str(comparison.manifest["command"]), "versions, numpy", f"; {comparison.seed}",
    ]  # fmt: skip
    assert [text for text in wanted if text not in words] == []
    for part in (said.opening, *said.lines, said.closing):
        assert part in words  # without mood they are the short answer itself


def test_the_answer_comes_before_the_main_figure_and_that_before_all_else(comparison, read):
    all_texts = texts(read)
    place = all_texts.index(answer(comparison).short)
    assert all_texts[place - 1] == "Answer"
    assert all_texts[place + 1].startswith(f"Figure 1. {exhibits(comparison)[0].title}.")


def test_every_source_has_its_number_link_and_grade(comparison, read, words):
    entries = [p for p in read.paragraphs if p.style.name == "List Number"]
    lines = numbered(comparison).lines
    assert len(entries) == len(lines)
    links = {r.target_ref for r in read.part.rels.values() if r.is_external}
    assert links == {line.link for line in lines if safe_link(line.link)}
    for entry, line in zip(entries, lines, strict=True):
        text = "".join(t.text for t in entry._p.iter(f"{WORD}t"))
        assert text.startswith(line.citation)
        assert f"Used for: {line.used_for}." in text
        assert not line.reading or f"Read: {line.reading}." in text
    assert "page: read on the page" in words


def test_styles_are_those_of_word(read):
    used = {p.style.name for p in read.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "List Number", "Caption",
            "Intended use"} <= used  # fmt: skip
    assert [p.text for p in read.paragraphs if p.style.name == "Title"] == [
        "Daily microdoses against infusions"
    ]
    first = read.paragraphs[1]
    assert (first.style.name, first.text) == ("Intended use", f"Intended use. {INTENDED_USE}")


def test_the_head_of_every_table_is_repeated_and_the_table_described(read):
    assert len(read.tables) > 6
    for table in read.tables:
        assert table.style.name == "Report table"
        assert table.rows[0]._tr.trPr.find(f"{WORD}tblHeader") is not None
        assert all(row._tr.trPr.find(f"{WORD}cantSplit") is not None for row in table.rows)
        assert table._tbl.tblPr.find(f"{WORD}tblDescription").get(f"{WORD}val")


def test_it_is_a4_with_the_number_of_the_page_and_no_name_of_a_person(read):
    section = read.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    fields = section.footer._element.iter(f"{WORD}fldSimple")
    codes = [field.get(f"{WORD}instr").strip() for field in fields]
    assert codes == ["PAGE", "NUMPAGES"]
    about = read.core_properties
    assert about.title == "Daily microdoses against infusions"
    assert about.author == about.last_modified_by == about.comments == ""
    assert "not for treating any person" in section.header.paragraphs[0].text


def test_without_a_browser_the_numbers_stand_in_place_of_the_picture(comparison, read, words):
    assert "no browser that can draw them" in words
    assert "Each figure stands in words and as numbers" in words
    assert not read.inline_shapes
    for exhibit in exhibits(comparison):
        assert exhibit.alternative in words
        assert all(value in words for row in exhibit.rows[:3] for value in row)


def test_pictures_have_the_width_of_the_text_and_words_for_those_who_do_not_see(single, chromium):
    read = opened(render_docx(single))
    shown = exhibits(single)
    assert len(read.inline_shapes) == len(shown)
    for shape, exhibit in zip(read.inline_shapes, shown, strict=True):
        assert shape._inline.docPr.get("descr") == exhibit.alternative
        assert round(shape.width.mm) == 170
        # A4 less its margins, and less three lines of caption.
        assert shape.height.mm < 257 - 20
        key = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        image = read.part.related_parts[key].image
        assert image.content_type == "image/png"
        assert image.px_width / (shape.width.inches) == pytest.approx(200, rel=0.01)
    captions = ["".join(t.text for t in p._p.iter(f"{WORD}t")) for p in read.paragraphs
                if p.style.name == "Caption"]  # fmt: skip
    for number, exhibit in enumerate(shown, 1):
        assert f"Figure {number}. {exhibit.title}. {exhibit.caption}" in captions
    assert "No pictures." not in " ".join(texts(read))


def test_the_same_result_has_the_same_bytes(comparison, plain, monkeypatch):
    monkeypatch.setattr(word_figures, "images_of", _no_browser)
    assert render_docx(comparison) == plain
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {2000}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert archive.testzip() is None


@pytest.mark.parametrize("name", ["single", "placebo_only", "without_draws", "broken", "hostile"])
def test_it_is_whole_whatever_is_missing(name, request, monkeypatch):
    monkeypatch.setattr(word_figures, "images_of", _no_browser)
    result = request.getfixturevalue(name)
    words = " ".join(texts(opened(render_docx(result))))
    assert INTENDED_USE in words
    assert answer(result).short in words
    for odd in (" nan ", " None ", " inf "):
        assert odd not in words


def test_signs_that_xml_cannot_hold_are_replaced(single, monkeypatch):
    monkeypatch.setattr(word_figures, "images_of", _no_browser)
    odd = replace(single, title="a\x00b\x1fc & <d>")
    read = opened(render_docx(odd))
    assert read.paragraphs[0].text == "a\ufffdb\ufffdc & <d>"


def test_a_name_decides_and_the_missing_extra_is_named(single, tmp_path, monkeypatch):
    monkeypatch.setattr(word_figures, "images_of", _no_browser)
    path = write_report(single, tmp_path / "report.docx")
    assert path.read_bytes()[:2] == b"PK"
    monkeypatch.setattr(writing, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra) as missing:
        write_report(single, tmp_path / "other.docx")
    assert "pip install 'troche[report]'" in str(missing.value)
    assert [p.name for p in tmp_path.iterdir()] == ["report.docx"]
