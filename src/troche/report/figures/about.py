"""Who was simulated and what for, set below a figure that leaves its page as an image."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from troche.report.theme import MUTED, label_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["about_of", "with_about"]

_CHARACTERS: Final = 126
"""In a line of 11 px across 900 px."""

_LINE, _ROOM = 15, 36
"""Pixels from line to line, and around them all."""


def about_of(figure: go.Figure) -> list[str]:
    """Return the lines that `troche.report.figure` gave the figure, if any."""
    meta = figure.layout.meta
    return [str(line) for line in meta.get("about", ())] if isinstance(meta, dict) else []


def with_about(figure: go.Figure) -> go.Figure:
    """Return a copy with those lines below the legend, and as much higher as they need.

    They are the title of a second legend: of all that plotly can write, a legend alone keeps its
    place from the lower edge, whatever else the figure holds.
    """
    import plotly.graph_objects as go

    copy = go.Figure(figure)
    lines = [fold for line in about_of(figure) for fold in textwrap.wrap(line, _CHARACTERS)]
    if not lines:
        return copy
    more = _LINE * len(lines) + _ROOM
    height = float(copy.layout.height or 500) + more
    copy.add_trace(
        go.Scatter(
            x=[None], y=[None], mode="lines", line={"width": 0}, name=" ", legend="legend2",
            showlegend=True,
        )
    )  # fmt: skip
    text = "<br>".join(label_of(line, _CHARACTERS) for line in lines)
    return copy.update_layout(
        height=height,
        margin={"b": (copy.layout.margin.b or 0) + more},
        legend={"yref": "container", "yanchor": "bottom", "y": more / height},
        legend2={
            **{"orientation": "h", "xref": "container", "x": 0.012, "xanchor": "left"},
            **{"yref": "container", "y": 0, "yanchor": "bottom"},
            "title": {"text": text, "side": "top", "font": {"size": 11, "color": MUTED}},
        },
    )
