r"""How a number spreads: between people, and between possible truths.

Patients carry draws of knowledge in equal groups, so a metric splits as in a one-way
layout, :math:`y_{di} = \mu + a_d + e_{di}`: within a draw people differ, between draws
knowledge does. The means of small groups scatter even where nothing is uncertain; that
share is taken out before the spread between draws is called uncertainty [1]_. Positive
metrics are split on the log scale.

References
----------
.. [1] O'Hagan, Stevenson & Madan (2007). Monte Carlo probabilistic sensitivity
   analysis for patient-level simulation models. *Health Econ* 16:1009-1023.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEWEST_DRAWS", "Spread", "spread_of"]

Floats = NDArray[np.float64]

FEWEST_DRAWS = 20
"""Fewer possible truths than this do not make an interval."""


@dataclass(frozen=True)
class Spread:
    """One metric over a cohort, in the metric's own unit.

    Parameters
    ----------
    n
        Patients with a value.
    mean, median, sd
        Over everyone.
    p5, p95
        Of everyone: people and knowledge together.
    people_p5, people_p95
        Of people, were the typical values known: variability.
    knowledge_p5, knowledge_p95
        Of the median, over possible truths: uncertainty. None where there are fewer
        than `FEWEST_DRAWS` of them.
    """

    n: int
    mean: float | None
    median: float | None
    sd: float | None
    p5: float | None
    p95: float | None
    people_p5: float | None
    people_p95: float | None
    knowledge_p5: float | None
    knowledge_p95: float | None

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the fields by name."""
        return asdict(self)


def spread_of(values: Floats, draw: NDArray[np.int64], draws: int) -> Spread:
    """Summarise one metric.

    Parameters
    ----------
    values : shape (patient,)
        NaN where a patient has none.
    draw : shape (patient,)
        Which possible truth each carries.
    draws
        How many there are; 0 where typical values were taken as known.

    Examples
    --------
    People differ by 20 %, knowledge by 10 %; the two come apart:

    >>> rng = np.random.default_rng(1)
    >>> draw = np.arange(40000) % 2000
    >>> y = np.exp(0.1 * rng.normal(size=2000)[draw] + 0.2 * rng.normal(size=40000))
    >>> s = spread_of(y, draw, 2000)
    >>> [round(float(np.log(b / a) / 3.29), 2) for a, b in
    ...  [(s.people_p5, s.people_p95), (s.knowledge_p5, s.knowledge_p95)]]
    [0.2, 0.1]
    """
    known = np.isfinite(values)
    y, group = values[known], draw[known]
    if len(y) == 0:
        return Spread(0, *[None] * 9)
    low, median, high = (float(q) for q in np.quantile(y, [0.05, 0.5, 0.95]))
    sd = float(y.std(ddof=1)) if len(y) > 1 else None
    people: tuple[float | None, float | None] = (low, high)
    knowledge: tuple[float | None, float | None] = (None, None)
    if draws >= 1 and len(y) >= 2 * draws:
        people, truths = _split(y, group, draws)
        knowledge = truths if draws >= FEWEST_DRAWS else (None, None)
    return Spread(len(y), float(y.mean()), median, sd, low, high, *people, *knowledge)


def _split(
    y: Floats, group: NDArray[np.int64], draws: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    logs = bool(np.all(y > 0))
    z = np.log(y) if logs else y
    count = np.bincount(group, minlength=draws)
    present = count > 0
    sums = np.bincount(group, weights=z, minlength=draws)
    means = sums / np.where(present, count, 1)
    residual = z - means[group]
    freedom = len(z) - int(present.sum())
    within = float(residual @ residual) / freedom if freedom > 0 else 0.0
    residual = residual * np.sqrt(len(z) / freedom if freedom > 0 else 1.0)
    means, count = means[present], count[present]
    centre = float(means.mean())
    scatter = float(means.var(ddof=1)) if len(means) > 1 else 0.0
    between = max(0.0, scatter - within * float((1 / count).mean()))
    shrink = np.sqrt(between / scatter) if scatter > 0 else 0.0
    middle = float(np.median(z))
    truths = middle + shrink * (np.quantile(means, [0.05, 0.95]) - centre)
    people = middle + np.quantile(residual, [0.05, 0.95]) - float(np.median(residual))
    if logs:
        truths, people = np.exp(truths), np.exp(people)
    # Put around the median, a split may leave what anyone has: a share above one, a time
    # after the horizon.
    truths, people = (np.clip(pair, y.min(), y.max()) for pair in (truths, people))
    return (float(people[0]), float(people[1])), (float(truths[0]), float(truths[1]))
