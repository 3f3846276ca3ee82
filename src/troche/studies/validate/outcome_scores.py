"""How good predictions of outcomes are, beside a naive forecast.

The naive forecast of a row is the mean of the same kind of number, in the same role (drug,
control or contrast) and at a similar time, over trials of other families, with their
spread. Scores over several kinds are in units of each kind's own spread, so that points
and percentages can be averaged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from troche.population.parameters.read import Z90
from troche.studies.validate.rows import ValidatedRow
from troche.studies.validate.scores import interval_score

__all__ = ["FIGURES", "of_outcomes"]

FIGURES: Final = {
    "outcomes_mae_madrs_change": "mean absolute error of MADRS change, points, weighted by n",
    "outcomes_mae_difference": "mean absolute error of differences from control, points",
    "outcomes_mae_share": "mean absolute error of response and remission, percentage points",
    "outcomes_mae_madrs_change_naive": "the first of these, of the naive forecast",
    "outcomes_mae_difference_naive": "the second, of the naive forecast",
    "outcomes_mae_share_naive": "the third, of the naive forecast",
    "outcomes_coverage90": "share of outcomes inside their 90 % interval",
    "outcomes_width_madrs_change": "mean width of 90 % intervals of MADRS change, points",
    "outcomes_width_difference": "mean width of 90 % intervals of differences, points",
    "outcomes_interval_score": "mean interval score of outcomes, in units of each kind's spread",
    "outcomes_interval_score_naive": "the same of the naive forecast",
}
"""Every figure of outcomes, in words."""

Forecast = tuple[float, float, float]
Error = Callable[[ValidatedRow, Forecast], float]

_EDGES: Final = (0.5, 2.0, 10.0, 35.0)
"""Days that part times into groups."""


def of_outcomes(rows: Sequence[ValidatedRow], alike: bool = False) -> dict[str, float | None]:
    """Return every figure over predicted rows.

    Parameters
    ----------
    rows
        Of the table ``outcomes``.
    alike
        Whether every family weighs the same, rather than every row.

    Returns
    -------
    dict
        By name; None where there is no row.
    """
    predicted = [r for r in rows if r.why_not is None and r.statistic is not None]
    naive = dict(zip(map(id, predicted), _naive(predicted), strict=True))
    own = {id(r): (r.p5 or 0.0, r.predicted or 0.0, r.p95 or 0.0) for r in predicted}
    spreads = _spreads(predicted)
    change = [r for r in predicted if _kind(r) == "change" and _scale(r) == "MADRS"]
    contrast = [r for r in predicted if _kind(r) == "difference"]
    share = [r for r in predicted if _kind(r) == "share"]

    def mean(
        part: Sequence[ValidatedRow],
        error: Error,
        of: dict[int, Forecast | None] | dict[int, Forecast],
        by_n: bool = False,
    ) -> float | None:
        known = [(r, f) for r in part if (f := of[id(r)]) is not None]
        groups: dict[str, list[tuple[float, float]]] = {}
        for r, forecast in known:
            weight = r.statistic.n if by_n and r.statistic else 1.0
            groups.setdefault(r.family if alike else "", []).append((error(r, forecast), weight))
        means = [
            math.fsum(e * w for e, w in g) / math.fsum(w for _, w in g) for g in groups.values()
        ]
        return math.fsum(means) / len(means) if means else None

    def score(r: ValidatedRow, f: Forecast) -> float:
        return interval_score(f[0], f[2], r.observed or 0.0) / spreads[_kind(r)]

    return {
        "outcomes_mae_madrs_change": mean(change, _off, own, by_n=True),
        "outcomes_mae_difference": mean(contrast, _off, own),
        "outcomes_mae_share": mean(share, _off, own),
        "outcomes_mae_madrs_change_naive": mean(change, _off, naive, by_n=True),
        "outcomes_mae_difference_naive": mean(contrast, _off, naive),
        "outcomes_mae_share_naive": mean(share, _off, naive),
        "outcomes_coverage90": mean(predicted, _held, own),
        "outcomes_width_madrs_change": mean(change, _width, own),
        "outcomes_width_difference": mean(contrast, _width, own),
        "outcomes_interval_score": mean(predicted, score, own),
        "outcomes_interval_score_naive": mean(predicted, score, naive),
    }


def _off(r: ValidatedRow, f: Forecast) -> float:
    return abs((r.observed or 0.0) - f[1])


def _held(r: ValidatedRow, f: Forecast) -> float:
    return float(f[0] <= (r.observed or 0.0) <= f[2])


def _width(r: ValidatedRow, f: Forecast) -> float:
    return f[2] - f[0]


def _kind(r: ValidatedRow) -> str:
    return r.statistic.kind if r.statistic else ""


def _scale(r: ValidatedRow) -> str:
    return r.statistic.scale.name if r.statistic else ""


def _spreads(rows: Sequence[ValidatedRow]) -> dict[str, float]:
    """Return the spread of observed numbers of each kind; 1 for a kind with one row."""
    found = {}
    for kind in {_kind(r) for r in rows}:
        values = [r.observed or 0.0 for r in rows if _kind(r) == kind]
        spread = float(np.std(values, ddof=1)) if len(values) > 1 else 1.0
        found[kind] = spread if spread > 0 else 1.0
    return found


def _naive(rows: Sequence[ValidatedRow]) -> list[Forecast | None]:
    """Return the mean and 90 % interval of similar numbers of other families."""
    keys = [_key(r) for r in rows]
    found: list[Forecast | None] = []
    for i, row in enumerate(rows):
        others = [j for j, r in enumerate(rows) if r.family != row.family]
        pool = [j for j in others if keys[j] == keys[i]]
        if len(pool) < 2:
            pool = [j for j in others if keys[j][:-1] == keys[i][:-1]]
        if len(pool) < 2:
            pool = [j for j in others if keys[j][:2] == keys[i][:2]]
        if len(pool) < 2:
            found.append(None)
            continue
        values = np.array([rows[j].observed or 0.0 for j in pool])
        half = Z90 * float(values.std(ddof=1)) * math.sqrt(1 + 1 / len(pool))
        middle = float(values.mean())
        found.append((middle - half, middle, middle + half))
    return found


def _key(r: ValidatedRow) -> tuple[str, str, str, int]:
    s = r.statistic
    assert s is not None
    role = "contrast" if s.control else "drug" if s.given.control == "none" else "control"
    day = s.hours / 24.0
    counted = "remission" if r.row.cells.get("outcome", "").startswith("remission") else ""
    return (
        s.kind,
        s.scale.name if s.kind != "share" else counted,
        role,
        sum(day > e for e in _EDGES),
    )
