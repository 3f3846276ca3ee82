"""The mood of a study in a notebook's cell: sentences and a short table, without a script."""

from __future__ import annotations

from html import escape
from typing import Final

from troche.report.mood.prose import mood_answer
from troche.report.mood.reading import WORTHWHILE, day_of, mood_of, named, why_no_mood
from troche.report.mood.tables import Number, ShortRow, short_rows
from troche.studies.results import Result

__all__ = ["mood_html"]

_LEFT: Final = "text-align:left;vertical-align:top;padding:4px 10px 4px 0"
_SMALL: Final = "font-size:.85em;opacity:.8"
_TEXT: Final = '<p style="max-width:48em">{}</p>'


def mood_html(result: Result) -> str:
    """Return the mood of a result as HTML, or in one sentence why there is none."""
    mood = mood_of(result)
    if mood is None:
        return f'<p style="{_SMALL}">{escape(why_no_mood(result))}</p>'
    said, on = mood_answer(mood), day_of(mood).words
    headings = (
        "Regimen", f"Change of MADRS {on}, points", "Benefit over placebo, points",
        "P(no effect)", f"P({WORTHWHILE:g} points or more)", f"Response {on}, % of people",
    )  # fmt: skip
    head = "".join(f'<th style="{_LEFT}">{escape(h)}</th>' for h in headings)
    body = "".join(_row(row) for row in short_rows(mood))
    return (
        _TEXT.format(escape(said.opening))
        + '<div style="overflow-x:auto"><table style="border-collapse:collapse">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        + "".join(_TEXT.format(escape(text)) for text in (said.rivals, said.beyond, said.closing))
    )


def _row(row: ShortRow) -> str:
    beyond = (
        f'<br><span style="{_SMALL}">beyond the tested range</span>'
        if row.regimen.extrapolated
        else ""
    )
    chances = (Number(row.no_effect), Number(row.worthwhile))
    cells = (row.change, row.benefit, *chances, row.response)
    return (
        f'<tr><th style="{_LEFT}">{escape(named(row.regimen))}{beyond}</th>'
        + "".join(f'<td style="{_LEFT}">{_cell(cell)}</td>' for cell in cells)
        + "</tr>"
    )


def _cell(number: Number) -> str:
    text = f"<b>{escape(number.value)}</b>"
    if number.knowledge:
        text += f'<br><span style="{_SMALL};white-space:nowrap">knowledge {number.knowledge}</span>'
    return text
