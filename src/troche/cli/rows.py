"""Rows for a person: a table where there is room, blocks where not, flat in a pipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

__all__ = ["print_rows"]

_ROOMY = 110
"""Columns of the terminal below which cells of a table fold over many lines."""

_LEAST = {"value": 9, "what": 14, "given": 12, "n": 3, "source": 11, "read": 9}
_MOST = {"n": 6}
"""Widths at which cells break at spaces."""


def print_rows(console: Console, rows: Sequence[Mapping[str, Text]]) -> None:
    """Print rows that have the same headings; nothing is cut off.

    Parameters
    ----------
    console
        A wide terminal gets a table, a narrow one a block for each row, and anything
        else, such as a pipe or a file, one line for each row with tabs between cells.
    rows
        Cells by heading. A heading under which no row says anything is left out.
    """
    if not rows:
        return
    headings = [heading for heading in rows[0] if any(row[heading].plain for row in rows)]
    kept = [{heading: row[heading] for heading in headings} for row in rows]
    if not console.is_terminal:
        for line in (headings, *([cell.plain for cell in row.values()] for row in kept)):
            # A tab or a new line within a cell would make another cell of its rest.
            console.file.write("\t".join(" ".join(cell.split()) for cell in line) + "\n")
    elif console.width >= _ROOMY:
        console.print(_table(headings, kept))
    else:
        for row in kept:
            _print_block(console, row)


def _table(headings: Sequence[str], rows: Sequence[Mapping[str, Text]]) -> Table:
    grid = Table(show_edge=False, pad_edge=False, box=None, padding=(0, 2, 0, 0))
    for heading in headings:
        # Cells fold and are never cut: a number without its end is another number.
        grid.add_column(
            heading,
            overflow="fold",
            no_wrap=heading in ("row", "at"),
            min_width=_LEAST.get(heading),
            max_width=_MOST.get(heading),
            header_style="bold",
        )
    for row in rows:
        grid.add_row(*row.values())
    return grid


def _print_block(console: Console, row: Mapping[str, Text]) -> None:
    """Print the first two cells as a heading, the others below, short ones side by side."""
    first, second, *others = row.items()
    console.print(Text.assemble(f"{first[0]} ", first[1], "  ", second[1]), style="bold")
    line = Text()
    for heading, cell in others:
        if not cell.plain:
            continue
        named = _named(heading, cell)
        if line.plain and line.cell_len + named.cell_len + 4 > console.width:
            console.print(Padding(line, (0, 0, 0, 2)))
            line = Text()
        line = line.append("; ").append_text(named) if line.plain else named
    if line.plain:
        console.print(Padding(line, (0, 0, 0, 2)))


def _named(heading: str, cell: Text) -> Text:
    return Text.assemble(f"{heading}: ", cell)
