"""What is known, as possible truths: each mechanism's draws, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.mechanisms import MECHANISMS
from troche.population.mood.posterior import (
    MoodPosterior,
    mood_manifest,
    read_mood,
    weights_of_mechanisms,
)
from troche.population.parameters import read_parameters, to_scale

__all__ = ["Beliefs", "Knowledge", "shipped_knowledge"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Beliefs:
    """Possible truths: draws of rival mechanisms, laid end to end.

    Parameters
    ----------
    posteriors
        By name of mechanism.
    weights
        By name of mechanism; they add up to 1.
    """

    posteriors: Mapping[str, MoodPosterior]
    weights: Mapping[str, float]

    @property
    def names(self) -> tuple[str, ...]:
        """The mechanisms, in the order of truths."""
        return tuple(self.posteriors)

    @cached_property
    def place(self) -> Ints:
        """Which mechanism each truth belongs to, shape (truth,)."""
        return np.repeat(np.arange(len(self.names)), [self.posteriors[n].draws for n in self.names])

    @cached_property
    def weight(self) -> Floats:
        """How much each truth counts, shape (truth,); all add up to 1."""
        each = np.array([self.weights[n] / self.posteriors[n].draws for n in self.names])
        found = each[self.place]
        return np.asarray(found / found.sum())

    def parameter(self, symbol: str) -> Floats:
        """Return one parameter in every truth, inner units, shape (truth,)."""
        return np.concatenate([self.posteriors[n].values[symbol] for n in self.names])


@dataclass(frozen=True)
class Knowledge:
    """Beliefs from all studies, and from all but one family each.

    Parameters
    ----------
    whole
        From all of them.
    without
        By the family that was left out; empty where no refit is shipped.
    numbers
        How many published numbers each family gave to the fit.
    informed
        By mechanism and symbol, the share of the prior's standard deviation that the rows
        took away, as the fit itself found it; what is not there is taken from the draws.
    """

    whole: Beliefs
    without: Mapping[str, Beliefs] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    informed: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def told_by_rows(self, name: str, symbol: str) -> float:
        """Return the share of a prior's standard deviation that rows took away, 0 to 1.

        Parameters
        ----------
        name
            Of the mechanism.
        symbol
            Of the parameter.
        """
        known = self.informed.get(name, {}).get(symbol)
        if known is None:
            parameter = read_parameters("mood")[symbol]
            draws = self.whole.posteriors[name].values[symbol]
            scaled = [to_scale(float(v), parameter.transform) for v in draws]
            known = 1.0 - float(np.std(scaled)) / parameter.uncertainty_sd
        return min(1.0, max(0.0, known))


def shipped_knowledge() -> Knowledge:
    """Return what the package ships.

    Raises
    ------
    troche.errors.ModelError
        If no draws are shipped.

    Examples
    --------
    >>> known = shipped_knowledge()
    >>> len(known.whole.names), round(float(known.whole.weight.sum()), 9)
    (6, 1.0)
    """
    whole = Beliefs({name: read_mood(name) for name in MECHANISMS}, weights_of_mechanisms())
    made = mood_manifest()
    families = made.get("families", {}) if made.get("densities") else {}
    # A refit that is not there is read as the whole posterior: it would move nothing.
    without = {
        family: Beliefs(
            {name: read_mood(name, family) for name in MECHANISMS},
            weights_of_mechanisms((family,)),
        )
        for family in families
    }
    informed = {name: each.get("informed", {}) for name, each in made.get("mechanisms", {}).items()}
    return Knowledge(whole, without, dict(made.get("families", {})), informed)
