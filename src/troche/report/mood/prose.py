"""Mood in sentences: the answer, how to read it, what it cannot say. No advice to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from troche.report.mood.numbers import between, chance, points, weight_of
from troche.report.mood.reading import (
    AGREED,
    WORTHWHILE,
    Benefit,
    benefit,
    benefits,
    compared,
    day_of,
    estimand,
    is_sure,
    named,
)
from troche.report.numerals import listed
from troche.studies.mood.results import MoodRegimen, MoodResult

__all__ = ["MoodAnswer", "how_to_read_mood", "mood_answer", "mood_limits", "weights_words"]

_COUNTS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class MoodAnswer:
    """The answer about mood.

    Parameters
    ----------
    opening
        In whom, when, and what the brackets are.
    lines
        One for each regimen that is compared with placebo.
    rivals
        What separates the mechanisms.
    beyond
        What lies beyond the tested range, and what that means.
    closing
        The trial in which these people are.
    """

    opening: str
    lines: tuple[str, ...]
    rivals: str
    beyond: str
    closing: str

    def __str__(self) -> str:
        return " ".join([self.opening, *self.lines, self.rivals, self.beyond, self.closing])


def mood_answer(mood: MoodResult) -> MoodAnswer:
    """Return the answer: averaged, then the rivals, then what the evidence does not say."""
    brackets = (
        "typical values taken as known, so without an interval of knowledge"
        if is_sure(mood)
        else "in brackets the knowledge interval, 90 % of possible truths"
    )
    return MoodAnswer(
        f"In people like those of the trials, {day_of(mood).words} and averaged over "
        f"{_count(len(mood.mechanisms))} rival mechanisms of benefit ({brackets}):",
        tuple(text for r in compared(mood) if (text := _line(mood, r))),
        _rivals(mood),
        _beyond(mood),
        f"{mood.setting} All of this is about means and shares of groups: single people differ "
        "far more.".strip(),
    )


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _line(mood: MoodResult, regimen: MoodRegimen) -> str:
    item = estimand(regimen.averaged, f"change at {day_of(mood).suffix}")
    found = benefit(item.over_placebo) if item else None
    if item is None or found is None:
        return ""
    text = f"{named(regimen)}: benefit over placebo {points(found.value)} points of MADRS"
    text += f" ({between(found)})" if between(found) else ""
    text += f"; change since day 0 {points(item.value)} points"
    chances = regimen.averaged.chances
    if chances:
        text += (
            f"; no effect in {chance(chances.no_effect)} of possible truths, {WORTHWHILE:g} points "
            f"or more in {chance(chances.worthwhile)}"
        )
    return f"{text}; beyond the tested range." if regimen.extrapolated else f"{text}."


def _rivals(mood: MoodResult) -> str:
    names = {m.letter: m.name for m in mood.mechanisms}
    apart: list[str] = []
    settled: list[str] = []
    agreed: list[str] = []
    for regimen in compared(mood):
        found = {k: v for k, v in benefits(mood, regimen).items() if v}
        if not found:
            continue
        low, high = (pick(found, key=lambda k: found[k].value) for pick in (min, max))
        if found[high].value - found[low].value < AGREED:
            agreed.append(named(regimen))
            continue
        apart.append(
            f"between {points(found[low].value)} ({low}, {names[low]}) and "
            f"{points(found[high].value)} points ({high}, {names[high]}) under {named(regimen)}"
        )
        if _straddles(found[low], found[high]):
            settled.append(named(regimen))
    said = []
    if apart:
        said.append(f"What separates the mechanisms: they put the benefit {listed(apart)}.")
    if settled:
        whose = listed(settled)
        said.append(f"Which of them is true settles whether the effect of {whose} is worth having.")
    if agreed:
        said.append(f"To within {AGREED:g} points the mechanisms agree about {listed(agreed)}.")
    return " ".join([*said, weights_words(mood)])


def _straddles(low: Benefit, high: Benefit) -> bool:
    return low.value < WORTHWHILE <= high.value


def weights_words(mood: MoodResult) -> str:
    """Return the weights, and how little they rest on."""
    weights = ", ".join(f"{m.letter} {weight_of(m.weight)}" for m in mood.mechanisms)
    return f"The weights of the mechanisms ({weights}) rest on few trials, and none decides alone."


def _beyond(mood: MoodResult) -> str:
    rule = (
        "Below the doses tested against placebo the evidence does not say, and no effect is among "
        "the possible truths of every mechanism."
    )
    outside = [r for r in compared(mood) if r.extrapolated]
    if not outside:
        return rule
    reasons = " ".join(f"{named(r)}: {' '.join(r.extrapolated)}" for r in outside)
    return (
        f"Beyond what was tested against placebo: {listed([named(r) for r in outside])}. There "
        f"the numbers rest on the mechanisms alone. {reasons} {rule}"
    )


def how_to_read_mood(mood: MoodResult) -> list[str]:
    """Return what the numbers of mood are, as far as this run has them."""
    lines = [
        "Benefit: how many points of MADRS (0 to 60, lower is less depression) people improve "
        "beyond the same people under placebo, on average. Half a point or less counts as no "
        f"effect, {WORTHWHILE:g} points as the smallest effect worth having.",
        "People: 90 % of them lie within this, the truth taken as known. It is variability.",
    ]
    if is_sure(mood):
        lines.append(
            "There is no interval of knowledge: typical values were taken as known, and the "
            "numbers look surer than they are."
        )
    else:
        lines += [
            "Knowledge: 90 % of possible truths about a mean or a share of people. It is "
            "uncertainty, about the drug and about which mechanism is the true one.",
            "P(…): a share of possible truths, never a share of people.",
        ]
    lines += [
        "Mechanisms are rivals: at most one is true. The average weighs each by how well it "
        f"predicted trials that it had not seen. {weights_words(mood)}",
        "Beyond the tested range: no trial has tested such an exposure, or such a drug and route, "
        "against placebo. There the evidence does not say.",
    ]
    return lines


def mood_limits(mood: MoodResult) -> list[str]:
    """Return what mood cannot say."""
    lines = [
        "Daily low doses are thinly and lopsidedly studied: a few small trials with a benefit, a "
        "larger one without.",
        "Mechanisms were fitted to a typical person of each arm of a trial; how a mechanism and a "
        "person's own exposure go together is assumed, and not fitted.",
        "Many courses of repeated doses were open: who knows what was given expects something of "
        "it, and the size of that is a guess that the fit could hardly correct.",
        "No trial followed people for long under control. What months or years of dosing do to "
        "mood is outside.",
        "That a regimen deepens depression is not among the possible truths.",
    ]
    if any(r.extrapolated for r in mood.regimens):
        lines.append(
            "Beyond the tested range nothing but the shape of a mechanism carries the numbers."
        )
    return lines
