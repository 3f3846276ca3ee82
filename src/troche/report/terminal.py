"""Results on a terminal: as wide as it is, nothing cut off, both intervals by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.table import Table
from rich.text import Text

from troche.report.blood import notes_on_blood, site_of
from troche.report.flags import KINDS, flags_by_place
from troche.report.harm.terminal import harm_view
from troche.report.mood.terminal import mood_view
from troche.report.numerals import NOTHING, Cell, cell_of, find, interval, numeral, unit_words
from troche.report.prose import INTENDED_USE, cohort_words, why_no_knowledge
from troche.report.tables import Column, MainRow, main_columns, main_rows, table_notes
from troche.report.theme import called, is_extrapolated
from troche.studies.results import Quantity, RegimenResult, Result

__all__ = ["compare_view", "simulate_view"]

_ROOM_FOR_COLUMN = 13
"""Columns of the terminal that a cell such as "[102–206 %]" needs, with its gap."""

_ROOM_FOR_MOMENTS = 110
"""Columns of a terminal that also has room for mean and standard deviation."""

_ROOM_FOR_NAME = 14

_SHOWN = (
    "ketamine cmax",
    "ketamine (venous) cmax",
    "ketamine tmax_first",
    "ketamine auc_first",
    "ketamine auc_0_24h",
    "ketamine half_life",
    "ketamine accumulation",
    "norketamine cmax",
    "norketamine auc_first",
    "hydroxynorketamine cmax",
    "hydroxynorketamine auc_first",
    "bioavailability",
    "occupancy peak",
    "occupancy hours_per_week",
    "infusion ratio peak",
    "infusion ratio venous peak",
    "infusion ratio auc per dose",
    "infusion ratio auc per week",
    "infusion ratio occupancy peak",
    "adherence",
)
"""Quantities of the short view, in its order."""


def simulate_view(result: Result, every: bool = False) -> RenderableType:
    """Return what a terminal shows of one regimen.

    Parameters
    ----------
    result
        Of `troche.simulate`.
    every
        Whether to show every quantity; else those that most readers ask for.
    """
    parts: list[RenderableType] = [_head(result)]
    for regimen in result.regimens:
        if every:
            shown = list(regimen.quantities)
        else:
            shown = [q for n in _SHOWN if (q := find(regimen, n)) is not None]
        parts += [
            Text.assemble(("\nBy exposure: ", "bold"), regimen.label, _mark(regimen)),
            _Quantities(shown, result.patients, site_of(result)),
            Text(_published(regimen), "dim"),
        ]
    parts += [mood_view(result), harm_view(result)]
    return Group(*parts, Text(""), _tail(result, [*notes_on_blood(result), *_few(result)]))


def _few(result: Result) -> list[str]:
    """Return what `n` is, where some number is not of all patients."""
    counts = [q.spread.get("n") for r in result.regimens for q in r.quantities]
    if all(count is None or count >= result.patients for count in counts):
        return []
    return [f"n: virtual patients with this number, where not all {result.patients:,} have one."]


def compare_view(result: Result) -> RenderableType:
    """Return what a terminal shows of several regimens: a table, or stacked if narrow."""
    return Group(
        _head(result),
        Text(""),
        _Comparison(result),
        mood_view(result),
        harm_view(result),
        Text(""),
        _tail(result, table_notes(result)),
    )


class _Comparison:
    """The main table, in columns where they fit."""

    def __init__(self, result: Result) -> None:
        self._result = result

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        columns, rows = main_columns(self._result), main_rows(self._result)
        if options.max_width < _ROOM_FOR_NAME + _ROOM_FOR_COLUMN * len(columns):
            yield from self._stacked(columns, rows)
            return
        grid = _grid()
        grid.add_column("regimen", overflow="fold", max_width=24)
        for column in columns:
            grid.add_column(Text(f"{column.heading}\n{column.unit}"), overflow="fold")
        for row in rows:
            name = Text.assemble(
                (called(row.regimen), "bold"), _mark(row.regimen), f"\n{row.label}"
            )
            grid.add_row(name, *map(_lines, row.cells))
            grid.add_row()
        yield grid
        yield Text(
            "Below each median: people; in square brackets: knowledge. A single line: no spread.",
            "dim",
        )

    def _stacked(self, columns: Sequence[Column], rows: list[MainRow]) -> Iterator[RenderableType]:
        for row in rows:
            yield Text.assemble((called(row.regimen), "bold"), _mark(row.regimen), f": {row.label}")
            for column, cell in zip(columns, row.cells, strict=True):
                yield Text(f"  {column.heading}, {column.unit}: {cell}")
            yield Text("")


class _Quantities:
    """Quantities with both intervals, in columns where they fit."""

    def __init__(self, quantities: list[Quantity], patients: int, site: str) -> None:
        self._quantities = quantities
        self._pairs = [(_named(q, site), q.unit, cell_of(q, patients)) for q in quantities]

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        if options.max_width < 72:
            for name, unit, cell in self._pairs:
                yield Text(f"{name}, {unit_words(unit)}: {cell}")
            return
        fewer = any(cell.n for _, _, cell in self._pairs)
        roomy = options.max_width >= _ROOM_FOR_MOMENTS
        moments = ("mean", "sd", "all (5–95 %)") if roomy else ()
        grid = _grid()
        grid.add_column("quantity", overflow="fold")
        for heading in ("median", "people (90 %)", "knowledge (90 %)", *moments):
            grid.add_column(heading, justify="right", overflow="fold")
        grid.add_column("unit", overflow="fold")
        if fewer:
            grid.add_column("n", justify="right", overflow="fold")
        for (name, unit, cell), quantity in zip(self._pairs, self._quantities, strict=True):
            grid.add_row(
                Text(name),
                Text(cell.median, "bold"),
                Text(cell.people or NOTHING),
                Text(cell.knowledge or NOTHING),
                *(_moments(quantity) if roomy else []),
                Text("" if unit == "fraction" else unit_words(unit)),
                *([Text(cell.n)] if fewer else []),
            )
        yield grid


def _moments(quantity: Quantity) -> list[Text]:
    """Return mean, standard deviation and 5-95 % range of all patients."""
    spread, unit = quantity.spread, quantity.unit
    every = interval(spread.get("p5"), spread.get("p95"), unit)
    cells = (numeral(spread.get("mean"), unit), numeral(spread.get("sd"), unit), every or NOTHING)
    return [Text(cell) for cell in cells]


def _named(quantity: Quantity, site: str) -> str:
    """Return a quantity's name; one that depends on where blood is drawn says where."""
    early = quantity.name == "infusion ratio peak" or re.search(r" [ct]max", quantity.name)
    return (
        f"{quantity.name}, {site}"
        if early and site and "venous" not in quantity.name
        else (quantity.name)
    )


def _grid() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")


def _lines(cell: Cell) -> Text:
    text = Text(cell.median, "bold")
    if cell.people:
        text.append(f"\n{cell.people}", "not bold")
    if cell.knowledge:
        text.append(f"\n[{cell.knowledge}]", "not bold")
    for word, number in cell.further:
        text.append(f"\n{word} {number}", "not bold")
    return text


def _mark(regimen: RegimenResult) -> str:
    return " †" if is_extrapolated(regimen) else ""


def _published(regimen: RegimenResult) -> str:
    count = len(regimen.observations)
    if not count:
        return "No published value of this drug, route and dose."
    sources = sorted({seen.source for seen in regimen.observations})
    values = "1 published value" if count == 1 else f"{count} published values"
    return f"{values} of this drug, route and dose: {', '.join(sources)}."


def _head(result: Result) -> RenderableType:
    lines = [Text(result.title, "bold"), Text(f"{cohort_words(result)}", "dim")]
    lines += [
        Text.assemble((regimen.name, "bold"), f": {regimen.text}")
        for regimen in result.regimens
        if regimen.text != result.title
    ]
    return Group(*lines)


def _tail(result: Result, notes: Sequence[str]) -> RenderableType:
    why_not = why_no_knowledge(result)
    knowledge = (
        f"not computed: {why_not}."
        if why_not
        else f"90 % interval of the median, over {result.draws} possible truths."
    )
    lines = [
        Text(f"people: 90 % of them, were the typical values known. knowledge: {knowledge}", "dim"),
        *(Text(note, "dim") for note in notes),
    ]
    if any(map(is_extrapolated, result.regimens)):
        lines.append(Text(f"† {KINDS['extrapolation'].lower()}", "dim"))
    for place, entries in flags_by_place(result):
        lines.append(Text(f"\n{place}", "bold"))
        for heading, flag in entries:
            lines.append(Text.assemble(("  " + heading + ". ", "bold"), flag.message))
    lines.append(Text(f"\n{INTENDED_USE}", "dim"))
    return Group(*lines)
