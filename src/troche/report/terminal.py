"""Results on a terminal: as wide as it is, nothing cut off, both intervals by name."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.table import Table
from rich.text import Text

from troche.report.flags import KINDS, flags_by_place
from troche.report.numerals import NOTHING, Cell, cell_of, find, unit_words
from troche.report.prose import INTENDED_USE, cohort_words
from troche.report.tables import MainRow, main_columns, main_rows
from troche.report.theme import called, is_extrapolated
from troche.studies.results import Quantity, RegimenResult, Result

__all__ = ["compare_view", "simulate_view"]

_ROOM_FOR_COLUMN = 13
"""Columns of the terminal that a cell such as "[102–206 %]" needs, with its gap."""

_ROOM_FOR_NAME = 14

_SHOWN = (
    "ketamine cmax",
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
            _Quantities(shown),
            Text(_published(regimen), "dim"),
        ]
    return Group(*parts, _tail(result))


def compare_view(result: Result) -> RenderableType:
    """Return what a terminal shows of several regimens: a table, or stacked if narrow."""
    return Group(_head(result), Text(""), _Comparison(result), _tail(result))


class _Comparison:
    """The main table, in columns where they fit."""

    def __init__(self, result: Result) -> None:
        self._result = result

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        columns, rows = main_columns(self._result), main_rows(self._result)
        if options.max_width < _ROOM_FOR_NAME + _ROOM_FOR_COLUMN * len(columns):
            yield from self._stacked(rows)
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

    def _stacked(self, rows: list[MainRow]) -> Iterator[RenderableType]:
        columns = main_columns(self._result)
        for row in rows:
            yield Text.assemble((called(row.regimen), "bold"), _mark(row.regimen), f": {row.label}")
            for column, cell in zip(columns, row.cells, strict=True):
                yield Text(f"  {column.heading}, {column.unit}: {_words(cell)}")
            yield Text("")


class _Quantities:
    """Quantities with both intervals, in columns where they fit."""

    def __init__(self, quantities: list[Quantity]) -> None:
        self._quantities = quantities

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        pairs = [(quantity, cell_of(quantity)) for quantity in self._quantities]
        if options.max_width < 72:
            for quantity, cell in pairs:
                unit = unit_words(quantity.unit)
                yield Text(f"{quantity.name}, {unit}: {_words(cell)}")
            return
        grid = _grid()
        grid.add_column("quantity", overflow="fold")
        for heading in ("median", "people (90 %)", "knowledge (90 %)"):
            grid.add_column(heading, justify="right", overflow="fold")
        grid.add_column("unit", overflow="fold")
        for quantity, cell in pairs:
            grid.add_row(
                Text(quantity.name),
                Text(cell.median, "bold"),
                Text(cell.people or NOTHING),
                Text(cell.knowledge or NOTHING),
                Text("" if quantity.unit == "fraction" else unit_words(quantity.unit)),
            )
        yield grid


def _grid() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")


def _lines(cell: Cell) -> Text:
    text = Text(cell.median, "bold")
    if cell.people:
        text.append(f"\n{cell.people}", "not bold")
    if cell.knowledge:
        text.append(f"\n[{cell.knowledge}]", "not bold")
    return text


def _words(cell: Cell) -> str:
    return str(cell)


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


def _tail(result: Result) -> RenderableType:
    lines = [
        Text(
            "people: 90 % of them, were the typical values known. knowledge: 90 % interval of the "
            "median" + (f", over {result.draws} possible truths." if result.draws >= 20 else
                        "; not computed in this run."),
            "dim",
        )
    ]  # fmt: skip
    if any(map(is_extrapolated, result.regimens)):
        lines.append(Text(f"† {KINDS['extrapolation'].lower()}", "dim"))
    for place, entries in flags_by_place(result):
        lines.append(Text(f"\n{place}", "bold"))
        for heading, flag in entries:
            lines.append(Text.assemble(("  " + heading + ". ", "bold"), flag.message))
    lines.append(Text(f"\n{INTENDED_USE}", "dim"))
    return Group(*lines)
