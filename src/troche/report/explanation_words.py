"""An explanation in sentences: the same ones on a terminal and in the JSON document.

A positive difference means that the first regimen takes more points off the MADRS. The
sentences speak of groups in trials, and advise nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from troche.report.explanation_numerals import percent, points, span, time_words
from troche.report.explanation_trials import trials_words
from troche.report.numerals import numeral
from troche.studies.explain import Explanation
from troche.studies.explain.answer import NOTHING
from troche.studies.explain.carriers import Carrier
from troche.studies.explain.families import NAMED, Swing

__all__ = ["Section", "sections_of"]

_SHOWN: Final = 3


@dataclass(frozen=True)
class Section:
    """One of the six things that are told.

    Parameters
    ----------
    heading, sentences
        In words.
    headings, rows
        A table below them, if any.
    """

    heading: str
    sentences: tuple[str, ...]
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def sections_of(found: Explanation) -> tuple[Section, ...]:
    """Return the six sections, in order."""
    trials, headings, rows = trials_words(found)
    return (
        _answer(found),
        Section("Structure or evidence", _structure(found)),
        _carriers(found),
        Section("Which studies carry it", _families(found)),
        Section("What would settle it", trials, headings, rows),
        Section("What was tested", _reach(found)),
    )


def _answer(found: Explanation) -> Section:
    answer, asked = found.answer, found.question
    first, second = (r.name for r in answer.regimens)
    mean, at = answer.difference.mean, time_words(asked.hours)
    if abs(mean) < NOTHING:
        said = f"{first} and {second} hardly differ on average: {points(mean)} points of the MADRS"
    else:
        side = "more" if mean > 0 else "fewer"
        said = f"{first} takes {abs(mean):.1f} points {side} off the MADRS than {second} on average"
    neither = 1.0 - answer.first_better - answer.second_better
    sentences = [
        f"At {at}, {said} ({span(answer.difference)}, 90 % of possible truths).",
        f"{percent(answer.first_better)} of truths hold {first} better by half a point or more, "
        f"{percent(answer.second_better)} {second}, {percent(max(0.0, neither))} neither.",
    ]
    for each, asked_for in zip(answer.regimens, (asked.first, asked.second), strict=True):
        if not asked_for.acts:
            sentences.append(f"{each.name} holds no drug by then.")
            continue
        sentences.append(
            f"Beyond placebo, {each.name} takes off {each.benefit.mean:.1f} points "
            f"({span(each.benefit)}); in {percent(each.no_effect)} of truths less than half a "
            "point, which is no effect."
        )
    rows = tuple(
        (
            f"({m.letter}) {m.title}",
            percent(m.weight),
            f"{m.first:.1f}",
            f"{m.second:.1f}",
            points(m.difference.mean),
            span(m.difference),
        )
        for m in answer.mechanisms
    )
    headings = ("mechanism", "weight", first, second, "difference", "90 % of truths")
    return Section("The answer", tuple(sentences), headings, rows)


def _structure(found: Explanation) -> tuple[str, ...]:
    structure = found.structure
    if structure.variance <= 0.0:
        return ("The difference is the same in every truth: nothing is left open.",)
    if structure.between >= 0.5:
        said = "the larger part is which mechanism is true, and more data of the same kind would "
        said += "not tell"
    else:
        said = "the larger part stays open under every single mechanism: the evidence is thin "
        said += "whichever of them is true"
    return (
        f"Of the spread of the difference (its variance), {percent(structure.between)} lies "
        f"between mechanisms and {percent(structure.within)} within them: {said}.",
    )


def _carriers(found: Explanation) -> Section:
    heading = "Which assumption carries it"
    shown = found.carriers[:_SHOWN]
    if not shown:
        return Section(heading, ("No single parameter explains more than chance could.",))
    together = sum(c.in_turn for c in shown)
    sentences = [_carrier(c) for c in shown]
    count = {1: "It explains", 2: "The two together explain", 3: "The three together explain"}
    sentences.append(
        f"{count[len(shown)]} {percent(together)} of the whole variance. Each share is what would "
        "go, on average, if that number alone were known; numbers that go together share theirs."
    )
    return Section(heading, tuple(sentences))


def _carrier(c: Carrier) -> str:
    unit = "" if c.unit in ("fraction", "ratio", "exponent") else f" {c.unit}"
    low, high = (numeral(v.value) for v in (c.lowest, c.highest))
    basis = (
        f"comes from the prior (rows took away {percent(c.informed)} of its spread)"
        if c.from_prior
        else f"is informed by rows (they took away {percent(c.informed)} of its prior's spread)"
    )
    if len(c.mechanisms) == 1:
        under = f"Under {c.mechanisms[0]}, which alone has it, in"
    else:
        under = f"Under the {len(c.mechanisms)} mechanisms that have it, in"
    return (
        f"{c.meaning[0].upper()}{c.meaning[1:]} ({c.symbol}): {percent(c.share)} of the variance. "
        f"{under} the lowest fifth of its values (about {low}{unit}) the difference is "
        f"{points(c.lowest.difference)} points, in the highest (about {high}{unit}) "
        f"{points(c.highest.difference)}. What is believed of it {basis}."
    )


def _families(found: Explanation) -> tuple[str, ...]:
    if not found.families:
        return ("No refits without single studies are shipped, so this cannot be said.",)
    moving = [s for s in found.families if s.moves][:_SHOWN]
    sentences = [_swing(s) for s in moving]
    if not moving:
        sentences.append(
            "Left out one at a time, no study moves the difference beyond what the few draws of "
            "a refit do by chance."
        )
    known = {s.family: s for s in found.families}
    named = [known[f] for f in NAMED if f in known and known[f] not in moving]
    return (*sentences, *map(_swing, named))


def _swing(s: Swing) -> str:
    what = f", {NAMED[s.family]}" if s.family in NAMED else ""
    numbers = "1 number" if s.numbers == 1 else f"{s.numbers} numbers"
    chance = "" if s.moves else "; no more than chance of the draws"
    return (
        f"Without {s.family}{what} ({numbers} in the fit), the difference goes from "
        f"{points(s.before)} to {points(s.after)} points (± {s.error:.1f}{chance})."
    )


def _reach(found: Explanation) -> tuple[str, ...]:
    sentences = []
    for each, asked in zip(found.reach, (found.question.first, found.question.second), strict=True):
        if not asked.acts:
            continue
        if each.beyond:
            sentences.append(
                f"{each.name}: the evidence does not say. {' '.join(each.untested)} What is "
                "computed for it rests on the shape of the mechanisms alone."
            )
        else:
            sentences.append(f"{each.name}: its exposure lies within what was tested.")
        sentences += [f"{each.name}, beyond what was studied: {m}." for m in each.unstudied]
    return tuple(sentences)
