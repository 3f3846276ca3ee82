r"""Scores of virtual patients in one more masked trial.

.. math::

    S(t) &= ((s + s_{crisis} [\text{crisis}] + u)\,e^{-t/\tau_s} + b\,e^{-t/\tau_b})
            (1 - e^{-t/\tau_1}) + l(1 - e^{-t/\tau_2}) + A(t) \\
         &\quad + \max(0, 1 + v)\,(1 - \nu[\text{new}])\,(E\,D(t) + \eta\,Y_X(t)) \\
    y(t) &= \operatorname{clip}\bigl(\mu_0 + \rho(t)(B - \mu_0)
            - g B (\bar B / 33)^{\beta} S(t) - h B (1 - e^{-t/\tau_1})
            + \varepsilon(t), 0, 60\bigr)

with :math:`\bar B` the mean baseline of those enrolled and :math:`\beta` how improvement grows
with it, as in the fit, which knows groups alone.

The trial is parallel and masked, its placebo like saline: no midazolam, no spray's placebo,
no open dose, no crossover, the middle year. What small trials find in excess is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.measure import scale_of
from troche.pharmacology.mood.courses import antidepressant_course, early_rise, placebo_rise
from troche.pharmacology.mood.depression import correlation, drug_improvement
from troche.pharmacology.mood.mechanisms import Mechanism
from troche.population.mood.literature import BASELINE
from troche.population.mood.people.benefit import Benefit
from troche.population.mood.people.chance import Chance, apart, fluctuation, improvers
from troche.population.mood.people.truths import BENEFIT_FACTOR, STEP_DEVIATION

__all__ = [
    "HIGHEST",
    "Setting",
    "Untreated",
    "improvement_by",
    "placebo_course",
    "scores_around",
    "untreated",
]

Floats = NDArray[np.float64]

_MADRS: Final = scale_of("MADRS")
HIGHEST: Final = _MADRS.highest if _MADRS else 60.0
"""Points; the lowest score is 0."""


@dataclass(frozen=True)
class Setting:
    """The trial in which people are.

    Parameters
    ----------
    mean : points
        Of baselines among those enrolled.
    crisis
        Whether people are admitted in a crisis.
    resistant
        Whether treatments have failed before.
    new_antidepressant
        Whether a conventional antidepressant is started together with the regimen.
    """

    mean: float
    crisis: bool = False
    resistant: bool = False
    new_antidepressant: bool = False


@dataclass(frozen=True)
class Untreated:
    """Everything on the scores that no regimen changes; arrays of shape (time, patient).

    Parameters
    ----------
    expected : points
        What the score would be without any improvement of the arm, with what moves people
        apart whatever they get, and with its fluctuation.
    placebo
        Improvement by placebo and by a new antidepressant, a share of baseline.
    gain : points, shape (patient,)
        What a full improvement takes off each person's score: g times baseline, and times how
        improvement grows with severity.
    """

    expected: Floats
    placebo: Floats
    gain: Floats

    def scores(self, by_drug: Any = 0.0) -> Floats:
        """Return scores, points, with a drug's improvement: a share of baseline."""
        found: Floats = np.clip(self.expected - self.gain * (self.placebo + by_drug), 0.0, HIGHEST)
        found[0] = self.expected[0]
        return found


def placebo_course(
    setting: Setting, hours: Floats, p: Mapping[str, Any], deviation: Any = 0.0
) -> Floats:
    """Return the improvement of every arm, a share of baseline: placebo and what is beside it.

    Parameters
    ----------
    setting
        The trial.
    hours : h
    p
        Parameters of ``mood``.
    deviation
        Of this trial's early step, a share of baseline.
    """
    early, same_day, slow = placebo_rise(hours, p)
    step = p["step"] + deviation + (p["step_crisis"] if setting.crisis else 0.0)
    found = step * early + p["step_same_day"] * same_day + p["slow_placebo"] * slow
    if setting.new_antidepressant:
        left = p["resistant"] if setting.resistant else 1.0
        found = found + left * antidepressant_course(hours, p)
    return np.asarray(found)


def untreated(
    setting: Setting,
    times: Sequence[float],
    baseline: Floats,
    chance: Chance,
    p: Mapping[str, Any],
) -> Untreated:
    """Return what happens to people's scores besides the drug.

    Parameters
    ----------
    setting
        The trial.
    times : h
        Increasing, from zero.
    baseline : points, shape (patient,)
    chance
        Of the patients, at these times.
    p
        From `troche.population.mood.people.truths.truths_of`.
    """
    hours = np.asarray(times, dtype=np.float64)[:, None]
    placebo = placebo_course(setting, hours, p, p[STEP_DEVIATION])
    severe = (setting.mean / BASELINE["resistant"]) ** p["severity"]
    mu_0 = setting.mean - p["excess"]
    return scores_around(mu_0, severe, placebo, times, baseline, chance, p)


def scores_around(
    mu_0: Any,
    severe: Any,
    improved: Floats,
    times: Sequence[float],
    baseline: Floats,
    chance: Chance,
    p: Mapping[str, Any],
) -> Untreated:
    """Return people's scores around the improvement of their arm.

    Parameters
    ----------
    mu_0 : points
        Mean of those screened.
    severe
        What improvement is multiplied by, as it grows with the group's severity.
    improved
        Improvement of the arm, a share of baseline; broadcasts to (time, patient).
    times : h
        Increasing, from zero.
    baseline : points, shape (patient,)
    chance
        Of the patients, at these times.
    p
        How people and days differ: parameters of ``mood``.
    """
    hours = np.asarray(times, dtype=np.float64)[:, None]
    kept = np.where(hours > 0.0, correlation(hours, p), 1.0)
    expected = mu_0 + kept * (baseline - mu_0) + fluctuation(chance, times, p)
    expected = expected - early_rise(hours, p) * apart(chance, p) * baseline
    return Untreated(expected, improved, improvers(chance, p) * baseline * severe)


def improvement_by(
    mechanism: Mechanism, benefit: Benefit, setting: Setting, p: Mapping[str, Any]
) -> Floats:
    """Return what a drug adds, felt and not: shares of baseline, shape (time, patient)."""
    new = np.asarray(float(setting.new_antidepressant))
    by_drug = drug_improvement(benefit.D, benefit.X, new, mechanism.sizes(p))
    return np.asarray(p[BENEFIT_FACTOR] * by_drug)
