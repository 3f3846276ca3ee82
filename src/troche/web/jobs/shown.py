"""What the page of a finished run shows, as plain data made once, when the run ends."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from troche.report.answer import Answer, answer
from troche.report.exhibits import exhibits
from troche.report.harm.reading import harm_of
from troche.report.harm.tables import COLUMNS, harm_rows
from troche.report.mood.reading import WORTHWHILE, day_of, mood_of, named
from troche.report.mood.tables import Number, short_rows
from troche.report.numerals import Cell
from troche.report.page import without_title
from troche.report.prose import question
from troche.report.tables import main_columns, main_rows, table_notes
from troche.report.theme import called, is_extrapolated, styles_of
from troche.studies.results import Result

__all__ = ["shown_of"]


def shown_of(result: Result) -> dict[str, Any]:
    """Return title, question, answer, tables and main figure.

    Parameters
    ----------
    result
        Of `troche.compare`.
    """
    drawn = exhibits(result)
    styles = styles_of(result.regimens)
    figures = [{"key": x.key, "title": x.title} for x in drawn]
    return {
        "title": result.title,
        "question": question(result),
        "answer": _answer(answer(result)),
        "regimens": [
            {
                "name": called(regimen),
                "text": regimen.text,
                "colour": styles[regimen.name].colour,
                "label": regimen.label,
                "outside": is_extrapolated(regimen),
            }
            for regimen in result.regimens
        ],
        "tables": [*_mood(result), _exposure(result), *_harm(result)],
        "notes": table_notes(result),
        "figure": None
        if not drawn
        else {
            **{k: v for k, v in asdict(drawn[0]).items() if k in _SHOWN},
            **without_title(drawn[0]),
        },
        "figures": figures,
    }


_SHOWN = ("key", "title", "caption", "alternative")


def _answer(said: Answer) -> dict[str, Any]:
    """Return the answer's paragraph, and what stands behind it in sections."""
    exposure = [said.opening, *said.lines, said.closing, said.why_no_mood, said.why_no_harm]
    mood = said.mood
    sections = [
        ("Mood", [mood.opening, *mood.lines, mood.rivals, mood.beyond, mood.closing])
        if mood
        else ("", []),
        ("Harm", list(said.harm)),
        ("Exposure", [text for text in exposure if text]),
        ("Microdose, measured", list(said.microdose)),
    ]
    return {
        "paragraph": said.short,
        "sections": [{"title": title, "lines": lines} for title, lines in sections if lines],
    }


def _exposure(result: Result) -> dict[str, Any]:
    return {
        "title": "Exposure",
        "caption": "Medians of virtual patients; people: 90 % of them, were the typical values "
        "known; knowledge: 90 % interval of the median, where it is computed.",
        "columns": [{"heading": c.heading, "unit": c.unit} for c in main_columns(result)],
        "rows": [
            {
                "name": called(row.regimen),
                "note": row.label,
                "outside": is_extrapolated(row.regimen),
                "cells": [_cell(cell) for cell in row.cells],
            }
            for row in main_rows(result)
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    ranges = (("people", cell.people), ("knowledge", cell.knowledge), *cell.further)
    return {"value": cell.median, "ranges": [[w, text] for w, text in ranges if text]}


def _mood(result: Result) -> list[dict[str, Any]]:
    mood = mood_of(result)
    if mood is None:
        return []
    return [
        {
            "title": f"Mood, {day_of(mood).words}",
            "caption": "Means and shares of people, averaged over mechanisms; knowledge: 90 % of "
            "possible truths. P: a share of possible truths; no effect: a benefit below half a "
            "point.",
            "columns": [
                {"heading": "Change of MADRS", "unit": "points"},
                {"heading": "Benefit over placebo", "unit": "points"},
                {"heading": "P(no effect)", "unit": ""},
                {"heading": f"P({WORTHWHILE:g} points or more)", "unit": ""},
                {"heading": "Response", "unit": "% of people"},
                {"heading": "Remission", "unit": "% of people"},
            ],
            "rows": [
                {
                    "name": named(row.regimen),
                    "note": "" if row.regimen.role == "study" else "for comparison",
                    "outside": row.regimen.extrapolated,
                    "cells": [
                        _number(row.change),
                        _number(row.benefit),
                        {"value": row.no_effect, "ranges": []},
                        {"value": row.worthwhile, "ranges": []},
                        _number(row.response),
                        _number(row.remission),
                    ],
                }
                for row in short_rows(mood)
            ],
        }
    ]


def _number(number: Number) -> dict[str, Any]:
    ranges = [["knowledge", number.knowledge]] if number.knowledge else []
    return {"value": number.value, "ranges": ranges}


def _harm(result: Result) -> list[dict[str, Any]]:
    if harm_of(result) is None:
        return []
    return [
        {
            "title": "Harm",
            "caption": "Shares of people and means; knowledge: 90 % of possible truths, where "
            "it is computed; then the rate on placebo.",
            "columns": [{"heading": heading, "unit": unit} for _, heading, unit in COLUMNS],
            "rows": [
                {
                    "name": called(row.regimen),
                    "note": "",
                    "outside": is_extrapolated(row.regimen),
                    "cells": [_rate(*cell) for cell in row.cells],
                }
                for row in harm_rows(result)
            ],
        }
    ]


def _rate(value: str, known: str, placebo: str) -> dict[str, Any]:
    ranges = (("knowledge", known), ("placebo", placebo))
    return {"value": value, "ranges": [[w, text] for w, text in ranges if text]}
