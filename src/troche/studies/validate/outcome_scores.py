"""How good predictions of outcomes are, beside a naive forecast.

The naive forecast of a row is the mean of the same kind of number, in the same role (drug,
control or contrast) and at a similar time, over trials of other families, with their
spread. Scores over several kinds are in units of each kind's own spread, so that points
and percentages can be averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troche.studies.validate.forecasts import (
    Forecast,
    held,
    mean_error,
    naive_forecasts,
    off,
    own_forecasts,
    spread_of,
    width,
)
from troche.studies.validate.rows import ValidatedRow
from troche.studies.validate.scores import interval_score

__all__ = ["FIGURES", "of_outcomes"]

FIGURES: Final = {
    "outcomes_mae_madrs_change": "mean absolute error of MADRS change, points, weighted by n",
    "outcomes_mae_difference": "mean absolute error of differences from control, points",
    "outcomes_mae_share": "mean absolute error of response and remission, percentage points",
    "outcomes_mae_relapse": "mean absolute error of relapse, not fitted, percentage points",
    "outcomes_mae_madrs_change_naive": "the first of these, of the naive forecast",
    "outcomes_mae_difference_naive": "the second, of the naive forecast",
    "outcomes_mae_share_naive": "the third, of the naive forecast",
    "outcomes_mae_relapse_naive": "the fourth, of the naive forecast",
    "outcomes_coverage90": "share of outcomes inside their 90 % interval",
    "outcomes_width_madrs_change": "mean width of 90 % intervals of MADRS change, points",
    "outcomes_width_difference": "mean width of 90 % intervals of differences, points",
    "outcomes_interval_score": "mean interval score of outcomes, in units of each kind's spread",
    "outcomes_interval_score_naive": "the same of the naive forecast",
}
"""Every figure of outcomes, in words."""

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
    predicted = [r for r in rows if r.why_not is None and r.kind]
    pools = (_key, lambda r: _key(r)[:-1], lambda r: _key(r)[:2])
    own, naive = own_forecasts(predicted), naive_forecasts(predicted, pools)
    spreads = spread_of(predicted, lambda r: r.kind)
    change = [r for r in predicted if r.kind == "change" and _scale(r) == "MADRS"]
    contrast = [r for r in predicted if r.kind == "difference"]
    share = [r for r in predicted if r.kind == "share"]
    relapse = [r for r in predicted if r.kind == "relapse"]

    def people(r: ValidatedRow) -> float:
        return r.statistic.n if r.statistic else 1.0

    def score(r: ValidatedRow, f: Forecast) -> float:
        return interval_score(f[0], f[2], r.observed or 0.0) / spreads[r.kind]

    return {
        "outcomes_mae_madrs_change": mean_error(change, off, own, alike, people),
        "outcomes_mae_difference": mean_error(contrast, off, own, alike),
        "outcomes_mae_share": mean_error(share, off, own, alike),
        "outcomes_mae_relapse": mean_error(relapse, off, own, alike),
        "outcomes_mae_madrs_change_naive": mean_error(change, off, naive, alike, people),
        "outcomes_mae_difference_naive": mean_error(contrast, off, naive, alike),
        "outcomes_mae_share_naive": mean_error(share, off, naive, alike),
        "outcomes_mae_relapse_naive": mean_error(relapse, off, naive, alike),
        "outcomes_coverage90": mean_error(predicted, held, own, alike),
        "outcomes_width_madrs_change": mean_error(change, width, own, alike),
        "outcomes_width_difference": mean_error(contrast, width, own, alike),
        "outcomes_interval_score": mean_error(predicted, score, own, alike),
        "outcomes_interval_score_naive": mean_error(predicted, score, naive, alike),
    }


def _scale(r: ValidatedRow) -> str:
    return r.statistic.scale.name if r.statistic else ""


def _key(r: ValidatedRow) -> tuple[str, str, str, int]:
    s = r.statistic
    if r.relapse is not None:
        day, what = r.relapse.visits[-1] / 24.0, ""
        role = "drug" if r.relapse.given.control == "none" else "control"
    else:
        assert s is not None  # only predicted rows are scored
        day = s.hours / 24.0
        role = "contrast" if s.control else "drug" if s.given.control == "none" else "control"
        counted = "remission" if r.row.cells.get("outcome", "").startswith("remission") else ""
        what = s.scale.name if s.kind != "share" else counted
    return r.kind, what, role, sum(day > e for e in _EDGES)
