"""What a row of outcomes says, or why it says nothing that can be predicted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from troche.evidence import Outcome
from troche.pharmacology.measure import Scale
from troche.population.readings.reading import WhyNot
from troche.population.trials.given import Given
from troche.population.trials.limits import Limit

__all__ = ["Kind", "NotPredicted", "Statistic"]

Kind = Literal["change", "score", "difference", "effect size", "share"]


@dataclass(frozen=True)
class NotPredicted:
    """A row that is kept and not predicted.

    Parameters
    ----------
    row
        The row.
    why_not, detail
        One of the closed list, and the same in words.
    """

    row: Outcome
    why_not: WhyNot
    detail: str


@dataclass(frozen=True)
class Statistic:
    """One number of one row, with all that a prediction of it needs.

    Parameters
    ----------
    row
        The row.
    family
        Its study family.
    kind
        What is reported: a mean change or score, a difference of mean changes from the
        control, the same in standard deviations, or a share of people.
    scale
        On which.
    hours : h
        Since the first dose of the phase.
    value
        In points, in standard deviations, or as a fraction.
    standard_error
        As reported, in the unit of `value`; None where the row has none.
    sd
        Standard deviation of people's changes or scores, as reported; None likewise.
    n, n_control
        People behind the number; assumed where `n_stated` is False.
    n_stated
        Whether the row or its arm says how many.
    given, control
        What the arm got, and what the control got where the number is a contrast.
    baseline : points
        Mean score at the start on `baseline_scale`; None where nothing says it.
    limit
        Whom a share counts; None for other kinds.
    notes
        What was assumed in reading the row.
    """

    row: Outcome
    family: str
    kind: Kind
    scale: Scale
    hours: float
    value: float
    standard_error: float | None
    sd: float | None
    n: float
    n_control: float
    n_stated: bool
    given: Given
    control: Given | None
    baseline: float | None
    baseline_scale: Scale
    limit: Limit | None
    notes: tuple[str, ...] = ()

    @property
    def trial(self) -> str:
        """Id of the trial."""
        return self.row.trial_id
