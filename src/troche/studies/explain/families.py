"""Which studies carry the difference: what is left of it without each family.

A refit ships few draws, so each shift has an error of sampling; a family whose shift is no
larger than three of them is not said to move anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.mood.people.scores import Setting
from troche.studies.explain.knowledge import Beliefs, Knowledge
from troche.studies.explain.probes import Probe, benefits
from troche.studies.explain.spread import moments

__all__ = ["NAMED", "Swing", "swings_of"]

Floats = NDArray[np.float64]

NAMED: Final = {
    "ARABZADEH2018": "the favourable trial of daily oral ketamine",
    "SMITHAPELDOORN2024": "the null trial of daily oral esketamine",
}
"""Families that are always told of, and what they are: they contradict each other."""

_ERRORS: Final = 3.0
"""A largest of some two dozen shifts reaches two errors by chance alone."""


@dataclass(frozen=True)
class Swing:
    """What one family does to the difference.

    Parameters
    ----------
    family
        Its id in the evidence tables.
    numbers
        How many of its numbers are fitted.
    before, after : points
        Mean difference with it, and without it.
    error : points
        Standard error of the shift, from so few draws.
    moves
        Whether the shift is beyond that error.
    weight_shifts
        By mechanism, weight without it minus weight with it.
    """

    family: str
    numbers: int
    before: float
    after: float
    error: float
    moves: bool
    weight_shifts: dict[str, float]

    @property
    def shift(self) -> float:
        """After minus before, points."""
        return self.after - self.before

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self) | {"shift": self.shift}


def swings_of(
    knowledge: Knowledge, difference: Floats, probes: Sequence[Probe], setting: Setting
) -> tuple[Swing, ...]:
    """Return every family's effect on the difference, largest shift first.

    Parameters
    ----------
    knowledge
        Truths, whole and without each family; without refits there is nothing to return.
    difference : points, shape (truth,)
        In the whole's truths.
    probes
        The first and the second regimen.
    setting
        The trial.
    """
    before, spread = _mean(difference, knowledge.whole)
    found = []
    for family, beliefs in knowledge.without.items():
        first, second = benefits(beliefs, probes, setting)
        after, other = _mean(first - second, beliefs)
        error = float(np.sqrt(spread + other))
        shifts = {n: beliefs.weights[n] - knowledge.whole.weights[n] for n in beliefs.names}
        moves = abs(after - before) > _ERRORS * error
        numbers = knowledge.numbers.get(family, 0)
        found.append(Swing(family, numbers, before, after, error, moves, shifts))
    return tuple(sorted(found, key=lambda s: -abs(s.shift)))


def _mean(difference: Floats, beliefs: Beliefs) -> tuple[float, float]:
    """Return the mean, and the variance that so few draws give it."""
    w, mean, variance = moments(difference, beliefs)
    draws = np.array([beliefs.posteriors[n].draws for n in beliefs.names])
    return float(np.sum(w * mean)), float(np.sum(w**2 * variance / draws))
