"""Recipes: what makes bodies out of patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troche.errors import ModelError, nearest
from troche.pharmacology.published import PUBLISHED
from troche.pharmacology.system import Delivery, Model
from troche.pharmacology.troche import Troche, enzyme_function
from troche.population.drugs import SHARE
from troche.population.individuals import Knowledge, individual_parameters, knowledge_draws
from troche.population.parameters import ParameterTable, read_parameters
from troche.population.patients import Patients, draw_patients
from troche.population.populations import Population

__all__ = ["Recipe", "model_names"]


def model_names() -> tuple[str, ...]:
    """Return the pharmacokinetic models that a study may name.

    Examples
    --------
    >>> model_names()[0]
    'troche'
    """
    return ("troche", *PUBLISHED)


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

    @property
    def covariates(self) -> tuple[str, ...]:
        """Covariates of the patients that the model uses."""
        if isinstance(self.model, Troche):
            return ("weight", "CYP2B6 function", "liver function")
        named = tuple(getattr(self.model, "covariates", ()))
        scaled = any(p.weight_exponent for p in self.table)
        return tuple(dict.fromkeys((*(("weight",) if scaled else ()), *named)))

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
            p["CLint"] = p["CLint"] * enzyme_function(
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
