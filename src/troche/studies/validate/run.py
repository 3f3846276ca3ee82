"""Validate the model against a folder of evidence, or against the built-in tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troche.errors import ModelError
from troche.evidence import Evidence, builtin, load, read_directory
from troche.population.posterior import left_out, manifest, read_posterior
from troche.population.predictions.intervals import predictive_draws
from troche.population.readings import Reading, Refusal, read_row
from troche.studies.validate.interactions import ValidatedRatio, validate_ratios
from troche.studies.validate.outcomes import validate_outcomes
from troche.studies.validate.rows import ValidatedRow, predicted_row
from troche.studies.validate.summary import summary_of
from troche.studies.validate.tolerability import validate_tolerability

__all__ = ["Validation", "validate"]


@dataclass(frozen=True)
class Validation:
    """Every row of a folder, predicted or refused.

    Parameters
    ----------
    place
        Where the rows were read.
    rows
        By table: ``"pk"``, ``"outcomes"``, ``"tolerability"``, in the order of the files.
    interactions
        The published ratios beside other drugs.
    summary
        See `troche.studies.validate.summary.summary_of`.
    warnings
        One line for each row or column that someone should look at.
    calibration
        How the shipped draws were made.
    """

    place: str
    rows: Mapping[str, tuple[ValidatedRow, ...]]
    interactions: tuple[ValidatedRatio, ...]
    summary: Mapping[str, Any]
    warnings: tuple[str, ...] = ()
    calibration: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return everything as one JSON document."""
        return {
            **{table: [row.document() for row in rows] for table, rows in self.rows.items()},
            "interactions": [each.document() for each in self.interactions],
            "summary": dict(self.summary),
            "evidence": self.place,
            "calibration": dict(self.calibration),
            "warnings": list(self.warnings),
        }


def validate(
    evidence: str | Path | None = None, progress: Callable[[int, int], None] | None = None
) -> Validation:
    """Predict every row, each study's family left out.

    Parameters
    ----------
    evidence
        A folder with any of the evidence tables; the built-in tables by default. A family
        that had no part in the fit is predicted from all of it.
    progress
        Told how many rows are done, and of how many.

    Raises
    ------
    troche.errors.EvidenceError
        If the folder cannot be used.

    Examples
    --------
    >>> found = validate()
    >>> found.summary["pk"]["rows"], found.summary["pk"]["predicted"] > 150
    (219, True)
    """
    if read_posterior() is None:
        raise ModelError("calibration", "no shipped draws", "draws written by 'make calibrate'")
    tables = builtin() if evidence is None else read_directory(evidence)
    read = [read_row(row) for row in load("pk_observations", tables)]
    readings = [each for each in read if isinstance(each, Reading)]
    draws = predictive_draws(
        readings,
        lambda family: left_out(family)[0],
        (lambda done: progress(done, len(readings))) if progress else None,
    )
    drawn = iter(draws)
    pk = tuple(
        _predicted(each, next(drawn)) if isinstance(each, Reading) else _refused(each)
        for each in read
    )
    rows = {
        "pk": pk,
        "outcomes": validate_outcomes(tables),
        "tolerability": validate_tolerability(tables),
    }
    return Validation(
        tables.place, rows, validate_ratios(), summary_of(rows), _warnings(tables, rows), manifest()
    )


def _predicted(reading: Reading, draws: NDArray[np.float64]) -> ValidatedRow:
    """Return a row with its prediction, or refused where the model has no positive number."""
    row = predicted_row(reading.row, reading, draws, left_out(reading.family)[1])
    numbers = (row.p5, row.predicted, row.p95, row.observed, row.fold_error)
    if all(n is not None and math.isfinite(n) and n > 0.0 for n in numbers):
        return row
    nothing = "the model gives no number here that an assay could"
    return _refused(Refusal(reading.row, "quantity not modelled", nothing))


def _refused(refusal: Refusal) -> ValidatedRow:
    value = refusal.row.value
    return ValidatedRow(
        table="pk",
        row=refusal.row,
        unit=refusal.row.unit,
        observed=value.value if value else None,
        why_not=refusal.why_not,
        detail=refusal.detail,
    )


def _warnings(tables: Evidence, rows: Mapping[str, tuple[ValidatedRow, ...]]) -> tuple[str, ...]:
    """Return the warnings of the tables, and one for each row that broke only here."""
    found = list(tables.warnings)
    for part in rows.values():
        found += [
            f"{r.row.place}: {r.detail}"
            for r in part
            if r.why_not == "broken row" and r.row.why_not is None
        ]
    return tuple(found)
