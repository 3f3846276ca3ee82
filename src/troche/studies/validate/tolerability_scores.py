"""How good predictions of harm are, beside a naive forecast.

The naive forecast of a row is the mean of the same kind of number (a share, a mean score, a
rise) in the same arm role (drug or placebo), over rows of other families, with their spread.
Scores over several kinds are in units of each kind's own spread.
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

__all__ = ["FIGURES", "of_tolerability"]

FIGURES: Final = {
    "tolerability_coverage90": "share of tolerability rows inside their 90 % interval",
    "tolerability_interval_score": "mean interval score of harm, in units of each kind's spread",
    "tolerability_interval_score_naive": "the same of the naive forecast",
    "tolerability_mae_dissociation": "mean absolute error of dissociation, percentage points",
    "tolerability_mae_dissociation_naive": "the same of the naive forecast",
    "tolerability_width_dissociation": "mean width of 90 % intervals of dissociation, points",
}
"""Every figure of harm, in words."""

_DISSOCIATION: Final = "dissociation_ae_pct"


def of_tolerability(rows: Sequence[ValidatedRow], alike: bool = False) -> dict[str, float | None]:
    """Return every figure over predicted rows.

    Parameters
    ----------
    rows
        Of the table ``tolerability``.
    alike
        Whether every family weighs the same, rather than every row.

    Returns
    -------
    dict
        By name; None where there is no row.
    """
    predicted = [r for r in rows if r.why_not is None and r.harm is not None]
    pools = (lambda r: (_kind(r), _role(r)), _kind)
    own, naive = own_forecasts(predicted), naive_forecasts(predicted, pools)
    spreads = spread_of(predicted, _kind)
    felt = [r for r in predicted if r.row.cells.get("endpoint") == _DISSOCIATION]

    def score(r: ValidatedRow, f: Forecast) -> float:
        return interval_score(f[0], f[2], r.observed or 0.0) / spreads[_kind(r)]

    return {
        "tolerability_coverage90": mean_error(predicted, held, own, alike),
        "tolerability_interval_score": mean_error(predicted, score, own, alike),
        "tolerability_interval_score_naive": mean_error(predicted, score, naive, alike),
        "tolerability_mae_dissociation": mean_error(felt, off, own, alike),
        "tolerability_mae_dissociation_naive": mean_error(felt, off, naive, alike),
        "tolerability_width_dissociation": mean_error(felt, width, own, alike),
    }


def _kind(r: ValidatedRow) -> str:
    """Return the kind of number, with the unit: a percentage is not averaged with a fraction."""
    kind = r.harm.kind if r.harm else ""
    return f"{'share' if kind.startswith('share') else kind} {r.unit}"


def _role(r: ValidatedRow) -> str:
    return r.harm.role if r.harm else ""
