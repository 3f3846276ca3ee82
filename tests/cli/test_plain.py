"""`troche plain` on a command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command

from troche.evidence import CRISIS_LINE


def test_it_writes_a_page_and_says_the_same_in_words(troche: Command, tmp_path: Path) -> None:
    ran = troche("plain")
    assert ran.code == 0
    assert ran.err == ""
    assert CRISIS_LINE in ran.out
    assert ran.out.endswith("\npage: plain.html\n")
    assert [p.name for p in tmp_path.iterdir()] == ["plain.html"]
    assert "<script" not in (tmp_path / "plain.html").read_text("utf-8")


def test_the_page_goes_where_it_is_told(troche: Command, tmp_path: Path) -> None:
    troche("plain", "--out", "mine.html")
    assert [p.name for p in tmp_path.iterdir()] == ["mine.html"]


def test_json_is_one_document_and_writes_no_page_unasked(troche: Command, tmp_path: Path) -> None:
    ran = troche("plain", "--json")
    keys = [section["key"] for section in ran.document["sections"]]
    assert keys[:2] == ["use", "danger"]
    assert list(tmp_path.iterdir()) == []
    assert troche("plain", "--json", "--out", "a.html").document["title"] in (
        tmp_path / "a.html"
    ).read_text("utf-8")


def test_a_wrong_place_is_refused_before_anything_is_computed(
    troche: Command, tmp_path: Path
) -> None:
    for place in ("plain.pdf", "nowhere/plain.html", "."):
        ran = troche("plain", "--out", place)
        assert ran.code == 2
        assert "--out" in ran.message
    assert list(tmp_path.iterdir()) == []
