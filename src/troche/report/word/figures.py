"""The figures of a document: pictures, or their words and numbers where none can be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from troche.errors import MissingExtra
from troche.report.exhibit import Exhibit
from troche.report.figures.images import images_of
from troche.report.page import without_title
from troche.report.word.writer import WIDE, Writer

__all__ = ["DOTS_PER_INCH", "pictures_of", "write_exhibit"]

DOTS_PER_INCH: Final = 200
_ACROSS: Final = 670
"""Pixels from side to side at which type would be as large as on a screen."""

_FINER: Final = 1.35
"""How much smaller type is on paper."""

_TALLEST: Final = 760
"""Pixels that a page has for a figure from top to bottom."""


def pictures_of(exhibits: Sequence[Exhibit]) -> tuple[Mapping[str, bytes], str]:
    """Return a PNG for each figure by its key; or none, and why not in words."""
    drawn = [without_title(exhibit) for exhibit in exhibits]
    try:
        images = images_of(
            [_sized(figure) for figure in drawn],
            ".png",
            pixels=round(WIDE / 25.4 * DOTS_PER_INCH),
            asked="the figures of a document",
        )
    except MissingExtra as missing:
        return {}, (
            f"found {missing.found}; drawing them takes the extra 'report' and an installed "
            "Chromium, Chrome or Edge."
        )
    return {x.key: image for x, image in zip(exhibits, images, strict=True)}, ""


def _sized(figure: dict[str, Any]) -> dict[str, Any]:
    """Return a figure so wide that a page holds it, with type as on paper."""
    layout = figure["layout"]
    width = round(_ACROSS * max(_FINER, layout["height"] / _TALLEST))
    return {"data": figure["data"], "layout": {**layout, "width": width}}


def write_exhibit(writer: Writer, exhibit: Exhibit, pictures: Mapping[str, bytes]) -> None:
    """Write a figure with its caption; without a picture its words and its numbers."""
    image = pictures.get(exhibit.key)
    if image is not None:
        writer.picture(image, exhibit.title, exhibit.caption, exhibit.alternative)
        return
    writer.figure_caption(exhibit.title, exhibit.caption)
    writer.paragraph(exhibit.alternative)
    if exhibit.rows:
        rows = [[value or "–" for value in row] for row in exhibit.rows]
        writer.table(exhibit.headings, rows, about=f"Data of {exhibit.title}")
