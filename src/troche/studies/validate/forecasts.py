"""Forecasts of reported numbers, and what is averaged of them: shared by outcomes and harm."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np

from troche.population.parameters.read import Z90
from troche.studies.validate.rows import ValidatedRow

__all__ = [
    "Forecast",
    "held",
    "mean_error",
    "naive_forecasts",
    "off",
    "own_forecasts",
    "spread_of",
    "width",
]

Forecast = tuple[float, float, float]
"""5 %, median and 95 %."""

Error = Callable[[ValidatedRow, Forecast], float]


def own_forecasts(rows: Sequence[ValidatedRow]) -> dict[int, Forecast | None]:
    """Return the predictions of rows, by their `id`."""
    return {id(r): (r.p5 or 0.0, r.predicted or 0.0, r.p95 or 0.0) for r in rows}


def naive_forecasts(
    rows: Sequence[ValidatedRow], pools: Sequence[Callable[[ValidatedRow], Hashable]]
) -> dict[int, Forecast | None]:
    """Return the mean and 90 % interval of similar numbers of other families, by `id`.

    Parameters
    ----------
    rows
        Predicted ones.
    pools
        What makes numbers similar, the narrowest first: the first that gives two is taken.
    """
    keys = [[key(r) for r in rows] for key in pools]
    found: dict[int, Forecast | None] = {}
    for i, row in enumerate(rows):
        others = [j for j, r in enumerate(rows) if r.family != row.family]
        pool: list[int] = []
        for of in keys:
            pool = [j for j in others if of[j] == of[i]]
            if len(pool) >= 2:
                break
        if len(pool) < 2:
            found[id(row)] = None
            continue
        values = np.array([rows[j].observed or 0.0 for j in pool])
        half = Z90 * float(values.std(ddof=1)) * math.sqrt(1 + 1 / len(pool))
        middle = float(values.mean())
        found[id(row)] = (middle - half, middle, middle + half)
    return found


def mean_error(
    part: Sequence[ValidatedRow],
    error: Error,
    of: Mapping[int, Forecast | None],
    alike: bool = False,
    weight: Callable[[ValidatedRow], float] = lambda row: 1.0,
) -> float | None:
    """Return the mean of an error over rows that have a forecast; None where none has.

    Parameters
    ----------
    part
        The rows.
    error
        Of one row and its forecast.
    of
        Forecasts by `id`.
    alike
        Whether every family weighs the same, rather than every row.
    weight
        Of a row within its group.
    """
    groups: dict[str, list[tuple[float, float]]] = {}
    for r in part:
        forecast = of[id(r)]
        if forecast is not None:
            groups.setdefault(r.family if alike else "", []).append((error(r, forecast), weight(r)))
    means = [math.fsum(e * w for e, w in g) / math.fsum(w for _, w in g) for g in groups.values()]
    return math.fsum(means) / len(means) if means else None


def off(r: ValidatedRow, f: Forecast) -> float:
    """Return how far the median lies from the published number."""
    return abs((r.observed or 0.0) - f[1])


def held(r: ValidatedRow, f: Forecast) -> float:
    """Return 1 where the interval holds the published number."""
    return float(f[0] <= (r.observed or 0.0) <= f[2])


def width(r: ValidatedRow, f: Forecast) -> float:
    """Return how far the ends of the interval lie apart."""
    return f[2] - f[0]


def spread_of(
    rows: Sequence[ValidatedRow], kind: Callable[[ValidatedRow], str]
) -> dict[str, float]:
    """Return the spread of observed numbers of each kind; 1 for a kind with one row."""
    found = {}
    for each in {kind(r) for r in rows}:
        values = [r.observed or 0.0 for r in rows if kind(r) == each]
        spread = float(np.std(values, ddof=1)) if len(values) > 1 else 1.0
        found[each] = spread if spread > 0 else 1.0
    return found
