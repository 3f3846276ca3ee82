"""The page on paper: A4 and Letter, no empty page, no figure cut in two, light."""

import re
import zlib

import pytest

from troche.report import write_report
from troche.report.answer import answer

PAGE = {"A4": 1123 - 68 - 61, "Letter": 1056 - 61 - 68}
"""Pixels that a page has from top to bottom, less the margins of the style sheet."""


@pytest.fixture(scope="module")
def printed(comparison, chromium, tmp_path_factory):
    """Yield a browser's page with the report in it, drawn as for paper, on a dark screen."""
    sync = pytest.importorskip("playwright.sync_api")
    path = write_report(comparison, tmp_path_factory.mktemp("paper") / "report.html")
    with sync.sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking"]
        program = playwright.chromium.launch(executable_path=chromium, args=options)
        page = program.new_page(color_scheme="dark", viewport={"width": 680, "height": 900})
        page.goto(path.as_uri())
        yield page
        program.close()


def strokes(pdf):
    """Return how much text and how many paths each page of a PDF of Chromium has."""
    objects = dict(re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL))
    found = []
    for content in objects.values():
        if not re.search(rb"/Type /Page\b", content):
            continue
        body = objects[re.search(rb"/Contents (\d+) 0 R", content)[1]]
        stream = body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
        stream = zlib.decompress(stream) if b"/FlateDecode" in body else stream
        found.append(len(re.findall(rb"T[jJ]\b", stream)) + len(re.findall(rb"\b[fSB]\n", stream)))
    return found


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_no_page_is_empty_and_there_are_not_too_many(paper, printed):
    pages = strokes(printed.pdf(format=paper, prefer_css_page_size=False))
    # Question, answer, seven figures, tables and sources; a figure takes a page at most.
    assert 8 <= len(pages) <= 16
    assert min(pages) > 12  # the foot alone has two


def test_no_figure_is_higher_than_a_page(printed):
    printed.emulate_media(media="print", color_scheme="dark")
    printed.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    heights = printed.eval_on_selector_all(
        "main figure", "all => all.map(f => f.getBoundingClientRect().height)"
    )
    assert len(heights) == 7
    assert max(heights) < min(PAGE.values())
    inside = printed.eval_on_selector_all(
        ".plot",
        "all => all.map(p => [p.getBoundingClientRect().right, p.getBoundingClientRect().bottom,"
        " ...['right', 'bottom']"
        ".map(side => p.querySelector('.main-svg').getBoundingClientRect()[side])])",
    )
    for right, bottom, drawn_right, drawn_bottom in inside:
        assert drawn_right <= right + 1  # half a pixel of rounding, twice
        assert drawn_bottom <= bottom + 1
    folded = printed.eval_on_selector_all("details.paper", "all => all.map(d => d.open)")
    assert folded == [True]
    printed.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert printed.eval_on_selector_all("details.paper", "all => all.map(d => d.open)") == [False]


def test_it_is_light_although_the_screen_is_dark(printed):
    printed.emulate_media(media="print", color_scheme="dark")
    assert printed.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    assert printed.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_the_answer_is_one_paragraph_and_then_the_main_figure(comparison, printed):
    after = printed.eval_on_selector_all(
        "#answer h2 ~ p.answer",
        "all => all.map(p => [p.textContent, p.nextElementSibling.tagName])",
    )
    assert after == [[answer(comparison).short, "FIGURE"]]
