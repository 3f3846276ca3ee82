"""What a quick look is asked, checked before anything is computed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from troche.errors import StudyError, nearest
from troche.population.populations import population
from troche.regimen import Regimen, Timetable, expand, parse
from troche.studies.specification import DEFAULT_POPULATION

__all__ = ["BESIDE", "MOST_DOSES", "WEEKS", "Question", "asked"]

BESIDE: Final = ("stable treatment", "new antidepressant")

WEEKS: Final = (0.3, 52.0)
"""Shortest and longest horizon of a quick look."""

MOST_DOSES: Final = 400
_DEFAULT_WEEKS: Final = 8.0
_ELSEWHERE: Final = "A study on the Compare page, or 'troche simulate', has room for more."


@dataclass(frozen=True)
class Question:
    """One regimen, in one population, over one horizon.

    Parameters
    ----------
    regimen
        Parsed.
    population
        Its name.
    weeks
        The horizon.
    beside
        One of `BESIDE`.
    timetable
        What is given before the horizon.
    """

    regimen: Regimen
    population: str
    weeks: float
    beside: str
    timetable: Timetable

    @property
    def hours(self) -> float:
        """The horizon in h."""
        return self.weeks * 168.0

    @property
    def key(self) -> tuple[str, str, float, str]:
        """What tells it from another question: the canonical regimen and the rest."""
        return str(self.regimen), self.population, self.weeks, self.beside


def asked(
    regimen: str,
    population_name: str = DEFAULT_POPULATION,
    weeks: float | None = None,
    beside: str = BESIDE[0],
) -> Question:
    """Return a question that a quick look can answer.

    Parameters
    ----------
    regimen
        A line of the regimen language.
    population_name
        One of the documented ones.
    weeks
        The horizon; by default eight weeks, or the regimen's own length if that is more.
    beside
        One of `BESIDE`.

    Raises
    ------
    troche.errors.BadInput
        If anything cannot be used, or asks for more than a quick look computes.

    Examples
    --------
    >>> asked("10 mg ketamine iv over 40 min").weeks
    8.0
    >>> asked("10 mg ketamine iv over 40 min, weekly for 12 weeks").weeks
    12.0
    """
    parsed = parse(regimen)
    population(population_name)
    if beside not in BESIDE:
        raise StudyError("beside", beside, " or ".join(BESIDE), nearest(beside, BESIDE))
    low, high = WEEKS
    if weeks is None:
        own = 0.0 if parsed.days is None else parsed.days / 7.0
        weeks = min(high, max(_DEFAULT_WEEKS, own))
    if not (math.isfinite(weeks) and low <= weeks <= high):
        allowed = f"{low:g} to {high:g} weeks here. {_ELSEWHERE}"
        raise StudyError("weeks", f"{weeks:g}", allowed)
    timetable = expand(parsed, weeks * 168.0)
    doses = max((each.number for each in timetable.administrations), default=0)
    if doses > MOST_DOSES:
        allowed = f"at most {MOST_DOSES} within the horizon here. {_ELSEWHERE}"
        raise StudyError("regimen", f"{doses:,} doses", allowed)
    return Question(parsed, population_name, float(weeks), beside, timetable)
