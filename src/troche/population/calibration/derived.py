"""Quantities that several fitted parameters make up together, as papers report them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from troche.pharmacology.hepatic import well_stirred
from troche.population.parameters import Transform

__all__ = ["DERIVED", "Derived"]


@dataclass(frozen=True)
class Derived:
    """A quantity of the typical person of 70 kg.

    Parameters
    ----------
    unit
        Inner unit.
    transform
        The scale on which it is compared.
    of
        What it is, from the parameters.
    """

    unit: str
    transform: Transform
    of: Callable[[Mapping[str, Any]], Any]

    @property
    def scale(self) -> tuple[str, Transform]:
        """Unit and transform."""
        return self.unit, self.transform


DERIVED: Final[Mapping[str, Derived]] = {
    "CL": Derived("L/h", "log", lambda p: well_stirred(p["Qh"], p["CLint"]).clearance),
    "F oral": Derived(
        "fraction", "logit", lambda p: p["Fg"] * well_stirred(p["Qh"], p["CLint"]).availability
    ),
    "Vss": Derived("L", "log", lambda p: p["V1"] + p["V2"] + p["V3"]),
}
