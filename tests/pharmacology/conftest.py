"""One or a few people with stated parameters, dosed and watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from troche.pharmacology.system import Delivery
from troche.population.bodies import Bodies, make_bodies
from troche.population.course import Segment, course
from troche.population.drugs import SHARE, delivery_of
from troche.population.parameters.table import ParameterTable
from troche.population.patients import Patients
from troche.population.populations import population
from troche.population.recipes import Recipe
from troche.regimen import Administration, expand, parse


def people(weights: Sequence[float] = (70.0,), liver: int = 0, cyp2b6: int = 0) -> Patients:
    n = len(weights)
    return Patients(
        start=0,
        weight=np.array(weights, dtype=float),
        height=np.full(n, 170.0),
        age=np.full(n, 45.0),
        sex=np.zeros(n, dtype=np.int64),
        cyp2b6=np.full(n, cyp2b6, dtype=np.int64),
        liver=np.full(n, liver, dtype=np.int64),
        baseline=np.full(n, 30.0),
        adherence=np.ones(n),
    )


def with_values(table: ParameterTable, values: Mapping[str, float]) -> ParameterTable:
    changed = {
        p.symbol: replace(p, value=values[p.symbol]) if p.symbol in values else p for p in table
    }
    assert set(values) <= set(changed)
    return replace(table, parameters=changed)


@dataclass(frozen=True)
class Cohort:
    """Bodies, and what they are given."""

    bodies: Bodies
    given: tuple[Administration, ...]
    horizon: float

    def segments(self, outputs: Sequence[float] = (), marks: Sequence[float] = ()) -> list[Segment]:
        doses = self.bodies.doses(self.given)
        return list(course(self.bodies, doses, self.horizon, outputs, marks))

    def at(self, times: Sequence[float], analyte: str) -> np.ndarray:
        """Shape (time, patient), mg/L."""
        found = self.segments(times)
        return np.concatenate([s.readings[analyte] for s in found if len(s.outputs)])

    def auc(self, analyte: str) -> np.ndarray:
        """To the horizon, mg*h/L."""
        return sum(s.areas[analyte] for s in self.segments())

    def peak(self, analyte: str) -> np.ndarray:
        return np.max([s.values[analyte].max(axis=0) for s in self.segments()], axis=0)

    def to_infinity(self, analyte: str) -> np.ndarray:
        """Of the first administration, mg*h/L."""
        (each,) = self.given[:1]
        return sum(
            each.amount * share * self.bodies.exposure_of(e, delivery_of(each), analyte)
            for e, share in SHARE[each.drug].items()
        )


Make = Callable[..., Cohort]


@pytest.fixture(scope="session")
def cohort() -> Make:
    trd = population("adults with treatment-resistant depression")

    def make(
        text: str,
        horizon: float = 72.0,
        *,
        model: str = "troche",
        patients: Patients | None = None,
        values: Mapping[str, float] | None = None,
        receptor: Mapping[str, float] | None = None,
    ) -> Cohort:
        recipe = Recipe.of(model, trd, seed=1, draws=0)
        recipe = replace(
            recipe,
            table=with_values(recipe.table, values or {}),
            receptor=with_values(recipe.receptor, receptor or {}),
        )
        regimen = parse(text)
        given = expand(regimen, horizon).administrations
        deliveries = tuple(dict.fromkeys(delivery_of(each) for each in given))
        who = people() if patients is None else patients
        both = tuple(e for e in "SR" if any(e in SHARE[d] for d in regimen.drugs))
        bodies = make_bodies(
            recipe, who, np.zeros(len(who), dtype=np.int64), both, deliveries, people_differ=False
        )
        return Cohort(bodies, given, horizon)

    return make


@pytest.fixture(scope="session")
def exposure(cohort: Make) -> Callable[..., np.ndarray]:
    """AUC to infinity that one milligram of S leaves, for any way of giving it."""

    def find(
        delivery: Delivery,
        analyte: str = "ketamine",
        scale: Mapping[str, float] | None = None,
        **values: float,
    ) -> np.ndarray:
        trd = population("adults with treatment-resistant depression")
        recipe = Recipe.of("troche", trd, seed=1, draws=0)
        scaled = {s: recipe.table[s].value * factor for s, factor in (scale or {}).items()}
        recipe = replace(recipe, table=with_values(recipe.table, values | scaled))
        bodies = make_bodies(recipe, people(), np.zeros(1, np.int64), ("S",), (delivery,), False)
        return bodies.exposure_of("S", delivery, analyte)

    return find


def numbers(p: Mapping[str, Any]) -> dict[str, float]:
    """Parameters of one person as plain numbers."""
    return {k: float(np.asarray(v).reshape(-1)[0]) for k, v in p.items()}
