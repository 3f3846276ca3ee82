"""A table whose middle column is a picture: a name, marks with intervals on a track, numbers.

What is drawn stands beside it in numbers, so that the table is its own alternative: a screen
reader reads it, and nothing has to be looked up elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from troche.report.drawing.marks import mark
from troche.report.drawing.scales import Scale
from troche.report.sources import safe_link

__all__ = ["Line", "Row", "Track", "interval_table"]

_THICK: Final = 6
"""Pixels of a bar."""


@dataclass(frozen=True)
class Line:
    """A number that every track shows.

    Parameters
    ----------
    value
        Where it stands.
    kind
        ``"zero"``, ``"worth"`` or another class of the page.
    words
        What it is, for the key; empty for a line that needs none.
    """

    value: float
    kind: str
    words: str = ""


@dataclass(frozen=True)
class Row:
    """One row of the picture.

    Parameters
    ----------
    name
        What it is.
    said
        The number and its interval in words.
    value
        Where the mark stands; None for a row without one.
    low, high
        Ends of the bar; None where there is none.
    kind
        Class that gives bar and mark their colour.
    shape
        Of `troche.report.drawing.marks.SHAPES`.
    radius : pixels
        Of the mark.
    note
        Quiet words under the name.
    address
        Where the name leads, within this site or a safe https address.
    wide
        Ends of a second, paler bar: how people differ.
    heading
        Whether the row is the heading of those below it.
    """

    name: str
    said: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    kind: str = "one"
    shape: str = "circle"
    radius: float = 5.0
    note: str = ""
    address: str = ""
    wide: tuple[float, float] | None = None
    heading: bool = False


@dataclass(frozen=True)
class Track:
    """What all rows share.

    Parameters
    ----------
    scale
        From numbers to places.
    unit
        Words under the axis.
    lines
        Numbers that every track shows.
    ends
        Words at the left and right end of the axis, such as which side favours what.
    """

    scale: Scale
    unit: str
    lines: tuple[Line, ...] = ()
    ends: tuple[str, str] = ("", "")


def interval_table(
    rows: Sequence[Row], track: Track, headings: tuple[str, str, str], caption: str = ""
) -> str:
    """Return the table as HTML.

    Parameters
    ----------
    rows
        From the top.
    track
        What they share.
    headings
        Of the three columns.
    caption
        What the table is, in plain text.

    Examples
    --------
    >>> from troche.report.drawing.scales import Scale
    >>> drawn = interval_table([Row("a", "2 (1 to 3)", 2.0, 1.0, 3.0)],
    ...                        Track(Scale(0.0, 4.0), "points"), ("What", "Benefit", "Number"))
    >>> '<rect class="bar one" x="25%"' in drawn, "2 (1 to 3)" in drawn
    (True, True)
    """
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in headings)
    body = "".join(_heading(row) if row.heading else _row(row, track) for row in rows)
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<table class="intervals">{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>'
        f'<tfoot aria-hidden="true"><tr><td></td><td>{_axis(track)}</td><td></td></tr></tfoot>'
        "</table>"
    )


def _signed(text: str) -> str:
    """Return numbers with a true minus sign; hyphens between words and numbers stay."""
    return re.sub(r"(?<![\w)])-(?=[\d.])", "−", text)


def _heading(row: Row) -> str:
    return f'<tr class="group"><th scope="rowgroup" colspan="3">{_name(row)}</th></tr>'


def _row(row: Row, track: Track) -> str:
    return (
        f'<tr><th scope="row">{_name(row)}</th><td class="picture">{_drawn(row, track)}</td>'
        f'<td class="number">{escape(_signed(row.said))}</td></tr>'
    )


def _name(row: Row) -> str:
    name = escape(row.name)
    address = row.address if row.address.startswith("/") else safe_link(row.address)
    if address:
        name = f'<a href="{escape(address)}">{name}</a>'
    return f'{name}<span class="quiet">{escape(row.note)}</span>' if row.note else name


def _drawn(row: Row, track: Track) -> str:
    """Return the track of one row, which the numbers beside it say in words."""
    place = track.scale.place
    parts = [
        f'<line class="grid" x1="{place(t):g}%" x2="{place(t):g}%" y1="0" y2="100%"/>'
        for t in track.scale.ticks
    ]
    parts += [
        f'<line class="{escape(line.kind)}" x1="{place(line.value):g}%" '
        f'x2="{place(line.value):g}%" y1="0" y2="100%"/>'
        for line in track.lines
        if track.scale.holds(line.value)
    ]
    if row.wide is not None:
        parts.append(_bar("people", *map(place, row.wide)))
    if row.low is not None and row.high is not None:
        parts.append(_bar(f"bar {escape(row.kind)}", place(row.low), place(row.high)))
        parts += [
            f'<text class="beyond" x="{"1%" if end < track.scale.low else "99%"}" y="50%" dy="5"'
            f' text-anchor="{"start" if end < track.scale.low else "end"}">'
            f"{'‹' if end < track.scale.low else '›'}</text>"
            for end in (row.low, row.high)
            if not track.scale.holds(end)
        ]
    if row.value is not None:
        parts.append(
            mark(
                row.shape,
                place(row.value),
                "50%",
                kind=f"dot {row.kind}",
                radius=row.radius,
                title=f"{row.name}: {_signed(row.said)}",
            )
        )
    return f'<svg class="track" width="100%" aria-hidden="true">{"".join(parts)}</svg>'


def _bar(kind: str, begin: float, end: float) -> str:
    wide = max(end - begin, 0.4)
    return (
        f'<rect class="{kind}" x="{begin:g}%" y="50%" width="{wide:.4g}%" height="{_THICK}" '
        f'transform="translate(0 {-_THICK / 2:g})" rx="2"/>'
    )


def _axis(track: Track) -> str:
    place = track.scale.place
    ticks = "".join(
        f'<text x="{place(t):g}%" y="12" text-anchor="{_anchor(place(t))}">'
        f"{_signed(f'{t:g}')}</text>"
        for t in track.scale.ticks
    )
    left, right = map(escape, track.ends)
    ends = (
        f'<text x="0" y="28">{left}</text><text x="100%" y="28" text-anchor="end">{right}</text>'
        if left or right
        else ""
    )
    below = 44 if ends else 28
    return (
        f'<svg class="axis" width="100%" height="{below + 6}">{ticks}{ends}'
        f'<text x="50%" y="{below}" text-anchor="middle">{escape(track.unit)}</text></svg>'
    )


def _anchor(place: float) -> str:
    return "start" if place < 4 else "end" if place > 96 else "middle"
