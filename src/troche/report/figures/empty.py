"""A figure that says why it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troche.report.theme import MUTED, apply, label_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["empty"]


def empty(title: str, reason: str) -> go.Figure:
    """Return a figure that holds one sentence and no axis."""
    import plotly.graph_objects as go

    figure = apply(go.Figure(), title, 170)
    figure.add_annotation(
        text=label_of(reason, 60), showarrow=False, xref="paper", yref="paper", x=0.5, y=0.5,
        font={"color": MUTED, "size": 14},
    )  # fmt: skip
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure
