"""Published numbers on predicted intervals, a row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from troche.report.theme import apply, translucent, with_subtitle
from troche.studies.validate.rows import ValidatedRow

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["predicted_rows", "predicted_words"]

_ROW: Final = 17
"""Pixels a row."""


def predicted_rows(
    drawn: Sequence[ValidatedRow],
    roles: Mapping[str, tuple[str, str]],
    role_of: Callable[[ValidatedRow], str],
    label: Callable[[ValidatedRow], str],
    words: Callable[[ValidatedRow], str],
    title: str,
    unit: str,
    number: str,
) -> go.Figure:
    """Draw rows from the top: a mark at the published number on the predicted interval.

    Parameters
    ----------
    drawn
        In order.
    roles
        Of arms: colour and symbol.
    role_of, label, words
        Of a row: its role, what stands beside it, and what hovers over it.
    title, unit
        Of the figure.
    number
        What is reported, in words.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for role, (colour, symbol) in roles.items():
        part = [(i, r) for i, r in enumerate(drawn) if role_of(r) == role]
        if not part:
            continue
        figure.add_trace(_intervals(part, colour, role))
        figure.add_trace(
            go.Scatter(
                x=[r.observed for _, r in part],
                y=[-i for i, _ in part],
                mode="markers",
                name=f"{role}, published",
                marker={"symbol": symbol, "size": 7, "color": colour,
                        "line": {"color": "white", "width": 0.7}},
                text=[words(r) for _, r in part],
                hovertemplate="%{text}<extra></extra>",
            )
        )  # fmt: skip
    apply(figure, title, 150 + _ROW * len(drawn))
    with_subtitle(
        figure,
        f"{unit}; each study's family left out. Bars: 90 % interval of the reported {number} for "
        "its people; tick: its median",
    )
    figure.update_xaxes(title_text=unit)
    figure.update_yaxes(
        tickmode="array", tickvals=[-i for i in range(len(drawn))],
        ticktext=[label(r) for r in drawn], range=[-len(drawn) + 0.4, 0.6],
        showgrid=False, ticks="", showline=False, tickfont={"size": 10},
    )  # fmt: skip
    figure.update_layout(margin={"b": 110})
    return figure


def predicted_words(row: ValidatedRow) -> str:
    """Return both numbers of a row with the interval and their unit."""
    return (
        f"published {row.observed:.3g}, predicted {row.predicted:.3g} "
        f"({row.p5:.3g} to {row.p95:.3g}) {row.unit}"
    )


def _intervals(part: Sequence[tuple[int, ValidatedRow]], colour: str, role: str) -> Any:
    """Return the trace of predicted 90 % intervals, each at its place from the top."""
    import plotly.graph_objects as go

    return go.Scatter(
        x=[r.predicted for _, r in part],
        y=[-i for i, _ in part],
        error_x={
            "type": "data", "symmetric": False, "width": 0, "thickness": 5,
            "color": translucent(colour, 0.3),
            "array": [(r.p95 or 0) - (r.predicted or 0) for _, r in part],
            "arrayminus": [(r.predicted or 0) - (r.p5 or 0) for _, r in part],
        },
        mode="markers",
        name=f"{role}, predicted",
        marker={"symbol": "line-ns-open", "size": 10, "color": colour},
        hoverinfo="skip",
    )  # fmt: skip
