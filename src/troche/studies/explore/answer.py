"""A quick look at one regimen: plain data for the Explore page and the library."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from troche.evidence import bibliography
from troche.pharmacology.mood.mechanisms import mechanism
from troche.population.superposition import Cohort, cohort_of
from troche.population.trials.anaesthesia import reaches_anaesthesia
from troche.regimen import Regimen, parse
from troche.studies.explore.builder import fields_of
from troche.studies.explore.exposure import Exposure, exposure_of
from troche.studies.explore.mood import Mood, Outcome, mood_of, why_no_mood
from troche.studies.explore.numbers import label_of, numbers_of
from troche.studies.explore.published import published_points
from troche.studies.explore.question import Question, asked
from troche.studies.explore.series import line, named, rounded
from troche.studies.flags import regimen_flags
from troche.studies.mood.tested import beyond_the_tested
from troche.studies.results import Flag
from troche.studies.specification import DEFAULT_POPULATION

__all__ = ["answer", "explore"]

_SIGNALS: Final = {
    "ketamine": ("Ketamine in blood", "plasma concentration of ketamine, arterial", "ng/mL"),
    "norketamine": ("Norketamine in blood", "plasma concentration of norketamine", "ng/mL"),
    "occupancy": ("NMDA receptors occupied", "NMDA receptor occupancy", "%"),
    "dissociation": ("Felt dissociation", "CADSS added by the drug", "points"),
    "systolic": ("Rise of systolic pressure", "systolic blood pressure", "mmHg"),
}
_PEAKS: Final = {
    "ketamine peak": ("Highest ketamine in blood", "Cmax of each session, arterial", "ng/mL"),
    "occupancy peak": ("Most NMDA receptors occupied", "peak NMDA receptor occupancy", "%"),
    "dissociation peak": ("Strongest dissociation", "peak CADSS added by the drug", "points"),
    "systolic peak": ("Largest rise of pressure", "peak rise of systolic pressure", "mmHg"),
}
_NOTE: Final = (
    "A quick look: {people} virtual people and {truths} possible truths, every dose taken; curves "
    "are those of {who}. Missed doses, adverse events, burden and chance in a trial are computed "
    "by a study on the Compare page."
)
_ONE_MORE_TRIAL: Final = (
    "Scores are those of one more trial, as in a study, and trials differ; the claims tell the "
    "mean effect over trials, which is known better."
)


def explore(
    regimen: str,
    *,
    population: str = DEFAULT_POPULATION,
    weeks: float | None = None,
    beside: str = "stable treatment",
    people: int = 96,
    truths: int = 96,
) -> dict[str, Any]:
    """Return a quick look at one regimen.

    Parameters
    ----------
    regimen
        A line of the regimen language.
    population
        Name of a documented one.
    weeks
        Horizon, 0.3 to 52; by default eight weeks, or the regimen's own length.
    beside
        ``"stable treatment"`` or ``"new antidepressant"``.
    people, truths
        How many virtual people, and how many possible truths; no truths takes typical values
        as known.

    Returns
    -------
    dict
        Plain data; see the page "A quick look" of the documentation.

    Raises
    ------
    troche.errors.BadInput
        If anything cannot be used, or asks for more than a quick look computes.

    Examples
    --------
    >>> found = explore("15 mg ketamine sublingual tablet, daily for 8 weeks", people=8, truths=8)
    >>> found["label"], found["outside"], len(found["doses"]["days"])
    ('low dose, sub-perceptual', True, 56)
    """
    return answer(asked(regimen, population, weeks, beside), people, truths)


def answer(question: Question, people: int = 96, truths: int = 96) -> dict[str, Any]:
    """Return the answer to a question, as `explore` does."""
    cohort = cohort_of(question.population, people, truths)
    exposure = exposure_of(cohort, question.timetable.administrations, question.hours)
    why_not = _why_no_mood(cohort, question)
    mood = None
    if not why_not:
        mood = mood_of(cohort, exposure.kinds, question.hours, question.beside)
    text = str(question.regimen)
    published = _published(text, question.hours)
    flags = _flags(text, mood is not None)
    starts = _starts(question)
    who = "one typical person, but for scores, which are medians of people"
    note = _NOTE.format(people=people, truths=truths, who=who)
    if mood is not None:
        note = f"{note} {_ONE_MORE_TRIAL}"
    return {
        "regimen": text,
        "builder": fields_of(question.regimen),
        "population": question.population,
        "weeks": question.weeks,
        "beside": question.beside,
        "label": label_of(cohort, exposure),
        "outside": any(f.kind in _OUTSIDE for f in flags),
        "doses": {"planned": _planned(question), "days": rounded([t / 24.0 for t in starts])},
        "first_day": {
            "hours": rounded(exposure.first_day.hours),
            "signals": {
                name: line(cohort, exposure.first_day.signals[name], *words)
                for name, words in _SIGNALS.items()
            },
        },
        "course": _course(cohort, exposure, mood, question),
        "numbers": numbers_of(cohort, exposure, mood),
        "published": published,
        "flags": [
            {"kind": f.kind, "message": f.message, "sources": list(f.sources)} for f in flags
        ],
        "sources": _sources(published, flags),
        "note": f"{note} {why_not}".strip(),
    }


_OUTSIDE: Final = ("extrapolation", "schedule", "no evidence")


def _why_no_mood(cohort: Cohort, question: Question) -> str:
    if reaches_anaesthesia(question.regimen, question.hours):
        return "Nothing is said about mood: these are doses of anaesthesia."
    why_not = why_no_mood(cohort)
    return f"Nothing is said about mood. {why_not}" if why_not else ""


def _starts(question: Question) -> list[float]:
    first: dict[int, float] = {}
    for each in question.timetable.administrations:
        first.setdefault(each.number, each.time_h)
    return sorted(first.values())


def _planned(question: Question) -> int:
    table = question.timetable
    return len({a.number for a in (*table.administrations, *table.not_given)})


def _course(
    cohort: Cohort, exposure: Exposure, mood: Mood | None, question: Question
) -> dict[str, Any]:
    kinds = exposure.kinds
    starts = [] if kinds is None else (kinds.starts[exposure.shown] / 24.0).tolist()
    days = [t / 24.0 for t in mood.times] if mood is not None else [0.0, question.hours / 24.0]
    return {
        "days": rounded(days),
        "sessions": {
            "days": rounded(starts),
            "signals": {
                name: line(cohort, exposure.peaks[name.removesuffix(" peak")], *words)
                for name, words in _PEAKS.items()
            },
        },
        "mood": None if mood is None else _mood(mood),
    }


def _mood(mood: Mood) -> dict[str, Any]:
    typical, ends = mood.difference()
    known = None if ends is None else {"p5": rounded(ends[0]), "p95": rounded(ends[1])}
    each = sorted(mood.weights, key=lambda name: mechanism(name).letter)
    return {
        "placebo": _scores(mood.placebo, "Depression score on placebo"),
        "averaged": _scores(mood.averaged, "Depression score"),
        "mechanisms": [
            {
                "letter": mechanism(name).letter,
                "name": mechanism(name).title,
                "weight": rounded([mood.weights[name]])[0],
                "score": _scores(mood.mechanisms[name], "Depression score"),
            }
            for name in each
        ],
        "difference": named(
            "Depression score against placebo", "mean MADRS minus placebo", "points",
            rounded(typical), None, known,
        ),
    }  # fmt: skip


def _scores(outcome: Outcome, name: str) -> dict[str, Any]:
    low, high = outcome.people
    known = outcome.knowledge()
    knowledge = None if known is None else {"p5": rounded(known[0]), "p95": rounded(known[1])}
    people = {"p5": rounded(low), "p95": rounded(high)}
    return named(name, "MADRS, median of people", "points", rounded(outcome.median), people,
                 knowledge)  # fmt: skip


@lru_cache(maxsize=256)
def _parsed(text: str) -> Regimen:
    return parse(text)


@lru_cache(maxsize=256)
def _published(text: str, hours: float) -> list[dict[str, Any]]:
    found = published_points(_parsed(text), hours)
    for point in found:
        for name in ("x", "y", "low", "high"):
            if point[name] is not None:
                point[name] = rounded(np.array([point[name]]))[0]
    return found


@lru_cache(maxsize=256)
def _flags(text: str, mood: bool) -> tuple[Flag, ...]:
    regimen = _parsed(text)
    found = regimen_flags(regimen)
    if mood and not regimen.is_placebo:
        found += tuple(Flag("extrapolation", message) for message in beyond_the_tested(regimen))
    return found


def _sources(published: list[dict[str, Any]], flags: tuple[Flag, ...]) -> dict[str, Any]:
    found = {
        p["source"]: {"citation": p["citation"], "link": p["link"], "reading": p["reading"]}
        for p in published
    }
    known = bibliography().references
    for key in (key for flag in flags for key in flag.sources):
        if key in known:
            entry = {"citation": known[key].note, "link": known[key].link or None, "reading": ""}
            found.setdefault(key, entry)
    return found
