"""What each mechanism says of every regimen, and how much each weighs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from troche.report.figures.empty import empty
from troche.report.mood.blocks import BEYOND_TESTED, key_of_bars
from troche.report.mood.dotrange import Row, draw_rows
from troche.report.mood.numbers import between, points, weight_of
from troche.report.mood.reading import WORTHWHILE, benefits, compared, day_of, named
from troche.report.theme import INK, MUTED, Style, apply, label_of, with_subtitle
from troche.studies.mood.results import MoodResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["rivals_figure", "weights_figure"]

_ROW, _TIGHT, _MANY, _AROUND = 26, 20, 24, 130
"""Pixels of a row, and of one where there are many: a figure fits on a sheet of paper."""


def rivals_figure(mood: MoodResult, styles: Mapping[str, Style]) -> go.Figure:
    """Draw the benefit over placebo of every regimen, mechanism by mechanism.

    Parameters
    ----------
    mood
        With regimens.
    styles
        By regimen's name.

    Returns
    -------
    plotly.graph_objects.Figure
        A mark at the benefit if that mechanism is the true one, and a bar that 90 % of the
        truths possible under it lie within.
    """
    import plotly.graph_objects as go

    day = day_of(mood)
    title = f"Benefit over placebo {day.words}, if one mechanism is the true one"
    rows = _rows(mood, styles)
    if not rows:
        return empty(title, "No regimen of this study is compared with placebo.")
    figure = go.Figure()
    count = draw_rows(figure, rows)
    figure.add_traces(key_of_bars(
        "mean over people under one mechanism",
        knowledge=any(r.low is not None for r in rows), beyond=any(r.hollow for r in rows),
    ))  # fmt: skip
    for x, dash in ((0.0, "solid"), (WORTHWHILE, "6px,4px")):
        figure.add_vline(x=x, line={"color": INK, "width": 1.6, "dash": dash}, layer="below")
    apply(figure, title, round(count * (_ROW if count <= _MANY else _TIGHT)) + _AROUND)
    with_subtitle(
        figure, "In headings, the weight. Solid line: as placebo. Dashed: "
        f"{WORTHWHILE:g} points, the smallest effect worth having",
    )  # fmt: skip
    ends = [0.0, WORTHWHILE, *(v for r in rows for v in (r.value, r.low, r.high) if v is not None)]
    pad = 0.05 * (max(ends) - min(ends))
    figure.update_xaxes(range=[min(ends) - pad, max(ends) + pad], nticks=8,
                        title_text="MADRS points over placebo")  # fmt: skip
    figure.update_layout(margin={"r": 112})
    return figure


def _rows(mood: MoodResult, styles: Mapping[str, Style]) -> list[Row]:
    found = {r.name: benefits(mood, r) for r in compared(mood)}
    rows = []
    for line in mood.mechanisms:
        heading = f"{line.letter}: {line.name}, {weight_of(line.weight)}"
        for regimen in compared(mood):
            each = found[regimen.name][line.letter]
            if each is None:
                continue
            ends, beyond = between(each), bool(regimen.extrapolated)
            hover = f"{named(regimen)}, if benefit is by {line.title}: {points(each.value)} points"
            hover += f"; 90 % of possible truths {ends}" if ends else ""
            hover += f"; {BEYOND_TESTED}" if beyond else ""
            printed = points(each.value) + (f" ({ends})" if ends else "")
            rows.append(
                Row(
                    heading, named(regimen), each.value, each.low, each.high, printed, hover,
                    styles[regimen.name], beyond,
                )
            )  # fmt: skip
    return rows


def weights_figure(mood: MoodResult) -> go.Figure:
    """Draw with which weight each mechanism enters the average."""
    import plotly.graph_objects as go

    lines = mood.mechanisms
    figure = go.Figure(
        go.Bar(
            x=[100 * m.weight for m in lines], y=[f"{m.letter}: {m.name}" for m in lines],
            orientation="h", name="weight", showlegend=False, marker={"color": MUTED}, width=0.6,
            text=[weight_of(m.weight) for m in lines], textposition="outside", cliponaxis=False,
            hovertext=[label_of(f"{m.title}: weight {weight_of(m.weight)}", 56) for m in lines],
            hoverinfo="text", textfont={"color": INK},
        )
    )  # fmt: skip
    apply(figure, "Weights of the mechanisms", 28 * len(lines) + 110)
    with_subtitle(figure, "They rest on few trials, and none decides alone")
    top = 100 * max((m.weight for m in lines), default=1.0)
    figure.update_xaxes(range=[0, 1.15 * top], title_text="Weight in the average, %", nticks=6)
    figure.update_yaxes(autorange="reversed", showgrid=False, ticks="", fixedrange=True)
    figure.update_layout(margin={"r": 40})
    return figure
