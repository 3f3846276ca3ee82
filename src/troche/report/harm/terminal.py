"""Harm, microdose and burden on a terminal: short tables, stacked where it is narrow."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.table import Table
from rich.text import Text

from troche.report.harm.prose import microdose_sentences
from troche.report.harm.reading import harm_of, is_sure, why_no_harm
from troche.report.harm.tables import BURDEN, COLUMNS, burden_notes, burden_rows, harm_rows
from troche.report.theme import called
from troche.studies.results import Result

__all__ = ["harm_view"]

_ROOM = 100
"""Columns of a terminal that the table of harm needs."""


def harm_view(result: Result) -> RenderableType:
    """Return harm, the measured microdose and burden, or in one sentence why there is no harm."""
    harm = harm_of(result)
    parts: list[RenderableType] = []
    if harm is None:
        parts.append(Text(why_no_harm(result), "dim"))
    else:
        known = "" if is_sure(harm) else " In square brackets: 90 % of possible truths."
        parts += [
            Text("\nHarm", "bold"),
            _Harm(result),
            Text(f"Below each number: the rate on placebo.{known} {harm.setting}", "dim"),
        ]
    places = microdose_sentences(result)
    if places:
        parts += [Text("\nMicrodose, measured", "bold"), *(Text(line) for line in places)]
    if burden_rows(result):
        parts += [Text("\nBurden over the horizon", "bold"), *_burden(result)]
    return Group(*parts)


class _Harm:
    """One row for each regimen, in columns where they fit."""

    def __init__(self, result: Result) -> None:
        self._rows = harm_rows(result)

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        if options.max_width < _ROOM:
            for row in self._rows:
                yield Text(called(row.regimen), "bold")
                for (_, heading, unit), cell in zip(COLUMNS, row.cells, strict=True):
                    yield Text(f"  {heading}, {unit}: {_joined(cell)}")
            return
        grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        grid.add_column("regimen", overflow="fold", max_width=20)
        for _, heading, unit in COLUMNS:
            grid.add_column(Text(f"{heading},\n{unit}"), overflow="fold")
        for row in self._rows:
            grid.add_row(Text(called(row.regimen), "bold"), *(_cell(cell) for cell in row.cells))
        yield grid


def _joined(cell: tuple[str, str, str]) -> str:
    value, known, placebo = cell
    text = f"{value} [{known}]" if known else value
    return f"{text}; placebo {placebo}" if placebo else text


def _cell(cell: tuple[str, str, str]) -> Text:
    value, known, placebo = cell
    text = Text(value, "bold")
    if known:
        text.append(f"\n[{known}]", "not bold")
    if placebo:
        text.append(f"\nplacebo {placebo}", "not bold dim")
    return text


def _burden(result: Result) -> list[Text]:
    lines = []
    for regimen, values in burden_rows(result):
        said = ", ".join(
            f"{heading.lower()} {value}" + (f" {unit}" if unit else "")
            for (_, heading, unit), value in zip(BURDEN, values, strict=True)
        )
        lines.append(Text.assemble((called(regimen), "bold"), f": {said}"))
    return [*lines, *(Text(note, "dim") for note in burden_notes(result))]
