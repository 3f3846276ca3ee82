"""Marks that differ by shape as well as by colour: what a reader tells apart in grey."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

__all__ = ["SHAPES", "mark"]

SHAPES: Final[Mapping[str, str]] = {
    "circle": "M{r} 0A{r} {r} 0 1 1 -{r} 0A{r} {r} 0 1 1 {r} 0Z",
    "square": "M-{s} -{s}H{s}V{s}H-{s}Z",
    "diamond": "M0 -{d}L{d} 0L0 {d}L-{d} 0Z",
    "triangle": "M0 -{d}L{d} {s}H-{d}Z",
    "cross": "M-{s} -{s}L{s} {s}M-{s} {s}L{s} -{s}",
    "tick": "M0 -{d}V{d}",
}
"""Path of each mark around its middle; r, s and d are chosen so that all look as large."""


def mark(
    shape: str, x: float, y: float | str, *, kind: str = "", radius: float = 5.0, title: str = ""
) -> str:
    """Return one mark.

    Parameters
    ----------
    shape
        Of `SHAPES`.
    x : per cent
        Along the track.
    y
        From its top: pixels, or a share with its sign.
    kind
        Classes that give it its colour.
    radius : pixels
        Of a circle that looks as large.
    title
        Plain text that a pointer shows; escaped here.

    Examples
    --------
    >>> mark("square", 50.0, 12, kind="one", radius=4.0)
    '<svg class="mark" x="50%" y="12"><path class="one" d="M-3.5 -3.5H3.5V3.5H-3.5Z"/></svg>'
    """
    sizes = {"r": radius, "s": 0.88 * radius, "d": 1.25 * radius}
    path = SHAPES[shape].format(**{name: f"{round(size, 1):g}" for name, size in sizes.items()})
    said = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<svg class="mark" x="{x:g}%" y="{y}">{said}'
        f'<path class="{escape(kind)}" d="{path}"/></svg>'
    )
