"""The rows that a claim's file points to: each is found in the tables, or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from troche.errors import BadInput, ClaimError, nearest
from troche.evidence import Arm, Outcome, Row, builtin, load, tables
from troche.evidence.codebook import codebook
from troche.regimen import Regimen, parse
from troche.studies.claims.claim import BEARINGS, DESIGNS, Cited
from troche.studies.claims.fields import keys_of, mapping_of, text_of

__all__ = ["cited_rows"]

_KEYS: Final = ("row", "bears", "because", "given", "design")
_BEGINS: Final = "…"
"""Ends a value that only begins a cell."""


def cited_rows(raw: Any, place: str) -> tuple[Cited, ...]:
    """Return the rows under ``evidence``, in the order of the file.

    Parameters
    ----------
    raw
        A list of entries, each with a query for one row or several.
    place
        For messages.

    Raises
    ------
    troche.errors.ClaimError
        If an entry is not understood, or its query finds no row.
    """
    if not isinstance(raw, list):
        allowed = "a list of entries with the keys row, bears, because; [] for no row"
        raise ClaimError(place, "no list", allowed)
    found: dict[tuple[str, int], Cited] = {}
    for number, entry in enumerate(raw, start=1):
        for cited in _entry(entry, f"{place}, entry {number}"):
            key = cited.row.table, cited.row.row
            if key in found:
                raise ClaimError(f"{place}, entry {number}", cited.row.place, "each row once")
            found[key] = cited
    return tuple(found.values())


def _entry(raw: Any, place: str) -> tuple[Cited, ...]:
    fields = keys_of(raw, _KEYS, ("given", "design"), place)
    bears = text_of(fields["bears"], f"{place}, bears")
    if bears not in BEARINGS:
        raise ClaimError(f"{place}, bears", bears, ", ".join(BEARINGS), nearest(bears, BEARINGS))
    because = text_of(fields["because"], f"{place}, because")
    rows = _rows(mapping_of(fields["row"], f"{place}, row", "a table, and columns"), place)
    given, design = fields.get("given"), fields.get("design")
    return tuple(
        Cited(
            row,
            bears,
            because,
            _design(row, design, f"{place}, design"),
            *_given(row, given, f"{place}, given"),
            _without_drug(row),
        )
        for row in rows
    )


def _rows(query: Mapping[str, Any], place: str) -> tuple[Row, ...]:
    table = text_of(query.get("table"), f"{place}, row, table")
    if table not in tables():
        raise ClaimError(
            f"{place}, row, table", table, ", ".join(tables()), nearest(table, tables())
        )
    columns = codebook(table).columns
    rows: tuple[Row, ...] = load(table)
    for column, wanted in query.items():
        where = f"{place}, row, {column}"
        if column == "table":
            continue
        if column not in columns:
            raise ClaimError(where, column, ", ".join(columns), nearest(column, columns))
        left = tuple(row for row in rows if _says(row, column, wanted))
        if not left:
            known = list(dict.fromkeys(row.cells.get(column, "") for row in rows))
            listed = ", ".join(repr(v[:40]) for v in known[:6])
            more = f" and {len(known) - 6} more" if len(known) > 6 else ""
            meant = nearest(str(wanted), known)
            raise ClaimError(where, wanted, f"what a row of {table} says: {listed}{more}", meant)
        rows = left
    if len(query) < 2:
        raise ClaimError(f"{place}, row", "a table alone", "columns that tell which rows")
    return rows


def _says(row: Row, column: str, wanted: Any) -> bool:
    cell = row.cells.get(column, "")
    if isinstance(wanted, str):
        begins = wanted.endswith(_BEGINS)
        return cell.startswith(wanted[: -len(_BEGINS)]) if begins else cell == wanted
    number = row.cell(column)
    return number is not None and number.value == wanted


def _design(row: Row, raw: Any, place: str) -> str:
    if raw is not None:
        design = text_of(raw, place)
        if design not in DESIGNS:
            raise ClaimError(place, design, ", ".join(DESIGNS), nearest(design, DESIGNS))
        return design
    if row.table == "guidance":
        return "statement"
    if isinstance(row, Outcome | Arm):
        trial = builtin().trial_of(row)
        return "randomised" if trial and trial.design.startswith("RCT") else "open"
    raise ClaimError(place, "nothing", f"{', '.join(DESIGNS)}; rows of {row.table} do not say it")


def _without_drug(row: Row) -> bool:
    """Return whether a row is of an arm that got no ketamine."""
    if isinstance(row, Outcome):
        arm = builtin().arm_of(row)
        return arm is not None and arm.arm_role != "active"
    return row.table == "tolerability" and "ketamine" not in row.cells.get("drug", "")


def _given(row: Row, raw: Any, place: str) -> tuple[tuple[Regimen, ...], float | None]:
    """Return regimens, or a concentration in mg/L, that a row is about."""
    if raw is not None:
        text = text_of(raw, place)
        level = re.fullmatch(r"(\d+(?:\.\d+)?) ng/mL", text)
        if level:
            return (), float(level[1]) / 1000.0
    else:
        arm = builtin().arm_of(row) if isinstance(row, Outcome) else None
        text = (arm or row).cells.get("regimen", "")
    if not text:
        return (), None
    try:
        regimen = parse(text)
    except BadInput as error:
        where = f"{place}: {error.where}"
        raise ClaimError(where, error.found, error.allowed, error.meant) from None
    return (regimen,) if set(regimen.drugs) - {"placebo"} else (), None
