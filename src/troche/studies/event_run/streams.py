"""From doses on routes to records on states, and to concentrations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from troche.cascade.events import solve_records
from troche.population.bodies import Bodies
from troche.population.drugs import SHARE
from troche.regimen.events import EventRecord, Evid, Individual
from troche.studies.event_run.manner import Given
from troche.studies.event_run.solution import Prediction

__all__ = ["predictions"]


def predictions(
    bodies: Bodies,
    individual: Individual,
    doses: Mapping[int, Given],
    lags: Mapping[str, float],
    shares: Mapping[str, float],
) -> Iterator[Prediction]:
    """Yield the concentrations at each row of one individual.

    Parameters
    ----------
    bodies
        The typical person of the individual's weight.
    individual
        Of the table.
    doses
        By the place of their record.
    lags, shares
        By route, as `troche.studies.event_run.solve_table` takes them.
    """
    streams: list[EventRecord] = []
    last: list[int] = []
    for place, record in enumerate(individual.records):
        streams += (
            _streams(bodies, doses[place], lags, shares)
            if place in doses
            else [replace(record, cmt=None)]
        )
        last.append(len(streams) - 1)
    amounts = solve_records(bodies.system.matrix[0], bodies.system.states, streams)
    shown = [name for name in bodies.system.observations if "effect" not in name]
    weights = {name: np.asarray(bodies.system.weights(name))[0] for name in shown}
    for record, index in zip(individual.records, last, strict=True):
        found = {name: 1000.0 * float(weights[name] @ amounts[index]) for name in shown}
        yield Prediction(individual.id, record.row, record.time_h, int(record.evid), found)


def _streams(
    bodies: Bodies, dose: Given, lags: Mapping[str, float], shares: Mapping[str, float]
) -> list[EventRecord]:
    """Return the records on states that one dose on a route becomes."""
    record, route = dose.record, dose.delivery.route
    streams: list[EventRecord] = []
    for enantiomer, share in SHARE[dose.drug].items():
        for entry in bodies.model.entries(bodies.parameters[enantiomer], dose.delivery):
            part = share * float(np.ravel(entry.fraction)[0])
            later = lags.get(route, 0.0) + float(np.ravel(entry.lag)[0])
            duration = float(np.ravel(entry.duration)[0])
            amount, rate = part * shares.get(route, 1.0) * record.amt, 0.0
            if record.is_constant_infusion:
                # A stream that outlasts its dose by D ends D later, whatever the dose's length.
                rate, later = part * record.rate, later + duration
            elif duration > 0:
                rate = amount / duration
            stream = replace(
                record, cmt=f"{enantiomer}: {entry.state}", amt=amount, rate=rate, lag_h=later
            )
            if streams:
                # The first stream has done the resetting; the others add to it.
                stream = replace(stream, evid=Evid.DOSE, ss=2 if record.ss else 0)
            streams.append(stream)
    return streams or [_nothing(record)]


def _nothing(record: EventRecord) -> EventRecord:
    """Return what is left of a dose of which nothing enters: its resetting."""
    resets = record.is_reset or record.ss == 1
    return EventRecord(record.time_h, Evid.RESET if resets else Evid.OTHER, row=record.row)
