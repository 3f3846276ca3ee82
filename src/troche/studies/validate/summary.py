"""The summary of a validation: counts, refusals, and every figure twice."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from troche.studies.validate import outcome_scores, scores, tolerability_scores
from troche.studies.validate.rows import ValidatedRow

__all__ = ["FIGURES", "summary_of"]

FIGURES: Final[Mapping[str, str]] = {
    "pk_gmfe_auc": "geometric mean fold error of AUC",
    "pk_gmfe_cmax": "geometric mean fold error of Cmax",
    "pk_gmfe": "geometric mean fold error of Cmax, AUC and C(t)",
    "pk_gmfe_parent": "the same, of ketamine alone",
    "pk_gmfe_metabolites": "the same, of norketamine and hydroxynorketamine",
    "pk_gmfe_observed": "the same, without rows that a published model computed",
    "pk_within_2fold": "share of Cmax, AUC and C(t) within a factor of two",
    "pk_coverage90": "share of all predicted rows inside their 90 % interval",
    "pk_interval_width": "geometric mean of p95 over p5, all predicted rows",
    "pk_interval_score": "mean interval score of Cmax, AUC and C(t), log scale",
    "pk_interval_score_naive": "the same of the pooled mean for each milligram of a route",
    **outcome_scores.FIGURES,
    **tolerability_scores.FIGURES,
}
"""Every figure of the summary, in words."""

_LOGS: Final = ("pk_gmfe", "pk_interval_width")


def summary_of(rows: Mapping[str, Sequence[ValidatedRow]]) -> dict[str, Any]:
    """Return the summary.

    Parameters
    ----------
    rows
        By table.

    Returns
    -------
    dict
        For each table `rows`, `predicted` and `refused` by reason; each of `FIGURES` over
        rows, and under `each_family_alike` with every family weighing the same. A figure
        without a row is None.
    """
    found: dict[str, Any] = {table: _counts(part) for table, part in rows.items()}
    predicted = [r for r in rows.get("pk", ()) if r.why_not is None]
    alike: dict[str, float | None] = {}
    for name in FIGURES:
        part, score = _figure(name, predicted)
        found[name] = _number(score(part)) if score and part else None
        logs = name.startswith(_LOGS)
        alike[name] = _number(scores.by_family(score, part, logs)) if score and part else None
    alike["pk_interval_score_naive"] = _naive_alike(scores.scored(predicted))
    outcomes = rows.get("outcomes", ())
    found |= outcome_scores.of_outcomes(outcomes)
    alike |= outcome_scores.of_outcomes(outcomes, alike=True)
    harm = rows.get("tolerability", ())
    found |= tolerability_scores.of_tolerability(harm)
    alike |= tolerability_scores.of_tolerability(harm, alike=True)
    found["each_family_alike"] = alike
    return found


def _counts(rows: Sequence[ValidatedRow]) -> dict[str, Any]:
    refused = Counter(r.why_not for r in rows if r.why_not)
    return {
        "rows": len(rows),
        "predicted": sum(r.why_not is None for r in rows),
        "refused": dict(sorted(refused.items())),
    }


def _figure(
    name: str, predicted: Sequence[ValidatedRow]
) -> tuple[Sequence[ValidatedRow], scores.Score | None]:
    main = scores.scored(predicted)

    def only(quantity: str) -> list[ValidatedRow]:
        return [r for r in main if r.reading and r.reading.quantity == quantity]

    parent = [r for r in main if r.reading and r.reading.analyte == "ketamine"]
    metabolites = [r for r in main if r.reading and r.reading.analyte != "ketamine"]
    known: dict[str, tuple[Sequence[ValidatedRow], scores.Score]] = {
        "pk_gmfe_auc": (only("area"), scores.fold),
        "pk_gmfe_cmax": (only("peak"), scores.fold),
        "pk_gmfe": (main, scores.fold),
        "pk_gmfe_parent": (parent, scores.fold),
        "pk_gmfe_metabolites": (metabolites, scores.fold),
        "pk_gmfe_observed": ([r for r in main if not _computed(r)], scores.fold),
        "pk_within_2fold": (main, scores.within_twofold),
        "pk_coverage90": (predicted, scores.coverage),
        "pk_interval_width": (predicted, scores.width),
        "pk_interval_score": (main, scores.mean_score),
        "pk_interval_score_naive": (main, scores.naive_score),
    }
    return known.get(name, ((), None))


def _computed(row: ValidatedRow) -> bool:
    return row.reading is not None and row.reading.computed


def _naive_alike(rows: Sequence[ValidatedRow]) -> float | None:
    """Return the naive score by family: its pool is that of all rows, not of the family."""
    intervals = dict(zip(map(id, rows), scores.naive_intervals(rows), strict=True))

    def score(part: Sequence[ValidatedRow]) -> float:
        values = [
            scores.interval_score(*interval, math.log(r.observed))
            for r in part
            if (interval := intervals[id(r)]) is not None and r.observed
        ]
        return math.fsum(values) / len(values) if values else math.nan

    return _number(scores.by_family(score, rows))


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
