"""Published numbers on their predicted intervals, all on one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Final

from troche.report.drawing import Point, mark, scatter
from troche.report.figures.validation import route_of
from troche.studies.validate.rows import ValidatedRow

__all__ = ["ROUTE_LOOK", "blood_picture", "place_picture", "row_words", "share_bar"]

ROUTE_LOOK: Final = {
    "iv": ("one", "circle"),
    "nasal": ("two", "square"),
    "oral": ("three", "diamond"),
    "sublingual": ("four", "triangle"),
    "rectal": ("five", "cross"),
    "other": ("placebo", "circle"),
}
"""Colour and mark of each route."""

_WIDE: Final = 2.0
"""Half widths of an interval that a row's track shows to either side."""


def blood_picture(rows: Sequence[ValidatedRow]) -> str:
    """Return every predicted row of blood that is a peak, an area or a concentration, as SVG."""
    drawn = [r for r in rows if r.table == "pk" and r.why_not is None and r.observed]
    points = [
        Point(
            r.observed or 0.0,
            r.predicted or 0.0,
            r.p5 or 0.0,
            r.p95 or 0.0,
            *ROUTE_LOOK[route_of(r)],
            f"{row_words(r)}: published {r.observed:.3g}, predicted {r.predicted:.3g} {r.unit}",
        )
        for r in drawn
    ]
    said = (
        f"{len(points)} rows, predicted against published, each in its own unit; most lie between "
        "the lines for half and twice."
    )
    return scatter(points, "Published", "Predicted without its family", said)


def place_picture(row: ValidatedRow) -> str:
    """Return where the published number lies on its predicted interval, as SVG.

    The interval takes the middle half of the track in every row; a number further out than
    its width stands at the edge.
    """
    if row.predicted is None or row.p5 is None or row.p95 is None or row.observed is None:
        return ""
    log = row.table == "pk"
    low, high, seen = ((math.log(v) if log else v) for v in (row.p5, row.p95, row.observed))
    half = (high - low) / 2 or 1e-9
    place = min(max((seen - (low + high) / 2) / half, -_WIDE), _WIDE)
    x = 50 + 25 * place * 0.96
    kind = "for" if row.inside else "against"
    return (
        '<svg class="track small" width="100%" height="20" aria-hidden="true">'
        '<rect class="bar placebo" x="25%" y="7" width="50%" height="6" rx="2"/>'
        f"{mark('circle' if row.inside else 'diamond', round(x, 1), 10, kind=f'dot {kind}')}</svg>"
    )


def row_words(row: ValidatedRow) -> str:
    """Return which number of which study a row is."""
    c = row.row.cells
    if row.table == "pk":
        parts = [c.get("analyte", ""), c.get("metric", ""), c.get("interval", "")]
    elif row.table == "outcomes":
        time = f"day {c['time_days']}" if c.get("time_days") else ""
        parts = [c.get("arm_id", ""), c.get("scale", ""), c.get("outcome", ""), time]
    else:
        parts = [c.get("endpoint", ""), c.get("drug", ""), c.get("route", "")]
    return " ".join(part for part in (row.row.source + ":", *parts) if part)


def share_bar(parts: Sequence[tuple[str, int, str]]) -> str:
    """Return counts as one bar of parts: words, number, class."""
    whole = sum(number for _, number, _ in parts) or 1
    begin, drawn = 0.0, []
    for words, number, kind in parts:
        wide = 100 * number / whole
        drawn.append(
            f'<rect class="part {escape(kind)}" x="{begin:.2f}%" y="0" width="{wide:.2f}%" '
            f'height="14"><title>{escape(f"{number} {words}")}</title></rect>'
        )
        begin += wide
    return f'<svg class="shares" width="100%" height="14" aria-hidden="true">{"".join(drawn)}</svg>'
