"""Bodies: a model with each patient's numbers in it, ready to be dosed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.cascade.doses import Dose
from troche.cascade.propagators import Propagator, propagator_for
from troche.pharmacology.effect_site import SPECIES, with_effect_sites
from troche.pharmacology.enantiomers import side_by_side
from troche.pharmacology.receptor import relative_load
from troche.pharmacology.system import Delivery, Entry, Model, Parameters, System
from troche.pharmacology.troche import of_enantiomer
from troche.population.drugs import SHARE, delivery_of
from troche.population.equal_rates import set_apart
from troche.population.patients import Patients
from troche.population.recipes import Recipe
from troche.regimen import Administration

__all__ = ["Bodies", "bodies_with", "make_bodies"]

Floats = NDArray[np.float64]

_FOREVER: Final = 1e6
"""Hours after which nothing is left; a hundred years."""


@dataclass(frozen=True)
class Bodies:
    """A cohort that can be dosed and watched.

    Parameters
    ----------
    model
        Its equations.
    patients
        Who they are.
    parameters
        By enantiomer.
    system
        Effect sites included, enantiomers side by side.
    propagator
        Its solution.
    loads : L/mg
        What each species at the effect site adds to the receptor's load.
    """

    model: Model
    patients: Patients
    parameters: Mapping[str, Parameters]
    system: System
    propagator: Propagator
    loads: Mapping[str, Any]

    def doses(
        self, given: Sequence[Administration], taken: NDArray[np.bool_] | None = None
    ) -> list[Dose]:
        """Turn administrations into what enters each state of each patient.

        Parameters
        ----------
        given
            From the regimen's timetable.
        taken : shape (dose, patient), optional
            Whether each numbered dose is taken; all are by default.
        """
        entries: dict[tuple[str, Delivery], tuple[Entry, ...]] = {}
        amounts: dict[tuple[Any, ...], Any] = {}
        doses = []
        for each in given:
            delivery = delivery_of(each)
            for enantiomer, share in SHARE[each.drug].items():
                key = (enantiomer, delivery)
                if key not in entries:
                    entries[key] = self.model.entries(self.parameters[enantiomer], delivery)
                for number, entry in enumerate(entries[key]):
                    name = (*key, number, each.amount, each.amount_unit, share)
                    if name not in amounts:
                        milligrams: Any = each.amount * share
                        if each.amount_unit == "mg/kg":
                            milligrams = milligrams * self.patients.weight
                        amounts[name] = milligrams * entry.fraction
                    amount = amounts[name]
                    if taken is not None:
                        amount = amount * taken[each.number - 1]
                    state = self.system.index(f"{enantiomer}: {entry.state}")
                    doses.append(Dose(each.time_h, state, amount, entry.duration, entry.lag))
        return doses

    def exposure_of(self, enantiomer: str, delivery: Delivery, analyte: str) -> Floats:
        """Return the area under `analyte` that one milligram leaves, to infinity.

        Returns
        -------
        h/L, shape (patient,)
        """
        weights = self.system.observations.get(f"{enantiomer}-{analyte}", {})
        row = self.propagator.row({self.system.index(s): w for s, w in weights.items()})
        spent = self.propagator.zeros()
        for entry in self.model.entries(self.parameters[enantiomer], delivery):
            state = self.system.index(f"{enantiomer}: {entry.state}")
            spent = spent + self.propagator.entry(state) * entry.fraction
        return np.asarray(self.propagator.area(row, spent, None, _FOREVER))


def make_bodies(
    recipe: Recipe,
    patients: Patients,
    draw: NDArray[np.int64],
    enantiomers: Sequence[str],
    deliveries: Sequence[Delivery],
    people_differ: bool = True,
) -> Bodies:
    """Give `patients` their parameters and solve their systems.

    Parameters
    ----------
    recipe
        Model, tables and knowledge.
    patients
        Who they are.
    draw : shape (patient,)
        Which possible truth each carries.
    enantiomers
        Which of ``"S"`` and ``"R"`` are given.
    deliveries
        All ways in which they are given.
    people_differ
        False gives everyone the typical parameters of their weight.
    """
    p, q = recipe.parameters(patients, draw, people_differ)
    return bodies_with(recipe.model, patients, p, q, enantiomers, deliveries)


def bodies_with(
    model: Model,
    patients: Patients,
    p: Parameters,
    q: Parameters,
    enantiomers: Sequence[str],
    deliveries: Sequence[Delivery],
) -> Bodies:
    """Solve the systems of patients whose parameters are known.

    Parameters
    ----------
    model
        Its equations.
    patients, enantiomers, deliveries
        As in `make_bodies`.
    p, q
        Parameters of the model and of the receptor, from `Recipe.parameters`.
    """
    parameters = {e: of_enantiomer(p, e) for e in enantiomers}
    systems = {
        e: with_effect_sites(model.system(parameters[e], deliveries), q["ke0"]) for e in enantiomers
    }
    system = side_by_side(systems)
    batch = (len(patients), *system.matrix.shape[-2:])
    matrix = set_apart(np.ascontiguousarray(np.broadcast_to(system.matrix, batch)))
    system = System(system.states, matrix, system.observations)
    inputs = sorted(
        {
            system.index(f"{e}: {entry.state}")
            for e in enantiomers
            for delivery in deliveries
            for entry in model.entries(parameters[e], delivery)
        }
    )
    loads = {
        f"{e}-{species}": relative_load(species, e, q)  # type: ignore[arg-type]
        for e in enantiomers
        for species in SPECIES
        if f"effect {e}-{species}" in system.observations
    }
    return Bodies(model, patients, parameters, system, propagator_for(matrix, inputs), loads)
