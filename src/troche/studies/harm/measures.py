"""What is told of harm: each number's name, unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from troche.population.tolerability.exposed import SESSION
from troche.population.tolerability.kinds import CADSS_ABOVE_4, DISSOCIATION, EVENTS

__all__ = ["FELT", "FELT_LIMIT", "FIRST_FELT", "MEASURES", "ONE_SESSION", "Measure"]

ONE_SESSION: Final = SESSION
"""Hours for which a session's background is counted: as in the fit."""

FELT_LIMIT: Final = 0.05
"""Excess of people with a CADSS above 4 up to which a regimen is sub-perceptual."""

FELT: Final = CADSS_ABOVE_4.name
FIRST_FELT: Final = f"{CADSS_ABOVE_4.name}, first session"


@dataclass(frozen=True)
class Measure:
    """One number of harm.

    Parameters
    ----------
    name, unit, meaning
        In tables and in words.
    event
        Name of the event whose share without drug stands beside it; empty for points and
        rises.
    hours : h
        Over which that share is counted; None for the horizon.
    """

    name: str
    unit: str
    meaning: str
    event: str = ""
    hours: float | None = None

    @property
    def is_share(self) -> bool:
        """Whether it is a share of people."""
        return bool(self.event)


_POINTS: Final = (
    "mean CADSS (0 to 92) at the peak of the {} session, by the drug and without it together"
)
_RISE: Final = "mean rise of {} at the highest session's peak, over the value before the dose"

MEASURES: Final[tuple[Measure, ...]] = (
    Measure("CADSS, first session", "points", _POINTS.format("first")),
    Measure("CADSS, last session", "points", _POINTS.format("last")),
    Measure(
        FIRST_FELT,
        "fraction",
        "people with a CADSS above 4 in the first session",
        FELT,
        ONE_SESSION,
    ),
    Measure(FELT, "fraction", "people with a CADSS above 4 in any session", FELT),
    Measure(
        DISSOCIATION.name,
        "fraction",
        "people who report dissociation, by any of its terms, at least once",
        DISSOCIATION.name,
    ),
    *(
        Measure(e.name, "fraction", f"people with {e.name} at least once", e.name)
        if not e.name.startswith("stopping")
        else Measure(e.name, "fraction", "people who stop for adverse events", e.name)
        for e in EVENTS
    ),
    Measure("systolic rise", "mmHg", _RISE.format("systolic pressure")),
    Measure("diastolic rise", "mmHg", _RISE.format("diastolic pressure")),
    Measure("heart rate rise", "beats/min", _RISE.format("heart rate")),
)
"""In the order of the tables; shares are of people, over the horizon unless they say."""
