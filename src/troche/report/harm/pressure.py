"""Blood pressure and heart rate at the highest session: mean, knowledge, and people in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from troche.report.figures.empty import empty
from troche.report.harm.events import key_of_rows
from troche.report.harm.numbers import said, span, whole
from troche.report.harm.reading import dosed, is_sure, named
from troche.report.mood.dotrange import Row, draw_rows
from troche.report.theme import INK, Style, apply, with_subtitle
from troche.studies.harm.results import HarmNumber, HarmRegimen, HarmResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["RISES", "pressure_figure"]

RISES: Final = {
    "systolic rise": "Systolic pressure, mmHg",
    "diastolic rise": "Diastolic pressure, mmHg",
    "heart rate rise": "Heart rate, beats/min",
}
"""What is drawn, and its heading."""

_ROW, _AROUND = 27, 150


def pressure_figure(harm: HarmResult, styles: Mapping[str, Style]) -> go.Figure:
    """Draw mean rises at the highest session's peak, and where 90 % of people lie."""
    import plotly.graph_objects as go

    title = "Rise of blood pressure and heart rate"
    pairs = [(name, r) for name in RISES for r in dosed(harm)]
    if not pairs:
        return empty(title, "No regimen of this study gives a drug.")
    figure = go.Figure()
    rows = [_row(r, r.number(name), styles[r.name]) for name, r in pairs]
    count = draw_rows(figure, rows)
    places = figure.layout.yaxis.tickvals
    x: list[float | None] = []
    y: list[float | None] = []
    for (name, r), place in zip(pairs, places, strict=True):
        item = r.number(name)
        x += [item.people_p5, item.people_p95, None]
        y += [place - 0.36, place - 0.36, None]
    figure.add_trace(
        go.Scatter(x=x, y=y, mode="lines", name="90 % of people", hoverinfo="skip",
                   line={"width": 1.6, "color": INK})
    )  # fmt: skip
    figure.add_traces(key_of_rows("mean of people", not is_sure(harm)))
    apply(figure, title, round(count * _ROW) + _AROUND)
    with_subtitle(figure, "At the peak of the highest session, over the value before the dose")
    top = max(v for v in [0.1, *x, *(r.high for r in rows)] if v is not None)
    figure.update_xaxes(range=[0, 1.06 * top], title_text="mmHg, or beats/min", nticks=8)
    figure.update_layout(margin={"r": 126})
    return figure


def _row(regimen: HarmRegimen, item: HarmNumber, style: Style) -> Row:
    shown = said(whole(item.value, item.unit))
    people = span(item.people_p5, item.people_p95, item.unit)
    hover = f"{named(regimen)}: {item.meaning}: {shown} {item.unit}; 90 % of people {people}"
    return Row(
        RISES[item.name], named(regimen), item.value.value, item.value.knowledge_p5,
        item.value.knowledge_p95, shown, hover, style, False,
    )  # fmt: skip
