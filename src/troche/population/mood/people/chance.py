r"""What differs between people and between days, whatever they are given.

A screened person's score is :math:`\mu_0 + L + f(t) + r(t)`: lasting severity, a fluctuation
that forgets itself over :math:`\tau_f`, and the noise of each rating. The enrolled are those
whose score at the start was :math:`B`, so all three are conditioned on their sum being
:math:`B - \mu_0` at time zero. With starred values drawn without that condition and
:math:`s^* = L^* + f^*(0) + r^*(0)`,

.. math:: \varepsilon(t) = L^* + f^*(t) + r^*(t) - \rho(t)\, s^*, \qquad t > 0,

is exactly what remains around :math:`\mu_0 + \rho(t)(B - \mu_0)`: its covariance is
:math:`W[\rho(|t - s|) - \rho(t)\rho(s)]`, that of `troche.pharmacology.mood.depression`.

Chance is keyed by patient and by purpose, so a person has the same good and bad days under
every regimen and every mechanism, and a longer study changes nobody's earlier days.

References
----------
.. [1] Doucet (2010). A note on efficient conditional simulation of Gaussian distributions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.depression import correlation
from troche.population.streams import normals

__all__ = ["Chance", "apart", "chance_of", "fluctuation", "improvers"]

Floats = NDArray[np.float64]

_TIMES_A_STREAM: Final = 32


@dataclass(frozen=True)
class Chance:
    """Standard normal numbers of some patients.

    Parameters
    ----------
    improves : shape (patient,)
        How much each improves beside others.
    nonspecific : shape (patient,)
        How each fares beside others, whatever they are given.
    lasting : shape (patient,)
        Lasting severity.
    steps, ratings : shape (time, patient)
        What moves the fluctuation from one time to the next, and each rating's noise.
    """

    improves: Floats
    nonspecific: Floats
    lasting: Floats
    steps: Floats
    ratings: Floats


def chance_of(seed: int, start: int, count: int, times: int) -> Chance:
    """Return the chance of patients `start` to `start + count` at so many times."""
    return Chance(
        normals(seed, "mood: how much a person improves", start, count)[0],
        normals(seed, "mood: how a person fares whatever is given", start, count)[0],
        normals(seed, "mood: lasting severity", start, count)[0],
        _over_time(seed, "mood: fluctuation", start, count, times),
        _over_time(seed, "mood: rating", start, count, times),
    )


def _over_time(seed: int, purpose: str, start: int, count: int, times: int) -> Floats:
    # A stream for every few times: a longer study changes nobody's earlier days.
    parts = [
        normals(seed, f"{purpose}, times from {first + 1}", start, count, _TIMES_A_STREAM)
        for first in range(0, times, _TIMES_A_STREAM)
    ]
    return np.concatenate(parts)[:times]


def improvers(chance: Chance, p: Mapping[str, Any]) -> Floats:
    """Return how much each person improves, relative to the mean: shape (patient,)."""
    return np.asarray(1.0 + p["cv_improvement"] * chance.improves)


def apart(chance: Chance, p: Mapping[str, Any]) -> Floats:
    """Return what each person improves beside others whatever they get: shape (patient,).

    A share of their own baseline, once all of it has come.
    """
    return np.asarray(p["sd_nonspecific"] * chance.nonspecific)


def fluctuation(chance: Chance, times: Sequence[float], p: Mapping[str, Any]) -> Floats:
    """Return each score's deviation from its expectation, given the score at the start.

    Parameters
    ----------
    chance
        Of the patients.
    times : h
        Increasing, from zero.
    p
        ``sd_severity``, ``sd_fluctuation``, ``sd_rating`` in points and
        ``fluctuation_time`` in h; numbers, or arrays of shape (patient,).

    Returns
    -------
    points, shape (time, patient)
        Zero at time zero.

    Examples
    --------
    >>> p = {"sd_severity": 6.0, "sd_fluctuation": 4.0, "sd_rating": 3.0,
    ...      "fluctuation_time": 168.0}
    >>> found = fluctuation(chance_of(1, 0, 20_000, 3), [0.0, 24.0, 672.0], p)
    >>> kept = correlation(np.array([24.0, 672.0]), p)
    >>> (found[1:].std(axis=1) / np.sqrt(61.0 * (1 - kept**2))).round(2).tolist()
    [1.0, 1.0]
    """
    f = p["sd_fluctuation"] * chance.steps[0]
    lasting = p["sd_severity"] * chance.lasting
    at_start = lasting + f + p["sd_rating"] * chance.ratings[0]
    found = np.zeros((len(times), len(chance.lasting)))
    for i in range(1, len(times)):
        left = np.exp(-(times[i] - times[i - 1]) / p["fluctuation_time"])
        f = left * f + p["sd_fluctuation"] * np.sqrt(1.0 - left**2) * chance.steps[i]
        rho = correlation(np.asarray(times[i]), p)
        found[i] = lasting + f + p["sd_rating"] * chance.ratings[i] - rho * at_start
    return found
