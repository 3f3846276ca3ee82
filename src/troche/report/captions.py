"""What stands above the tables of a report, the same on a page and in a document."""

from __future__ import annotations

from typing import Final

from troche.report.harm.reading import is_sure as is_harm_sure
from troche.report.mood.reading import day_of, is_sure
from troche.report.prose import why_no_knowledge
from troche.studies.harm.results import HarmResult
from troche.studies.mood.results import MoodResult
from troche.studies.results import Result

__all__ = [
    "ASSUMED",
    "BURDEN_ASKS",
    "MICRODOSE",
    "PUBLISHED",
    "exposure_caption",
    "harm_caption",
    "mood_caption",
]

ASSUMED: Final = "Numbers that no published row gives; each is carried with its range."
BURDEN_ASKS: Final = "What each regimen asks of people over the horizon."
MICRODOSE: Final = (
    "Low dose: a peak of at most a third of that of 0.5 mg/kg ketamine over 40 min in the same "
    "patient. Sub-perceptual: at most 5 more people in a hundred with a CADSS above 4 in any "
    "session than on placebo. The words follow the measure."
)
PUBLISHED: Final = (
    "The model's interval holds 90 % of virtual patients, people and knowledge together; a "
    "published mean of n people scatters less than people do."
)


def exposure_caption(result: Result) -> str:
    """Return what the numbers of the main table are."""
    why = why_no_knowledge(result)
    knowledge = f"not computed: {why}" if why else "90 % interval of the median"
    return (
        "Medians of virtual patients; people: 90 % of them, were the typical values known; "
        f"knowledge: {knowledge}."
    )


def mood_caption(mood: MoodResult) -> str:
    """Return what the numbers of mood are."""
    what = f"MADRS {day_of(mood).words}, averaged over mechanisms: means and shares of people"
    if is_sure(mood):
        return (
            f"{what}. Typical values were taken as known: there is no interval and no probability."
        )
    return (
        f"{what}; beneath each its knowledge interval, 90 % of possible truths. P: a share of "
        "possible truths; no effect: a benefit below half a point."
    )


def harm_caption(harm: HarmResult) -> str:
    """Return what the numbers of harm are."""
    known = (
        "typical values were taken as known, so there is no interval"
        if is_harm_sure(harm)
        else "beneath each its knowledge interval, 90 % of possible truths"
    )
    return f"Shares of people and means; {known}; then the rate on placebo."
