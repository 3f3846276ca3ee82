"""One row by what it says: how a parameter points to the row it came from."""

from __future__ import annotations

from collections.abc import Sequence

from troche.errors import EvidenceError, nearest
from troche.evidence.codebook import codebook
from troche.evidence.collection import Evidence
from troche.evidence.load import load
from troche.evidence.rows import Row

__all__ = ["find"]


def find(table: str, evidence: Evidence | None = None, /, **cells: str | float) -> Row:
    """Return the one row whose cells are exactly these.

    Parameters
    ----------
    table
        One of `tables`.
    evidence
        The collection to look in; the built-in tables by default.
    **cells
        Column and value. Text is compared with the raw cell, a number with the
        cell read as a number.

    Raises
    ------
    troche.errors.EvidenceError
        If the table or a column does not exist, or not exactly one row matches;
        the message names the value that failed and the nearest one, or the
        columns in which the matching rows differ.

    Examples
    --------
    >>> row = find("pk_models", source_id="Simons2022", parameter="VK1")
    >>> row.number("typical_value"), row.unit_of("typical_value")
    (11.6, 'L/70kg')
    """
    rows: Sequence[Row] = load(table, evidence)
    columns = codebook(table).columns
    for column, wanted in cells.items():
        if column not in columns:
            raise EvidenceError(
                f"{table}, column",
                column,
                f"one of {', '.join(columns)}",
                meant=nearest(column, columns),
            )
        matching = [row for row in rows if _says(row, column, wanted)]
        if not matching:
            raise _missing(table, rows, column, wanted)
        rows = matching
    if len(rows) != 1:
        raise _ambiguous(table, rows, cells)
    return rows[0]


def _says(row: Row, column: str, wanted: str | float) -> bool:
    if isinstance(wanted, str):
        return row.cells.get(column, "") == wanted
    cell = row.cell(column) if column in row.cells else None
    return cell is not None and cell.value == wanted


def _missing(table: str, rows: Sequence[Row], column: str, wanted: str | float) -> EvidenceError:
    values = list(dict.fromkeys(row.cells.get(column, "") for row in rows))
    listed = ", ".join(repr(value) for value in values[:12])
    more = f" and {len(values) - 12} more" if len(values) > 12 else ""
    return EvidenceError(
        f"{table}, column {column}",
        wanted,
        f"a value in the table: {listed}{more}" if values else "a table with rows",
        meant=nearest(str(wanted), values),
    )


def _ambiguous(table: str, rows: Sequence[Row], cells: dict[str, str | float]) -> EvidenceError:
    asked = ", ".join(f"{column}={value!r}" for column, value in cells.items()) or "no cell"
    numbers = ", ".join(str(row.row) for row in rows[:8])
    more = ", ..." if len(rows) > 8 else ""
    differ = [
        column
        for column in codebook(table).columns
        if column not in cells and len({row.cells.get(column, "") for row in rows}) > 1
    ]
    hint = f"; say also one of {', '.join(differ)}" if differ else ""
    return EvidenceError(
        table, f"{len(rows)} rows with {asked} (rows {numbers}{more})", f"exactly one row{hint}"
    )
