"""Scores over weeks: people at the middle of knowledge, and the mean under possible truths.

The trial, the truths and the equations are those of `troche.studies.mood`. There each patient
carries a truth and chance is drawn; here people (their own blood, typical values) and knowledge
(typical blood, possible truths) stand apart, and what chance does within a person is summed in
closed form. Lines stand where the full study has them: people's median, moved by the difference
that the mean over truths makes to typical values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.errors import ModelError
from troche.pharmacology.mood.courses import early_rise
from troche.pharmacology.mood.depression import correlation, spread_around
from troche.pharmacology.mood.mechanisms import MECHANISMS, mechanism
from troche.population.mood.literature import BASELINE
from troche.population.mood.people.benefit import Benefit
from troche.population.mood.people.repeated import repeated_benefit
from troche.population.mood.people.scores import (
    HIGHEST,
    Setting,
    improvement_by,
    placebo_course,
)
from troche.population.mood.people.truths import STEP_DEVIATION, truths_of
from troche.population.mood.posterior import read_mood, weights_of_mechanisms
from troche.population.mood.shares import clipped_mean, share_below
from troche.population.superposition import Cohort, SessionKinds
from troche.studies.explore.mixture import mixture_quantiles, truth_quantiles
from troche.studies.mood.plan import setting_of

__all__ = ["Mood", "Outcome", "mood_of", "score_days", "why_no_mood"]

Floats = NDArray[np.float64]
Truths = Mapping[str, Mapping[str, Floats]]

_LEVELS: Final = (0.05, 0.5, 0.95)
_ENDS: Final = (0.05, 0.95)
_DAY: Final = 24.0
_EARLY: Final = 4.0
_MOST_DAYS: Final = 90
_DAY_28: Final = 672.0
_HALF: Final = 0.5
_LEAST: Final = 1e-6


def score_days(hours: float) -> tuple[float, ...]:
    """Return when scores are read, h: at the start, after four hours, then every day or few.

    Examples
    --------
    >>> [t / 24 for t in score_days(8736.0)][:4], len(score_days(8736.0))
    ([0.0, 0.16666666666666666, 7.0, 14.0], 54)
    """
    step = int(np.ceil(hours / _DAY / _MOST_DAYS))
    while step not in (1, 2, 4, 7):
        step += 1  # so that day 28 is among them
    daily = [_DAY * k for k in range(step, int(hours / _DAY + 1e-9) + 1, step)]
    return (*(t for t in (0.0, _EARLY, *daily) if t < hours - 1e-9), hours)


@dataclass(frozen=True)
class Outcome:
    """What becomes of scores; arrays of shape (time,).

    Parameters
    ----------
    median, people : points
        Of people, and where 90 % of them lie, shape (2, time).
    truths : points, shape (time, truth)
        Mean score under each possible truth.
    weight : shape (truth,)
        They add up to 1.
    response : fraction
        Share of people whose score is half of the start's or less, over all truths, on day 28
        or at the end of a shorter horizon.
    """

    median: Floats
    people: Floats
    truths: Floats
    weight: Floats
    response: float

    def knowledge(self) -> Floats | None:
        """Return where 90 % of truths put the median, points, shape (2, time)."""
        if not self.truths.shape[1]:
            return None
        ends = truth_quantiles(self.truths, self.weight, _ENDS)
        return np.clip(self.median + ends - self.truths @ self.weight, 0.0, HIGHEST)


@dataclass(frozen=True)
class Mood:
    """Scores of a regimen and of its placebo.

    Parameters
    ----------
    times : h
    placebo, averaged
        Over all mechanisms, each with its weight.
    mechanisms
        By name.
    weights
        By name.
    """

    times: tuple[float, ...]
    placebo: Outcome
    averaged: Outcome
    mechanisms: Mapping[str, Outcome]
    weights: Mapping[str, float]

    @property
    def differences(self) -> Floats:
        """Mean score minus that on placebo in each truth, points, shape (time, truth)."""
        return np.asarray(self.averaged.truths - self.placebo.truths)

    def difference(self) -> tuple[Floats, Floats | None]:
        """Return the mean of `differences`, and where 90 % of them lie, shape (2, time).

        Without truths it is the difference of medians, and nothing is said of knowledge.
        """
        every, weight = self.differences, self.averaged.weight
        if not len(weight):
            return self.averaged.median - self.placebo.median, None
        return every @ weight, truth_quantiles(every, weight, _ENDS)


def why_no_mood(cohort: Cohort) -> str:
    """Return in one sentence why a population has no mood to look at; empty where it has."""
    if cohort.population.severity is None:
        return f"The population ({cohort.population.name}) has no depression to improve."
    try:
        read_mood(next(iter(MECHANISMS)))
    except ModelError as error:
        return f"Mood has not been fitted: {error.found}."
    return ""


@lru_cache(maxsize=12)
def _truths(cohort: Cohort) -> Truths:
    """Return what each column takes as true about mood, by mechanism."""
    found = {}
    certain = 1 + cohort.people
    for name in MECHANISMS:
        posterior = read_mood(name)
        typical = truths_of(posterior, np.zeros(certain, dtype=np.int64), 0)
        if not cohort.truths:
            found[name] = typical
            continue
        uncertain = truths_of(posterior, np.arange(cohort.truths), cohort.truths)
        found[name] = {s: np.concatenate([typical[s], uncertain[s]]) for s in typical}
    return found


@dataclass(frozen=True)
class _Scores:
    """Score of each column's people under one mechanism: shape (time, column).

    Parameters
    ----------
    mean, sd : points
        Of people with the column's blood and truth, not kept on the scale.
    response : shape (1, column)
        Share of them whose score has halved by the day of comparison.
    typical, known : points, shape (time, some)
        Mean score on the scale, of the typical person and under possible truths.
    """

    mean: Floats
    sd: Floats
    response: Floats
    typical: Floats
    known: Floats


class _Trial:
    """All but the drug, for one population, horizon and comedication."""

    def __init__(self, cohort: Cohort, times: tuple[float, ...], beside: str) -> None:
        severity = cohort.population.severity
        assert severity is not None
        self.setting: Setting = setting_of(cohort.population, beside)
        self.truths = _truths(cohort)
        self.of_knowledge = cohort.of_knowledge
        self.place = times.index(_DAY_28) if _DAY_28 in times else len(times) - 1
        self.severe = self.setting.mean / BASELINE["resistant"]
        hours = np.asarray(times)[:, None]
        spread = float(np.hypot(severity.sd, severity.between_trials))
        self.p = {n: {**own, "sd_baseline": np.asarray(spread)} for n, own in self.truths.items()}
        self.kept = {
            n: np.where(hours > 0.0, correlation(hours, p), 1.0) for n, p in self.p.items()
        }
        self.come = {n: early_rise(hours, p) for n, p in self.p.items()}
        self.rise = {
            n: placebo_course(self.setting, hours, p, p[STEP_DEVIATION]) for n, p in self.p.items()
        }
        self.placebo = {n: self.scores(n, None) for n in self.p}

    def scores(self, name: str, benefit: Benefit | None) -> _Scores:
        """Return scores under one mechanism, of a drug or of its placebo."""
        p, kept, rise = self.p[name], self.kept[name], self.rise[name]
        come = self.come[name]
        start = np.asarray(self.setting.mean)
        if benefit is not None:
            rise = rise + improvement_by(mechanism(name), benefit, self.setting, p)
        fallen = np.where(kept < 1.0, self.severe ** p["severity"] * rise, 0.0)
        mean = start - p["excess"] * (1.0 - kept) - start * fallen
        at = slice(self.place, self.place + 1)
        sd, halved = (
            np.sqrt(np.maximum(spread_around(np.asarray(share), s, k, c, start, p), _LEAST))
            for share, s, k, c in (
                (0.0, fallen, kept, come),
                (_HALF, fallen[at], kept[at], come[at]),
            )
        )
        response = share_below(np.asarray(0.0), mean[at] - _HALF * start, halved)
        typical, known = (
            np.asarray(clipped_mean(mean[:, some], sd[:, some], HIGHEST))
            for some in (slice(0, 1), self.of_knowledge)
        )
        return _Scores(mean, sd, response, typical, known)


@lru_cache(maxsize=32)
def _trial(cohort: Cohort, times: tuple[float, ...], beside: str) -> _Trial:
    return _Trial(cohort, times, beside)


def mood_of(cohort: Cohort, kinds: SessionKinds | None, hours: float, beside: str) -> Mood:
    """Return scores under a regimen and under its placebo.

    Parameters
    ----------
    cohort
        Of a population with depression.
    kinds
        Blood in the regimen's sessions; None for no drug.
    hours : h
        The horizon.
    beside
        As in `troche.studies.explore.question`.
    """
    times = score_days(hours)
    trial = _trial(cohort, times, beside)
    weights = weights_of_mechanisms()
    placebo = _placebo(cohort, times, beside)
    if kinds is None:
        return Mood(times, placebo[""], placebo[""], placebo, weights)
    benefits = repeated_benefit(kinds, times, trial.truths, len(cohort))
    scores = {name: trial.scores(name, benefit) for name, benefit in benefits.items()}
    found = {name: _outcome(cohort, [(1.0, one)]) for name, one in scores.items()}
    averaged = _outcome(cohort, [(weights[name], one) for name, one in scores.items()])
    return Mood(times, placebo[""], averaged, found, weights)


@lru_cache(maxsize=32)
def _placebo(cohort: Cohort, times: tuple[float, ...], beside: str) -> dict[str, Outcome]:
    """Return placebo by mechanism, and under no name averaged."""
    scores, weights = _trial(cohort, times, beside).placebo, weights_of_mechanisms()
    found = {name: _outcome(cohort, [(1.0, one)]) for name, one in scores.items()}
    return found | {"": _outcome(cohort, [(weights[name], one) for name, one in scores.items()])}


def _outcome(cohort: Cohort, parts: list[tuple[float, _Scores]]) -> Outcome:
    """Return what becomes of scores under mechanisms, each with its weight."""

    def side_by_side(name: str, columns: slice) -> Floats:
        return np.concatenate([getattr(s, name)[:, columns] for _, s in parts], axis=1)

    def weight(columns: slice) -> Floats:
        count = parts[0][1].mean[:, columns].shape[1]
        return np.repeat([w / max(count, 1) for w, _ in parts], count)

    people, typical = cohort.of_people, slice(0, 1)
    truths = cohort.of_knowledge
    low, median, high = mixture_quantiles(
        side_by_side("mean", people), side_by_side("sd", people), weight(people), _LEVELS
    )
    every = slice(None)
    values = side_by_side("known", every)
    response = float((side_by_side("response", people) @ weight(people))[0])
    moved: Any = 0.0
    if cohort.truths:
        moved = values @ weight(truths) - side_by_side("typical", every) @ weight(typical)
        response += float((side_by_side("response", truths) @ weight(truths))[0])
        response -= float((side_by_side("response", typical) @ weight(typical))[0])
    centre, *ends = (np.clip(x + moved, 0.0, HIGHEST) for x in (median, low, high))
    counted = weight(truths) if cohort.truths else np.zeros(0)
    return Outcome(centre, np.stack(ends), values, counted, min(1.0, max(0.0, response)))
