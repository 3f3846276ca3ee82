"""A small cohort in which people and knowledge stand apart, ready to be dosed.

Its columns are, in this order: one *typical* person at typical values; *people*, virtual
patients of the population at typical values; *knowledge*, the typical person under possible
truths. No column mixes the two kinds of spread, so neither has to be taken out of the other.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.absorption import depots
from troche.pharmacology.receptor import relative_load
from troche.pharmacology.system import Delivery, Model
from troche.population.bodies import Bodies, bodies_with
from troche.population.patients import Patients, draw_patients
from troche.population.populations import Population, population
from troche.population.recipes import Recipe

__all__ = ["SIGNALS", "Cohort", "Unit", "cohort_of"]

Floats = NDArray[np.float64]

SIGNALS: Final = (
    "{}-ketamine",
    "{}-norketamine",
    "{}-hydroxynorketamine",
    "effect {}-ketamine",
    "effect {}-norketamine",
)
"""What is read of each enantiomer; plasma is arterial."""

_MOST_UNITS: Final = 400
_MANY: Final = 2000
"""People whose middle is the typical person's weight."""


@dataclass(frozen=True)
class Unit:
    """What one milligram of one enantiomer, given in one manner, leaves at some lags.

    Parameters
    ----------
    values : mg/L, shape (signal, lag, column)
        In the order of `SIGNALS`.
    """

    values: Floats


@dataclass(frozen=True, eq=False)
class Cohort:
    """Columns that are dosed together.

    Parameters
    ----------
    population
        Whose people they are.
    model
        Equations.
    patients
        Covariates of every column.
    p, q
        Parameters of the model and of the receptor, a number or an array of shape (column,).
    people, truths
        How many columns of people, and of knowledge.
    seed
        Of all chance among people.
    """

    population: Population
    model: Model
    patients: Patients
    p: Mapping[str, Any]
    q: Mapping[str, Any]
    people: int
    truths: int
    seed: int
    _bodies: dict[tuple[str, tuple[str, ...]], Bodies] = field(default_factory=dict)
    _units: OrderedDict[tuple[Any, ...], Any] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        """Return how many columns there are."""
        return len(self.patients)

    @property
    def of_people(self) -> slice:
        """Columns that are people."""
        return slice(1, 1 + self.people)

    @property
    def of_knowledge(self) -> slice:
        """Columns that are the typical person under possible truths."""
        return slice(1 + self.people, None)

    def loads(self, enantiomer: str) -> tuple[Any, Any]:
        """Return what ketamine and norketamine add to the receptor's load, L/mg."""
        ketamine, norketamine = (
            relative_load(m, enantiomer, self.q) for m in ("ketamine", "norketamine")
        )
        return ketamine, norketamine

    def bodies(self, enantiomer: str, delivery: Delivery) -> Bodies:
        """Return the columns' bodies for one enantiomer and what a delivery needs."""
        key = enantiomer, depots((delivery,))
        if key not in self._bodies:
            self._bodies[key] = bodies_with(
                self.model, self.patients, self.p, self.q, (enantiomer,), (delivery,)
            )
        return self._bodies[key]

    def taken_up(self, enantiomer: str, delivery: Delivery) -> float:
        """Return when everyone has taken a dose up, h since it was given."""
        key = ("taken up", enantiomer, delivery)
        if key not in self._units:
            entries = self._entries(enantiomer, delivery)
            ends = (float(np.max(np.asarray(e.lag) + np.asarray(e.duration))) for e in entries)
            self._keep(key, max(ends))
        return float(self._units[key])

    def _entries(self, enantiomer: str, delivery: Delivery) -> Sequence[Any]:
        key = ("entries", enantiomer, delivery)
        if key not in self._units:
            bodies = self.bodies(enantiomer, delivery)
            self._keep(key, self.model.entries(bodies.parameters[enantiomer], delivery))
        return tuple(self._units[key])

    def coordinates(self, enantiomer: str, delivery: Delivery, lags: Floats) -> Floats:
        """Return the modes of one milligram at lags, shape (coordinate, lag, column)."""
        bodies = self.bodies(enantiomer, delivery)
        total: Any = 0.0
        zero = np.zeros(len(self))
        for entry in self._entries(enantiomer, delivery):
            state = bodies.system.index(f"{enantiomer}: {entry.state}")
            elapsed = lags[:, None] - (zero + entry.lag)
            total = total + entry.fraction * bodies.propagator.window(
                state, elapsed, zero + entry.duration
            )
        return np.asarray(total)

    def left(self, enantiomer: str, delivery: Delivery, lags: tuple[float, ...]) -> Floats:
        """Return the modes that doses of one milligram have left together, each so long ago.

        Everyone has taken them up by then.
        """
        key = ("left", enantiomer, delivery, lags)
        if key not in self._units:
            end = self.taken_up(enantiomer, delivery)
            start = self.coordinates(enantiomer, delivery, np.array([end]))[:, 0]
            propagator = self.bodies(enantiomer, delivery).propagator
            found: Any = 0.0
            for lag in lags:
                found = found + propagator.advance(propagator.table((lag - end,)), start, None)
            self._keep(key, np.asarray(found))
        self._units.move_to_end(key)
        return np.asarray(self._units[key])

    def rows(self, enantiomer: str, delivery: Delivery) -> list[Any]:
        """Return how the propagator reads each of `SIGNALS`; None for one that is not there."""
        key = ("rows", enantiomer, depots((delivery,)))
        if key not in self._units:
            bodies = self.bodies(enantiomer, delivery)
            system = bodies.system
            names = (name.format(enantiomer) for name in SIGNALS)
            self._keep(
                key,
                [
                    bodies.propagator.row({system.index(s): w for s, w in weights.items()})
                    if (weights := system.observations.get(name))
                    else None
                    for name in names
                ],
            )
        return list(self._units[key])

    def unit(self, enantiomer: str, delivery: Delivery, lags: tuple[float, ...]) -> Unit:
        """Return what one milligram leaves at lags; kept, as a slider asks for it again."""
        key = ("unit", enantiomer, delivery, lags)
        if key not in self._units:
            y = self.coordinates(enantiomer, delivery, np.asarray(lags))
            propagator = self.bodies(enantiomer, delivery).propagator
            values = np.zeros((len(SIGNALS), len(lags), len(self)))
            for i, row in enumerate(self.rows(enantiomer, delivery)):
                if row is not None:
                    values[i] = propagator.at(row, y)
            self._keep(key, Unit(np.maximum(values, 0.0)))
        self._units.move_to_end(key)
        found: Unit = self._units[key]
        return found

    def table(self, enantiomer: str, delivery: Delivery, lags: tuple[float, ...]) -> Any:
        """Return the propagator's table for lags; kept."""
        key = ("table", enantiomer, depots((delivery,)), lags)
        if key not in self._units:
            self._keep(key, self.bodies(enantiomer, delivery).propagator.table(lags))
        self._units.move_to_end(key)
        return self._units[key]

    def area(self, enantiomer: str, delivery: Delivery) -> Floats:
        """Return the area under ketamine that one milligram leaves, h/L, shape (column,)."""
        key = ("area", enantiomer, delivery)
        if key not in self._units:
            bodies = self.bodies(enantiomer, delivery)
            self._keep(key, bodies.exposure_of(enantiomer, delivery, "ketamine"))
        return np.asarray(self._units[key])

    def _keep(self, key: tuple[Any, ...], value: Any) -> None:
        if len(self._units) >= _MOST_UNITS:
            self._units.popitem(last=False)
        self._units[key] = value


@lru_cache(maxsize=12)
def cohort_of(name: str, people: int = 96, truths: int = 96, seed: int = 1) -> Cohort:
    """Return the cohort of a documented population.

    Parameters
    ----------
    name
        Of the population.
    people, truths
        How many columns of each; no truths for knowledge taken as certain.
    seed
        The first people are those of a study with this seed.

    Examples
    --------
    >>> cohort = cohort_of("adults with treatment-resistant depression", 4, 3)
    >>> len(cohort), cohort.of_people, cohort.of_knowledge
    (8, slice(1, 5, None), slice(5, None, None))
    """
    group = population(name)
    some = draw_patients(group, seed, 0, people)
    certain = Recipe.of("troche", group, seed, 0)
    typical = _typical(draw_patients(group, seed, 0, _MANY))
    parts = [
        certain.parameters(typical, np.zeros(1, dtype=np.int64), people_differ=False),
        certain.parameters(some, np.zeros(people, dtype=np.int64)),
    ]
    same = _joined([typical] * truths) if truths else None
    if same is not None:
        uncertain = Recipe.of("troche", group, seed, truths)
        parts.append(uncertain.parameters(same, np.arange(truths), people_differ=False))
    sizes = [1, people, truths][: len(parts)]
    p, q = (_columns([part[i] for part in parts], sizes) for i in (0, 1))
    every = _joined([typical, some, *([same] if same is not None else [])])
    return Cohort(group, certain.model, every, p, q, people, truths, seed)


def _typical(many: Patients) -> Patients:
    """Return the person in the middle of many: median covariates, the commonest genotype."""
    middle = {
        f.name: np.array([np.median(getattr(many, f.name))])
        for f in fields(many)
        if f.name in ("weight", "height", "age", "baseline", "adherence")
    }
    none = np.zeros(1, dtype=np.int64)
    return replace(many, **middle, start=0, sex=none, cyp2b6=none, liver=none)


def _joined(parts: Sequence[Patients]) -> Patients:
    columns = {
        f.name: np.concatenate([getattr(part, f.name) for part in parts])
        for f in fields(Patients)
        if f.name != "start"
    }
    return Patients(start=0, **columns)


def _columns(parts: Sequence[Mapping[str, Any]], sizes: Sequence[int]) -> dict[str, Floats]:
    return {
        name: np.concatenate(
            [np.broadcast_to(part[name], (n,)) for part, n in zip(parts, sizes, strict=True)]
        )
        for name in parts[0]
    }
