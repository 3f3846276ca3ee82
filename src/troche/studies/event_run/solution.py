"""What solving a table of doses gives: concentrations, and what to know before using them."""

from __future__ import annotations

from dataclasses import dataclass

from troche.studies.results import Flag

__all__ = ["Prediction", "Solution"]


@dataclass(frozen=True)
class Prediction:
    """Concentrations at one row of the table.

    Parameters
    ----------
    id, row
        Of the table.
    time_h : h
    evid
        Of the row.
    concentrations : ng/mL
        By analyte, once the row has had its effect.
    """

    id: str
    row: int
    time_h: float
    evid: int
    concentrations: dict[str, float]


@dataclass(frozen=True)
class Solution:
    """A solved table.

    Parameters
    ----------
    model
        By name.
    rows
        One for each row of the table, in order; every row has the same analytes.
    flags
        Where a dose leaves what has been studied, and what concerns every number.
    notes
        What stands in the table and was not used, and what was taken where the table
        says nothing, one sentence each.
    """

    model: str
    rows: tuple[Prediction, ...]
    flags: tuple[Flag, ...]
    notes: tuple[str, ...]
