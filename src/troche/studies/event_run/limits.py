"""The limits of the regimen language, held by every row of a table."""

from __future__ import annotations

from typing import Final

from troche.errors import EventsError
from troche.regimen.events.columns import Row
from troche.regimen.events.record import EventRecord
from troche.regimen.rules import MAX_DAYS, MAX_MG, MAX_MG_PER_KG
from troche.regimen.timetable import MAX_HORIZON_HOURS

__all__ = ["check_limits"]

_SHORTEST_H: Final = 1e-6
"""Of an infusion, h: four milliseconds. A shorter one is a slip of units."""

_CLOSEST_H: Final = 1 / 60
"""Between doses of ADDL or SS, h."""

_OVERLAPPING: Final = 100
"""Infusions of one row that run at the same time."""


def check_limits(record: EventRecord, row: Row, weight: float | None, share: float = 1.0) -> None:
    """Refuse a dose or a time that the regimen language would refuse.

    Parameters
    ----------
    record, row
        The same row, read and as it stands.
    weight : kg
        If the table gives one: up to 30 mg/kg may then be given, as in the language.

    share
        Of AMT that is given.

    Raises
    ------
    troche.errors.EventsError
        Naming row and column.
    """
    _within(row, "TIME", record.time_h, MAX_HORIZON_HOURS, "h")
    if not record.is_dose:
        return
    most, why = float(MAX_MG), f"at most {MAX_MG:,} mg"
    if weight is not None and weight * MAX_MG_PER_KG > most:
        most, why = weight * MAX_MG_PER_KG, f"at most {MAX_MG_PER_KG} mg/kg of {weight:g} kg"
    if record.amt * max(share, 1.0) > most:
        times = f" times {share:g}" if share > 1 else ""
        raise EventsError(row.where("AMT"), f"{record.amt:g} mg{times}", why)
    if record.is_constant_infusion:
        _within(row, "RATE", record.rate, MAX_MG, "mg/h")
    elif record.rate > 0:
        length, longest = record.duration_h * max(share, 1.0), MAX_DAYS * 24
        if not _SHORTEST_H <= length <= longest:
            found = f"{record.rate:g} mg/h, so that {record.amt:g} mg take {length:.3g} h"
            raise EventsError(
                row.where("RATE"), found, f"infusions from {_SHORTEST_H:g} to {longest:,} h"
            )
    if record.addl or record.ss:
        _check_interval(record, row)


def _check_interval(record: EventRecord, row: Row) -> None:
    if record.is_constant_infusion:
        return
    if record.ii < _CLOSEST_H:
        raise EventsError(row.where("II"), f"{record.ii:g} h", "intervals of a minute or more")
    _within(row, "II", record.ii, MAX_HORIZON_HOURS, "h")
    if record.duration_h > _OVERLAPPING * record.ii:
        found = f"{record.ii:g} h, with infusions of {record.duration_h:.4g} h"
        raise EventsError(row.where("II"), found, f"at most {_OVERLAPPING:,} that overlap")
    end = record.time_h + record.addl * record.ii
    if end > MAX_HORIZON_HOURS:
        found = f"{record.addl:,} more doses, the last at {end:,.0f} h"
        raise EventsError(row.where("ADDL"), found, f"doses before {MAX_HORIZON_HOURS:,.0f} h")


def _within(row: Row, column: str, value: float, most: float, unit: str) -> None:
    if value > most:
        found = f"{value:g} {unit}"
        raise EventsError(row.where(column), found, f"at most {most:,.0f} {unit}")
