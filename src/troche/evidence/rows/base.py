"""What every row has, whatever its table: where it stands and how it was read.

`Row` is an interface without state. Each table has one final class of typed
cells; its `Origin` carries the rest, so that any number can be followed back to
the file, the row and the cell it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from troche.errors import EvidenceError, nearest
from troche.evidence.cells import Number, read_number
from troche.evidence.codebook import codebook

__all__ = ["Origin", "Row"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row stands, and what it said before it was read.

    Attributes
    ----------
    table
        Name of the table.
    file
        The file, as a person would look for it.
    number
        The data row, counted from 1; the header is not counted.
    cells
        The raw cells by column, untouched, also those of unknown columns.
    source
        Id of the source: the row's source or trial id; for tables without one,
        the key of its citation in the bibliography.
    reference
        Key in the bibliography; empty for a source that is not in it.
    why_not
        Why the row cannot be used as a number; None for a sound row.
    """

    table: str
    file: str
    number: int
    cells: Mapping[str, str] = field(hash=False)
    source: str
    reference: str
    why_not: str | None = None


class Row(Protocol):
    """One published row: typed cells by attribute, and these for every table."""

    __slots__ = ()

    @property
    def origin(self) -> Origin:
        """Where the row stands."""

    @property
    def table(self) -> str:
        """Name of the table."""
        return self.origin.table

    @property
    def row(self) -> int:
        """The data row, counted from 1."""
        return self.origin.number

    @property
    def place(self) -> str:
        """The place that messages name, such as ``arms.csv, row 3``."""
        return f"{self.origin.file}, row {self.origin.number}"

    @property
    def cells(self) -> Mapping[str, str]:
        """The raw cells by column."""
        return self.origin.cells

    @property
    def source(self) -> str:
        """Id of the source."""
        return self.origin.source

    @property
    def reference(self) -> str:
        """Key in the bibliography, or an empty string."""
        return self.origin.reference

    @property
    def family(self) -> str:
        """All that rests on the same participants or fitted model shares this id.

        A table without the column (guidance) gives the source.
        """
        return self.cells.get("study_family", "") or self.source

    @property
    def secondary(self) -> bool:
        """Whether the number was read in someone's transcription of the source."""
        return self.cells.get("notes", "").startswith("SECONDARY")

    @property
    def reading(self) -> str:
        """The reading grade to show beside the number.

        ``page``, ``abstract`` or ``memory``, with ``, secondary`` where a
        transcription was read; ``not stated`` for a table that does not say.
        """
        grade = self.cells.get("verified", "") or "not stated"
        return f"{grade}, secondary" if self.secondary else grade

    @property
    def why_not(self) -> str | None:
        """Why the row cannot be used as a number; None for a sound row."""
        return self.origin.why_not

    def cell(self, column: str) -> Number | None:
        """Return what a cell says as a number with its ends; None if it is empty.

        Raises
        ------
        troche.errors.EvidenceError
            If the row has no such column.
        """
        if column not in self.cells:
            raise EvidenceError(
                f"{self.place}, column",
                column,
                f"one of {', '.join(self.cells)}",
                meant=nearest(column, self.cells),
            )
        raw = self.cells[column]
        return read_number(raw) if raw.strip() else None

    def number(self, column: str) -> float:
        """Return the one number of a cell, in the unit that the row gives it.

        Raises
        ------
        troche.errors.EvidenceError
            If the cell is empty, holds words, a range, a bound or several numbers.

        Examples
        --------
        >>> from troche.evidence import find
        >>> find("pk_models", source_id="Simons2022", parameter="VK1").number("typical_value")
        11.6
        """
        cell = self.cell(column)
        if cell is None or cell.value is None:
            raise EvidenceError(
                f"{self.place}, column {column}",
                self.cells[column],
                "a cell with one number; `cell(column)` gives the ends of a range",
            )
        return cell.value

    def unit_of(self, column: str) -> str:
        """Return the unit of a numeric column in this row, as the row writes it.

        Examples
        --------
        >>> from troche.evidence import find
        >>> find("pk_models", source_id="Simons2022", parameter="VK1").unit_of("typical_value")
        'L/70kg'
        """
        columns = codebook(self.table).columns
        if column not in columns or not columns[column].numeric:
            numeric = [name for name, known in columns.items() if known.numeric]
            raise EvidenceError(
                f"{self.place}, column",
                column,
                f"a column of numbers: {', '.join(numeric)}",
                meant=nearest(column, numeric),
            )
        rule = columns[column]
        return self.cells.get(rule.unit_in, "") if rule.unit_in else rule.unit
