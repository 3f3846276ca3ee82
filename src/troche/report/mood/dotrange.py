"""Rows of a mark with its bar, under headings: shares of people, answers of rivals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troche.report.figures.fractions import draw_heading
from troche.report.mood.blocks import hatched
from troche.report.theme import Style, label_of, translucent

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["Row", "draw_rows"]

_HEADING, _FIRST = 0.95, 0.45
"""Rows that a heading takes, and the first of all."""


@dataclass(frozen=True)
class Row:
    """One row.

    Parameters
    ----------
    heading
        Under which it stands; rows of one heading follow each other.
    label
        Words at the left.
    value, low, high
        Mark and bar; no bar where an end is None.
    printed
        The same in words, at the right.
    hover
        What pointing at it reads.
    style, hollow
        How it is drawn; hollow marks lie beyond the tested range.
    """

    heading: str
    label: str
    value: float
    low: float | None
    high: float | None
    printed: str
    hover: str
    style: Style
    hollow: bool


def draw_rows(figure: go.Figure, rows: Sequence[Row]) -> float:
    """Draw rows from the top; return how many there are, headings included.

    The vertical axis is one unit a row, downwards from zero.
    """
    y, heading = 0.0, ""
    marks: list[float] = []
    for row in rows:
        if row.heading != heading:
            y -= _HEADING if heading else _FIRST
            heading = row.heading
            draw_heading(figure, label_of(heading, 60), y)
        y -= 1.0
        marks.append(y)
        _row(figure, row, y)
    figure.update_yaxes(
        tickmode="array", tickvals=marks, ticktext=[label_of(r.label, 22) for r in rows],
        range=[y - 0.7, 0.3], showgrid=False, showline=False, ticks="", automargin=True,
        fixedrange=True,
    )  # fmt: skip
    return -y


def _row(figure: go.Figure, row: Row, y: float) -> None:
    import plotly.graph_objects as go

    common = {"showlegend": False, "hoverinfo": "text", "hovertext": label_of(row.hover, 56)}
    colour = row.style.colour
    if row.low is not None and row.high is not None:
        low, high, half = row.low, row.high, 0.24
        figure.add_trace(
            go.Scatter(
                x=[low, high, high, low, low],
                y=[y - half, y - half, y + half, y + half, y - half], mode="lines",
                line={"width": 1, "color": colour, "dash": "dot" if row.hollow else "solid"},
                fill="toself", fillcolor=translucent(colour, 0.1 if row.hollow else 0.45),
                fillpattern=hatched(colour) if row.hollow else None, name="knowledge", **common,
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[row.value], y=[y], mode="markers", name="averaged",
            marker={
                "symbol": row.style.marker, "size": 10,
                "color": "white" if row.hollow else colour,
                "line": {"width": 2, "color": colour if row.hollow else "white"},
            },
            **common,
        )
    )  # fmt: skip
    figure.add_annotation(
        text=row.printed, x=1, xref="paper", y=y, yref="y", showarrow=False, xanchor="left",
        xshift=8, font={"size": 12}, name="value",
    )  # fmt: skip
