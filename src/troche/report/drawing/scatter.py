"""Published against predicted numbers on one square: equal, twice and half as lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from troche.report.drawing.marks import SHAPES
from troche.report.drawing.scales import scale_over

__all__ = ["Point", "scatter"]

_SIDE: Final = 360
_LEFT, _TOP, _RIGHT, _BOTTOM = 46, 10, 350, 314


@dataclass(frozen=True)
class Point:
    """One row.

    Parameters
    ----------
    x, y
        Published and predicted, above zero.
    low, high
        90 % interval of the predicted.
    kind, shape
        Colour and mark.
    said
        All of it in words.
    """

    x: float
    y: float
    low: float
    high: float
    kind: str
    shape: str
    said: str


def scatter(points: Sequence[Point], across: str, up: str, said: str) -> str:
    """Return the picture as SVG on logarithmic axes.

    Parameters
    ----------
    points
        What is drawn.
    across, up
        Words of the axes.
    said
        The picture in a sentence, for those who do not see it.

    Examples
    --------
    >>> point = Point(1.0, 2.0, 1.5, 3.0, "one", "circle", "a row")
    >>> scatter([point], "Published", "Predicted", "One row.").count("<path")
    1
    """
    scale = scale_over([v for p in points for v in (p.x, p.y)], logarithmic=True)

    def x(value: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * scale.place(value) / 100, 1)

    def y(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * scale.place(value) / 100, 1)

    parts = []
    for tick in scale.ticks:
        parts.append(_line("grid", x(tick), _TOP, x(tick), _BOTTOM))
        parts.append(_line("grid", _LEFT, y(tick), _RIGHT, y(tick)))
        parts.append(_text(x(tick), _BOTTOM + 15, f"{tick:g}", "middle"))
        parts.append(_text(_LEFT - 6, y(tick) + 4, f"{tick:g}", "end"))
    for factor, kind in ((1.0, "zero"), (2.0, "worth"), (0.5, "worth")):
        low = max(scale.low, scale.low / factor)
        high = min(scale.high, scale.high / factor)
        parts.append(_line(kind, x(low), y(low * factor), x(high), y(high * factor)))
    parts += [_line(f"whisker {p.kind}", x(p.x), y(p.low), x(p.x), y(p.high)) for p in points]
    for p in points:
        path = SHAPES[p.shape].format(r="3.4", s="3", d="4.3")
        parts.append(
            f'<path class="dot {p.kind}" transform="translate({x(p.x)} {y(p.y)})" d="{path}">'
            f"<title>{escape(p.said)}</title></path>"
        )
    parts.append(_text((_LEFT + _RIGHT) / 2, _BOTTOM + 34, across, "middle"))
    middle = (_TOP + _BOTTOM) / 2
    parts.append(
        f'<text x="12" y="{middle:g}" text-anchor="middle" transform="rotate(-90 12 {middle:g})">'
        f"{escape(up)}</text>"
    )
    assert all(math.isfinite(v) for p in points for v in (p.x, p.y, p.low, p.high))
    return (
        f'<svg class="scatter" viewBox="0 0 {_SIDE} {_SIDE}" role="img" '
        f'aria-label="{escape(said)}">{"".join(parts)}</svg>'
    )


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'
