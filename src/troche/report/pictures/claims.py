"""What carries a verdict, drawn: the model's answer where it was asked, and the rows that speak."""

from __future__ import annotations

from html import escape
from typing import Final

from troche.report.claims_words import bears_words, estimate_words
from troche.report.drawing import SHAPES, Line, Row, Track, interval_table, scale_over
from troche.report.figures.claims import claim_lines
from troche.studies.claims import ClaimResult
from troche.studies.claims.evidence import Spoken

__all__ = ["DESIGN_SHAPES", "answer_picture", "design_mark", "rows_picture"]

DESIGN_SHAPES: Final = {
    "randomised": "circle",
    "open": "diamond",
    "review": "square",
    "laboratory": "triangle",
    "animal": "cross",
    "statement": "tick",
}
"""Mark of each design."""

_DIRECTIONS: Final = {
    "supports": ("for", "for"),
    "against": ("against", "against"),
    "neither": ("neither", "none"),
    "beside it": ("control arms", "none"),
}
_LOOK: Final = {
    "regimen": ("one", "circle", 5.0),
    "average": ("ink", "diamond", 6.0),
    "mechanism": ("three", "square", 4.5),
}
_STEP: Final = 17


def answer_picture(found: ClaimResult, brief: bool = False) -> str:
    """Return the model's answer as a table of HTML and SVG; empty where it was not asked.

    Parameters
    ----------
    found
        A claim with its answer.
    brief
        Whether only the averaged answer and the mechanisms are drawn, for a card.
    """
    answer = found.answer
    if answer is None:
        return ""
    lines = claim_lines(found)
    drawn = []
    for kind, name, each in lines:
        if brief and kind == "regimen" and len(answer.regimens) > 1 and answer.mechanisms:
            continue
        colour, shape, radius = _LOOK[kind]
        low, high = (each.low, each.high) if answer.bounded else (None, None)
        averaged = kind == "average" or (kind == "regimen" and brief and bool(answer.mechanisms))
        drawn.append(
            Row(
                "averaged" if averaged else name,
                estimate_words(each, answer).replace(f" {answer.unit}", ""),
                each.mean,
                low,
                high,
                "ink" if averaged else colour,
                "diamond" if averaged else shape,
                radius,
            )
        )
    worth = found.claim.worth
    ends = [v for r in drawn for v in (r.value, r.low, r.high)]
    marks = [Line(0.0, "zero")] + ([] if worth is None else [Line(worth, "worth")])
    track = Track(scale_over(ends, around=[m.value for m in marks]), answer.unit, tuple(marks))
    heading = "Answer, 90 % of truths" if answer.bounded else "Answer"
    return interval_table(drawn, track, ("What", "On its scale", heading))


def rows_picture(found: ClaimResult) -> str:
    """Return the rows that speak: a mark each, by direction, filled where in the doses in question.

    Numbers of rows stand beside the marks.
    """
    lines = []
    for direction, (words, kind) in _DIRECTIONS.items():
        rows = [r for r in found.rows if bears_words(r) == direction]
        if not rows and direction in ("neither", "beside it"):
            continue
        rows.sort(key=lambda r: (not r.within, list(DESIGN_SHAPES).index(r.design)))
        within = sum(r.within for r in rows)
        said = f"{within} in the doses in question, {len(rows) - within} outside"
        lines.append(
            f'<tr><th scope="row">{words}</th><td class="picture">{_marks(rows, kind)}</td>'
            f'<td class="number">{said if rows else "no row"}</td></tr>'
        )
    return (
        '<table class="intervals rows-by-direction"><thead><tr><th scope="col">Rows</th>'
        '<th scope="col">A mark for each</th><th scope="col">How many</th></tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def design_mark(design: str) -> str:
    """Return the mark of a design, for a key."""
    return (
        f'<svg class="key-mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        f'<path class="dot none" transform="translate(8 8)" d="{_path(design)}"/></svg>'
    )


def _marks(rows: list[Spoken], kind: str) -> str:
    if not rows:
        return ""
    drawn = "".join(
        f'<path class="dot {kind}{"" if row.within else " hollow"}" d="{_path(row.design)}" '
        f'transform="translate({9 + _STEP * place} 11)"><title>'
        f"{escape(f'{row.finding.source}: {row.design}, {row.place}')}</title></path>"
        for place, row in enumerate(rows)
    )
    wide = _STEP * len(rows) + 2
    return (
        f'<svg class="row-marks" viewBox="0 0 {wide} 22" width="{wide}" height="22" '
        f'aria-hidden="true">{drawn}</svg>'
    )


def _path(design: str) -> str:
    return SHAPES[DESIGN_SHAPES[design]].format(r="5", s="4.4", d="6.2")
