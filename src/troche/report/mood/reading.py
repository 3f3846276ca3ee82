"""What a report reads from the mood of a study: which day, which regimens, whose benefit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from troche.report.theme import PLACEBO, Style, styles_of
from troche.studies.mood.results import (
    Contrast,
    MoodEstimand,
    MoodOutcome,
    MoodRegimen,
    MoodResult,
)
from troche.studies.results import Result

__all__ = [
    "AGREED",
    "WORTHWHILE",
    "Benefit",
    "Day",
    "benefit",
    "benefits",
    "compared",
    "day_of",
    "estimand",
    "is_sure",
    "mood_of",
    "mood_styles",
    "named",
    "why_no_mood",
]

WORTHWHILE: Final = 2.0
"""Points over placebo from which an effect is worth having, as `Chances.worthwhile` counts."""

AGREED: Final = 2.0
"""Points within which rival mechanisms are said to agree: less would not matter."""

_BESIDE: Final = Style("#3b424a", "solid", "circle")
"""The standard infusion where the study has none: ink, so that it takes nobody's colour."""


@dataclass(frozen=True)
class Day:
    """The day at which regimens are compared.

    Parameters
    ----------
    suffix
        Of an estimand's name: ``"day 28"`` or ``"end"``.
    words
        ``"at day 28"``, or ``"at the end (day 14)"``.
    """

    suffix: str
    words: str


@dataclass(frozen=True)
class Benefit:
    """Mean improvement over placebo, points of the MADRS; above zero is more than placebo's.

    Parameters
    ----------
    value
        Averaged over possible truths.
    low, high
        90 % of possible truths; None where typical values were taken as known.
    """

    value: float
    low: float | None
    high: float | None


def mood_of(result: Result) -> MoodResult | None:
    """Return the mood of a result; None where there is none, for whatever reason."""
    mood = result.mood
    return None if mood is None or mood.why_not or not mood.regimens else mood


def why_no_mood(result: Result) -> str:
    """Return in few words why a result has no mood; empty where it has."""
    if mood_of(result) is not None:
        return ""
    reason = result.mood.why_not if result.mood is not None else ""
    return f"Nothing is said about mood. {reason or 'It was not part of this run.'}"


def day_of(mood: MoodResult) -> Day:
    """Return the day of comparison: 28, or the end of a shorter horizon."""
    outcome = mood.regimens[0].averaged
    if any(item.name == "change at day 28" for item in outcome.estimands):
        return Day("day 28", "at day 28")
    return Day("end", f"at the end (day {outcome.curve.days[-1]:g})")


def estimand(outcome: MoodOutcome, name: str) -> MoodEstimand | None:
    """Return an estimand by name, or None."""
    return next((item for item in outcome.estimands if item.name == name), None)


def benefit(contrast: Contrast | None) -> Benefit | None:
    """Return a contrast of scores the other way round: more is more improvement.

    Examples
    --------
    >>> benefit(Contrast(-3.0, -5.0, -1.0, 0.99))
    Benefit(value=3.0, low=1.0, high=5.0)
    """
    if contrast is None or contrast.difference is None:
        return None
    if contrast.knowledge_p5 is None or contrast.knowledge_p95 is None:
        return Benefit(-contrast.difference, None, None)
    return Benefit(-contrast.difference, -contrast.knowledge_p95, -contrast.knowledge_p5)


def benefits(mood: MoodResult, regimen: MoodRegimen) -> dict[str, Benefit | None]:
    """Return a regimen's benefit over placebo by mechanism's letter, on the day of comparison."""
    name = f"change at {day_of(mood).suffix}"
    found = {}
    for line in mood.mechanisms:
        outcome = regimen.outcomes.get(line.name)
        item = estimand(outcome, name) if outcome else None
        found[line.letter] = benefit(item.over_placebo) if item else None
    return found


def compared(mood: MoodResult) -> list[MoodRegimen]:
    """Return the regimens that stand beside placebo: all but placebo itself."""
    return [r for r in mood.regimens if r.name != mood.placebo and r.role != "placebo"]


def is_sure(mood: MoodResult) -> bool:
    """Return whether typical values were taken as known, so that there is no uncertainty."""
    return all(r.averaged.chances is None for r in mood.regimens)


def named(regimen: MoodRegimen) -> str:
    """Return a regimen's name, or words for it where its study has no other."""
    return "this regimen" if regimen.name == "regimen" else regimen.name


def mood_styles(result: Result, mood: MoodResult) -> dict[str, Style]:
    """Return the style of each regimen by name: that of the rest of the report."""
    beside = {
        r.name: Style(PLACEBO, "dot", "x") if r.role == "placebo" else _BESIDE
        for r in mood.regimens
    }
    return beside | styles_of(result.regimens)
