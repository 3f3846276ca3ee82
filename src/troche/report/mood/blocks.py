"""One regimen's part of the main figure: heading, bar with its mark, lettered rivals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from troche.report.mood.numbers import between, chance, points, weight_of
from troche.report.mood.reading import WORTHWHILE, Benefit, named
from troche.report.theme import GRID, INK, MUTED, Style, label_of, translucent
from troche.studies.mood.results import MoodRegimen, MoodResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = [
    "BEYOND_TESTED",
    "LINE",
    "MARK",
    "draw_bar",
    "draw_heading",
    "draw_rivals",
    "hatched",
    "key_of_bars",
]

BEYOND_TESTED: Final = "beyond the tested range"

LINE, MARK = 18, 17
"""Pixels: a line of a heading, a row of rivals."""

_HALF_BAR: Final = 8
"""Pixels."""


def draw_heading(figure: go.Figure, mood: MoodResult, regimen: MoodRegimen, y: float) -> float:
    """Write whose block it is, and how likely no effect is; return where it ends."""
    name = label_of(named(regimen), 24).split("<br>")
    lines = [f"<b>{part}</b>" for part in name]
    notes = []
    if regimen.name == mood.infusion:
        notes.append("for reference" if regimen.role != "study" else "the standard infusion")
    if regimen.extrapolated:
        notes.append(BEYOND_TESTED)
    if notes:
        lines.append(f'<span style="color:{MUTED}">{", ".join(notes)}</span>')
    figure.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=y, y1=y, line={"color": GRID, "width": 1},
        layer="below",
    )  # fmt: skip
    figure.add_annotation(
        text="<br>".join(lines), xref="paper", x=0, y=y - 2, yref="y", xanchor="left",
        yanchor="top", align="left", showarrow=False, font={"size": 13}, bgcolor="white",
        borderpad=1,
    )  # fmt: skip
    chances = regimen.averaged.chances
    if chances is not None:
        figure.add_annotation(
            text=f"P(no effect) {chance(chances.no_effect)}", xref="paper", x=1, y=y - 2,
            yref="y", xanchor="right", yanchor="top", showarrow=False, font={"size": 12},
            bgcolor="white", borderpad=1,
        )  # fmt: skip
    return y - 2 - LINE * len(lines)


def draw_bar(
    figure: go.Figure,
    regimen: MoodRegimen,
    found: Benefit,
    y: float,
    style: Style,
) -> None:
    """Draw the averaged benefit at a height, with its interval and its number."""
    import plotly.graph_objects as go

    beyond, words = bool(regimen.extrapolated), _words(regimen, found)
    common: dict[str, Any] = {"showlegend": False, "hoverinfo": "text", "hovertext": words}
    if found.low is not None and found.high is not None:
        top, bottom = y + _HALF_BAR, y - _HALF_BAR
        figure.add_trace(
            go.Scatter(
                x=[found.low, found.high, found.high, found.low, found.low],
                y=[bottom, bottom, top, top, bottom], mode="lines",
                line={"width": 1.2, "color": style.colour, "dash": "dot" if beyond else "solid"},
                fill="toself",
                fillcolor=translucent(style.colour, 0.1 if beyond else 0.45),
                fillpattern=hatched(style.colour) if beyond else None,
                name="knowledge", **common,
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[found.value], y=[y], mode="markers",
            marker={
                "symbol": style.marker, "size": 13 if beyond else 12,
                "color": "white" if beyond else style.colour,
                "line": {"width": 2.6 if beyond else 2,
                         "color": style.colour if beyond else "white"},
            },
            name="averaged", **common,
        )
    )  # fmt: skip
    text = points(found.value) + (f" ({between(found)})" if between(found) else "")
    figure.add_annotation(
        text=text, x=1, xref="paper", y=y, yref="y", showarrow=False, xanchor="left", xshift=8,
        font={"size": 12}, name="value",
    )  # fmt: skip


def draw_rivals(
    figure: go.Figure,
    mood: MoodResult,
    values: Mapping[str, float],
    rows: Mapping[str, int],
    y: float,
    style: Style,
) -> None:
    """Draw a lettered mark for each mechanism, `rows` of them below a height."""
    import plotly.graph_objects as go

    titles = {m.letter: f"({m.letter}) {m.title}, weight {weight_of(m.weight)}"
              for m in mood.mechanisms}  # fmt: skip
    letters = list(values)
    figure.add_trace(
        go.Scatter(
            x=[values[k] for k in letters],
            y=[y - MARK * (rows[k] + 0.5) for k in letters],
            mode="markers+text", text=letters, textfont={"size": 10.5, "color": INK},
            marker={"symbol": "circle", "size": 15, "color": "white",
                    "line": {"width": 1.3, "color": style.colour}},
            hoverinfo="text",
            hovertext=[label_of(f"{titles[k]}: {points(values[k])} points", 56) for k in letters],
            showlegend=False, name="mechanisms",
        )
    )  # fmt: skip


def _words(regimen: MoodRegimen, found: Benefit) -> str:
    chances = regimen.averaged.chances
    text = f"{named(regimen)}: {points(found.value)} points over placebo"
    if between(found):
        text += f"; 90 % of possible truths {between(found)}"
    if chances:
        text += (
            f"; no effect in {chance(chances.no_effect)} of possible truths, "
            f"{WORTHWHILE:g} points or more in {chance(chances.worthwhile)}"
        )
    return label_of(". ".join([text, *(s.rstrip(".") for s in regimen.extrapolated)]), 56)


def hatched(colour: str, faint: bool = False) -> dict[str, Any]:
    """Return the fill of what lies beyond the tested range."""
    return {
        "shape": "/", "size": 9 if faint else 7, "solidity": 0.14 if faint else 0.22,
        "fgcolor": translucent(colour, 0.5 if faint else 0.8),
        "bgcolor": translucent(colour, 0.1),
    }  # fmt: skip


def key_of_bars(mark: str, *, knowledge: bool, beyond: bool) -> list[go.Scatter]:
    """Return legend entries in neutral ink: colour is the regimen, shape is the meaning.

    Parameters
    ----------
    mark
        What a mark is, in words.
    knowledge, beyond
        Whether there are bars, and whether anything lies beyond the tested range.
    """
    import plotly.graph_objects as go

    hollow = {"size": 10, "color": "white", "line": {"width": 2, "color": INK}}
    entries = (
        (True, mark, "markers", {"marker": {"size": 10, "color": INK}}),
        (knowledge, "90 % of possible truths", "lines",
         {"line": {"width": 11, "color": translucent(INK, 0.4)}}),
        (beyond, f"hollow: {BEYOND_TESTED}", "markers", {"marker": hollow}),
    )  # fmt: skip
    return [
        go.Scatter(x=[None], y=[None], mode=mode, name=name, **look)
        for there, name, mode, look in entries
        if there
    ]
