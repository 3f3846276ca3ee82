"""The answer in one paragraph: what, by how much, how sure, and how far people differ."""

from __future__ import annotations

from troche.report.harm.numbers import difference, said
from troche.report.harm.reading import dosed, harm_of
from troche.report.harm.reading import named as harm_named
from troche.report.mood.numbers import between, chance, points, span
from troche.report.mood.reading import (
    benefit,
    compared,
    day_of,
    estimand,
    is_sure,
    mood_of,
    named,
)
from troche.report.numerals import listed
from troche.report.prose import people
from troche.report.theme import called, is_placebo
from troche.studies.mood.results import MoodResult
from troche.studies.results import Result

__all__ = ["short_answer"]


def short_answer(result: Result, exposure: str) -> str:
    """Return the answer in one paragraph.

    Parameters
    ----------
    result
        Of `troche.simulate` or `troche.compare`.
    exposure
        The whole answer about exposure, which it is where there is no mood.
    """
    mood = mood_of(result)
    if mood is None:
        return " ".join([exposure, *_felt(result)])
    return " ".join([*_benefit(result, mood), *_labels(result), *_felt(result)])


def _benefit(result: Result, mood: MoodResult) -> list[str]:
    day, own = day_of(mood), [r for r in compared(mood) if r.role == "study"]
    items = [(r, i) for r in own if (i := estimand(r.averaged, f"change at {day.suffix}"))]
    found = [(r, i, b) for r, i in items if (b := benefit(i.over_placebo))]
    if not found:
        return [f"No regimen gives ketamine, so there is no benefit beyond placebo {day.words}."]
    sure = (
        "typical values taken as known, so without an interval of knowledge"
        if is_sure(mood)
        else "in brackets 90 % of possible truths: knowledge"
    )
    gains = [
        points(b.value)
        + ("" if place else " points of MADRS")
        + (f" ({between(b)})" if between(b) else "")
        + f" under {named(r)}"
        for place, (r, _, b) in enumerate(found)
    ]
    lines = [
        f"In {people(result)} like those of the trials, the mean improvement beyond placebo "
        f"{day.words} ({sure}) is {listed(gains)}."
    ]
    doubts = [
        f"{chance(r.averaged.chances.no_effect)} under {named(r)}"
        for r, *_ in found
        if r.averaged.chances
    ]
    if doubts:
        lines.append(f"The share of possible truths without any effect is {listed(doubts)}.")
    lows = [i.people_p5 for _, i, _ in found if i.people_p5 is not None]
    highs = [i.people_p95 for _, i, _ in found if i.people_p95 is not None]
    if lows and highs:
        every = "at least 90 % of them under each" if len(found) > 1 else "90 % of them"
        lines.append(
            f"People differ far more than that: {every} change by "
            f"{span(min(lows), max(highs))} points since day 0, as under placebo in part."
        )
    beyond = [named(r) for r, *_ in found if r.extrapolated]
    if beyond:
        lines.append(
            f"Beyond what was tested against placebo: {listed(beyond)}; there the mechanisms alone "
            "carry the number."
        )
    return lines


def _labels(result: Result) -> list[str]:
    drug = [r for r in result.regimens if not is_placebo(r)]
    labels = [
        f"{listed([called(r) for r in drug if r.label == label])} ({label})"
        for label in dict.fromkeys(r.label for r in drug)
    ]
    return [f"By exposure: {'; '.join(labels)}."] if labels else []


def _felt(result: Result) -> list[str]:
    harm = harm_of(result)
    if harm is None or not dosed(harm):
        return []
    more = []
    for regimen in dosed(harm):
        item = regimen.number("CADSS above 4")
        more.append(f"{said(difference(item.over_placebo, item.unit))} under {harm_named(regimen)}")
    return [
        "Of a hundred people, so many more than on placebo dissociate in any session (CADSS above "
        f"4): {listed(more)}."
    ]
