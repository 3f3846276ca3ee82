"""Outcomes of trials, each family predicted by what was fitted without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.evidence import Evidence, Outcome, load
from troche.pharmacology.mood.mechanisms import MECHANISMS
from troche.population.mood.literature import Literature
from troche.population.mood.posterior import mood_manifest, read_mood, weights_of_mechanisms
from troche.population.mood.predict import predictive_draws
from troche.population.mood.repetition import receptor_values
from troche.population.trials import NotPredicted, Statistic, read_outcome
from troche.studies.validate.rows import ValidatedRow

__all__ = ["refused_outcome", "validate_outcomes", "weighted_quantiles"]

Floats = NDArray[np.float64]

_LEVELS: Final = (0.05, 0.5, 0.95)


def validate_outcomes(tables: Evidence) -> tuple[ValidatedRow, ...]:
    """Return every outcome, predicted or refused, in the order of the file.

    Parameters
    ----------
    tables
        A folder's, or the built-in ones.
    """
    read = [read_outcome(row, tables) for row in load("outcomes", tables)]
    families: dict[str, list[int]] = {}
    for i, each in enumerate(read):
        if isinstance(each, Statistic):
            families.setdefault(each.family, []).append(i)
    found: dict[int, ValidatedRow] = {}
    for family, places in families.items():
        statistics = [s for i in places if isinstance(s := read[i], Statistic)]
        found |= dict(zip(places, _of_family(family, statistics), strict=True))
    return tuple(
        found[i] if isinstance(each, Statistic) else refused_outcome(each)
        for i, each in enumerate(read)
    )


def _of_family(family: str, statistics: Sequence[Statistic]) -> list[ValidatedRow]:
    """Return the rows of one family, predicted without it by all mechanisms."""
    literature = Literature(statistics)
    known = family in mood_manifest().get("families", {})
    weights = weights_of_mechanisms((family,) if known else ())
    draws, shares = [], []
    way = "not in the fit"
    for name in MECHANISMS:
        posterior = read_mood(name, family)
        way = posterior.way
        fixed = {k: np.full(posterior.draws, v) for k, v in receptor_values().items()}
        part = predictive_draws(literature, name, {**posterior.values, **fixed})
        draws.append(part)
        shares.append(np.full(len(part), weights[name] / len(part)))
    every, weight = np.concatenate(draws), np.concatenate(shares)
    return [
        _predicted(s, weighted_quantiles(every[:, i], weight, _LEVELS), way)
        for i, s in enumerate(statistics)
    ]


def weighted_quantiles(values: Floats, weights: Floats, levels: Sequence[float]) -> Floats:
    """Return quantiles of weighted draws.

    Examples
    --------
    >>> weighted_quantiles(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 1.0]), [0.75])
    array([3.])
    """
    order = np.argsort(values)
    edges = np.cumsum(weights[order])
    places = np.searchsorted(edges, np.asarray(levels) * edges[-1])
    return np.asarray(values[order][np.minimum(places, len(values) - 1)])


def _predicted(statistic: Statistic, quantiles: Floats, way: str) -> ValidatedRow:
    factor = 100.0 if statistic.kind == "share" and statistic.row.unit == "%" else 1.0
    p5, middle, p95 = (float(q) * factor for q in quantiles)
    return ValidatedRow(
        table="outcomes",
        row=statistic.row,
        unit=statistic.row.unit,
        observed=statistic.row.value.value if statistic.row.value else None,
        predicted=middle,
        p5=p5,
        p95=p95,
        way=way,
        statistic=statistic,
        detail="; ".join(statistic.notes),
    )


def refused_outcome(refused: NotPredicted) -> ValidatedRow:
    """Return a row that is not predicted, with the reason."""
    row: Any = refused.row
    assert isinstance(row, Outcome)
    observed = row.value.value if row.value else None
    return ValidatedRow(
        "outcomes", row, row.unit, observed, why_not=refused.why_not, detail=refused.detail
    )
