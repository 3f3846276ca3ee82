"""Response and remission: what share of people, and how sure that share is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from troche.outcomes.mood import REMISSION
from troche.report.figures.empty import empty
from troche.report.mood.blocks import BEYOND_TESTED, key_of_bars
from troche.report.mood.dotrange import Row, draw_rows
from troche.report.mood.numbers import amount, span
from troche.report.mood.reading import day_of, estimand, named
from troche.report.theme import Style, apply, with_subtitle
from troche.studies.mood.results import MoodResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["SHARES", "shares_figure"]

SHARES: Final = {
    "response": "Response: a fall by half or more",
    "remission": f"Remission: MADRS of {REMISSION:g} or less",
}
"""What is drawn, and its heading."""

_ROW, _AROUND = 30, 130


def shares_figure(mood: MoodResult, styles: Mapping[str, Style]) -> go.Figure:
    """Draw the share of people with response and remission, regimen by regimen.

    Placebo is among the regimens: much of any response is its.
    """
    import plotly.graph_objects as go

    day = day_of(mood)
    title = f"Response and remission {day.words}"
    rows = _rows(mood, styles, day.suffix)
    if not rows:
        return empty(title, "This study has no share of people with a response.")
    figure = go.Figure()
    count = draw_rows(figure, rows)
    figure.add_traces(key_of_bars(
        "share of people, averaged over mechanisms",
        knowledge=any(r.low is not None for r in rows), beyond=any(r.hollow for r in rows),
    ))  # fmt: skip
    apply(figure, title, round(count * _ROW) + _AROUND)
    with_subtitle(figure, "Per cent of people; averaged over mechanisms")
    top = max(v for r in rows for v in (r.value, r.high) if v is not None)
    figure.update_xaxes(range=[0, min(100.0, 1.06 * top)], title_text="% of people",
                        ticksuffix=" %", nticks=8)  # fmt: skip
    figure.update_layout(margin={"r": 112})
    return figure


def _rows(mood: MoodResult, styles: Mapping[str, Style], suffix: str) -> list[Row]:
    rows = []
    for what, heading in SHARES.items():
        for regimen in mood.regimens:
            item = estimand(regimen.averaged, f"{what} at {suffix}")
            if item is None or item.value is None:
                continue
            ends = span(item.knowledge_p5, item.knowledge_p95, item.unit)
            printed = amount(item.value, item.unit) + (
                f" ({ends.removesuffix(chr(160) + '%')})" if ends else ""
            )
            beyond = bool(regimen.extrapolated)
            hover = f"{named(regimen)}: {item.meaning}: {amount(item.value, item.unit)}"
            hover += f"; 90 % of possible truths {ends}" if ends else ""
            hover += f"; {BEYOND_TESTED}" if beyond else ""
            rows.append(
                Row(
                    heading, named(regimen), 100 * item.value, _percent(item.knowledge_p5),
                    _percent(item.knowledge_p95), printed, hover, styles[regimen.name], beyond,
                )
            )  # fmt: skip
    return rows


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
