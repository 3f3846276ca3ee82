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

MANNER: Final = ("DRUG", "HOLD", "SWALLOWED", "DEVICE", "PRODUCT")
"""Columns for what AMT, RATE and CMT cannot say: drug, hold in the mouth (h), whether what
is left after it is swallowed (1) or spat out (0), which nasal device, and product."""


def event_table(
    timetable: Timetable,
    into: Mapping[str, str],
    compartments: Sequence[str],
    *,
    weights: Mapping[str, float] | None = None,
    additional: bool = True,
    manner: bool = True,
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
    manner
        Whether the columns of `MANNER` are there. Without them a table says neither
        the drug nor the hold, device or product: for programs that take numbers alone.

    Returns
    -------
    EventTable
        Infusions have a RATE; parts and devices are rows of their own. A placebo
        is an event of the other type (EVID 2): it takes place and gives nothing.

    Raises
    ------
    troche.errors.EventsError
        If a route has no compartment, or amounts in mg/kg have no weight.

    Examples
    --------
    >>> from troche.regimen import expand, parse
    >>> table = expand(parse("0.5 mg/kg ketamine iv over 30 min, twice weekly for 2 weeks"), 336)
    >>> print(write_events(event_table(table, {"iv": "central"}, ["central"], weights={"7": 80})))
    ID,TIME,AMT,RATE,ADDL,II,SS,EVID,CMT,WT,DRUG,HOLD,SWALLOWED,DEVICE,PRODUCT
    7,0,40,80,1,168,0,1,1,80,ketamine,.,.,1,.
    7,72,40,80,1,168,0,1,1,80,ketamine,.,.,1,.
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
        records = _records(own.administrations, into, cells, additional=additional, manner=manner)
        individuals.append(Individual(person, records))
    columns: tuple[str, ...] = (
        (WEIGHT,) if any(weight is not None for weight in people.values()) else ()
    )
    columns += MANNER if manner else ()
    return EventTable(tuple(individuals), known.names, columns)


def _records(
    administrations: Sequence[Administration],
    into: Mapping[str, str],
    cells: Mapping[str, str],
    *,
    additional: bool,
    manner: bool,
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
                cells={**cells, **_manner(first)} if manner else cells,
            )
            found.append((start, part, device, record))
    found.sort(key=lambda each: each[:3])
    return tuple(record for *_, record in found)


def _manner(each: Administration) -> dict[str, str]:
    held = each.after is not None
    said = (
        each.drug,
        _plain(each.hold_h) if held else ".",
        str(int(each.after == "swallowed")) if held else ".",
        str(each.device),
        each.product or ".",
    )
    return dict(zip(MANNER, said, strict=True))


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
            found = error.strerror or "cannot be written"
            raise EventsError(str(path), found, "a file in a folder that can be written") from None
    return text


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
