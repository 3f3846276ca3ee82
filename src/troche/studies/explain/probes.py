"""The benefit of a regimen over placebo in every possible truth.

A masked parallel trial without the excess of small ones, typical exposure, every dose taken.
What is read is the difference of mean scores, as a trial reports it: no score lies below zero,
so an improvement beyond what there was to improve shows as none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.courses import early_rise
from troche.pharmacology.mood.depression import correlation, drug_improvement, spread_around
from troche.pharmacology.mood.mechanisms import mechanism
from troche.population.mood.people.scores import Setting, placebo_course
from troche.population.mood.posterior import MoodPosterior
from troche.population.mood.repetition import (
    Prepared,
    prepare,
    receptor_values,
    relative_benefit,
)
from troche.population.mood.sessions import sessions_of
from troche.population.mood.shares import clipped_mean
from troche.regimen import Regimen
from troche.studies.explain.knowledge import Beliefs

__all__ = ["Probe", "benefits", "mean_score"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Probe:
    """A regimen read at a time.

    Parameters
    ----------
    regimen
        None for a placebo, whose benefit over placebo is nothing.
    until : h
        Doses that begin later are not given.
    at : h
        When the score is read.
    """

    regimen: Regimen | None
    until: float
    at: float


def benefits(beliefs: Beliefs, probes: Sequence[Probe], setting: Setting) -> Floats:
    """Return by how many points of the MADRS each probe lies below placebo.

    Parameters
    ----------
    beliefs
        Possible truths.
    probes
        What is read.
    setting
        The trial.

    Returns
    -------
    points, shape (probe, truth)

    Examples
    --------
    >>> from troche.regimen import parse
    >>> from troche.studies.explain.knowledge import shipped_knowledge
    >>> infusion = Probe(parse("0.5 mg/kg ketamine iv over 40 min, once"), 1.0, 24.0)
    >>> probes = [infusion, Probe(None, 0.0, 24.0)]
    >>> found = benefits(shipped_knowledge().whole, probes, Setting(33.0))
    >>> bool(found[0].mean() > 1.0), bool(np.all(found[1] == 0.0))
    (True, True)
    """
    active = {i: (p.regimen, p.until) for i, p in enumerate(probes) if p.regimen is not None}
    found = np.zeros((len(probes), len(beliefs.place)))
    if not active:
        return found
    # The reference infusion comes first among sessions.
    place = {pair: number for number, pair in enumerate(dict.fromkeys(active.values()), start=1)}
    sessions = sessions_of(list(place))
    points = [(place[pair], probes[i].at) for i, pair in active.items()]
    hours = np.array([at for _, at in points])
    parts = [
        _points(posterior, prepare(mechanism(name), sessions, points), hours, setting)
        for name, posterior in beliefs.posteriors.items()
    ]
    found[list(active)] = np.concatenate(parts, axis=0).T
    return found


def _points(
    posterior: MoodPosterior, prepared: Prepared, hours: Floats, setting: Setting
) -> Floats:
    """Return the benefit at the points in each draw, shape (draw, point)."""
    acting = mechanism(posterior.mechanism)
    one = np.ones(posterior.draws)
    p = {**posterior.values, **{name: value * one for name, value in receptor_values().items()}}
    course = relative_benefit(acting, p, prepared, np)
    wide = {name: value[:, None] for name, value in p.items()}
    new = np.asarray(float(setting.new_antidepressant))
    by_drug = drug_improvement(course.D, course.X, new, acting.sizes(wide))
    without = placebo_course(setting, hours, wide)
    placebo, drug = (mean_score(s, hours, setting, wide) for s in (without, without + by_drug))
    return placebo - drug


def mean_score(
    improvement: Floats, hours: Floats, setting: Setting, p: Mapping[str, Floats]
) -> Floats:
    """Return the mean score of people who improve by a share of their baseline, points.

    Parameters
    ----------
    improvement
        A share of baseline.
    hours : h
        When the score is read.
    setting
        The trial.
    p
        Parameters of ``mood``.
    """
    kept, start = correlation(hours, p), np.asarray(setting.mean)
    mean = start - p["excess"] * (1.0 - kept) - start * improvement
    come = early_rise(np.asarray(hours), p)
    sd = np.sqrt(spread_around(np.asarray(0.0), improvement, kept, come, start, p))
    return np.asarray(clipped_mean(mean, sd))
