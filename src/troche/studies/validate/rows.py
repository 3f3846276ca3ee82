"""One validated row: as read, as predicted, or why not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from troche.evidence import Row
from troche.population.mood.relapse.read import Relapse
from troche.population.readings import Reading
from troche.population.readings.families import family_of
from troche.population.tolerability.statistic import HarmStatistic
from troche.population.trials import Statistic

__all__ = ["ValidatedRow", "grade_of"]

Table = Literal["pk", "outcomes", "tolerability"]

_KEYS: Final = {
    "pk": (
        "source_id", "population", "n", "drug", "route", "formulation", "dose_value",
        "dose_unit", "analyte", "metric", "interval", "statistic", "sampling_site", "regimen",
        "study_family",
    ),
    "outcomes": (
        "trial_id", "arm_id", "scale", "outcome", "time_days", "definition", "study_family",
    ),
    "tolerability": (
        "source_id", "population", "n", "drug", "route", "dose_value", "dose_unit", "endpoint",
        "time_h", "statistic", "regimen", "study_family",
    ),
}  # fmt: skip

_GRADES: Final = ((1.25, "A"), (1.5, "B"), (2.0, "C"), (math.inf, "D"))


def grade_of(fold_error: float) -> str:
    """Return the grade of a fold error: A to 1.25, B to 1.5, C to 2, D above.

    Examples
    --------
    >>> [grade_of(x) for x in (1.25, 1.4, 2.0, 2.1)]
    ['A', 'B', 'C', 'D']
    """
    return next(grade for limit, grade in _GRADES if fold_error <= limit)


@dataclass(frozen=True)
class ValidatedRow:
    """One row of one table.

    Parameters
    ----------
    table
        ``"pk"``, ``"outcomes"`` or ``"tolerability"``.
    row
        As read.
    unit
        Of the numbers, as the row writes it.
    observed
        The number; None where the row has none.
    predicted, p5, p95
        Median and 90 % interval of the reported statistic for its n; None for a row
        that is refused.
    why_not, detail
        One of the closed list, and the same in words; None for a row that is predicted.
    way
        How its own family was left out.
    reading
        What was understood of a row of blood; None for one that is refused.
    statistic
        What was understood of an outcome; None likewise.
    relapse
        What was understood of a row of relapse; None likewise.
    harm
        What was understood of a row of tolerability; None likewise.
    """

    table: Table
    row: Row
    unit: str
    observed: float | None
    predicted: float | None = None
    p5: float | None = None
    p95: float | None = None
    why_not: str | None = None
    detail: str = ""
    way: str = ""
    reading: Reading | None = None
    statistic: Statistic | None = None
    harm: HarmStatistic | None = None
    relapse: Relapse | None = None

    @property
    def family(self) -> str:
        """The study family, by the name that the fit knows."""
        return family_of(self.row)

    @property
    def kind(self) -> str:
        """What kind of outcome is reported; empty for a row that is refused."""
        if self.relapse is not None:
            return "relapse"
        return self.statistic.kind if self.statistic is not None else ""

    @property
    def fold_error(self) -> float | None:
        """Larger over smaller of predicted and observed."""
        if not self.predicted or not self.observed:
            return None
        return max(self.predicted / self.observed, self.observed / self.predicted)

    @property
    def inside(self) -> bool | None:
        """Whether the interval holds the observed number."""
        if self.observed is None or self.p5 is None or self.p95 is None:
            return None
        return self.p5 <= self.observed <= self.p95

    def document(self) -> dict[str, Any]:
        """Return the row for a JSON document."""
        cells = self.row.cells
        found: dict[str, Any] = {"file": self.row.origin.file, "row": self.row.row}
        found |= {key: cells[key] for key in _KEYS[self.table] if key in cells}
        found |= {
            "unit": self.unit,
            "observed": self.observed,
            "predicted": self.predicted,
            "p5": self.p5,
            "p95": self.p95,
            "why_not": self.why_not,
        }
        if self.table == "pk":
            error = self.fold_error
            found |= {"fold_error": error, "grade": None if error is None else grade_of(error)}
        found["inside"] = self.inside
        found |= {"reading": self.row.reading, "left_out_by": self.way or None}
        if self.detail:
            found["detail"] = self.detail
        return found


def predicted_row(row: Row, reading: Reading, draws: NDArray[np.float64], way: str) -> ValidatedRow:
    """Return a row with its prediction, in the row's own unit."""
    factor = reading.factor
    with np.errstate(all="ignore"):
        p5, middle, p95 = (float(q) for q in np.quantile(draws, [0.05, 0.5, 0.95]) / factor)
    return ValidatedRow(
        table="pk",
        row=row,
        unit=reading.row.unit,
        observed=reading.value / factor,
        predicted=middle,
        p5=p5,
        p95=p95,
        way=way,
        reading=reading,
    )
