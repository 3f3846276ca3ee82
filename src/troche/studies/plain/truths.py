"""What the shipped draws say of the two regimens that the page tells of.

Both are examples of what is talked about, and none is a dose for anybody: the standard
infusion of trials, and a small tablet under the tongue once a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from troche.population.mood.people.scores import HIGHEST, Setting
from troche.regimen import parse
from troche.studies.explain.answer import NOTHING
from troche.studies.explain.knowledge import Beliefs, shipped_knowledge
from troche.studies.explain.probes import Probe, benefits
from troche.studies.explain.question import MADRS
from troche.studies.explain.spread import Estimate, estimate

__all__ = ["DAYS", "INFUSION", "SCALE", "SMALL", "WEEKS", "Truths", "of_beliefs", "truths"]

INFUSION: Final = "0.5 mg/kg ketamine iv over 40 min, once"
SMALL: Final = "15 mg ketamine sublingual tablet, daily for 4 weeks"
DAYS: Final = (1, 3, 7, 14, 28)
"""When the infusion's benefit is read."""

WEEKS: Final = 4
"""When that of the small doses is read."""

SCALE: Final = int(HIGHEST)
"""The highest score of the scale; the lowest is 0."""

_DAY: Final = 24.0
_LEAST_WEIGHT: Final = 0.005


@dataclass(frozen=True)
class Truths:
    """Benefits over a dummy, points of the MADRS, over all possible truths.

    Parameters
    ----------
    infusion
        After each of `DAYS`.
    small
        After `WEEKS`.
    none
        Lowest and highest share, over the rival mechanisms, of truths in which the small
        doses do nothing. Mechanisms that hardly count are left out.
    """

    infusion: tuple[Estimate, ...]
    small: Estimate
    none: tuple[float, float]


@cache
def truths() -> Truths:
    """Return what the shipped draws say.

    Examples
    --------
    >>> found = truths()
    >>> found.infusion[0].low <= found.infusion[0].mean <= found.infusion[0].high
    True
    """
    return of_beliefs(shipped_knowledge().whole)


def of_beliefs(beliefs: Beliefs) -> Truths:
    """Return what beliefs say."""
    infusion, small = parse(INFUSION), parse(SMALL)
    end = WEEKS * 7 * _DAY
    probes = [Probe(infusion, 1.0, day * _DAY) for day in DAYS] + [Probe(small, end, end)]
    *after, last = benefits(beliefs, probes, Setting(MADRS, resistant=True))
    shares = [
        float(np.mean(last[beliefs.place == number] < NOTHING))
        for number, name in enumerate(beliefs.names)
        if beliefs.weights[name] >= _LEAST_WEIGHT
    ]
    return Truths(
        tuple(estimate(each, beliefs.weight) for each in after),
        estimate(last, beliefs.weight),
        (min(shares), max(shares)),
    )
