"""Read a NONMEM-style table of dosing events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from troche.errors import EventsError
from troche.regimen.events.columns import Row, rows_of
from troche.regimen.events.meaning import Compartments, record_of
from troche.regimen.events.record import EventRecord, EventTable, Individual


def read_events(
    source: str | Path,
    compartments: Sequence[str],
    *,
    default_compartment: str | None = None,
    modelled_rate: Mapping[str, float] | None = None,
    modelled_duration: Mapping[str, float] | None = None,
) -> EventTable:
    """Read a table of dosing events with NONMEM's meaning of its columns.

    Parameters
    ----------
    source
        A path, or the text itself (anything with a line break). Cells are
        separated by tabs, commas or spaces; ``.`` and nothing mean missing.
    compartments
        Names of the compartments of the model, in order; CMT gives a name, or a
        number counted from 1.
    default_compartment
        Where doses go whose row has no CMT; without it such rows are refused.
    modelled_rate : mg/h
        What RATE -1 stands for, per compartment.
    modelled_duration : h
        What RATE -2 stands for, per compartment.

    Returns
    -------
    EventTable
        The individuals and their events. Columns other than ID, TIME, AMT, RATE,
        ADDL, II, SS, EVID and CMT are kept as they are. Bioavailability and
        lag belong to the solver, not to the table.

    Raises
    ------
    troche.errors.EventsError
        If a row has no meaning, an individual comes back after another one, or
        time runs backwards without a reset. The message names the row.

    Examples
    --------
    >>> text = '''ID TIME AMT RATE II ADDL SS EVID CMT
    ... 1 0 35 52.5 72 7 0 1 central
    ... 1 2 . . . . . 0 central
    ... '''
    >>> dose, sample = read_events(text, ["depot", "central"]).individuals[0].records
    >>> dose.duration_h, dose.ii, dose.addl, sample.evid.name
    (0.6666666666666666, 72.0, 7, 'OBSERVATION')
    """
    known = Compartments(
        tuple(compartments), default_compartment, modelled_rate or {}, modelled_duration or {}
    )
    rows, columns, notes = rows_of(source)
    without_effect = list(notes)
    people: dict[str, list[EventRecord]] = {}
    names: dict[str, str] = {}
    before: Row | None = None
    for row in rows:
        key = _identity(row)
        records = people.get(key)
        if records is None:
            records = people[key] = []
            names[key] = row.cells["ID"]
        elif before is not None and _identity(before) != key:
            raise EventsError(
                row.where("ID"),
                f"{row.cells['ID']} again, last seen in row {records[-1].row}",
                "the rows of one individual together",
            )
        record = record_of(row, known)
        if records and record.time_h < records[-1].time_h and not record.is_reset:
            raise EventsError(
                row.where("TIME"),
                f"{row.cells['TIME']} after {records[-1].time_h:g} in row {records[-1].row}",
                "times that do not decrease, except at a reset (EVID 3 or 4)",
            )
        if record.is_dose and record.ii and not (record.addl or record.ss):
            without_effect.append(
                f"{row.where('II')}: {record.ii:g} has no effect without ADDL or SS"
            )
        records.append(record)
        before = row
    individuals = tuple(Individual(names[key], tuple(people[key])) for key in people)
    return EventTable(individuals, known.names, columns, tuple(without_effect))


def _identity(row: Row) -> str:
    """Return what tells individuals apart: 1 and 1.0 are the same."""
    text = row.cells["ID"]
    if row.is_missing("ID"):
        raise EventsError(row.where("ID"), text or "nothing", "a number or a name")
    try:
        return repr(float(text))
    except ValueError:
        return text
