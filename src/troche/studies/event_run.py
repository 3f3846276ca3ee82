"""A NONMEM-style table of doses, solved for the typical person of each row's weight.

A dose names a *route* in CMT: it divides into the streams of that route (mucosal and
swallowed, with their shares, lags and zero-order times), each of which is a record of its
own on the model's states. EVID, ADDL, II, SS, RATE keep NONMEM's meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from troche.cascade.events import solve_records
from troche.errors import EventsError, StudyError, nearest
from troche.pharmacology.system import Delivery, Entry
from troche.population.bodies import Bodies, make_bodies
from troche.population.drugs import SHARE
from troche.population.parameters.table import REFERENCE_WEIGHT
from troche.population.patients import Patients
from troche.population.populations import population
from troche.population.recipes import Recipe
from troche.regimen.events import EventRecord, Individual, read_events

__all__ = ["Prediction", "solve_table"]

_HOLD: Final = 10 / 60
"""Hours that a sublingual or buccal dose is held, as in the regimen language."""

_INFUSED: Final = ("iv", "im", "sc", "nasal")
_DRUGS: Final = tuple(drug for drug in SHARE if drug != "placebo")


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


def solve_table(
    source: str | Path, *, model: str = "troche", drug: str = "ketamine"
) -> tuple[Prediction, ...]:
    """Solve a table of dosing events.

    Parameters
    ----------
    source
        A path, or the text itself: ID TIME AMT RATE ADDL II SS EVID CMT, as
        `troche.regimen.events.read_events` takes them. CMT is a route of the model by name,
        or by number in the model's order; without CMT a dose is intravenous. AMT is mg of
        base. A column WT gives each person's weight in kg, 70 by default.
    model
        One of `troche.model_names`.
    drug
        What is given: ``"ketamine"``, ``"esketamine"`` or ``"arketamine"``.

    Returns
    -------
    tuple of Prediction
        One for each row, in order.

    Raises
    ------
    troche.errors.BadInput
        If a row has no meaning or the model does not describe it; the message names the row.

    Examples
    --------
    >>> table = '''ID,TIME,AMT,RATE,EVID,CMT
    ... 1,0,35,52.5,1,iv
    ... 1,0.6667,0,0,0,iv
    ... '''
    >>> end = solve_table(table)[-1].concentrations
    >>> 200 < end["ketamine"] < 400
    True
    """
    if drug not in _DRUGS:
        raise StudyError("drug", drug, ", ".join(_DRUGS), meant=nearest(drug, _DRUGS))
    recipe = Recipe.of(model, population("healthy adults"), seed=1, draws=0)
    recipe.check((drug,), (), "events")
    routes = recipe.model.routes
    default = "iv" if "iv" in routes else None
    table = read_events(source, routes, default_compartment=default)
    return tuple(
        prediction
        for individual in table.individuals
        for prediction in _individual(recipe, individual, drug)
    )


def _individual(recipe: Recipe, individual: Individual, drug: str) -> Iterator[Prediction]:
    weight = _weight(individual)
    deliveries = tuple(dict.fromkeys(_delivery(r) for r in individual.records if r.is_dose))
    bodies = _body(recipe, weight, drug, (*deliveries, Delivery(recipe.model.routes[0])))
    lags: dict[str, float] = {}
    streams: list[EventRecord] = []
    last: list[int] = []
    for record in individual.records:
        streams += _streams(bodies, record, drug, lags)
        last.append(len(streams) - 1)
    amounts = solve_records(bodies.system.matrix[0], bodies.system.states, streams, lag=lags)
    shown = [name for name in bodies.system.observations if "effect" not in name]
    weights = {name: np.asarray(bodies.system.weights(name))[0] for name in shown}
    for record, index in zip(individual.records, last, strict=True):
        found = {name: 1000.0 * float(weights[name] @ amounts[index]) for name in shown}
        yield Prediction(individual.id, record.row, record.time_h, int(record.evid), found)


def _weight(individual: Individual) -> float:
    for record in individual.records:
        cell = next((v for k, v in record.cells.items() if k.upper() == "WT"), "")
        if cell in ("", "."):
            continue
        try:
            weight = float(cell)
        except ValueError:
            weight = 0.0
        if not 30 <= weight <= 250:
            raise EventsError(f"events, row {record.row}, column WT", cell, "kg from 30 to 250")
        return weight
    return REFERENCE_WEIGHT


def _delivery(record: EventRecord) -> Delivery:
    route = record.cmt or "iv"
    if record.rate > 0 and route not in _INFUSED:
        where = f"events, row {record.row}, column RATE"
        raise EventsError(where, f"{record.rate:g} by the {route} route", ", ".join(_INFUSED))
    hold = _HOLD if route in ("sublingual", "buccal") else 0.0
    return Delivery(route, hold=hold)


def _body(recipe: Recipe, weight: float, drug: str, deliveries: tuple[Delivery, ...]) -> Bodies:
    one: dict[str, Any] = {
        "weight": np.array([weight]),
        "height": np.array([np.nan]),
        "age": np.array([45.0]),
        "baseline": np.array([np.nan]),
        "adherence": np.array([1.0]),
    }
    zero = np.zeros(1, dtype=np.int64)
    patients = Patients(start=0, sex=zero, cyp2b6=zero, liver=zero, **one)
    return make_bodies(recipe, patients, zero, tuple(SHARE[drug]), deliveries, people_differ=False)


def _streams(
    bodies: Bodies, record: EventRecord, drug: str, lags: dict[str, float]
) -> list[EventRecord]:
    """Return the records on states that one record on a route becomes."""
    if not record.is_dose:
        return [replace(record, cmt=None)]
    streams: list[EventRecord] = []
    delivery = _delivery(record)
    for enantiomer, share in SHARE[drug].items():
        for entry in bodies.model.entries(bodies.parameters[enantiomer], delivery):
            state = f"{enantiomer}: {entry.state}"
            _note_lag(lags, state, float(np.ravel(entry.lag)[0]), record)
            part = share * float(np.ravel(entry.fraction)[0])
            stream = replace(
                record, cmt=state, amt=part * record.amt, rate=_rate(record, entry, part)
            )
            if streams:
                # The first stream has done the resetting; the others add to it.
                stream = replace(stream, evid=type(record.evid)(1), ss=2 if record.ss else 0)
            streams.append(stream)
    return streams


def _rate(record: EventRecord, entry: Entry, part: float) -> float:
    if record.rate > 0:
        return part * record.rate
    duration = float(np.ravel(entry.duration)[0])
    return part * record.amt / duration if duration > 0 else 0.0


def _note_lag(lags: dict[str, float], state: str, lag: float, record: EventRecord) -> None:
    if lags.setdefault(state, lag) != lag:
        raise EventsError(
            f"events, row {record.row}, column CMT",
            f"{record.cmt}, which shares {state.split(': ')[1]!r} with a route of another lag",
            "routes that do not share a depot, in one individual",
        )
