r"""How good predictions are: fold errors, coverage, width, and the interval score.

The interval score of a 90 % interval on the log scale,

.. math:: (u - l) + \tfrac{2}{\alpha}\bigl[(l - y)_+ + (y - u)_+\bigr], \qquad \alpha = 0.1,

rewards narrow intervals and punishes misses; smaller is better. The naive forecast that it
is compared with is the pooled mean of the same route, analyte and metric for each
milligram, over rows of other families, with their spread.

References
----------
.. [1] Gneiting & Raftery (2007). *J Am Stat Assoc* 102:359-378, 6.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from troche.population.parameters.read import Z90
from troche.studies.validate.rows import ValidatedRow

__all__ = ["SCORED", "Score", "by_family", "interval_score", "naive_intervals", "scored"]

Score = Callable[[Sequence[ValidatedRow]], float]

SCORED: Final = ("peak", "area", "concentration")
"""Quantities of the headline figures: Cmax, AUC and C(t)."""

_ALPHA: Final = 0.1
_WIDEST: Final = math.log(4.0)
"""Standard deviation of a pooled mean that rests on one row or on other routes."""


def scored(rows: Sequence[ValidatedRow]) -> list[ValidatedRow]:
    """Return the predicted rows of Cmax, AUC and C(t)."""
    return [r for r in rows if r.reading is not None and r.reading.quantity in SCORED]


def fold(rows: Sequence[ValidatedRow]) -> float:
    """Return the geometric mean fold error; NaN of no row."""
    errors = [math.log(r.fold_error) for r in rows if r.fold_error is not None]
    return math.exp(math.fsum(errors) / len(errors)) if errors else math.nan


def within_twofold(rows: Sequence[ValidatedRow]) -> float:
    """Return the share of rows predicted within a factor of two."""
    return _mean([float(r.fold_error <= 2.0) for r in rows if r.fold_error is not None])


def coverage(rows: Sequence[ValidatedRow]) -> float:
    """Return the share of rows whose interval holds the observed number."""
    return _mean([float(r.inside) for r in rows if r.inside is not None])


def width(rows: Sequence[ValidatedRow]) -> float:
    """Return the geometric mean of p95 over p5."""
    ratios = [math.log(r.p95 / r.p5) for r in rows if r.p5 and r.p95]
    return math.exp(_mean(ratios)) if ratios else math.nan


def interval_score(low: float, high: float, value: float) -> float:
    """Return the score of one interval; all on the log scale.

    Examples
    --------
    >>> interval_score(0.0, 1.0, 0.5), interval_score(0.0, 1.0, 1.1)
    (1.0, 3.0)
    """
    miss = max(0.0, low - value) + max(0.0, value - high)
    return (high - low) + round(2 / _ALPHA * miss, 12)


def mean_score(rows: Sequence[ValidatedRow]) -> float:
    """Return the mean interval score of the predictions."""
    return _mean(
        [
            interval_score(math.log(r.p5), math.log(r.p95), math.log(r.observed))
            for r in rows
            if r.p5 and r.p95 and r.observed
        ]
    )


def naive_score(rows: Sequence[ValidatedRow]) -> float:
    """Return the mean interval score of the naive forecast."""
    intervals = naive_intervals(rows)
    return _mean(
        [
            interval_score(*interval, math.log(r.observed))
            for r, interval in zip(rows, intervals, strict=True)
            if r.observed and interval is not None
        ]
    )


def naive_intervals(rows: Sequence[ValidatedRow]) -> list[tuple[float, float] | None]:
    """Return what the pooled mean for each milligram of other families would say."""
    keys = [_key(r) for r in rows]
    logs = np.array([math.log((r.observed or 1.0) * _factor(r) / _dose(r)) for r in rows])
    found: list[tuple[float, float] | None] = []
    for i, row in enumerate(rows):
        others = [j for j, r in enumerate(rows) if r.family != row.family]
        same = [j for j in others if keys[j] == keys[i]]
        pool = same or [j for j in others if keys[j][1:] == keys[i][1:]]
        if not pool:
            found.append(None)
            continue
        middle = float(np.mean(logs[pool]))
        spread = float(np.std(logs[pool], ddof=1)) if len(same) > 2 else _WIDEST
        scale = math.log(_dose(row) / _factor(row))
        half = Z90 * spread * math.sqrt(1 + 1 / len(pool))
        found.append((middle - half + scale, middle + half + scale))
    return found


def _key(row: ValidatedRow) -> tuple[str, str, str]:
    reading = row.reading
    assert reading is not None  # only predicted rows are scored
    return "+".join(reading.regimen.routes), reading.analyte, reading.quantity


def _factor(row: ValidatedRow) -> float:
    assert row.reading is not None
    return row.reading.factor


def _dose(row: ValidatedRow) -> float:
    """Return milligrams of the enantiomers that were measured."""
    from troche.population.predictions import demands_of

    assert row.reading is not None
    return max(1e-9, math.fsum(s.dose for s in demands_of(row.reading).settings))


def by_family(score: Score, rows: Sequence[ValidatedRow], logs: bool = False) -> float:
    """Return a score with every family weighing the same.

    Parameters
    ----------
    score
        Of the rows of one family.
    rows
        Of all.
    logs
        Whether families are averaged on the log scale, as ratios are.
    """
    families: dict[str, list[ValidatedRow]] = {}
    for row in rows:
        families.setdefault(row.family, []).append(row)
    values = [v for v in map(score, families.values()) if not math.isnan(v)]
    if not logs:
        return _mean(values)
    return math.exp(_mean([math.log(v) for v in values])) if values else math.nan


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan
