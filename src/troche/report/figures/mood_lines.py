"""Benefit over dose and time as the fit has it, with published contrasts over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from troche.report.theme import GRID, INK, PALETTE, apply, translucent, with_subtitle
from troche.studies.validate.mood_lines import MoodLine

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["over_dose_and_time"]


def over_dose_and_time(lines: Sequence[MoodLine]) -> go.Figure:
    """Draw a panel for each line: median, half and 90 % of truths, contrasts sized by people."""
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    rows = len(lines)
    figure: Any = make_subplots(
        rows=rows, cols=1, subplot_titles=[line.title for line in lines], vertical_spacing=0.075
    )
    for number, line in enumerate(lines, start=1):
        for low, high, opacity, name in (
            (0.05, 0.95, 0.16, "90 % of possible truths"),
            (0.25, 0.75, 0.28, "half of them"),
        ):
            figure.add_trace(
                go.Scatter(
                    x=[*line.x, *line.x[::-1]],
                    y=[*line.quantiles[high], *line.quantiles[low][::-1]],
                    fill="toself",
                    mode="none",
                    fillcolor=translucent(PALETTE[0], opacity),
                    name=name,
                    legendgroup=name,
                    showlegend=number == 1,
                    hoverinfo="skip",
                ),
                row=number,
                col=1,
            )
        figure.add_trace(
            go.Scatter(
                x=line.x,
                y=line.quantiles[0.5],
                mode="lines",
                line={"color": PALETTE[0], "width": 2},
                name="median, all mechanisms",
                legendgroup="median",
                showlegend=number == 1,
                hovertemplate="%{y:.1f} points<extra></extra>",
            ),
            row=number,
            col=1,
        )
        if line.published:
            first = next(item for item in lines if item.published)
            figure.add_trace(_published(line, line is first), row=number, col=1)
        figure.add_hline(y=0.0, line={"color": INK, "width": 1.0}, row=number, col=1)
        figure.add_hline(
            y=2.0, line={"color": GRID, "width": 1.5, "dash": "dot"}, row=number, col=1
        )
        figure.update_xaxes(title_text=line.axis, row=number, col=1)
        figure.update_yaxes(title_text="points", row=number, col=1)
    apply(figure, "Benefit over placebo, by dose and over time", 120 + 250 * rows)
    with_subtitle(
        figure,
        "Points of the MADRS below masked placebo, without the excess of small trials. Circles: "
        "published contrasts, by people in the arm. Dotted: 2 points, the smallest worth having",
    )
    figure.update_layout(margin={"b": 110, "t": 110})
    return figure


def _published(line: MoodLine, legend: bool) -> Any:
    import plotly.graph_objects as go

    return go.Scatter(
        x=[c.x for c in line.published],
        y=[c.benefit for c in line.published],
        mode="markers",
        name="published difference from control",
        legendgroup="published",
        showlegend=legend,
        marker={
            "size": [5.0 + 1.1 * c.n**0.5 for c in line.published],
            "color": translucent(PALETTE[1], 0.65),
            "line": {"color": PALETTE[1], "width": 1},
        },
        text=[
            f"{c.trial} {c.arm}, {c.n:g} people: {c.benefit:.1f} points (row {c.row})"
            for c in line.published
        ],
        hovertemplate="%{text}<extra></extra>",
    )
