"""Harm, microdose and burden in a notebook's cell: short tables, without a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from troche.report.harm.prose import microdose_sentences
from troche.report.harm.reading import harm_of, why_no_harm
from troche.report.harm.tables import BURDEN, COLUMNS, burden_notes, burden_rows, harm_rows
from troche.report.theme import called
from troche.studies.results import Result

__all__ = ["harm_html"]

_LEFT: Final = "text-align:left;vertical-align:top;padding:4px 10px 4px 0"
_SMALL: Final = "font-size:.85em;opacity:.8"


def harm_html(result: Result) -> str:
    """Return harm as HTML, or in one sentence why there is none."""
    harm = harm_of(result)
    parts = []
    if harm is None:
        parts.append(f'<p style="{_SMALL}">{escape(why_no_harm(result))}</p>')
    else:
        headings = ["Harm", *(f"{heading}, {unit}" for _, heading, unit in COLUMNS)]
        rows = [(called(r.regimen), [_cell(cell) for cell in r.cells]) for r in harm_rows(result)]
        parts += [_table(headings, rows), f'<p style="{_SMALL}">{escape(harm.setting)}</p>']
    places = "".join(f"<li>{escape(line)}</li>" for line in microdose_sentences(result))
    if places:
        parts.append(f'<ul style="max-width:48em">{places}</ul>')
    burden = burden_rows(result)
    if burden:
        headings = ["Burden", *(f"{h}, {u}" if u else h for _, h, u in BURDEN)]
        parts.append(_table(headings, [(called(r), [*map(escape, v)]) for r, v in burden]))
        parts.append(f'<p style="{_SMALL}">{escape(" ".join(burden_notes(result)))}</p>')
    return "".join(parts)


def _table(headings: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    head = "".join(f'<th style="{_LEFT}">{escape(h)}</th>' for h in headings)
    body = "".join(
        f'<tr><th style="{_LEFT}">{escape(name)}</th>'
        + "".join(f'<td style="{_LEFT}">{cell}</td>' for cell in cells)
        + "</tr>"
        for name, cells in rows
    )
    return (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(cell: tuple[str, str, str]) -> str:
    value, known, placebo = cell
    lines = [f"<b>{escape(value)}</b>"]
    lines += [
        f'<span style="{_SMALL};white-space:nowrap">{word} {escape(text)}</span>'
        for word, text in (("knowledge", known), ("placebo", placebo))
        if text
    ]
    return "<br>".join(lines)
