"""Outcomes of trials, each family predicted by what was fitted without it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troche.evidence import Evidence, Outcome, load
from troche.population.mood.literature import Literature
from troche.population.mood.predict import predictive_draws
from troche.population.mood.relapse.read import Relapse, read_relapse
from troche.population.trials import NotPredicted, Statistic, read_outcome
from troche.studies.validate.relapse import predicted_relapse
from troche.studies.validate.rows import ValidatedRow
from troche.studies.validate.unseen import LEVELS, Unseen, unseen, weighted_quantiles

__all__ = ["read_row", "refused_outcome", "validate_outcomes"]

Floats = NDArray[np.float64]


def read_row(row: Outcome, tables: Evidence) -> Statistic | Relapse | NotPredicted:
    """Return what a row says, or why it is not predicted."""
    read = read_relapse if row.outcome == "relapse" else read_outcome
    return read(row, tables)


def validate_outcomes(tables: Evidence) -> tuple[ValidatedRow, ...]:
    """Return every outcome, predicted or refused, in the order of the file.

    Parameters
    ----------
    tables
        A folder's, or the built-in ones.
    """
    read = [read_row(row, tables) for row in load("outcomes", tables)]
    without = cache(unseen)
    families: dict[str, list[int]] = {}
    found: dict[int, ValidatedRow | NotPredicted] = {}
    for i, each in enumerate(read):
        if isinstance(each, Statistic):
            families.setdefault(each.family, []).append(i)
        elif isinstance(each, Relapse):
            found[i] = predicted_relapse(each, without(each.family))
        else:
            found[i] = each
    for family, places in families.items():
        statistics = [s for i in places if isinstance(s := read[i], Statistic)]
        found |= dict(zip(places, _of_family(without(family), statistics), strict=True))
    return tuple(
        refused_outcome(row) if isinstance(row := found[i], NotPredicted) else row
        for i in range(len(read))
    )


def _of_family(without: Unseen, statistics: Sequence[Statistic]) -> list[ValidatedRow]:
    """Return the rows of one family, predicted without it by all mechanisms."""
    literature = Literature(statistics)
    every, weight = without.averaged(
        {name: predictive_draws(literature, name, p) for name, p in without.truths.items()}
    )
    return [
        _predicted(s, weighted_quantiles(every[:, i], weight, LEVELS), without.way)
        for i, s in enumerate(statistics)
    ]


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
