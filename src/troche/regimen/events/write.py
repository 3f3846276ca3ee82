"""Timetables as tables of dosing events, and tables of dosing events as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from troche.errors import EventsError
from troche.regimen.events.columns import RESERVED
from troche.regimen.events.meaning import Compartments
from troche.regimen.events.record import EventRecord, EventTable, Evid, Individual
from troche.regimen.events.runs import runs_of
from troche.regimen.timetable import Administration, Timetable

WEIGHT: Final = "WT"
"""The column that holds the body weight, kg."""


def event_table(
    timetable: Timetable,
    into: Mapping[str, str],
    compartments: Sequence[str],
    *,
    weights: Mapping[str, float] | None = None,
    additional: bool = True,
) -> EventTable:
    """Return the table of dosing events of a timetable, for one person or for many.

    Parameters
    ----------
    timetable
        What is given.
    into
        The compartment of each route, such as ``{"iv": "central", "oral": "gut"}``;
        a drug and a route (``"esketamine nasal"``) go before the route alone.
    compartments
        Names of the compartments of the model, in order.
    weights : kg
        Body weight of each person, by ID; needed for amounts in mg/kg. Without
        it there is one person, with ID 1.
    additional
        Whether regular runs of doses are written with ADDL and II.

    Returns
    -------
    EventTable
        Infusions have a RATE; parts and devices are rows of their own. A placebo
        is an event of the other type (EVID 2): it takes place and gives nothing.
        A hold in the mouth has no column and is left to the model.

    Raises
    ------
    troche.errors.EventsError
        If a route has no compartment, or amounts in mg/kg have no weight.

    Examples
    --------
    >>> from troche.regimen import expand, parse
    >>> table = expand(parse("0.5 mg/kg ketamine iv over 30 min, twice weekly for 2 weeks"), 336)
    >>> print(write_events(event_table(table, {"iv": "central"}, ["central"], weights={"7": 80})))
    ID,TIME,AMT,RATE,ADDL,II,SS,EVID,CMT,WT
    7,0,40,80,1,168,0,1,1,80
    7,72,40,80,1,168,0,1,1,80
    <BLANKLINE>
    """
    known = Compartments(tuple(compartments))
    for name in into.values():
        known.check(name)
    if weights is not None and timetable.weight_kg is not None:
        found = f"a timetable for {timetable.weight_kg:g} kg"
        raise EventsError("weights", found, "one weight: expand again, or leave out weights")
    if weights is None and timetable.regimen.is_weight_based and timetable.weight_kg is None:
        raise EventsError("weights", "amounts in mg/kg", "a body weight, kg, for each person")
    people: dict[str, float | None] = {"1": timetable.weight_kg}
    if weights is not None:
        people = {str(key): float(weight) for key, weight in weights.items()}
    individuals = []
    for person, weight in people.items():
        own = timetable
        if weights is not None and weight is not None:
            own = timetable.for_weight(weight)
        cells = {} if weight is None else {WEIGHT: _plain(weight)}
        records = _records(own.administrations, into, cells, additional=additional)
        individuals.append(Individual(person, records))
    columns = (WEIGHT,) if any(weight is not None for weight in people.values()) else ()
    return EventTable(tuple(individuals), known.names, columns)


def _records(
    administrations: Sequence[Administration],
    into: Mapping[str, str],
    cells: Mapping[str, str],
    *,
    additional: bool,
) -> tuple[EventRecord, ...]:
    alike: dict[tuple[int, int, int], list[Administration]] = {}
    for each in administrations:
        alike.setdefault((each.phase, each.part, each.device), []).append(each)
    found: list[tuple[float, int, int, EventRecord]] = []
    for (_, part, device), group in alike.items():
        first, times = group[0], [each.time_h for each in group]
        for start, interval, more in (
            [(run.start_h, run.interval_h, run.additional) for run in runs_of(times)]
            if additional and first.drug != "placebo"
            else [(time, 0.0, 0) for time in times]
        ):
            rate = first.amount / first.duration_h if first.duration_h else 0.0
            evid = Evid.OTHER if first.drug == "placebo" else Evid.DOSE
            record = EventRecord(
                time_h=start,
                evid=evid,
                amt=first.amount,
                rate=rate,
                ii=interval if more else 0.0,
                addl=more,
                cmt=_destination(first, into),
                cells=cells,
            )
            found.append((start, part, device, record))
    found.sort(key=lambda each: each[:3])
    return tuple(record for *_, record in found)


def _destination(each: Administration, into: Mapping[str, str]) -> str | None:
    cmt = into.get(f"{each.drug} {each.route}", into.get(each.route))
    if cmt is None and each.drug != "placebo":
        raise EventsError(
            "compartments",
            f"no compartment for {each.drug} {each.route}",
            f"a compartment for each route; given: {', '.join(into) or 'none'}",
        )
    return cmt


def write_events(table: EventTable, path: str | Path | None = None) -> str:
    """Return a table of dosing events as comma-separated text, and write it if asked to.

    Reading the text again gives the same events: numbers keep every digit.

    Parameters
    ----------
    table
        From `read_events` or `event_table`.
    path
        Where to write; None to only return the text.

    Raises
    ------
    troche.errors.EventsError
        If a cell holds a comma, a quote or a line break, or the file cannot be written.
    """
    lines = [",".join((*RESERVED, *table.columns))]
    for individual in table.individuals:
        for record in individual.records:
            number = 0 if record.cmt is None else table.compartments.index(record.cmt) + 1
            cells = [
                individual.id,
                *(_plain(value) for value in (record.time_h, record.amt, record.rate)),
                *(str(record.addl), _plain(record.ii), str(record.ss), str(int(record.evid))),
                str(number),
                *(record.cells.get(column, ".") or "." for column in table.columns),
            ]
            for cell in cells:
                if set(cell) & set(',"\n\r'):
                    raise EventsError("events", cell, "cells without commas, quotes, line breaks")
            lines.append(",".join(cells))
    text = "\n".join(lines) + "\n"
    if path is not None:
        try:
            Path(path).write_text(text, "utf-8")
        except OSError as error:
            raise EventsError("events", str(path), f"a file to write to ({error})") from None
    return text


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
