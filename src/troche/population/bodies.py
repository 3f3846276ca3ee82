"""Bodies: a model with each patient's numbers in it, ready to be dosed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.cascade.doses import Dose
from troche.cascade.propagators import Propagator, propagator_for
from troche.errors import ModelError, nearest
from troche.pharmacology.effect_site import SPECIES, with_effect_sites
from troche.pharmacology.enantiomers import side_by_side
from troche.pharmacology.published import PUBLISHED
from troche.pharmacology.receptor import relative_load
from troche.pharmacology.system import Delivery, Entry, Model, Parameters, System
from troche.pharmacology.troche import Troche, enzyme_function, of_enantiomer
from troche.population.equal_rates import set_apart
from troche.population.individuals import Knowledge, individual_parameters, knowledge_draws
from troche.population.parameters import ParameterTable, read_parameters
from troche.population.patients import Patients, draw_patients
from troche.population.populations import Population
from troche.regimen import Administration

__all__ = [
    "SHARE",
    "Bodies",
    "Recipe",
    "delivery_of",
    "enantiomers_of",
    "make_bodies",
    "model_names",
]

Floats = NDArray[np.float64]

SHARE: Final[Mapping[str, Mapping[str, float]]] = {
    "ketamine": {"S": 0.5, "R": 0.5},
    "esketamine": {"S": 1.0},
    "arketamine": {"R": 1.0},
    "placebo": {},
}
"""Milligrams of each enantiomer in one of the drug."""


def model_names() -> tuple[str, ...]:
    """Return the pharmacokinetic models that a study may name.

    Examples
    --------
    >>> model_names()[0]
    'troche'
    """
    return ("troche", *PUBLISHED)


def enantiomers_of(drugs: Sequence[str]) -> tuple[str, ...]:
    """Return the enantiomers that some of `drugs` contain, S first.

    Examples
    --------
    >>> enantiomers_of(["placebo", "esketamine"]), enantiomers_of(["ketamine"])
    (('S',), ('S', 'R'))
    """
    return tuple(e for e in "SR" if any(e in SHARE[drug] for drug in drugs))


def delivery_of(given: Administration) -> Delivery:
    """Return how a dose is given, as the model sees it."""
    return Delivery(
        route=given.route,
        product=given.product or "",
        duration=given.duration_h,
        hold=given.hold_h,
        swallowed=given.after != "spat out",
        device=given.device,
    )


_FOREVER: Final = 1e6
"""Hours after which nothing is left; a hundred years."""


@dataclass(frozen=True)
class Recipe:
    """What makes bodies out of patients.

    Parameters
    ----------
    model
        Equations.
    table, receptor
        Parameters of the model, and of effect site and receptor.
    knowledge, receptor_knowledge
        Possible truths about them.
    population
        For shares of genotypes.
    seed
        The study's.
    """

    model: Model
    table: ParameterTable
    receptor: ParameterTable
    knowledge: Knowledge
    receptor_knowledge: Knowledge
    population: Population
    seed: int

    @classmethod
    def of(cls, model: str, population: Population, seed: int, draws: int) -> Recipe:
        """Return the recipe of a model by name, with `draws` possible truths.

        Raises
        ------
        troche.errors.ModelError
            If there is no such model.
        """
        names = model_names()
        if model not in names:
            raise ModelError("model", model, ", ".join(names), meant=nearest(model, names))
        table, receptor = read_parameters(model), read_parameters("receptor")
        return cls(
            Troche() if model == "troche" else PUBLISHED[model],
            table,
            receptor,
            knowledge_draws(table, draws),
            knowledge_draws(receptor, draws),
            population,
            seed,
        )

    def check(self, drugs: Sequence[str], deliveries: Sequence[Delivery], where: str) -> None:
        """Raise unless the model describes these drugs and these ways of giving them.

        Raises
        ------
        troche.errors.ModelError
            Naming what it does not describe, and what it does.
        """
        name = self.model.name
        for drug in drugs:
            if not set(SHARE[drug]) <= set(self.model.enantiomers):
                described = [d for d in SHARE if set(SHARE[d]) <= set(self.model.enantiomers)]
                raise ModelError(f"{where}, model {name}", drug, ", ".join(described))
        for delivery in deliveries:
            if delivery.route not in self.model.routes:
                raise ModelError(
                    f"{where}, model {name}",
                    f"route {delivery.route}",
                    ", ".join(self.model.routes),
                )

    @cached_property
    def analytes(self) -> tuple[str, ...]:
        """What the model tells the concentration of, in plasma."""
        someone = draw_patients(self.population, self.seed, 0, 1)
        p, _ = self.parameters(someone, np.zeros(1, dtype=np.int64))
        return tuple(self.model.system(p, ()).observations)

    def parameters(
        self, patients: Patients, draw: NDArray[np.int64], people_differ: bool = True
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the patients' parameters of the model, and of the receptor."""
        p = individual_parameters(
            self.table, patients, self.seed, self.knowledge, draw, people_differ
        )
        if isinstance(self.model, Troche):
            p["CLint_relative"] = p["CLint_relative"] * enzyme_function(
                p,
                (patients.cyp2b6 == 1).astype(np.float64),
                (patients.cyp2b6 == 2).astype(np.float64),
                (patients.liver == 1).astype(np.float64),
                (patients.liver == 2).astype(np.float64),
                (self.population["cyp2b6_intermediate"], self.population["cyp2b6_poor"]),
            )
        zero = np.zeros(len(patients))
        p |= {"weight": patients.weight, "age": patients.age, "asian": zero, "japanese": zero}
        q = individual_parameters(
            self.receptor, patients, self.seed, self.receptor_knowledge, draw, people_differ
        )
        q["ke0"] = np.log(2.0) / q["ke0_half_life"]
        return p, q


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
    parameters = {e: of_enantiomer(p, e) for e in enantiomers}
    systems = {
        e: with_effect_sites(recipe.model.system(parameters[e], deliveries), q["ke0"])
        for e in enantiomers
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
            for entry in recipe.model.entries(parameters[e], delivery)
        }
    )
    loads = {
        f"{e}-{species}": relative_load(species, e, q)  # type: ignore[arg-type]
        for e in enantiomers
        for species in SPECIES
        if f"effect {e}-{species}" in system.observations
    }
    return Bodies(recipe.model, patients, parameters, system, propagator_for(matrix, inputs), loads)
