"""The mood of a study on a terminal: a short table, stacked where it is narrow."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.table import Table
from rich.text import Text

from troche.report.mood.blocks import BEYOND_TESTED
from troche.report.mood.prose import weights_words
from troche.report.mood.reading import (
    WORTHWHILE,
    compared,
    day_of,
    is_sure,
    mood_of,
    named,
    why_no_mood,
)
from troche.report.mood.tables import Number, ShortRow, short_rows
from troche.studies.mood.results import MoodResult
from troche.studies.results import Result

__all__ = ["mood_view"]

_ROOM = 78
"""Columns of a terminal that all columns of the table need."""


def mood_view(result: Result) -> RenderableType:
    """Return the mood of a result, or in one sentence why there is none."""
    mood = mood_of(result)
    if mood is None:
        return Text(why_no_mood(result), "dim")
    return Group(Text(f"\nMood, MADRS {day_of(mood).words}", "bold"), _Table(mood), *_notes(mood))


def _notes(mood: MoodResult) -> list[Text]:
    interval = (
        "No interval: typical values were taken as known."
        if is_sure(mood)
        else "In square brackets, knowledge: 90 % of possible truths. P: a share of possible "
        f"truths; no effect: a benefit below half a point; {WORTHWHILE:g} points: the smallest "
        "effect worth having."
    )
    lines = [
        f"Means and shares of people, averaged over mechanisms. {interval}",
        "; ".join(f"{m.letter} {m.title}" for m in mood.mechanisms) + f". {weights_words(mood)}",
        mood.setting,
    ]
    lines += [
        f"‡ {named(r)}, {BEYOND_TESTED}: {' '.join(r.extrapolated)} There the evidence does not "
        "say."
        for r in compared(mood)
        if r.extrapolated
    ]
    return [Text(line, "dim") for line in lines if line]


class _Table:
    """One row for each regimen, in columns where they fit."""

    def __init__(self, mood: MoodResult) -> None:
        self._rows = short_rows(mood)
        self._headings = (
            "change,\npoints", "over placebo,\npoints", "P(no\neffect)",
            f"P(≥ {WORTHWHILE:g}\npoints)", "response,\n% of people",
        )  # fmt: skip

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        if options.max_width < _ROOM:
            yield from self._stacked()
            return
        grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        grid.add_column("regimen", overflow="fold", max_width=24)
        for heading in self._headings:
            grid.add_column(Text(heading), no_wrap=True)
        for row in self._rows:
            grid.add_row(_name(row), *(_cell(number) for number in _numbers(row)))
        yield grid

    def _stacked(self) -> Iterator[RenderableType]:
        for row in self._rows:
            yield _name(row)
            for heading, number in zip(self._headings, _numbers(row), strict=True):
                said = f"{number.value} [{number.knowledge}]" if number.knowledge else number.value
                yield Text(f"  {heading.replace(chr(10), ' ')}: {said}")


def _numbers(row: ShortRow) -> tuple[Number, ...]:
    chances = (Number(row.no_effect), Number(row.worthwhile))
    return (row.change, row.benefit, *chances, row.response)


def _name(row: ShortRow) -> Text:
    mark = " ‡" if row.regimen.extrapolated else ""
    return Text.assemble((named(row.regimen), "bold"), mark)


def _cell(number: Number) -> Text:
    text = Text(number.value, "bold")
    if number.knowledge:
        text.append(f"\n[{number.knowledge}]", "not bold")
    return text
