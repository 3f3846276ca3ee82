"""A figure with what a page puts around it: caption, words for it, its data as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["Exhibit"]


@dataclass(frozen=True)
class Exhibit:
    """One figure of a report.

    Parameters
    ----------
    key
        Name within the page.
    title, caption
        As printed above and below.
    alternative
        What the figure shows, for those who do not see it.
    figure
        The plotly figure.
    headings, rows
        Its data as a table of words.
    scales
        Whether the reader may change between a logarithmic and a linear axis.
    of
        ``"exposure"``, ``"mood"`` or ``"harm"``: where it stands on the page.
    """

    key: str
    title: str
    caption: str
    alternative: str
    figure: go.Figure
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    scales: bool = False
    of: str = "exposure"
