"""A result in a notebook: the answer and the main table, small and without a script."""

from __future__ import annotations

from html import escape
from typing import Final

from troche.report.answer import answer
from troche.report.flags import KINDS
from troche.report.harm.notebook import harm_html
from troche.report.mood.notebook import mood_html
from troche.report.numerals import Cell
from troche.report.prose import INTENDED_USE, why_no_knowledge
from troche.report.tables import main_columns, main_rows, table_notes
from troche.report.theme import called, is_extrapolated
from troche.studies.results import Result

__all__ = ["result_html"]

_LEFT: Final = "text-align:left;vertical-align:top;padding:4px 10px 4px 0"
_SMALL: Final = "font-size:.85em;opacity:.8"


def result_html(result: Result) -> str:
    """Return a result as HTML for a notebook's cell.

    Parameters
    ----------
    result
        Of `troche.simulate` or `troche.compare`.

    Returns
    -------
    str
        Title, mood where there is any, answer, one row for each regimen with both
        intervals, harm and burden, every flag that bears on a regimen, and the intended use.
        Colours are the notebook's own.
    """
    columns = main_columns(result)
    head = "".join(
        f'<th style="{_LEFT}">{escape(c.heading)}<br>'
        f'<span style="{_SMALL}">{escape(c.unit)}</span></th>'
        for c in columns
    )
    body = "".join(
        f'<tr><th style="{_LEFT}">{escape(called(row.regimen))}'
        f"{' †' if is_extrapolated(row.regimen) else ''}</th>"
        + "".join(f'<td style="{_LEFT}">{_cell(cell)}</td>' for cell in row.cells)
        + f'<td style="{_LEFT}">{escape(row.label)}</td></tr>'
        for row in main_rows(result)
    )
    said = answer(result)
    lines = "".join(f"<li>{escape(line)}</li>" for line in said.lines)
    why_not = why_no_knowledge(result)
    notes = [f"Knowledge: not computed: {why_not}."] if why_not else []
    notes += table_notes(result)
    named = [(called(regimen), flag) for regimen in result.regimens for flag in regimen.flags]
    named += [("whole study", flag) for flag in result.flags]
    flags = "".join(
        f"<li>{escape(name)}: <b>{escape(KINDS.get(flag.kind, flag.kind))}.</b> "
        f"{escape(flag.message)}</li>"
        for name, flag in named
    )
    return (
        f'<div class="troche-result"><h3>{escape(result.title)}</h3>'
        + mood_html(result)
        + f'<p style="max-width:48em">{escape(said.opening)}</p>'
        + (f'<ul style="max-width:48em">{lines}</ul>' if lines else "")
        + f'<p style="max-width:48em">{escape(said.closing)}</p>'
        f'<div style="overflow-x:auto"><table style="border-collapse:collapse">'
        f'<thead><tr><th style="{_LEFT}">Regimen</th>{head}'
        f'<th style="{_LEFT}">By exposure</th></tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
        f'<p style="{_SMALL}">{escape(" ".join(notes))}</p>'
        + harm_html(result)
        + (f'<details><summary>What to know ({len(named)})</summary><ul>{flags}</ul></details>'
           if named else "")
        + f'<p style="{_SMALL}">{escape(INTENDED_USE)}</p></div>'
    )  # fmt: skip


def _cell(cell: Cell) -> str:
    lines = [f"<b>{escape(cell.median)}</b>"] + [
        f'<span style="{_SMALL};white-space:nowrap">{word} {escape(text)}</span>'
        for word, text in (("people", cell.people), ("knowledge", cell.knowledge), *cell.further)
        if text
    ]
    return "<br>".join(lines)
