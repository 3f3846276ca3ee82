"""Solving a table: its rows checked, the typical bodies made, each individual solved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from troche.errors import BadInput, EventsError, ModelError, StudyError, nearest
from troche.pharmacology.system import Delivery
from troche.population.bodies import Bodies, make_bodies
from troche.population.drugs import enantiomers_of
from troche.population.parameters.table import REFERENCE_WEIGHT
from troche.population.patients import COLUMNS, Patients
from troche.population.populations import population
from troche.population.recipes import Recipe
from troche.regimen.events import EventRecord, Individual, read_events
from troche.regimen.events.columns import Row
from troche.studies.event_run.flags import table_flags
from troche.studies.event_run.limits import check_limits
from troche.studies.event_run.manner import DRUGS, Given, given
from troche.studies.event_run.notes import notes_of
from troche.studies.event_run.solution import Prediction, Solution
from troche.studies.event_run.streams import predictions

__all__ = ["solve_table"]

_LONGEST_LAG_H: Final = 168.0
_LARGEST_SHARE: Final = 10.0


def solve_table(
    source: str | Path,
    *,
    model: str = "troche",
    drug: str = "ketamine",
    lag: Mapping[str, float] | None = None,
    bioavailability: Mapping[str, float] | None = None,
) -> Solution:
    """Solve a table of dosing events.

    Parameters
    ----------
    source
        A path, or the text itself: ID TIME AMT RATE ADDL II SS EVID CMT, as
        `troche.regimen.events.read_events` takes them. CMT is a route of the model by name,
        or by number in the model's order; without CMT a dose is intravenous. AMT is mg of
        base. WT gives each person's weight in kg, 70 by default; DRUG, HOLD, SWALLOWED,
        DEVICE and PRODUCT say how a dose is given. EVID, ADDL, II, SS and RATE keep
        NONMEM's meaning.
    model
        One of `troche.model_names`.
    drug
        Of the doses whose DRUG is missing: ``"ketamine"``, ``"esketamine"``, ``"arketamine"``.
    lag : h
        By route, how much later a dose begins: NONMEM's ALAG of the route, added to the
        lags of the model's own streams.
    bioavailability
        By route, the share of AMT that is given: NONMEM's F of the route, which multiplies
        what the model's own streams take up. An infusion keeps its RATE and lasts
        F AMT / RATE; an infusion since ever (AMT 0 with SS) is left as it is.

    Returns
    -------
    Solution

    Raises
    ------
    troche.errors.BadInput
        If a row has no meaning, is beyond the limits of the regimen language, or the model
        does not describe it; the message names the row.

    Examples
    --------
    >>> table = '''ID,TIME,AMT,RATE,EVID,CMT
    ... 1,0,35,52.5,1,iv
    ... 1,0.6667,0,0,0,iv
    ... '''
    >>> end = solve_table(table).rows[-1].concentrations
    >>> 200 < end["ketamine"] < 400
    True
    """
    if drug not in DRUGS:
        raise StudyError("drug", drug, ", ".join(DRUGS), meant=nearest(drug, DRUGS))
    recipe = Recipe.of(model, population("healthy adults"), seed=1, draws=0)
    routes = recipe.model.routes
    lags = _by_route("lag", lag, routes, _LONGEST_LAG_H)
    shares = _by_route("bioavailability", bioavailability, routes, _LARGEST_SHARE)
    default = "iv" if "iv" in routes else None
    table = read_events(source, routes, default_compartment=default)
    name = "events" if isinstance(source, str) and "\n" in source else Path(source).name
    people = [_person(each, name, drug, shares) for each in table.individuals]
    doses = [dose for person in people for dose in person.doses.values()]
    given_drugs = tuple(dict.fromkeys(dose.drug for dose in doses)) or (drug,)
    recipe.check(given_drugs, (), name)
    deliveries = tuple(dict.fromkeys(dose.delivery for dose in doses)) or (Delivery(routes[0]),)
    enantiomers = enantiomers_of(given_drugs)
    bodies: dict[float, Bodies] = {}
    rows: list[Prediction] = []
    for person in people:
        if person.weight not in bodies:
            try:
                bodies[person.weight] = _body(recipe, person.weight, enantiomers, deliveries)
            except ModelError:
                _name_the_row(recipe, doses, name)
                raise
        rows += predictions(bodies[person.weight], person.individual, person.doses, lags, shares)
    by_person = [(person.weight, tuple(person.doses.values())) for person in people]
    return Solution(
        model,
        tuple(rows),
        table_flags(by_person, recipe, shares),
        notes_of(table, name, doses, any(person.assumed for person in people)),
    )


@dataclass(frozen=True)
class _Person:
    """An individual of the table, each dose by its place among the records."""

    individual: Individual
    weight: float
    assumed: bool
    doses: Mapping[int, Given]


def _person(individual: Individual, name: str, drug: str, shares: Mapping[str, float]) -> _Person:
    rows = [_row(name, record) for record in individual.records]
    weight = _weight(rows)
    doses = {}
    for place, (record, row) in enumerate(zip(individual.records, rows, strict=True)):
        share = shares.get(record.cmt or "iv", 1.0)
        check_limits(record, row, weight, share)
        if record.is_dose:
            doses[place] = given(record, row, drug, share)
    return _Person(individual, weight or REFERENCE_WEIGHT, weight is None, doses)


def _row(name: str, record: EventRecord) -> Row:
    """Return a record as it stood, with its numbers for messages."""
    cells = {heading.upper(): cell for heading, cell in record.cells.items()}
    return Row(name, record.row, cells)


def _weight(rows: list[Row]) -> float | None:
    """Return the one weight of an individual, None where the table gives none."""
    _, low, high = COLUMNS["weight_kg"]
    found: float | None = None
    for row in rows:
        if row.is_missing("WT"):
            continue
        weight = row.number_in("WT")
        if not low <= weight <= high:
            raise EventsError(row.where("WT"), row.cells["WT"], f"kg from {low:g} to {high:g}")
        if found is not None and weight != found:
            said = f"{weight:g} kg after {found:g} kg"
            raise EventsError(row.where("WT"), said, "one weight for each individual")
        found = weight
    return found


def _by_route(
    what: str, values: Mapping[str, float] | None, routes: tuple[str, ...], most: float
) -> dict[str, float]:
    for route, value in (values or {}).items():
        if route not in routes:
            raise EventsError(what, route, f"a route: {', '.join(routes)}", nearest(route, routes))
        if not 0 <= value <= most:
            raise EventsError(f"{what} of {route}", f"{value:g}", f"a number from 0 to {most:g}")
    return dict(values or {})


def _body(
    recipe: Recipe, weight: float, enantiomers: tuple[str, ...], deliveries: tuple[Delivery, ...]
) -> Bodies:
    one: dict[str, Any] = {
        "weight": np.array([weight]),
        "height": np.array([np.nan]),
        "age": np.array([45.0]),
        "baseline": np.array([np.nan]),
        "adherence": np.array([1.0]),
    }
    zero = np.zeros(1, dtype=np.int64)
    patients = Patients(start=0, sex=zero, cyp2b6=zero, liver=zero, **one)
    return make_bodies(recipe, patients, zero, enantiomers, deliveries, people_differ=False)


def _name_the_row(recipe: Recipe, doses: list[Given], name: str) -> None:
    """Raise what the model says of the first dose that it does not describe, with its row."""
    for dose in doses:
        try:
            _body(recipe, REFERENCE_WEIGHT, enantiomers_of([dose.drug]), (dose.delivery,))
        except BadInput as error:
            where = f"{name}, row {dose.record.row}: {error.where}"
            raise type(error)(where, error.found, error.allowed, error.meant) from None
