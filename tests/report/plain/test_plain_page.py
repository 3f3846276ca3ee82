"""The plain page as a file: no script, nothing fetched, a picture for eyes, ears and paper."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.report.test_page import Page

from troche.errors import BadInput
from troche.evidence import CRISIS_LINE
from troche.report import INTENDED_USE
from troche.report.page import render
from troche.report.plain import plain_document, plain_text, render_plain, write_plain
from troche.report.plain.drawing import DOTS, bars, hundred
from troche.report.theme import GRID, PALETTE
from troche.studies.plain import Bars, PlainPage, plain_page
from troche.studies.plain.page import core
from troche.studies.plain.pictures import Bar, Group
from troche.studies.results import Result

HEAVIEST = 300_000


@pytest.fixture(scope="module")
def page() -> PlainPage:
    return plain_page()


@pytest.fixture(scope="module")
def html(page: PlainPage) -> str:
    return render_plain(page)


@pytest.fixture(scope="module")
def read(html: str) -> Page:
    return Page(html)


def test_it_is_one_light_file_without_a_script(html: str, read: Page) -> None:
    assert len(html.encode()) <= HEAVIEST
    assert {tag for tag, _ in read.tags} & {"script", "link", "img", "iframe", "object"} == set()
    assert not re.search(r"\son\w+=|javascript:|@import|url\(", html)
    for tag, attributes in read.tags:
        for name in ("src", "href"):
            assert (attributes.get(name) or "#").startswith(("#", "https://")), tag
    (policy,) = (a["content"] for t, a in read.tags if t == "meta" and "http-equiv" in a)
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy


def test_all_words_are_on_it(page: PlainPage, read: Page) -> None:
    assert read.text.count(INTENDED_USE) == 2
    assert CRISIS_LINE in read.text
    for section in page.sections:
        assert section.heading in read.text
        for part in section.parts:
            for said in (*part.sentences, *part.points):
                assert said in read.text


def drawn(html: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]


def test_every_picture_is_told_to_who_cannot_see_it(html: str) -> None:
    seen = [svg for svg in drawn(html) if svg.get("viewBox") != "0 0 18 18"]
    assert len(seen) > 20
    for svg in seen:
        assert svg.get("role") == "img"
        assert re.search(r"\d", svg.get("aria-label") or "")


@pytest.mark.parametrize(("low", "high"), [(0, 0), (20, 35), (0, 13), (100, 100), (7, 7)])
def test_a_hundred_dots_show_both_ends(low: int, high: int) -> None:
    dots = ElementTree.fromstring(hundred(Group("people", low, high)))
    fills = [dot.get("fill") for dot in dots]
    assert len(fills) == 100
    sure, perhaps, none = (DOTS[kind][0] for kind in ("sure", "perhaps", "none"))
    assert fills == [sure] * low + [perhaps] * (high - low) + [none] * (100 - high)


def test_dots_differ_without_colour() -> None:
    assert len({radius for _, _, radius in DOTS.values()}) == 3
    assert DOTS["sure"][0] == PALETTE[0]
    assert DOTS["none"][0] == GRID


def test_a_bar_lies_where_its_numbers_are() -> None:
    picture = Bars("Gain", "points", (Bar("day", -2, 4), Bar("week", 3, 3)), "Note.", (2, "worth"))
    svg = ElementTree.fromstring(bars(picture))
    ticks = {
        t.text: float(t.get("x", "")) for t in svg.iter("text") if t.get("text-anchor") == "middle"
    }
    assert list(ticks) == ["-2", "-1", "0", "1", "2", "3", "4"]
    first, second = svg.iter("rect")
    # Places are rounded to a tenth of a pixel.
    assert float(first.get("x", "")) == pytest.approx(ticks["-2"], abs=0.11)
    wide = float(first.get("x", "")) + float(first.get("width", ""))
    assert wide == pytest.approx(ticks["4"], abs=0.2)
    assert float(second.get("x", "")) == pytest.approx(ticks["3"], abs=0.11)
    assert float(second.get("width", "")) > 0  # a bar that nobody sees says nothing
    dashed = [line for line in svg.iter("line") if line.get("stroke-dasharray")]
    assert {float(line.get("x1", "")) for line in dashed} == {ticks["2"]}


def test_a_scale_of_nothing_is_still_drawn() -> None:
    assert "<rect" in bars(Bars("Gain", "points", (Bar("", 0, 0),), "Note."))


def test_words_of_pictures_fit_on_a_phone(html: str) -> None:
    # 292 units of width, and letters of 14 units take about 7 each on average.
    words = [t.text or "" for svg in drawn(html) for t in svg.iter("text")]
    assert max(map(len, words)) <= 41


def test_hostile_words_stay_words(page: PlainPage) -> None:
    evil = replace(page.sections[0], heading="<script>alert(1)</script>")
    assert "<script>" not in render_plain(replace(page, sections=(evil,)))
    assert "<b>" not in hundred(Group("<b>", 1, 2))
    assert 'aria-label="&quot;' in hundred(Group('"', 1, 2))


def test_it_is_written_whole_or_refused(page: PlainPage, tmp_path: Path) -> None:
    place = tmp_path / "page.html"
    place.write_text("old", "utf-8")
    assert write_plain(page, place).read_text("utf-8").startswith("<!doctype html>")
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]
    with pytest.raises(BadInput, match=r"ends in \.html"):
        write_plain(page, tmp_path / "page.pdf")
    with pytest.raises(BadInput, match="folder"):
        write_plain(page, tmp_path / "nowhere" / "page.html")


def test_text_and_document_say_the_same(page: PlainPage) -> None:
    text, document = plain_text(page), plain_document(page)
    assert document["intended_use"] == INTENDED_USE
    assert text.endswith(INTENDED_USE)
    for section in document["sections"]:
        assert section["heading"] in text
        for part in section["parts"]:
            for picture in part["pictures"]:
                assert picture["words"] in text


def test_a_study_ends_in_plain_words(comparison: Result) -> None:
    read = Page(render(comparison))
    assert "In plain words" in read.text
    for section in core():
        assert section.prose in read.text
    assert ("section", {"id": "plain-words"}) in read.tags
