"""Sentences made from the numbers of a result: nothing here is advice to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troche.outcomes.summary import FEWEST_DRAWS
from troche.report.blood import reference_of
from troche.report.figures.bands import spread_words
from troche.report.figures.panels import curve_of, resolves_peaks
from troche.report.harm.prose import harm_limits
from troche.report.harm.reading import harm_of
from troche.report.mood.prose import mood_limits
from troche.report.mood.reading import day_of, mood_of
from troche.report.numerals import listed
from troche.report.theme import called, is_placebo
from troche.studies.plan import PATIENTS_PER_DRAW
from troche.studies.results import Result

__all__ = [
    "INTENDED_USE",
    "cohort_words",
    "duration",
    "how_to_read",
    "limits",
    "people",
    "question",
    "why_no_knowledge",
]

INTENDED_USE: Final = (
    "For research and teaching about groups. Not for diagnosis, prognosis or treatment of any "
    "person; not a medical device, and not validated as one. It must not be used to choose, "
    "change, time or combine doses for anyone, yourself included."
)


def duration(hours: float) -> str:
    """Return hours in the largest whole unit.

    Examples
    --------
    >>> duration(1344.0), duration(9 / 7 * 168.0), duration(36.0)
    ('8 weeks', '9 days', '36 h')
    """
    # Horizons are kept in weeks, and nine days are not a round number of them.
    hours = round(hours, 6)
    for length, word in ((168.0, "week"), (24.0, "day")):
        if hours >= length and hours % length == 0:
            count = round(hours / length)
            return f"{count} {word}" + ("s" if count > 1 else "")
    return f"{hours:g} h"


def question(result: Result) -> str:
    """Return what was asked, in one sentence."""
    names = listed([called(regimen) for regimen in result.regimens])
    mood = mood_of(result)
    harm = " How often do adverse events come with it, beyond placebo?" if harm_of(result) else ""
    if mood is None:
        return (
            f"How much ketamine reaches the blood and the receptor under {names} in "
            f"{result.population}, and what fraction is that of {reference_of(result)}?"
            f"{harm}"
        )
    return (
        f"How much does depression improve under {names} in {result.population}, beyond placebo "
        f"{day_of(mood).words}; how sure is that, and do rival mechanisms agree? How much ketamine "
        "reaches the blood and the receptor, and what fraction is that of "
        f"{reference_of(result)}?{harm}"
    )


def cohort_words(result: Result) -> str:
    """Return who the virtual patients are."""
    who = f"{result.patients:,} virtual {people(result)}, followed for " + duration(
        result.horizon_h
    )
    facts = "; ".join(f"{name} {value}" for name, value in result.cohort.items())
    facts = f" They are: {facts} (median and 5–95 % range where a range is given)." if facts else ""
    return f"{who}; random seed {result.seed}.{facts}"


def people(result: Result) -> str:
    """Return whom the virtual patients stand for."""
    return result.population or "patients"


def why_no_knowledge(result: Result) -> str:
    """Return why a run has no interval of knowledge; empty where it has one."""
    if result.draws >= FEWEST_DRAWS:
        return ""
    study = result.manifest.get("study")
    if isinstance(study, Mapping) and study.get("knowledge") == "typical":
        return "typical values were asked for"
    needed = FEWEST_DRAWS * PATIENTS_PER_DRAW
    if result.patients < needed:
        return f"needs {needed:,} patients, this run has {result.patients:,}"
    return "typical values were taken as known"


def how_to_read(result: Result) -> list[str]:
    """Return what each interval is, as far as this run has it."""
    lines = [
        "The median is that of the virtual patients.",
        "People: 90 % of patients would lie within this, were the typical values known. It is "
        "variability, and more knowledge does not make it smaller.",
    ]
    if result.draws >= FEWEST_DRAWS:
        lines.append(
            "Knowledge: where the median itself may lie (90 %), over "
            f"{result.draws} possible truths. It is uncertainty, and more knowledge makes it "
            "smaller."
        )
    elif result.draws:
        lines.append(
            f"With {result.draws} possible truths, fewer than {FEWEST_DRAWS}, there is no "
            "interval of knowledge."
        )
    else:
        lines.append(
            f"There is no interval of knowledge ({why_no_knowledge(result)}): with typical values "
            "taken as known, the numbers are surer here than they are in truth."
        )
    lines.append(
        "Bands over time hold 50 % and 90 % of virtual patients at each time, "
        f"{spread_words(result.regimens)}."
    )
    lines.append(
        f"Low dose is a statement about exposure: a peak of no more than a third of that of "
        f"{reference_of(result)} in the same patients. It says nothing about benefit or harm."
    )
    return lines


def limits(result: Result) -> list[str]:
    """Return what this run cannot say, made from what it holds."""
    drug = [regimen for regimen in result.regimens if not is_placebo(regimen)]
    mood, harm = mood_of(result), harm_of(result)
    told = ["exposures", "receptor occupancy", *(["mood"] if mood else [])]
    told += ["harm"] if harm else []
    untold = [*([] if mood else ["mood", "benefit"]), *([] if harm else ["harm"])]
    lines = [
        f"These are {listed(told)} of groups of virtual patients. "
        + (f"No number here forecasts {' or '.join(untold)}, and none" if untold else "No number")
        + " is about a person.",
        *(mood_limits(mood) if mood else []),
        *harm_limits(result),
    ]
    alone = [called(r) for r in drug if not r.observations]
    if alone:
        lines.append(
            "No published concentration of the same drug, route and dose is laid over: "
            f"{', '.join(alone)}. What is drawn there is the model alone."
        )
    coarse = [
        called(r)
        for r in drug
        if curve_of(r, "whole course", "ketamine") is not None and not resolves_peaks(r)
    ]
    if coarse:
        lines.append(
            "The whole course is not drawn where its points lie too far apart to show every "
            f"dose: {', '.join(coarse)}. Peaks and areas were computed at every dose."
        )
    scaled = sum(o.scale != 1 for r in drug for o in r.observations)
    if scaled:
        lines.append(
            f"{scaled} published {'value was' if scaled == 1 else 'values were'} measured after "
            "another dose and multiplied by the ratio of doses (hollow where drawn), which assumes "
            "that exposure grows in proportion to dose."
        )
    for regimen in result.regimens:
        left = regimen.doses_planned - regimen.doses_given
        if left > 0:
            lines.append(
                f"{called(regimen)}: {left:,} of {regimen.doses_planned:,} planned administrations "
                f"lie beyond {duration(result.horizon_h)} and were not given."
            )
    if drug:
        lines.append(
            "Receptor occupancy is computed from binding in tissue and unbound concentration; "
            "measurements in the living human brain disagree, so its size is unknown and its "
            "comparison between regimens is surer than its value."
        )
    return lines
