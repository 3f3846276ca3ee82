"""The report: complete, self-contained, safe with hostile words, whole or not there."""

import base64
import hashlib
import re
import time
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from troche.errors import BadInput
from troche.report import INTENDED_USE, write_report
from troche.report.page import render
from troche.report.sources import key_of, numbered

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Elements, links and text of a page; complains of tags that do not match."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.words, self.scripts = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append((dict(attributes), []))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self.open and self.open[-1] == "script":
            self.scripts[-1][1].append(text)
        elif not self.open or self.open[-1] != "style":
            self.words.append(text)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def page(comparison):
    return render(comparison)


@pytest.fixture(scope="module")
def read(page):
    return Page(page)


def test_it_is_written_quickly_and_whole(comparison, tmp_path):
    write_report(comparison, tmp_path / "warm.html")
    start = time.perf_counter()
    path = write_report(comparison, tmp_path / "report.html")
    # Allowed: 3 s on a busy two-core machine; a quiet one takes about 1 s.
    assert time.perf_counter() - start < 3
    assert path.read_text(encoding="utf-8").endswith("</html>\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html", "warm.html"]


def test_the_sections_are_there_in_order(read):
    wanted = ["Question", "Answer", "Numbers", "Figures", "What is extrapolated", "Published",
              "Methods", "Limits", "Sources", "Run it again"]  # fmt: skip
    places = [read.text.rindex(word) if word == "Sources" else read.text.find(word, 400)
              for word in wanted]  # fmt: skip
    assert all(place > 0 for place in places)
    assert INTENDED_USE in read.text


def test_nothing_is_fetched(page, read):
    for _, attributes in read.tags:
        assert "src" not in attributes
        assert "srcset" not in attributes
    assert not [tag for tag, _ in read.tags if tag in ("link", "iframe", "img", "object", "base")]
    assert "@import" not in page
    assert "@font-face" not in page
    assert not re.search(r"url\(", re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1])
    for address in ("cdn.plot.ly", "plotly.com", "fonts.googleapis", "jsdelivr", "unpkg"):
        assert address not in page
    for fact in ('"showSendToCloud":false', '"displaylogo":false', '"plotlyServerURL":""'):
        assert fact in page


def test_links_lead_to_sources_only(read):
    away = [a["href"] for tag, a in read.tags if tag == "a" and not a["href"].startswith("#")]
    assert away
    kinds = ("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/", "https://clinicaltrials.gov/")
    assert all(href.startswith(kinds) for href in away)
    ids = {a["id"] for _, a in read.tags if "id" in a}
    inner = {a["href"][1:] for tag, a in read.tags if tag == "a" and a["href"].startswith("#")}
    assert inner <= ids


def test_the_policy_lets_only_our_scripts_run(read):
    policy = next(a["content"] for tag, a in read.tags if "http-equiv" in a)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    run = ["".join(text) for a, text in read.scripts if a.get("type") != "application/json"]
    assert len(run) == 2
    for script in run:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_every_source_is_cited_with_its_link_and_grade(comparison, page, read):
    for line in numbered(comparison).lines:
        assert f'href="{line.link}"' in page
        assert line.citation in unescape(page)
    assert "page : read on the page" in read.text.replace("page: ", "page : ")
    keys = {line.key for line in numbered(comparison).lines}
    for regimen in comparison.regimens:
        assert {key_of(seen) for seen in regimen.observations} <= keys


def test_every_flag_is_shown(comparison, read):
    flags = [*comparison.flags, *(f for r in comparison.regimens for f in r.flags)]
    for flag in flags:
        assert flag.message in read.text
    for heading in ("Outside the studied range", "No evidence", "Regulators say"):
        assert heading in read.text


def test_both_intervals_are_named_in_the_table(page, read):
    table = re.search(r'<table class="main">(.*?)</table>', page, re.DOTALL)[1]
    assert table.count("<i>people</i>") == table.count("<i>knowledge</i>") > 10
    assert "90 % of them, were the typical values known" in read.text


def test_methods_assumptions_manifest_and_command(comparison, read):
    for paragraph in comparison.methods:
        assert paragraph in read.text
    for row in comparison.assumptions:
        for word in row:
            assert word in read.text
    assert "troche compare study.yaml" in read.text
    assert "versions, numpy 2.4.6" in read.text


def test_every_figure_has_words_and_a_table(read):
    plots = [a for tag, a in read.tags if a.get("class") == "plot"]
    # Fractions, first day, three regimens, occupancy of the week and of the course.
    assert len(plots) == 7
    assert all(len(a["aria-label"]) > 60 for a in plots)
    assert sum(tag == "noscript" for tag, _ in read.tags) == len(plots)
    assert read.text.count("In words and as a table") == len(plots)


def test_the_page_is_for_all_readers(read):
    assert ("html", {"lang": "en"}) in read.tags
    assert any(a.get("name") == "viewport" for _, a in read.tags)
    for tag, attributes in read.tags:
        if tag == "th":
            assert attributes["scope"] in ("col", "row")
        if attributes.get("class") == "wide":
            assert attributes["tabindex"] == "0"


@pytest.mark.parametrize("name", ["single", "placebo_only", "without_draws", "broken"])
def test_it_is_valid_whatever_is_missing(name, request):
    page = render(request.getfixturevalue(name))
    read = Page(page)
    assert INTENDED_USE in read.text
    assert not re.search(r"\b(nan|None|inf)\b", read.text)


def test_hostile_words_are_text(hostile):
    page = render(hostile)
    read = Page(page)
    assert "<script>alert" not in page
    assert "javascript:alert(1)" not in [a.get("href") for _, a in read.tags]
    # The library, our script, the figures and their configuration.
    assert len(read.scripts) == 4
    assert "<script>alert(1)</script>" in read.text
    assert "[NoSuchKey]" in read.text


def test_a_source_that_only_a_point_or_flag_names_is_listed(single):
    bare = replace(single, sources=())
    keys = [line.key for line in numbered(bare).lines]
    assert keys == ["Yanagihara2003"]
    assert 'href="https://doi.org/10.1002/bdd.336"' in render(bare)


def test_bad_places_are_refused_in_one_message(single, tmp_path):
    with pytest.raises(BadInput, match="ends in"):
        write_report(single, tmp_path / "report.pdf")
    with pytest.raises(BadInput, match="folder"):
        write_report(single, tmp_path / "none" / "report.html")
    assert not list(tmp_path.iterdir())


def test_an_old_report_survives_a_failed_one(single, tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    path.write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(BadInput, match="No space left"):
        write_report(single, path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
