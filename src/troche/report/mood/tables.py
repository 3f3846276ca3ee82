"""Mood as rows of words, for the page, the terminal and the notebook alike."""

from __future__ import annotations

from dataclasses import dataclass

from troche.report.mood.numbers import (
    amount,
    between,
    chance,
    difference,
    points,
    span,
    unit_of,
    unit_of_difference,
)
from troche.report.mood.reading import Day, benefit, day_of, estimand
from troche.report.numerals import NOTHING
from troche.studies.mood.results import Contrast, MoodEstimand, MoodRegimen, MoodResult

__all__ = ["EstimandRow", "Number", "ShortRow", "estimand_rows", "short_rows"]


@dataclass(frozen=True)
class Number:
    """A number in words.

    Parameters
    ----------
    value
        With a percent sign where it is a share.
    knowledge
        90 % of possible truths; empty where there is none.
    """

    value: str
    knowledge: str = ""

    def __str__(self) -> str:
        return f"{self.value} ({self.knowledge})" if self.knowledge else self.value


@dataclass(frozen=True)
class ShortRow:
    """One regimen on the day of comparison."""

    regimen: MoodRegimen
    change: Number
    benefit: Number
    no_effect: str
    worthwhile: str
    response: Number
    remission: Number


@dataclass(frozen=True)
class EstimandRow:
    """One number of one regimen in full.

    Parameters
    ----------
    name, unit, meaning, n
        As in `troche.studies.mood.results.MoodEstimand`.
    value
        With the interval of knowledge.
    people
        90 % of people, the truth taken as known; empty for shares.
    over_placebo, over_infusion
        Differences in `difference_unit`.
    chance_placebo, chance_infusion
        Share of possible truths in which the regimen does better; a dash where none.
    """

    name: str
    unit: str
    meaning: str
    n: str
    value: Number
    people: str
    difference_unit: str
    over_placebo: Number
    chance_placebo: str
    over_infusion: Number
    chance_infusion: str


def short_rows(mood: MoodResult) -> list[ShortRow]:
    """Return one row for each regimen: the study's in order, then the comparators."""
    day = day_of(mood)
    return [_short(regimen, day) for regimen in mood.regimens]


def _short(regimen: MoodRegimen, day: Day) -> ShortRow:
    outcome = regimen.averaged
    change = estimand(outcome, f"change at {day.suffix}")
    found = benefit(change.over_placebo) if change else None
    chances = outcome.chances if found else None
    return ShortRow(
        regimen,
        _number(change),
        Number(points(found.value) if found else NOTHING, between(found)),
        chance(chances.no_effect if chances else None),
        chance(chances.worthwhile if chances else None),
        _number(estimand(outcome, f"response at {day.suffix}")),
        _number(estimand(outcome, f"remission at {day.suffix}")),
    )


def _number(item: MoodEstimand | None) -> Number:
    if item is None or item.value is None:
        return Number(NOTHING)
    ends = span(item.knowledge_p5, item.knowledge_p95, item.unit)
    return Number(amount(item.value, item.unit), ends)


def estimand_rows(regimen: MoodRegimen) -> list[EstimandRow]:
    """Return every number of a regimen, averaged over mechanisms."""
    return [_row(item) for item in regimen.averaged.estimands]


def _row(item: MoodEstimand) -> EstimandRow:
    placebo, chance_placebo = _contrast(item, item.over_placebo)
    infusion, chance_infusion = _contrast(item, item.over_infusion)
    return EstimandRow(
        item.name,
        unit_of(item),
        item.meaning,
        f"{item.n:,}",
        _number(item),
        span(item.people_p5, item.people_p95, item.unit),
        unit_of_difference(item),
        placebo,
        chance_placebo,
        infusion,
        chance_infusion,
    )


def _contrast(item: MoodEstimand, contrast: Contrast | None) -> tuple[Number, str]:
    value, ends, better = difference(item, contrast)
    return Number(value, ends), better or NOTHING
