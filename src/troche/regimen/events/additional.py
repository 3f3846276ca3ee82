"""Additional doses (ADDL, II) as events of their own.

Order at one time: an additional dose comes before the rows of the table that
have the same time, as in NONMEM (an observation at that time sees the dose);
among additional doses, the earlier row comes first.

A reset (EVID 3 or 4) and a steady-state dose with SS 1 cancel the additional
doses still pending from earlier rows, those at its own time included. They are
returned in `Individual.cancelled`, never dropped in silence.

Source: NONMEM Users Guide, part VI, chapter V, and help pages SS, EVID, ADDL.
"""

from __future__ import annotations

from dataclasses import replace
from heapq import heappop, heappush

from troche.regimen.events.record import EventRecord, EventTable, Evid, Individual

Pending = list[tuple[float, int, int, EventRecord]]


def expand_addl(table: EventTable) -> EventTable:
    r"""Return the table with every additional dose as an event of its own.

    Examples
    --------
    >>> from troche.regimen import read_events
    >>> text = "ID,TIME,AMT,ADDL,II,CMT\n1,0,10,2,12,1\n1,24,.,.,.,1\n"
    >>> table = expand_addl(read_events(text, ["central"]))
    >>> [(each.time_h, each.amt, each.additional) for each in table.individuals[0].records]
    [(0.0, 10.0, 0), (12.0, 10.0, 1), (24.0, 10.0, 2), (24.0, 0.0, 0)]
    """
    return replace(table, individuals=tuple(map(with_additional, table.individuals)))


def with_additional(individual: Individual) -> Individual:
    """Return the individual with ADDL written out, times k II after each row.

    The additional doses of a steady-state dose are ordinary doses; its own
    record keeps II, the interval of the steady state.
    """
    records: list[EventRecord] = []
    cancelled: list[EventRecord] = []
    pending: Pending = []
    for position, record in enumerate(individual.records):
        clears = record.is_reset or (record.is_dose and record.ss == 1)
        while pending and _comes_first(pending[0][0], record, clears):
            records.append(heappop(pending)[3])
        if clears:
            cancelled += [heappop(pending)[3] for _ in range(len(pending))]
        records.append(replace(record, addl=0, ii=record.ii if record.ss else 0.0))
        for number in range(1, record.addl + 1):
            dose = _additional(record, number)
            heappush(pending, (dose.time_h, position, number, dose))
    records += [heappop(pending)[3] for _ in range(len(pending))]
    return Individual(individual.id, tuple(records), tuple(cancelled))


def _comes_first(time_h: float, record: EventRecord, clears: bool) -> bool:
    return time_h < record.time_h if clears else time_h <= record.time_h


def _additional(record: EventRecord, number: int) -> EventRecord:
    return replace(
        record,
        time_h=record.time_h + number * record.ii,
        evid=Evid.DOSE,
        ii=0.0,
        addl=0,
        ss=0,
        additional=number,
    )
