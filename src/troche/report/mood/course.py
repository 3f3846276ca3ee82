"""Scores over time, a panel for each regimen: people, what is known of them, and placebo."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from troche.outcomes.mood import REMISSION
from troche.report.figures.axes import rounded
from troche.report.figures.empty import empty
from troche.report.mood.blocks import BEYOND_TESTED, hatched
from troche.report.mood.numbers import points, span
from troche.report.mood.reading import compared, named
from troche.report.theme import (
    INK,
    MUTED,
    PLACEBO,
    Style,
    apply,
    label_of,
    translucent,
    with_subtitle,
)
from troche.studies.mood.results import MoodCurve, MoodResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["course_figure"]

_PANEL, _LEAST, _BETWEEN, _AROUND = 150, 80, 36, 190
_SHEET: Final = 660
"""Pixels that panels share, so that a figure fits on a sheet of paper."""


def course_figure(mood: MoodResult, styles: Mapping[str, Style]) -> go.Figure:
    """Draw the MADRS over days under each regimen, on one pair of scales.

    Parameters
    ----------
    mood
        With regimens.
    styles
        By regimen's name.

    Returns
    -------
    plotly.graph_objects.Figure
        In each panel the median, averaged over mechanisms; a pale band that 90 % of people lie
        within; an outlined band where that median may lie; the median under placebo in grey.
    """
    from plotly.subplots import make_subplots

    shown, title = compared(mood), "MADRS over time"
    if not shown:
        return empty(title, "No regimen of this study is compared with placebo.")
    headings = [
        label_of(f"{named(r)}, {BEYOND_TESTED}" if r.extrapolated else named(r), 48) for r in shown
    ]
    panel = max(_LEAST, min(_PANEL, _SHEET // len(shown) - _BETWEEN))
    height = len(shown) * (panel + _BETWEEN)
    figure = make_subplots(
        rows=len(shown), cols=1, shared_xaxes=True, shared_yaxes="all", subplot_titles=headings,
        vertical_spacing=_BETWEEN / height if len(shown) > 1 else 0,
    )  # fmt: skip
    figure.update_annotations(x=0, xanchor="left", font_size=13)
    apply(figure, title, height + _AROUND)
    with_subtitle(figure, "Averaged over mechanisms; lower is less depression")
    figure.update_layout(
        margin={"t": figure.layout.margin.t + 14}, height=figure.layout.height + 14
    )
    beneath = mood[mood.placebo].averaged.curve
    for row, regimen in enumerate(shown, 1):
        curve, style = regimen.averaged.curve, styles[regimen.name]
        for trace in _panel(curve, beneath, style, bool(regimen.extrapolated)):
            figure.add_trace(trace, row=row, col=1)
    for trace in _key(any(r.averaged.curve.knowledge_p5 for r in shown)):
        figure.add_trace(trace)
    days = shown[0].averaged.curve.days[-1]
    top = max(max(r.averaged.curve.people_p95) for r in shown)
    figure.add_hline(y=REMISSION, line={"color": MUTED, "width": 1, "dash": "dot"})
    figure.add_annotation(
        text=f"remission: {REMISSION:g} or less", x=0, xref="x domain", y=REMISSION, yref="y",
        xanchor="left", yanchor="top", xshift=4, showarrow=False, font={"size": 11, "color": INK},
    )  # fmt: skip
    figure.update_yaxes(range=[0, 10 * math.ceil(top / 10)], title_text="MADRS, points", nticks=5)
    figure.update_xaxes(range=[0, days], dtick=_step(days))
    figure.update_xaxes(title_text="Days since the beginning", row=len(shown), col=1)
    return figure


def _step(days: float) -> float:
    return 1.0 if days <= 8 else 7.0 * max(1, math.ceil(days / 70))


def _panel(curve: MoodCurve, beneath: MoodCurve, style: Style, beyond: bool) -> list[go.Scatter]:
    import plotly.graph_objects as go

    people = _band(
        curve.days, curve.people_p5, curve.people_p95, "people",
        fillcolor=translucent(style.colour, 0.14),
        fillpattern=hatched(style.colour, faint=True) if beyond else None, line={"width": 0},
    )  # fmt: skip
    traces = [people]
    if curve.knowledge_p5:
        traces.append(
            _band(
                curve.days, curve.knowledge_p5, curve.knowledge_p95, "knowledge of the median",
                fillcolor=translucent(style.colour, 0.42),
                line={"width": 1, "color": style.colour},
            )
        )  # fmt: skip
    traces.append(
        go.Scatter(
            x=rounded(beneath.days), y=rounded(beneath.median), mode="lines", showlegend=False,
            name="median under placebo", line={"color": PLACEBO, "width": 1.6},
            hovertemplate="day %{x:.3g}: median under placebo %{y:.1f}<extra></extra>",
        )
    )  # fmt: skip
    traces.append(
        go.Scatter(
            x=rounded(curve.days), y=rounded(curve.median), mode="lines", name="median",
            line={"color": style.colour, "width": 2.4}, showlegend=False,
            text=_words(curve), hovertemplate="%{text}<extra></extra>",
        )
    )  # fmt: skip
    return traces


def _words(curve: MoodCurve) -> list[str]:
    lines = []
    for i, day in enumerate(curve.days):
        text = f"day {day:.3g}: median {points(curve.median[i])}"
        if curve.knowledge_p5:
            text += (
                f"<br>90 % of possible truths {span(curve.knowledge_p5[i], curve.knowledge_p95[i])}"
            )
        lines.append(f"{text}<br>90 % of people {span(curve.people_p5[i], curve.people_p95[i])}")
    return lines


def _band(
    days: Sequence[float], low: Sequence[float], high: Sequence[float], name: str, **look: Any
) -> go.Scatter:
    import plotly.graph_objects as go

    x = rounded(days)
    return go.Scatter(
        x=x + x[::-1], y=rounded(high) + rounded(low)[::-1], mode="lines", fill="toself",
        name=name, showlegend=False, hoverinfo="skip", **look,
    )  # fmt: skip


_ENTRIES: Final = (
    ("90 % of people", {"width": 11, "color": translucent(MUTED, 0.28)}),
    ("knowledge of the median (90 %)",
     {"width": 8, "color": translucent(MUTED, 0.75)}),
    ("median", {"width": 2.4, "color": INK}),
    ("median under placebo", {"width": 1.6, "color": PLACEBO}),
)  # fmt: skip


def _key(knowledge: bool) -> list[go.Scatter]:
    """Return legend entries in neutral ink: the colour of a panel is its regimen's."""
    import plotly.graph_objects as go

    return [
        go.Scatter(x=[None], y=[None], mode="lines", name=name, line=line)
        for name, line in _ENTRIES
        if knowledge or "knowledge" not in name
    ]
