"""From the text of a table to rows of cells, and from a cell to a number."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from troche.errors import EventsError, nearest

RESERVED: Final = ("ID", "TIME", "AMT", "RATE", "ADDL", "II", "SS", "EVID", "CMT")
"""The columns with a meaning here; any letter case, no other spelling."""

REQUIRED: Final = ("ID", "TIME", "AMT")

_DATES: Final = frozenset({"DATE", "DAT1", "DAT2", "DAT3"})
NO_EFFECT: Final = frozenset({"CONT", "CALL", "PCMT", "L1", "L2", "RPT_", "EVTM"})
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eEdD][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it is, and its cells by column, reserved columns in upper case."""

    table: str
    number: int
    cells: Mapping[str, str]

    def where(self, column: str) -> str:
        """Return the place that a message names."""
        return f"{self.table}, row {self.number}, column {column}"

    def is_missing(self, column: str) -> bool:
        """Whether the cell is empty, a point, or in no column."""
        return self.cells.get(column, "") in ("", ".")

    def number_in(self, column: str, missing: float = 0.0) -> float:
        """Return the number in a cell, or `missing`.

        Raises
        ------
        troche.errors.EventsError
            If the cell is not a finite number.
        """
        if self.is_missing(column):
            return missing
        text = self.cells[column]
        if not _NUMBER.fullmatch(text):
            meant = text.replace(",", ".") if _NUMBER.fullmatch(text.replace(",", ".")) else ""
            raise EventsError(self.where(column), text, "a number, or '.' for missing", meant)
        value = float(text.upper().replace("D", "E"))
        if not math.isfinite(value):
            raise EventsError(self.where(column), text, "a number below 1e308")
        return value

    def whole_in(self, column: str, allowed: Iterable[int] | None = None) -> int:
        """Return the whole number in a cell, 0 if missing, one of `allowed` if given."""
        value = self.number_in(column)
        options = None if allowed is None else list(allowed)
        if value != int(value) or (options is not None and int(value) not in options):
            listed = "a whole number" if options is None else ", ".join(map(str, options))
            raise EventsError(self.where(column), self.cells[column], listed)
        return int(value)


def rows_of(source: str | Path) -> tuple[list[Row], tuple[str, ...], tuple[str, ...]]:
    """Return the rows, the other columns, and notes on columns without effect.

    `source` is a path, or the text itself if it has more than one line. Cells are
    separated by tabs, commas, or spaces, as the line of headings is.
    """
    name, text = _text_of(source)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise EventsError(name, f"{len(lines)} lines", "a line of headings and at least one row")
    cells = _split(lines)
    headings = [
        heading.upper() if heading.upper() in (*RESERVED, "MDV", "DV") else heading
        for heading in cells[0]
    ]
    _check_headings(name, headings)
    rows = []
    for number, row in enumerate(cells[1:], start=1):
        if row and row[0].startswith("#"):
            raise EventsError(f"{name}, row {number}", row[0], "a row of data: remove comments")
        if len(row) != len(headings):
            found = f"{len(row)} cells"
            raise EventsError(f"{name}, row {number}", found, f"{len(headings)}, one per heading")
        rows.append(Row(name, number, dict(zip(headings, row, strict=True))))
    others = tuple(heading for heading in headings if heading not in RESERVED)
    notes = tuple(
        f"{name}, column {heading}: kept as it is, without effect"
        for heading in others
        if heading.upper() in NO_EFFECT
    )
    return rows, others, notes


def _text_of(source: str | Path) -> tuple[str, str]:
    if isinstance(source, str) and ("\n" in source or "\r" in source):
        return "events", source
    path = Path(source)
    try:
        return path.name, path.read_text("utf-8-sig")
    except OSError as error:
        why = error.strerror or "cannot be read"
        raise EventsError(str(path), why, "a table of events that can be read") from None
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x} at {error.start}"
        raise EventsError(str(path), found, "a table of events in UTF-8") from None
    except ValueError:
        raise EventsError("events", str(source), "a path, or the text of a table") from None


def _split(lines: list[str]) -> list[list[str]]:
    lines[0] = lines[0].lstrip("\ufeff")
    separator = next((mark for mark in "\t,;" if mark in lines[0]), None)
    if separator is None:
        return [line.split() for line in lines]
    try:
        rows = csv.reader(lines, delimiter=separator, strict=True)
        return [[cell.strip() for cell in row] for row in rows]
    except csv.Error as error:
        unclosed = "unexpected end" in str(error)
        found = "a quote that is not closed" if unclosed else str(error)
        raise EventsError("events", found, "cells of ordinary length, quotes closed") from None


def _check_headings(name: str, headings: list[str]) -> None:
    where = f"{name}, line of headings"
    for heading in headings:
        if heading.upper() in _DATES:
            raise EventsError(
                where, heading, "no dates: TIME holds hours since the individual's first event"
            )
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    if twice:
        raise EventsError(where, f"{', '.join(twice)} more than once", "each heading once")
    for required in REQUIRED:
        if required not in headings:
            near = nearest(required, headings)
            meant = f"{required} instead of {near}" if near else ""
            raise EventsError(where, ", ".join(headings), f"a column {required}", meant)
