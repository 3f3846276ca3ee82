"""Pictures as SVG inside the page: dots for people, bars for ranges, on a phone and in print.

Three kinds of dot differ by shape as well as colour: full, ring, and small. Text stands at
the size of the page on a phone's width; wider screens leave the picture as it is.
"""

from __future__ import annotations

from html import escape
from typing import Final

from troche.report.theme import GRID, INK, MUTED, PALETTE
from troche.studies.plain import Bars, Counts
from troche.studies.plain.pictures import HUNDRED, Bar, Group, whole

__all__ = ["DOTS", "bars", "counts", "dot", "hundred"]

_BLUE: Final = PALETTE[0]
_PALE: Final = "#d6e7f3"
_EMPTY: Final = "#aab2bb"
DOTS: Final = {
    "sure": (_BLUE, _BLUE, 7.5),
    "perhaps": (_PALE, _BLUE, 6.5),
    "none": (GRID, _EMPTY, 3.5),
}
"""Fill, line and radius of each kind of dot."""

_WIDTH: Final = 320
_STEP: Final = 20
_LEFT, _RIGHT = 14, 306
_ROW: Final = 44
_TALL: Final = 66
_TEXT: Final = 'font-size="14"'


def dot(kind: str, x: float = 9.0, y: float = 9.0) -> str:
    """Return one dot."""
    fill, line, radius = DOTS[kind]
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}" stroke="{line}" '
        f'stroke-width="{2 if kind == "perhaps" else 1}"/>'
    )


def hundred(group: Group) -> str:
    """Return a hundred dots, ten in a row: first those that are sure, then the perhaps."""
    kinds = ["sure"] * group.low + ["perhaps"] * (group.high - group.low)
    kinds += ["none"] * (HUNDRED - group.high)
    dots = "".join(
        dot(kind, 10 + _STEP * (place % 10), 10 + _STEP * (place // 10))
        for place, kind in enumerate(kinds)
    )
    said = f"{group.label}: {group.words}"
    return (
        f'<svg viewBox="0 0 {10 * _STEP} {10 * _STEP}" role="img" aria-label="{escape(said)}">'
        f"{dots}</svg>"
    )


def bars(picture: Bars) -> str:
    """Return ranges on their scale, with a line for nothing and one for the mark."""
    low, high = picture.scale
    step = _step(high - low)
    low, high = step * (low // step), -step * (-high // step)
    high = max(high, low + step)

    def x(value: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (value - low) / (high - low)

    end = _ROW * len(picture.bars) + 6
    ticks = range(low, high + 1, step)
    rows = [_words(x(tick), end + 15, str(tick), "middle") for tick in ticks]
    for place, bar in enumerate(picture.bars):
        top = _ROW * place
        # Lines stop short of the words above each bar.
        between = (top + 20, top + _ROW - 2)
        rows += [_line(x(tick), *between, MUTED if tick == 0 else GRID) for tick in ticks]
        rows.append(_range(bar, picture.unit, top, x(bar.low), x(bar.high)))
        if picture.mark:
            rows.append(_line(x(picture.mark[0]), *between, INK, ' stroke-dasharray="4 3"'))
    return _svg(picture.words, end + 22, rows)


def counts(picture: Counts) -> str:
    """Return bars as long as the numbers of people."""
    most = max(count.number for count in picture.counts)
    rows = []
    for place, count in enumerate(picture.counts):
        top = _TALL * place
        wide = (_RIGHT - _LEFT) * count.number / most
        rows += [
            _words(_LEFT, top + 14, f"{count.label}: {count.number} people"),
            f'<rect x="{_LEFT}" y="{top + 21}" width="{wide:.1f}" height="12" fill="{MUTED}"/>',
            _words(_LEFT, top + 49, count.outcome),
        ]
    return _svg(picture.words, _TALL * len(picture.counts), rows)


def _range(bar: Bar, unit: str, top: int, begin: float, end: float) -> str:
    named = f"{bar.label}: " if bar.label else ""
    said = f"{named}{whole(bar.low, bar.high).removeprefix('between ').replace(' and ', ' to ')}"
    wide = max(end - begin, 4.0)
    return (
        f"{_words(_LEFT, top + 14, f'{said} {unit}')}"
        f'<rect x="{begin:.1f}" y="{top + 22}" width="{wide:.1f}" height="14" rx="4" '
        f'fill="{_BLUE}"/>'
    )


def _step(span: int) -> int:
    """Return a step that gives no more than eight ticks."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100) if span <= 8 * step)


def _line(x: float, top: float, end: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{end}" stroke="{colour}"{more}/>'


def _words(x: float, y: float, text: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" {_TEXT} fill="{INK}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )


def _svg(said: str, height: int, parts: list[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(said)}">'
        f"{''.join(parts)}</svg>"
    )
