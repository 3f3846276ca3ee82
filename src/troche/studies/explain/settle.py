r"""What would settle it: observations that nobody has made, and what each would tell.

A trial would see :math:`m`, a difference that each truth predicts, with error. Of the
variance of the difference :math:`\Delta` that is asked about, the best linear reading of the
trial takes away

.. math:: R^2 = \frac{\operatorname{cov}(\Delta, m)^2}
                     {\operatorname{var}\Delta\,(\operatorname{var} m + s^2)}, \qquad
          s^2 = \frac{2\,\mathrm{sd}^2}{n} + 2\,\mathrm{E}(\sigma_A B)^2
                           + \kappa\,\mathrm{E}(\sigma_B\, m)^2,

expected over everything that the trial might find. A cleverer reading takes away no less.
:math:`\sigma_B` is the spread of benefit between trials, which no number of people takes
away; :math:`\kappa` makes it that of the heavy tails with which trials are fitted.
:math:`\sigma_A B` is the spread between arms of one trial beyond chance.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.mood.covariance import TAIL, TAIL_SHARE
from troche.regimen import parse
from troche.studies.explain.knowledge import Beliefs
from troche.studies.explain.probes import Probe, benefits
from troche.studies.explain.question import Asked, Question

__all__ = ["ENOUGH", "PEOPLE", "SD_OF_CHANGE", "Observation", "observations_of"]

Floats = NDArray[np.float64]

SD_OF_CHANGE: Final = 11.0
"""Points of the MADRS by which people's changes spread in one arm: an assumption."""

PEOPLE: Final = (100, 300)
"""In each arm."""

ENOUGH: Final = 0.2
"""Share of the variance that an observation takes away at the least to be said to help."""

_SMALL: Final = "0.1 mg/kg ketamine iv over 40 min, once"
_DAY: Final = 24.0
_WEEK: Final = 168.0
_BEFORE: Final = 1e-3
_TAILS: Final = 1.0 - TAIL_SHARE + TAIL_SHARE * TAIL**2
_LEAST: Final = 1e-12

_Plan = tuple[str, tuple[str, ...], float, tuple[Probe, Probe]]


@dataclass(frozen=True)
class Observation:
    """A trial that could be run.

    Parameters
    ----------
    kind
        ``"against placebo"``, ``"head to head"``, ``"single dose"``, ``"small infusion"``
        or ``"withdrawal"``.
    given
        Names of the regimens whose benefit it reads; the second's is taken off.
    people
        In each arm.
    hours : h
        When it is read: since the first dose, or for a withdrawal since the last one.
    predicted : points
        Mean of what it would find.
    spread : points
        Standard deviation of that over truths: what the trial could tell apart.
    noise : points
        Standard deviation of its error.
    taken
        Expected share of the difference's variance that it takes away.
    """

    kind: str
    given: tuple[str, ...]
    people: int
    hours: float
    predicted: float
    spread: float
    noise: float
    taken: float

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def observations_of(
    question: Question, beliefs: Beliefs, difference: Floats
) -> tuple[Observation, ...]:
    """Return what each trial would tell, most telling first.

    Parameters
    ----------
    question
        The two regimens.
    beliefs
        Possible truths.
    difference : points, shape (truth,)
        What is asked about.
    """
    setting, weight = question.setting, beliefs.weight
    plans = _plans(question)
    probes = [probe for _, _, _, pair in plans for probe in pair]
    read = benefits(beliefs, probes, setting).reshape(len(plans), 2, -1)
    arms = 2.0 * float(weight @ (beliefs.parameter("between_arms") * setting.mean) ** 2)
    trials = _TAILS**0.5 * beliefs.parameter("between_benefit")
    found = [
        _told((kind, given, n, hours), first - second, weight, difference, arms, trials)
        for (kind, given, hours, _), (first, second) in zip(plans, read, strict=True)
        for n in PEOPLE
    ]
    return tuple(sorted(found, key=lambda o: -o.taken))


def _plans(question: Question) -> list[_Plan]:
    """Return kind, names, hours, and the two things whose difference is read."""
    hours = question.hours
    none = Probe(None, 0.0, hours)
    acting = [each for each in (question.first, question.second) if each.acts]
    plans: list[_Plan] = [
        ("against placebo", (each.name,), hours, (_course(each, hours), none)) for each in acting
    ]
    if len(acting) == 2:
        names = (acting[0].name, acting[1].name)
        pair = (_course(acting[0], hours), _course(acting[1], hours))
        plans.append(("head to head", names, hours, pair))
    for each in acting:
        first = each.starts[0]
        once = Probe(each.regimen, first + _BEFORE, first + _DAY)
        plans.append(("single dose", (each.name,), _DAY, (once, none)))
    small = Probe(parse(_SMALL), 1.0, _DAY)
    plans.append(("small infusion", (_SMALL.removesuffix(", once"),), _DAY, (small, none)))
    for each in acting:
        after = Probe(each.regimen, hours - _BEFORE, each.starts[-1] + _WEEK)
        plans.append(("withdrawal", (each.name,), _WEEK, (after, none)))
    return plans


def _course(asked: Asked, hours: float) -> Probe:
    return Probe(asked.regimen, hours - _BEFORE, hours)


def _told(
    named: tuple[str, tuple[str, ...], int, float],
    m: Floats,
    weight: Floats,
    difference: Floats,
    arms: float,
    trials: Floats,
) -> Observation:
    """Return an observation of `m`, points, in every truth.

    Parameters
    ----------
    named
        Kind, names, people and hours.
    m, weight, difference : shape (truth,)
    arms : points squared
        Variance between arms.
    trials : shape (truth,)
        Spread between trials, relative to m.
    """
    off, away = m - weight @ m, difference - weight @ difference
    spread, whole = float(weight @ off**2), float(weight @ away**2)
    noise = 2.0 * SD_OF_CHANGE**2 / named[2] + arms + float(weight @ (trials * m) ** 2)
    shared = float(weight @ (off * away))
    taken = min(1.0, shared**2 / (whole * (spread + noise))) if whole > _LEAST else 0.0
    return Observation(*named, float(weight @ m), spread**0.5, noise**0.5, taken)
