"""Rows of harm, each family predicted by what was fitted without it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from troche.evidence import Evidence, load
from troche.population.tolerability.layout import HarmLayout
from troche.population.tolerability.posterior import read_tolerability
from troche.population.tolerability.predict import harm_draws
from troche.population.tolerability.read import read_harm
from troche.population.tolerability.statistic import HarmRefused, HarmStatistic
from troche.studies.validate.rows import ValidatedRow

__all__ = ["validate_tolerability"]

Floats = NDArray[np.float64]


def validate_tolerability(tables: Evidence) -> tuple[ValidatedRow, ...]:
    """Return every row of harm, predicted or refused, in the order of the file.

    Parameters
    ----------
    tables
        A folder's, or the built-in ones.

    Examples
    --------
    >>> from troche.evidence import builtin
    >>> rows = validate_tolerability(builtin())
    >>> len(rows), sum(r.why_not is None for r in rows) > 100
    (201, True)
    """
    read = [read_harm(row, tables) for row in load("tolerability", tables)]
    families: dict[str, list[int]] = {}
    for i, each in enumerate(read):
        if isinstance(each, HarmStatistic):
            families.setdefault(each.family, []).append(i)
    found: dict[int, ValidatedRow] = {}
    for family, places in families.items():
        statistics = [s for i in places if isinstance(s := read[i], HarmStatistic)]
        found |= dict(zip(places, _of_family(family, statistics), strict=True))
    return tuple(
        _refused(each) if isinstance(each, HarmRefused) else found[i] for i, each in enumerate(read)
    )


def _of_family(family: str, statistics: Sequence[HarmStatistic]) -> list[ValidatedRow]:
    """Return the rows of one family, predicted without it."""
    posterior = read_tolerability(family)
    draws = harm_draws(
        HarmLayout(statistics), posterior.values, posterior.C50, posterior.background
    )
    quantiles = np.quantile(draws, [0.05, 0.5, 0.95], axis=0)
    return [_predicted(s, quantiles[:, i], posterior.way) for i, s in enumerate(statistics)]


def _predicted(statistic: HarmStatistic, quantiles: Floats, way: str) -> ValidatedRow:
    row = statistic.row
    assert row.value is not None
    factor = 100.0 if statistic.kind.startswith("share") and row.unit == "%" else 1.0
    p5, middle, p95 = (float(q) * factor for q in quantiles)
    return ValidatedRow(
        table="tolerability",
        row=row,
        unit=row.unit,
        observed=row.value.value,
        predicted=middle,
        p5=p5,
        p95=p95,
        way=way,
        harm=statistic,
        detail="; ".join(statistic.notes),
    )


def _refused(refused: HarmRefused) -> ValidatedRow:
    """Return a row that is not predicted, with the reason."""
    row = refused.row
    observed = row.value.value if row.value else None
    return ValidatedRow(
        "tolerability", row, row.unit, observed, why_not=refused.why_not, detail=refused.detail
    )
