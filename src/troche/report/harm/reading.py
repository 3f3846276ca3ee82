"""What a report reads from the harm of a study: which regimens, by which names."""

from __future__ import annotations

from typing import Final

from troche.studies.harm.results import HarmRegimen, HarmResult
from troche.studies.results import Result

__all__ = ["SHOWN", "dosed", "harm_of", "is_sure", "named", "why_no_harm"]

SHOWN: Final = (
    "CADSS above 4",
    "dissociation",
    "sedation",
    "dizziness",
    "nausea",
    "headache",
    "blood pressure spike",
    "stopping for adverse events",
)
"""Events of the main figure and the short tables; all others stand in the full table."""


def harm_of(result: Result) -> HarmResult | None:
    """Return the harm of a result; None where there is none, for whatever reason."""
    harm = result.harm
    return None if harm is None or harm.why_not or not harm.regimens else harm


def why_no_harm(result: Result) -> str:
    """Return in few words why a result has no harm; empty where it has."""
    if harm_of(result) is not None:
        return ""
    reason = result.harm.why_not if result.harm is not None else ""
    return f"Nothing is said about harm. {reason or 'It was not part of this run.'}"


def dosed(harm: HarmResult) -> list[HarmRegimen]:
    """Return the regimens that give drug."""
    return [r for r in harm.regimens if r.sessions]


def is_sure(harm: HarmResult) -> bool:
    """Return whether typical values were taken as known, so that there is no uncertainty."""
    return all(n.value.knowledge_p5 is None for r in harm.regimens for n in r.numbers)


def named(regimen: HarmRegimen) -> str:
    """Return a regimen's name, or words for it where its study has no other."""
    return "this regimen" if regimen.name == "regimen" else regimen.name
