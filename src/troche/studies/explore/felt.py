"""What a cohort feels, and its blood pressure: the truths and sensitivities of its columns.

The typical person, and the typical person under possible truths, have the sensitivity that half
of people lie below; people have their own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.tolerability import exceeds
from troche.population.streams import normals
from troche.population.superposition import Cohort
from troche.population.tolerability.kinds import CADSS_ABOVE_4
from troche.population.tolerability.people import FELT_POINTS, Sessions, pressures
from troche.population.tolerability.posterior import read_tolerability
from troche.population.tolerability.truths import HarmTruths, truths_of

__all__ = ["CohortSessions", "felt_over_placebo", "harm_truths", "rises"]

Floats = NDArray[np.float64]

_SENSITIVITIES: Final = 12
_MOST: Final = 24


@dataclass(frozen=True)
class CohortSessions(Sessions):
    """Sessions of a cohort, every dose taken."""

    people: slice

    @classmethod
    def of(cls, cohort: Cohort, C_S: Floats, C_R: Floats, starts: Floats) -> CohortSessions:
        """Return sessions with these peaks at the effect site, mg/L."""
        taken = np.ones(C_S.shape, dtype=bool)
        return cls(C_S, C_R, taken, starts, cohort.seed, 0, cohort.of_people)

    def sensitivity(self, what: str) -> Floats:
        """Return each column's own, standard normal: zero but for people."""
        found = np.zeros(self.patients)
        count = len(range(*self.people.indices(self.patients)))
        found[self.people] = normals(self.seed, f"harm: sensitivity, {what}", self.start, count)[0]
        return found


@lru_cache(maxsize=12)
def harm_truths(cohort: Cohort) -> HarmTruths:
    """Return the truths about harm that the columns carry."""
    posterior = read_tolerability()
    certain = truths_of(posterior, 0).of(np.zeros(1 + cohort.people, dtype=np.int64))
    if not cohort.truths:
        return certain
    every = [certain, truths_of(posterior, cohort.truths)]

    def joined(name: str) -> Any:
        parts = [getattr(each, name) for each in every]
        if isinstance(parts[0], np.ndarray):
            return np.concatenate(parts)
        return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}

    return HarmTruths(**{f.name: joined(f.name) for f in fields(HarmTruths)})


@lru_cache(maxsize=12)
def rises(cohort: Cohort) -> dict[str, Floats]:
    """Return how much each column's pressure rises with one mg/L at the effect site."""
    one = np.ones((1, len(cohort)))
    return pressures(CohortSessions.of(cohort, one, one, np.zeros(1)), harm_truths(cohort))


def felt_over_placebo(cohort: Cohort, s: Sessions, T: Floats, hours: float) -> Floats:
    """Return by how much the drug raises the share with a CADSS above 4 in any session.

    Parameters
    ----------
    cohort, s, T
        Whose sessions they are, and the habituation at each.
    hours : h
        The horizon, over which a placebo is felt too.

    Returns
    -------
    fraction, shape (column,)
        Over all sensitivities; the mean over people is the share of people. Columns of typical
        blood stand for people by the spread as fitted, which holds what differs in blood.
    """
    from scipy.special import log_ndtr

    truths = harm_truths(cohort)
    p = dict(truths.values)
    spread = np.array(p["spread_felt"])
    spread[cohort.of_people] = truths.without_blood("spread_felt")[cohort.of_people]
    places, weights = _some(len(T))
    points = np.asarray(FELT_POINTS)
    above = exceeds(s.C_S[places], T[places], points, p | {"spread_felt": spread})
    above = above + truths.shift[CADSS_ABOVE_4.name]
    x, share = np.polynomial.hermite_e.hermegauss(_SENSITIVITIES)
    eta = np.sqrt(p["alike"]) * x[:, None, None]
    spared = log_ndtr(-(above + eta) / np.sqrt(1.0 - p["alike"]))
    ever = -np.expm1(np.einsum("s,esc->ec", weights, spared))
    without = truths.without_drug(CADSS_ABOVE_4.name, hours)
    return np.asarray((1.0 - without) * (share / share.sum() @ ever))


def _some(sessions: int) -> tuple[NDArray[np.int64], Floats]:
    """Return sessions that stand for all, with how many each stands for: what is felt in a
    long course changes slowly from one session to the next.
    """  # noqa: D205
    count = min(sessions, _MOST)
    places = np.unique(np.round(np.linspace(0, sessions - 1, count)).astype(np.int64))
    every = np.arange(sessions)
    weights = np.array([np.interp(every, places, row).sum() for row in np.eye(len(places))])
    return places, weights
