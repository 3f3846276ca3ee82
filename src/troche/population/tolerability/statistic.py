"""What a row of harm says, or why it says nothing that can be predicted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from troche.evidence import Tolerability
from troche.population.readings.reading import WhyNot
from troche.population.tolerability.counted import WHO_TELLS, Counted
from troche.regimen import Regimen

__all__ = ["HarmKind", "HarmRefused", "HarmStatistic"]

HarmKind = Literal["share", "share of sessions", "CADSS mean", "pressure"]


@dataclass(frozen=True)
class HarmRefused:
    """A row that is kept and not predicted.

    Parameters
    ----------
    row
        The row.
    why_not, detail
        One of the closed list, and the same in words.
    """

    row: Tolerability
    why_not: WhyNot
    detail: str


@dataclass(frozen=True)
class HarmStatistic:
    """One number of one row, with all that a prediction of it needs.

    Parameters
    ----------
    row
        The row.
    family
        Its study family.
    kind
        Share of people with an event, share of sessions with it, mean CADSS, or mean rise of
        a pressure or of the heart rate.
    events
        Names; several where the row counts whoever has any of them.
    value
        A fraction, points, mmHg or beats a minute.
    n
        People behind it; assumed where `n_stated` is False.
    n_stated
        Whether the row says how many.
    sd
        Standard deviation among people, as reported; None where the row has none.
    error
        Standard error, from the ends of a stated range taken as a 90 % interval; None likewise.
    regimens
        What was given; the average of several where a row pools doses, none for placebo.
    hours : h
        Of the period in which events count.
    before : h
        On the drug before that period: those sessions habituate, and do not count.
    once
        Whether the number is of one session.
    at : h or None
        Since the session began, for a score at a time; None for the peak.
    notes
        What was assumed in reading the row.
    counted
        Which people are counted, and how.
    """

    row: Tolerability
    family: str
    kind: HarmKind
    events: tuple[str, ...]
    value: float
    n: float
    n_stated: bool
    sd: float | None
    error: float | None
    regimens: tuple[Regimen, ...]
    hours: float
    before: float
    once: bool
    at: float | None
    notes: tuple[str, ...] = ()
    counted: Counted = WHO_TELLS

    @property
    def role(self) -> Literal["drug", "placebo"]:
        """Which arm it is."""
        return "drug" if self.regimens else "placebo"
