"""What all mechanisms say about mood, fitted without a family, and how they are averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.mechanisms import MECHANISMS
from troche.population.mood.posterior import mood_manifest, read_mood, weights_of_mechanisms
from troche.population.mood.repetition import receptor_values

__all__ = ["LEVELS", "Unseen", "unseen", "weighted_quantiles"]

Floats = NDArray[np.float64]

LEVELS: Final = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Unseen:
    """Possible truths of a fit that has not seen a family.

    Parameters
    ----------
    truths
        By mechanism: parameters of ``mood`` and of the receptor, each of shape (draw,).
    weights
        By mechanism; the family had no part in them.
    way
        How the family was left out.
    """

    truths: Mapping[str, Mapping[str, Floats]]
    weights: Mapping[str, float]
    way: str

    def averaged(self, draws: Mapping[str, Floats]) -> tuple[Floats, Floats]:
        """Return the draws of all mechanisms on end along the first axis, and their weights."""
        every = [draws[name] for name in draws]
        weight = [np.full(len(d), self.weights[name] / len(d)) for name, d in draws.items()]
        return np.concatenate(every), np.concatenate(weight)


def unseen(family: str) -> Unseen:
    """Return what was fitted without a family; all of the fit where it had no part in it.

    Examples
    --------
    >>> without = unseen("FAVA2020")
    >>> without.way, round(sum(without.weights.values()), 6)
    ('refit', 1.0)
    """
    known = family in mood_manifest().get("families", {})
    truths, way = {}, "not in the fit"
    for name in MECHANISMS:
        posterior = read_mood(name, family)
        way = posterior.way
        fixed = {k: np.full(posterior.draws, v) for k, v in receptor_values().items()}
        truths[name] = {**posterior.values, **fixed}
    return Unseen(truths, weights_of_mechanisms((family,) if known else ()), way)


def weighted_quantiles(values: Floats, weights: Floats, levels: Sequence[float]) -> Floats:
    """Return quantiles of weighted draws.

    Examples
    --------
    >>> weighted_quantiles(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 1.0]), [0.75])
    array([3.])
    """
    order = np.argsort(values)
    edges = np.cumsum(weights[order])
    places = np.searchsorted(edges, np.asarray(levels) * edges[-1])
    return np.asarray(values[order][np.minimum(places, len(values) - 1)])
