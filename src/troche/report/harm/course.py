"""Dissociation by the drug: over the first session, and how it wears off with repetition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from troche.report.figures.axes import rounded
from troche.report.figures.empty import empty
from troche.report.harm.reading import dosed, named
from troche.report.theme import GRID, MUTED, Style, apply, label_of, translucent, with_subtitle
from troche.studies.harm.results import HarmCurve, HarmResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["by_session_figure", "first_session_figure"]

_PANEL, _GAP, _AROUND = 130, 46, 130


def first_session_figure(harm: HarmResult, styles: Mapping[str, Style]) -> go.Figure:
    """Draw the drug's points of the CADSS over the first hours, a panel for each regimen."""
    from plotly.subplots import make_subplots

    title = "Dissociation over the first session"
    shown = [(r, r.first_session) for r in dosed(harm) if r.first_session is not None]
    if not shown:
        return empty(title, "No regimen of this study has a session to draw.")
    inner = _PANEL * len(shown) + _GAP * (len(shown) - 1)
    figure = make_subplots(
        rows=len(shown), cols=1, shared_xaxes=True,
        vertical_spacing=_GAP / inner if len(shown) > 1 else 0,
        subplot_titles=[f"<b>{label_of(named(r), 40)}</b>" for r, _ in shown],
    )  # fmt: skip
    top = max(1.0, *(max(c.people_p95) for _, c in shown))
    for row, (regimen, curve) in enumerate(shown, 1):
        _draw(figure, curve, styles[regimen.name], row=row, people=True, first=row == 1)
    apply(figure, title, inner + _AROUND)
    with_subtitle(figure, "Points of the CADSS that the drug adds; one scale for all regimens")
    figure.update_annotations(x=0, xanchor="left", font={"size": 13})
    figure.update_yaxes(range=[0, 1.05 * top], nticks=4, title_text="points")
    figure.update_xaxes(range=[0, 4], dtick=1)
    figure.update_xaxes(title_text="Time since the first dose (h)", row=len(shown), col=1)
    return figure


def by_session_figure(harm: HarmResult, styles: Mapping[str, Style]) -> go.Figure:
    """Draw the drug's points at the peak of each session, by its number."""
    import plotly.graph_objects as go

    title = "Dissociation at the peak, session by session"
    shown = [(r, r.by_session) for r in dosed(harm) if r.by_session and r.sessions > 1]
    if not shown:
        return empty(title, "No regimen of this study has more than one session.")
    figure = go.Figure()
    for regimen, curve in shown:
        _draw(figure, curve, styles[regimen.name], name=named(regimen))
    apply(figure, title, 380)
    with_subtitle(figure, "Points of the CADSS that the drug adds, median of people")
    figure.update_yaxes(rangemode="tozero", title_text="points", nticks=6)
    figure.update_xaxes(title_text="Session (number of the dose)")
    return figure


def _draw(
    figure: go.Figure,
    curve: HarmCurve,
    style: Style,
    *,
    row: int | None = None,
    people: bool = False,
    first: bool = False,
    name: str = "",
) -> None:
    import plotly.graph_objects as go

    where = {"row": row, "col": 1} if row else {}
    bands = [(curve.people_p5, curve.people_p95, 0.14, "90 % of people")] if people else []
    bands += [(curve.knowledge_p5, curve.knowledge_p95, 0.4 if people else 0.16,
               "90 % of possible truths about the median")]  # fmt: skip
    x = rounded(curve.places)
    for low, high, alpha, words in bands:
        if not low:
            continue
        figure.add_trace(
            go.Scatter(
                x=[*x, *x[::-1]], y=[*rounded(high), *rounded(low)[::-1]], fill="toself",
                fillcolor=translucent(style.colour, alpha), line={"width": 0}, mode="lines",
                hoverinfo="skip", name=words, showlegend=False,
            ),
            **where,
        )  # fmt: skip
        if first:
            key = {"width": 11, "color": translucent(MUTED, 0.25 if words.endswith("people")
                                                     else 0.6)}  # fmt: skip
            figure.add_trace(go.Scatter(x=[None], y=[None], mode="lines", line=key, name=words))
    figure.add_trace(
        go.Scatter(
            x=x, y=rounded(curve.median), mode="lines" if people or len(x) > 30
            else "lines+markers",
            line={"color": style.colour, "width": 2.2, "dash": style.dash},
            marker={"symbol": style.marker, "size": 7, "color": style.colour,
                    "line": {"width": 1, "color": GRID}},
            name=name or "median of people", showlegend=bool(name),
        ),
        **where,
    )  # fmt: skip
