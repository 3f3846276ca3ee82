"""Figures as images: right size, nothing asked of anybody, and one message where none can be."""

import re
import struct
from pathlib import Path

import pytest

from troche.errors import BadInput, MissingExtra
from troche.report import INTENDED_USE, check_images, figure, save_figure, save_figures
from troche.report.exhibits import exhibits
from troche.report.figures import images
from troche.report.figures.about import about_of, with_about
from troche.report.figures.images import WIDTH, drawing_page, images_of


def size_of(png):
    """Return width and height of a PNG, from its head."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def test_images_are_what_they_say_they_are(single, chromium, tmp_path):
    drawn = figure(single)
    width, height = size_of(save_figure(drawn, tmp_path / "f.png").read_bytes())
    assert (width, height) == (2 * WIDTH, 2 * with_about(drawn).layout.height)
    assert (tmp_path / "f.png").stat().st_size > 50_000  # an empty one has a few thousand
    assert save_figure(drawn, tmp_path / "f.pdf").read_bytes().startswith(b"%PDF-")
    svg = save_figure(drawn, tmp_path / "f.svg").read_text()
    assert svg.startswith("<svg")
    words = " ".join(re.sub(r"<[^>]+>", " ", svg).split())
    for text in ("Concentration over time: microdose", "seed 7", "Time since the first dose"):
        assert text in words
    assert INTENDED_USE in words
    addresses = set(re.findall(r"https?://[^\s\"')]+", svg))
    assert all(a.startswith("http://www.w3.org/") for a in addresses)  # names, not addresses


def test_every_figure_of_a_report_has_its_file(single, chromium, tmp_path):
    written = save_figures(single, tmp_path, ".svg")
    assert [p.name for p in written][:1] == ["figure.svg"]
    assert len(written) == len(exhibits(single)) == len(list(tmp_path.iterdir()))
    for path, exhibit in zip(written, exhibits(single), strict=True):
        said = " ".join(re.sub(r"<[^>]+>", " ", path.read_text()).split())
        assert exhibit.caption.split(".")[0] in said
        assert "yourself included" in said


def test_figures_as_pages_need_no_browser(single, tmp_path, monkeypatch):
    monkeypatch.setattr(images, "find_spec", lambda _: None)
    assert {p.suffix for p in save_figures(single, tmp_path, ".json")} == {".json"}
    with pytest.raises(BadInput, match="suffix"):
        save_figures(single, tmp_path, ".bmp")


def test_without_the_extra_the_message_names_it(single, tmp_path, monkeypatch):
    monkeypatch.setattr(images, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra) as missing:
        save_figure(figure(single), tmp_path / "f.svg")
    assert "pip install 'troche[report]'" in str(missing.value)
    assert "camera" in str(missing.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", ["/nowhere/chromium", __file__])
def test_without_a_browser_the_message_says_how_to_get_one(path, single, tmp_path, monkeypatch):
    pytest.importorskip("kaleido")
    monkeypatch.setenv("BROWSER_PATH", path)
    if Path(path).is_file():  # is there, and is no browser
        monkeypatch.setattr(images, "_drawn", _fails)
    with pytest.raises(MissingExtra) as missing:
        save_figure(figure(single), tmp_path / "f.png")
    said = str(missing.value)
    assert "browser" in said
    assert "apt-get install chromium" in said
    assert "BROWSER_PATH" in said
    assert "\n" not in said
    assert not list(tmp_path.iterdir())


async def _fails(*_):
    from choreographer.errors import BrowserFailedError

    raise BrowserFailedError


def test_a_bug_of_ours_is_not_called_a_missing_browser(single, chromium, monkeypatch):
    async def bug(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(images, "_drawn", bug)
    with pytest.raises(ZeroDivisionError):
        images_of([figure(single)], ".png")


def test_the_drawing_page_asks_nobody(tmp_path):
    pytest.importorskip("kaleido")
    library = tmp_path / "plotly.js"
    library.write_text("")
    page = drawing_page(library.as_uri()).generate_index()
    assert not re.search(r"https?:", page)
    assert "default-src 'none'" in page
    sources = re.findall(r'src="([^"]*)"', page)
    assert len(sources) == 2
    assert all(source.startswith("file:///") for source in sources)


def test_nothing_to_draw_needs_nothing(monkeypatch):
    monkeypatch.setattr(images, "find_spec", lambda _: None)
    assert images_of([], ".png") == []
    with pytest.raises(MissingExtra):
        check_images()


def test_what_stands_below_is_higher_and_takes_no_room(single):
    drawn = figure(single)
    longer = with_about(drawn)
    assert about_of(drawn)[-1] == INTENDED_USE
    more = longer.layout.height - drawn.layout.height
    assert more > 15 * len(about_of(drawn))
    assert longer.layout.margin.b - drawn.layout.margin.b == more
    assert len(drawn.data) + 1 == len(longer.data)  # the figure itself is left alone
    assert "legend2" not in drawn.layout.to_plotly_json()
