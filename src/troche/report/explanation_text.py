"""An explanation on a terminal: six headings, sentences, and tables where they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from troche.report.explanation_numerals import time_words
from troche.report.explanation_words import Section, sections_of
from troche.report.prose import INTENDED_USE
from troche.studies.explain import Explanation

__all__ = ["explain_document", "explain_view"]

_ROOMY: Final = 84
"""Columns of the terminal below which rows are stacked."""


def explain_document(found: Explanation) -> dict[str, Any]:
    """Return the plain data of an explanation with its sentences."""
    words = {section.heading: list(section.sentences) for section in sections_of(found)}
    return found.document() | {"words": words, "intended_use": INTENDED_USE}


def explain_view(found: Explanation) -> RenderableType:
    """Return what a terminal shows of an explanation."""
    parts: list[RenderableType] = [_head(found)]
    for number, section in enumerate(sections_of(found), start=1):
        parts.append(Text(f"\n{number}. {section.heading}", "bold"))
        parts += [Padding(Text(sentence), (0, 0, 0, 3)) for sentence in section.sentences]
        if section.rows:
            parts += [Text(""), _Rows(section)]
    return Group(*parts, Text(f"\n{INTENDED_USE}", "dim"))


def _head(found: Explanation) -> RenderableType:
    asked = found.question
    beside = (
        "everyone starts an antidepressant besides"
        if asked.setting.new_antidepressant
        else "no new antidepressant"
    )
    setting = (
        f"One masked parallel trial, typical exposure, every dose taken, {beside}, a MADRS of "
        f"{asked.setting.mean:g} at the start, read at {time_words(asked.hours)}; "
        f"{found.draws} possible truths under each of {len(found.answer.mechanisms)} mechanisms. "
        "Groups in a trial, not people."
    )
    lines = [Text(asked.title, "bold"), Text(setting, "dim")]
    lines += [
        Text.assemble((each.name, "bold"), f": {each.text}") for each in (asked.first, asked.second)
    ]
    return Group(*lines)


class _Rows:
    """A section's table, in columns where they fit and stacked where not."""

    def __init__(self, section: Section) -> None:
        self._headings: Sequence[str] = section.headings
        self._rows = section.rows

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        if options.max_width < _ROOMY:
            for name, *cells in self._rows:
                yield Padding(Text(name, "bold"), (0, 0, 0, 3))
                for heading, cell in zip(self._headings[1:], cells, strict=True):
                    yield Padding(Text(f"{heading}: {cell}"), (0, 0, 0, 6))
            return
        grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for place, heading in enumerate(self._headings):
            grid.add_column(
                Text(heading),
                justify="right" if place else "left",
                overflow="fold",
                max_width=None if place else 46,
            )
        for row in self._rows:
            grid.add_row(*(Text(cell) for cell in row))
        yield Padding(grid, (0, 0, 0, 3))
