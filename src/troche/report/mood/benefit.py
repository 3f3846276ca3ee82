"""Does it help more than placebo, how sure is that, and do the rivals agree: one picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from troche.report.figures.empty import empty
from troche.report.mood.blocks import MARK, draw_bar, draw_heading, draw_rivals, key_of_bars
from troche.report.mood.marks import place_marks
from troche.report.mood.numbers import weight_of
from troche.report.mood.reading import (
    WORTHWHILE,
    Benefit,
    benefit,
    benefits,
    compared,
    day_of,
    estimand,
    is_sure,
)
from troche.report.theme import INK, MUTED, Style, apply, with_subtitle
from troche.studies.mood.results import MoodRegimen, MoodResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["benefit_figure"]

_BAR, _GAP, _LABEL = 24, 12, 15
"""Pixels: the row of a bar, what parts two regimens, a line of an upright line's label."""


def benefit_figure(mood: MoodResult, styles: Mapping[str, Style]) -> go.Figure:
    """Draw the benefit of every regimen over placebo.

    Parameters
    ----------
    mood
        With regimens, as `troche.report.mood.reading.mood_of` returns it.
    styles
        By regimen's name.

    Returns
    -------
    plotly.graph_objects.Figure
        For each regimen: a mark at the benefit averaged over mechanisms, a bar that 90 % of
        possible truths lie within, and beneath it a lettered mark for each mechanism. Lines
        stand at placebo, at the smallest effect worth having and at the standard infusion.
        The vertical axis is in pixels, from the top.
    """
    import plotly.graph_objects as go

    day = day_of(mood)
    title = f"Benefit over placebo {day.words}"
    name = f"change at {day.suffix}"
    shown = [
        (r, found)
        for r in compared(mood)
        if (item := estimand(r.averaged, name)) and (found := benefit(item.over_placebo))
    ]
    if not shown:
        return empty(title, "No regimen of this study is compared with placebo.")
    rivals = {r.name: {k: v for k, v in benefits(mood, r).items() if v} for r, _ in shown}
    low, high = _range(shown, rivals)
    figure = go.Figure()
    lines = _lines(mood, shown)
    y = -_LABEL * sum(1 + text.count("<br>") for _, text, _ in lines) - 8.0
    for regimen, found in shown:
        y = draw_heading(figure, mood, regimen, y)
        y -= _BAR / 2
        draw_bar(figure, regimen, found, y, styles[regimen.name])
        y -= _BAR / 2
        values = {letter: each.value for letter, each in rivals[regimen.name].items()}
        rows = place_marks(values, high - low)
        draw_rivals(figure, mood, values, rows, y, styles[regimen.name])
        y -= MARK * (1 + max(rows.values(), default=-1)) + _GAP
    top = 0.0
    for x, text, dash in lines:
        _upright(figure, x, text, dash, top, y, "left" if 2 * x < low + high else "right")
        top -= _LABEL * (1 + text.count("<br>"))
    figure.add_annotation(
        text="points" if is_sure(mood) else "points (90 % of<br>possible truths)", x=1, y=top,
        xref="paper", yref="y", xanchor="left", yanchor="bottom", xshift=8, align="left",
        showarrow=False, font={"size": 11, "color": MUTED}, name="value",
    )  # fmt: skip
    for trace in _key(mood, shown):
        figure.add_trace(trace)
    apply(figure, title, round(-y) + 56 + 54)
    with_subtitle(figure, _subtitle(mood))
    figure.update_xaxes(
        range=[low, high], title_text="MADRS points of improvement over placebo", nticks=8,
        zeroline=False,
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[y, 0], fixedrange=True)
    room = 19 * (len(mood.mechanisms) + 3)  # a phone has one entry of the key in a line
    figure.update_layout(margin={"l": 16, "r": 112, "b": 62 + room // 2},
                         height=figure.layout.height + room // 2)  # fmt: skip
    return figure


def _range(
    shown: list[tuple[MoodRegimen, Benefit]], rivals: Mapping[str, Mapping[str, Benefit]]
) -> tuple[float, float]:
    ends = [0.0, WORTHWHILE]
    for regimen, found in shown:
        ends += [v for v in (found.value, found.low, found.high) if v is not None]
        ends += [each.value for each in rivals[regimen.name].values()]
    pad = 0.06 * (max(ends) - min(ends))
    return min(ends) - pad, max(ends) + pad


def _subtitle(mood: MoodResult) -> str:
    text = "Mean over people, MADRS points; to the right is more improvement than under placebo"
    if is_sure(mood):
        return f"{text}. Typical values taken as known: no interval, no probability"
    return text


def _lines(
    mood: MoodResult, shown: list[tuple[MoodRegimen, Benefit]]
) -> list[tuple[float, str, str]]:
    """Return the upright lines: where, in which words, in which dash."""
    found = [
        (0.0, "as placebo", "solid"),
        (WORTHWHILE, f"smallest effect worth<br>having: {WORTHWHILE:g} points", "6px,4px"),
    ]
    found += [
        (each.value, "standard infusion", "dot") for r, each in shown if r.name == mood.infusion
    ]
    return found


def _upright(
    figure: go.Figure, x: float, text: str, dash: str, top: float, bottom: float, anchor: str
) -> None:
    figure.add_shape(
        type="line", x0=x, x1=x, y0=bottom, y1=top, layer="below",
        line={"color": INK, "width": 1.6, "dash": dash},
    )  # fmt: skip
    figure.add_annotation(
        text=text, x=x, y=top, yref="y", xref="x", showarrow=False, xanchor=anchor,
        yanchor="top", xshift=2 if anchor == "left" else -2, align=anchor,
        font={"size": 11, "color": MUTED}, bgcolor="white",
    )  # fmt: skip


def _key(mood: MoodResult, shown: list[tuple[MoodRegimen, Benefit]]) -> list[go.Scatter]:
    """Return the legend: what a mark and a bar are, and which letter is which mechanism."""
    import plotly.graph_objects as go

    ring = {"size": 12, "color": "white", "line": {"width": 1.3, "color": MUTED}}
    return [
        *key_of_bars(
            "averaged over mechanisms", knowledge=not is_sure(mood),
            beyond=any(r.extrapolated for r, _ in shown),
        ),
        *(
            go.Scatter(
                x=[None], y=[None], mode="markers", marker=ring,
                name=f"{m.letter}: {m.name}, weight {weight_of(m.weight)}",
            )
            for m in mood.mechanisms
        ),
    ]  # fmt: skip
