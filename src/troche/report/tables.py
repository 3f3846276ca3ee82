"""Tables as rows of words, for the page, the terminal and the notebook alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from troche.report.blood import drug_word, notes_on_blood, site_of
from troche.report.numerals import Cell, cell_of, find, interval, numeral, unit_words
from troche.studies.results import Quantity, RegimenResult, Result

__all__ = [
    "MAIN",
    "Column",
    "MainRow",
    "QuantityRow",
    "flag_kinds",
    "main_columns",
    "main_rows",
    "quantity_rows",
    "table_notes",
]


@dataclass(frozen=True)
class Column:
    """A column of the main table.

    Parameters
    ----------
    heading, unit
        As printed.
    names
        The quantities that fill it: the first that a regimen has.
    venous
        The quantity of venous blood that stands below it.
    of_drug, of_site
        Whether the heading names the drug, and the blood.
    """

    heading: str
    unit: str
    names: tuple[str, ...]
    venous: str = ""
    of_drug: bool = False
    of_site: bool = False


MAIN: Final = (
    Column(
        "Peak",
        "ng/mL",
        ("ketamine cmax", "ketamine cmax_first"),
        "ketamine (venous) cmax",
        of_drug=True,
        of_site=True,
    ),
    Column("AUC 0–24 h of", "ng·h/mL", ("ketamine auc_0_24h", "ketamine auc_first"), of_drug=True),
    Column("Peak occupancy", "% of receptors", ("occupancy peak", "occupancy peak_first")),
    Column(
        "Peak",
        "% of infusion",
        ("infusion ratio peak",),
        "infusion ratio venous peak",
        of_site=True,
    ),
    Column("AUC per week", "% of one infusion", ("infusion ratio auc per week",)),
)
"""Columns of the main table; ketamine is what `notes_on_blood` says."""


@dataclass(frozen=True)
class MainRow:
    """One regimen in the main table."""

    regimen: RegimenResult
    cells: tuple[Cell, ...]
    label: str
    flags: tuple[str, ...]


@dataclass(frozen=True)
class QuantityRow:
    """One quantity in full."""

    name: str
    unit: str
    meaning: str
    cell: Cell
    everyone: str
    mean: str
    sd: str
    n: str


def main_columns(result: Result) -> tuple[Column, ...]:
    """Return the columns that at least one regimen fills, with drug and blood by name."""
    drug, site = drug_word(result.regimens), site_of(result)
    filled = [c for c in MAIN if any(find(r, *c.names) for r in result.regimens)]
    return tuple(
        replace(
            column,
            heading=column.heading
            + (f" {drug}" if column.of_drug else "")
            + (f", {site}" if column.of_site and site else ""),
        )
        for column in filled
    )


def main_rows(result: Result) -> list[MainRow]:
    """Return one row for each regimen, in the study's order."""
    columns = main_columns(result)
    return [
        MainRow(
            regimen,
            tuple(
                cell_of(find(regimen, *column.names), result.patients, find(regimen, column.venous))
                for column in columns
            ),
            regimen.label,
            flag_kinds(regimen),
        )
        for regimen in result.regimens
    ]


def table_notes(result: Result) -> list[str]:
    """Return the footnotes of the main table, made from what the result holds."""
    notes = notes_on_blood(result)
    if any(cell.n for row in main_rows(result) for cell in row.cells):
        notes.append(
            f"n: virtual patients with this number, where not all {result.patients:,} have one; "
            "a dose that was missed has no peak and no area of its own."
        )
    return notes


def flag_kinds(regimen: RegimenResult) -> tuple[str, ...]:
    """Return the kinds of a regimen's flags, each once."""
    return tuple(dict.fromkeys(flag.kind for flag in regimen.flags))


def quantity_rows(regimen: RegimenResult) -> list[QuantityRow]:
    """Return every quantity of a regimen; one without a number shows a dash."""
    return [_row(quantity) for quantity in regimen.quantities]


def _row(quantity: Quantity) -> QuantityRow:
    spread, unit = quantity.spread, quantity.unit
    n = spread.get("n")
    return QuantityRow(
        quantity.name,
        unit_words(unit),
        quantity.meaning,
        cell_of(quantity),
        interval(spread.get("p5"), spread.get("p95"), unit),
        numeral(spread.get("mean"), unit),
        numeral(spread.get("sd"), unit),
        "–" if n is None else f"{n:,}",
    )
