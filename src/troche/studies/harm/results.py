"""What a study says of harm: plain data, from which tables, figures and files are made.

Shares are of people, with an event at least once over the horizon unless they say otherwise.
*People* is how a number of a person differs between them, *knowledge* how a number over all
people differs between possible truths. A probability is a share of possible truths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HarmCurve", "HarmNumber", "HarmRegimen", "HarmResult", "Interval"]


@dataclass(frozen=True)
class Interval:
    """A number over all people: median over possible truths, and where 90 % of them lie.

    Parameters
    ----------
    value
        In the unit of the row.
    knowledge_p5, knowledge_p95
        None where typical values were taken as known.
    """

    value: float
    knowledge_p5: float | None
    knowledge_p95: float | None


@dataclass(frozen=True)
class HarmNumber:
    """One number of one regimen.

    Parameters
    ----------
    name, unit, meaning
        As in `troche.studies.harm.measures`.
    value
        Under the regimen: a share of people, or a mean over them.
    placebo
        The same without drug, in one more study like it.
    over_placebo
        The difference, truth by truth.
    people_p5, people_p95
        Of people, where it is a number of a person; else None.
    """

    name: str
    unit: str
    meaning: str
    value: Interval
    placebo: Interval
    over_placebo: Interval
    people_p5: float | None
    people_p95: float | None


@dataclass(frozen=True)
class HarmCurve:
    """Points of the CADSS that the drug adds, along time or along sessions.

    Parameters
    ----------
    along, unit
        ``"time since the first dose"`` in h, or ``"session"`` by its number.
    places
        Where along.
    median : points
        Of people, over all truths.
    people_p5, people_p95 : points
        Of people, the truth taken as known.
    knowledge_p5, knowledge_p95 : points
        Of the median, over possible truths; empty where typical values were taken as known.
    """

    along: str
    unit: str
    places: tuple[float, ...]
    median: tuple[float, ...]
    people_p5: tuple[float, ...]
    people_p95: tuple[float, ...]
    knowledge_p5: tuple[float, ...] = ()
    knowledge_p95: tuple[float, ...] = ()


@dataclass(frozen=True)
class HarmRegimen:
    """One regimen's harm.

    Parameters
    ----------
    name
        As the study calls it.
    sessions
        Doses of drug within the horizon.
    numbers
        In the order of the tables.
    first_session, by_session
        The drug's points of the CADSS over the first session, and at the peak of sessions by
        their number; None where there is no dose of drug, or no curve was asked for.
    sub_perceptual_probability, sub_perceptual_people
        Share of truths, and of people, with a chance of a CADSS above 4 that the drug raises
        by no more than `troche.studies.harm.measures.FELT_LIMIT`.
    """

    name: str
    sessions: int
    numbers: tuple[HarmNumber, ...]
    first_session: HarmCurve | None
    by_session: HarmCurve | None
    sub_perceptual_probability: float | None
    sub_perceptual_people: float | None

    def number(self, name: str) -> HarmNumber:
        """Return one number by name.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        for item in self.numbers:
            if item.name == name:
                return item
        raise KeyError(f"{name!r}; there are {', '.join(n.name for n in self.numbers)}")


@dataclass(frozen=True)
class HarmResult:
    """Harm in a study.

    Parameters
    ----------
    why_not
        Why there is no harm, in one sentence; empty where there is. All else is then empty.
    setting
        In words: what the shares without drug are, and over which period.
    regimens
        In the study's order.
    """

    why_not: str
    setting: str
    regimens: tuple[HarmRegimen, ...]

    def __getitem__(self, name: str) -> HarmRegimen:
        """Return one regimen by name."""
        for item in self.regimens:
            if item.name == name:
                return item
        raise KeyError(f"{name!r}; there are {', '.join(r.name for r in self.regimens)}")

    @property
    def numbers(self) -> pd.DataFrame:
        """Every number of every regimen, one row each, as a data frame."""
        from troche.studies.harm.frames import numbers_frame

        return numbers_frame(self)

    @property
    def curves(self) -> pd.DataFrame:
        """Every curve, one row for each place, as a data frame."""
        from troche.studies.harm.frames import curves_frame

        return curves_frame(self)
