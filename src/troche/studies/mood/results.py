"""What a study says of mood: plain data, from which tables, figures and files are made.

Scores are points of the MADRS, 0 to 60, lower is better. Two kinds of spread stand apart
everywhere: *people* (how patients differ where the truth is known) and *knowledge* (how a
number over all people differs between possible truths). A probability is a share of
possible truths, and never a share of people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "AVERAGED",
    "Chances",
    "Contrast",
    "MechanismLine",
    "MoodCurve",
    "MoodEstimand",
    "MoodOutcome",
    "MoodRegimen",
    "MoodResult",
]

AVERAGED = "averaged"
"""Key of the outcome over all mechanisms, each with its weight."""


@dataclass(frozen=True)
class MechanismLine:
    """One rival mechanism of benefit.

    Parameters
    ----------
    name, letter, title
        As in `troche.pharmacology.mood.mechanisms`.
    weight : fraction
        With which it enters the average; all of them add up to 1.
    """

    name: str
    letter: str
    title: str
    weight: float


@dataclass(frozen=True)
class MoodCurve:
    """Scores over time; every tuple has one entry a time.

    Parameters
    ----------
    days : day
        Since the start: 0, two and four hours, then every day, then the end.
    median : points
        Of all people, over all truths.
    people_p5, people_p95 : points
        5th and 95th percentile of people, the truth taken as known: variability.
    knowledge_p5, knowledge_p95 : points
        Of the median, over possible truths: uncertainty. Empty where typical values were
        taken as known.
    """

    days: tuple[float, ...]
    median: tuple[float, ...]
    people_p5: tuple[float, ...]
    people_p95: tuple[float, ...]
    knowledge_p5: tuple[float, ...]
    knowledge_p95: tuple[float, ...]


@dataclass(frozen=True)
class Contrast:
    """One number of a regimen minus that of a comparator, in the same people.

    Parameters
    ----------
    difference : unit of the estimand
        Regimen minus comparator; for a change in score, below zero is better.
    knowledge_p5, knowledge_p95 : unit of the estimand
        Over possible truths; None where typical values were taken as known.
    probability_better : fraction
        Share of truths in which the regimen does better; equal counts half, and equal are
        numbers within 0.5 points, 0.01 or half a day. None where typical values were taken as
        known.
    """

    difference: float | None
    knowledge_p5: float | None
    knowledge_p95: float | None
    probability_better: float | None


@dataclass(frozen=True)
class MoodEstimand:
    """One number of a regimen's people.

    Parameters
    ----------
    name, unit, meaning
        Such as ``"change at day 28"``, ``"points"``; see `troche.outcomes.mood`.
    n
        People who have the number; responders alone for some (averaged over mechanisms).
    value
        Mean, or share, over those people and over all truths; None if nobody has it.
    people_p5, people_p95
        Of people, the truth taken as known; None for shares.
    knowledge_p5, knowledge_p95
        Of `value`, over possible truths; None where typical values were taken as known.
    over_placebo, over_infusion
        The same minus that under placebo, and under the standard infusion; None against
        itself, and for numbers of responders alone, who are other people in each regimen.
    """

    name: str
    unit: str
    meaning: str
    n: int
    value: float | None
    people_p5: float | None
    people_p95: float | None
    knowledge_p5: float | None
    knowledge_p95: float | None
    over_placebo: Contrast | None
    over_infusion: Contrast | None


@dataclass(frozen=True)
class Chances:
    """Shares of possible truths, by the mean improvement at one day.

    Parameters
    ----------
    day : day
        28, or the end of a shorter horizon.
    better_than : fraction
        By name of every other regimen: share of truths with a larger mean improvement than
        under it; within 0.5 points they are equal, which counts half.
    no_effect : fraction
        Share of truths with a mean benefit over placebo below 0.5 points.
    worthwhile : fraction
        Share of truths with a mean benefit over placebo of 2 points or more.
    """

    day: float
    better_than: Mapping[str, float]
    no_effect: float
    worthwhile: float


@dataclass(frozen=True)
class MoodOutcome:
    """What one regimen does under one mechanism, or averaged.

    Parameters
    ----------
    mechanism
        Its name, or `AVERAGED`.
    curve
        Scores over time.
    estimands
        In the order of the tables.
    chances
        None where typical values were taken as known: one truth has no share.
    """

    mechanism: str
    curve: MoodCurve
    estimands: tuple[MoodEstimand, ...]
    chances: Chances | None

    def estimand(self, name: str) -> MoodEstimand:
        """Return one estimand by name.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        for item in self.estimands:
            if item.name == name:
                return item
        raise KeyError(f"{name!r}; there are {', '.join(e.name for e in self.estimands)}")


@dataclass(frozen=True)
class MoodRegimen:
    """One regimen's mood.

    Parameters
    ----------
    name, text
        As the study calls it, and its canonical print.
    role
        ``"study"`` for a regimen of the study; ``"placebo"`` or ``"standard infusion"`` for a
        comparator that runs beside it.
    extrapolated
        Where it leaves what trials have tested against placebo, one sentence each: there the
        evidence does not say, and the numbers rest on the mechanism alone. Empty within.
    outcomes
        By mechanism's name, and `AVERAGED`.
    """

    name: str
    text: str
    role: str
    extrapolated: tuple[str, ...]
    outcomes: Mapping[str, MoodOutcome]

    @property
    def averaged(self) -> MoodOutcome:
        """The outcome over all mechanisms, each with its weight."""
        return self.outcomes[AVERAGED]


@dataclass(frozen=True)
class MoodResult:
    """Mood in a study.

    Parameters
    ----------
    why_not
        Why there is no mood, in one sentence; empty where there is. All else is then empty.
    mechanisms
        The rivals, with their weights.
    setting
        In words: what trial the people are in, and what they are given beside.
    regimens
        The study's in order, then the comparators that are not among them.
    placebo, infusion
        Names of the regimens with which contrasts are made.
    """

    why_not: str
    mechanisms: tuple[MechanismLine, ...]
    setting: str
    regimens: tuple[MoodRegimen, ...]
    placebo: str
    infusion: str

    def __getitem__(self, name: str) -> MoodRegimen:
        """Return one regimen by name."""
        for item in self.regimens:
            if item.name == name:
                return item
        raise KeyError(f"{name!r}; there are {', '.join(r.name for r in self.regimens)}")

    @property
    def curves(self) -> pd.DataFrame:
        """Every curve, one row for each time, as a data frame."""
        from troche.studies.mood.frames import curves_frame

        return curves_frame(self)

    @property
    def estimands(self) -> pd.DataFrame:
        """Every estimand with its contrasts, one row each, as a data frame."""
        from troche.studies.mood.frames import estimands_frame

        return estimands_frame(self)
